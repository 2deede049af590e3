import HTTPServer
import Wire
import Workers

extension Resources {
  func health(_ request: Request, _ caller: Caller) async throws -> Response {
    .json(Array(#"{"phase":"\#(phase)"}"#.utf8))
  }

  func status(_ request: Request, _ caller: Caller) async throws -> Response {
    try .json(try await report())
  }

  func metrics(_ request: Request, _ caller: Caller) async throws -> Response {
    let report = try await report()
    let uptime = (ContinuousClock.now - started).components.seconds
    let figures: [(name: String, kind: String, help: String, value: Int)] = [
      ("uptime_seconds", "counter", "Time since the start.", Int(uptime)),
      ("ready", "gauge", "1 once cells can run.", report.phase == "ready" ? 1 : 0),
      ("event_streams", "gauge", "Open event streams.", streams.count),
      ("event_readers_waiting", "gauge", "Streams that wait for news.", library.hub.waiting),
      ("runs_running", "gauge", "Runs that are running.", report.workers?.running ?? 0),
      ("runs_waiting", "gauge", "Runs that wait.", report.queue.count),
      ("workers_warm", "gauge", "Workers that wait for a run.", report.workers?.warm ?? 0),
      ("workers_started_total", "counter", "Workers started.", report.workers?.started ?? 0),
    ]
    let text = figures.map { figure in
      let name = "interleave_\(figure.name)"
      return """
        # HELP \(name) \(figure.help)
        # TYPE \(name) \(figure.kind)
        \(name) \(figure.value)

        """
    }
    return Response(type: "text/plain; version=0.0.4; charset=utf-8", text.joined())
  }

  private var phase: String {
    if case .starting = door.phase { "starting" } else { "ready" }
  }

  private func report() async throws -> StatusReport {
    var report = StatusReport(version: version, phase: phase)
    switch door.phase {
    case .starting: break
    case .failed(let sentence): report.banner = sentence
    case .ready(let workshop):
      let pool = await workshop.pool.status
      report.level = workshop.sandbox.isolation.rawValue
      report.banner = workshop.sandbox.banner
      report.queue = pool.waiting.map {
        StatusReport.Entry(
          run: $0.run, notebook: $0.notebook, position: $0.position, reason: $0.reason)
      }
      report.workers = StatusReport.Workers(pool)
      report.limits = StatusReport.Limits(workshop.sandbox.limits)
    }
    return report
  }
}

/// The answer to `GET /api/status`.
private struct StatusReport: Encodable {
  struct Entry: Encodable {
    var run: String
    var notebook: String
    var position: Int
    var reason: String
  }

  struct Workers: Encodable {
    var running: Int
    var warm: Int
    var starting: Int
    var started: Int
    var cores: Int
    var parallelism: Double?
    var trouble: String?

    init(_ status: PoolStatus) {
      (running, warm, starting) = (status.running.count, status.warm, status.starting)
      (started, cores, trouble) = (status.spawned, status.cores, status.trouble)
      parallelism = status.calibration?.parallelism
    }
  }

  struct Limits: Encodable {
    var caseSeconds: Int64
    var runSeconds: Int64
    var queuePerPerson: Int
    var outputBytes: Int
    var memoryBytes: Int

    init(_ limits: HostLimits) {
      caseSeconds = limits.caseDeadline.components.seconds
      runSeconds = limits.runDeadline.components.seconds
      (queuePerPerson, outputBytes) = (limits.queuePerPerson, limits.output)
      memoryBytes = limits.memory
    }
  }

  var version: String
  /// Nothing runs before the sandbox is ready, or without one.
  var level = "none"
  var banner: String?
  var phase: String
  var queue: [Entry] = []
  var workers: Workers?
  var limits: Limits?
}

private typealias HostLimits = Workers.Limits
