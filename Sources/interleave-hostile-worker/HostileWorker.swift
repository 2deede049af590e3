import CLinux
import FoundationEssentials
import Glibc
import Synchronization
import Wire

/// Speaks the worker protocol; every line of a run's source is a case that names a deed.
///
/// Requests are read by a thread of their own, so that `stop` is heard while a deed goes on.
final class HostileWorker: Sendable {
  private let requests = Mutex<[WorkerRequest?]>([])
  private let hasStopped = Mutex(false)

  /// Whether the server has asked for the end of the run.
  var isStopping: Bool { hasStopped.withLock { $0 } }

  func serve() {
    let proof = Confinement.proof()
    Output.send(.hello(Hello(protocolVersion: 1, build: "hostile", proof: proof)))
    Self.refuseOutsideSandbox(proof)
    startThread { self.readRequests() }
    while let request = next() { answer(request) }
  }

  /// Ends the process unless a sandbox is around it: its own user namespace or Landlock, no
  /// capabilities, the filter, and no way to gain privileges.
  private static func refuseOutsideSandbox(_ proof: ConfinementProof) {
    let hasNamespace = proof.uidMap.hasPrefix("65534 ") && proof.uidMap.hasSuffix(" 1")
    let hasNothing = proof.effectiveCapabilities.allSatisfy { $0 == "0" }
    guard hasNamespace || proof.landlock, hasNothing, proof.noNewPrivileges, proof.seccomp == 2
    else {
      Output.complain("This program attacks what is around it and runs in the sandbox only.\n")
      _exit(77)
    }
  }

  // MARK: Requests

  private func readRequests() {
    while let line = readLine(strippingNewline: true) {
      guard let request = try? WireCoding.decode(WorkerRequest.self, from: line.utf8) else {
        continue
      }
      if request == .stop {
        hasStopped.withLock { $0 = true }
      } else {
        requests.withLock { $0.append(request) }
      }
    }
    requests.withLock { $0.append(nil) }
    // A worker always ends with its input, whatever a deed is doing.
    _exit(0)
  }

  private func next() -> WorkerRequest? {
    while true {
      let taken = requests.withLock { list in list.isEmpty ? [] : [list.removeFirst()] }
      if let request = taken.first { return request }
      usleep(200)
    }
  }

  private func answer(_ request: WorkerRequest) {
    switch request {
    case .run(let request): run(request)
    case .stop: break
    case .calibrate(let id): Output.send(.calibrated(id: id, parallelism: 2))
    case .describe(let id):
      Output.send(.described(id: id, CatalogueReport(build: "hostile", experiments: [])))
    case .check(let id, let source):
      if source == "segv" { raise(SIGSEGV) }
      if source == "hang" { while true { pause() } }
      Output.send(.checked(id: id, CheckReport(diagnostics: [], plan: plan(of: source))))
    case .complete(let id, _, let offset):
      let item = CompletionItem(label: "benign", kind: "deed", insert: "benign")
      Output.send(.completed(id: id, CompletionReport(from: offset, items: [item])))
    case .hover(let id, _, _): Output.send(.hovered(id: id, nil))
    case .schedule(let id, let question):
      let text = JSON.string(question.schedule)
      Output.send(
        .scheduled(
          id: id,
          question.source == "refuse"
            ? ScheduleReport(refusal: "This cannot be replayed.") : ScheduleReport(report: text)))
    }
  }

  // MARK: Runs

  private func plan(of source: String) -> PlanReport {
    let cases = source.split(separator: "\n").enumerated().map { index, line in
      PlannedCase(case: index, label: String(line), parameters: [:])
    }
    return PlanReport(calls: [
      PlannedCall(call: 0, experiment: "hostile", line: 1, need: .exact, cases: cases)
    ])
  }

  private func run(_ request: RunRequest) {
    let report = RunReport(run: request.run)
    if request.source == "die planning" { raise(SIGSEGV) }
    let plan = plan(of: request.source)
    report.send(.plan(plan))
    let first = request.from?.case ?? 0
    var status = CaseStatus.done
    for planned in plan.calls[0].cases.dropFirst(first) {
      if planned.label == "die before" { raise(SIGSEGV) }
      report.index = CaseIndex(call: 0, case: planned.case)
      report.send(.started(Self.started(planned.label)))
      Deeds(worker: self, report: report).perform(planned.label)
      status = isStopping ? .stopped : .done
      report.send(.caseFinished(CaseFinished(status: status, wall: 0, cpu: 0, peakMemory: 0)))
      report.index = nil
      if isStopping { break }
    }
    report.send(.finished(RunFinished(status: status, wall: 0)))
  }

  private static func started(_ label: String) -> CaseStarted {
    CaseStarted(
      experiment: "hostile", label: label, parameters: [:], common: [:],
      machine: MachineFact(cpu: "any", cpus: 1, kernel: "any", build: "hostile"))
  }
}

/// Numbers the lines of a run.
final class RunReport: Sendable {
  let run: String
  private let state = Mutex((sequence: 0, index: CaseIndex?.none))

  init(run: String) {
    self.run = run
  }

  var index: CaseIndex? {
    get { state.withLock(\.index) }
    set { state.withLock { $0.index = newValue } }
  }

  func send(_ content: RunEvent.Content) {
    let event = state.withLock { state in
      state.sequence += 1
      return RunEvent(run: run, seq: state.sequence, index: state.index, content: content)
    }
    Output.send(.event(event))
  }

  /// Says something as text of the run.
  func say(_ text: String) {
    let lines = text.utf8.count { $0 == 10 }
    send(.text(TextBatch(stream: "stdout", text: text, lines: lines)))
  }
}

/// The protocol's side of standard output.
enum Output {
  static func send(_ message: WorkerMessage) {
    guard let line = try? WireCoding.encode(message) else { return }
    write(line + [10])
  }

  /// Writes bytes as they are.
  static func write(_ bytes: [UInt8], to file: Int32 = 1) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  static func complain(_ text: String) {
    write(Array(text.utf8), to: 2)
  }
}

/// Starts a thread that nobody waits for.
func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Box: Sendable {
    let body: @Sendable () -> Void
    init(body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let box = Unmanaged.passRetained(Box(body: body)).toOpaque()
  pthread_create(
    &thread, nil,
    { argument in
      guard let argument else { return nil }
      Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
      return nil
    }, box)
}
