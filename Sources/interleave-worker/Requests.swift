import CallLanguage
import ExperimentEngine
import Explorer
import Glibc
import SourceLanguage
import Synchronization
import Wire

/// Reads what the server asks and sees to it.
///
/// Questions about texts are answered on the reading thread, at once even while an experiment runs.
/// Runs and calibrations go to the running thread, one after the other.
final class Requests: Sendable {
  enum Job: Sendable {
    case run(CellRun)
    case calibrate(id: Int)
  }

  private struct State {
    var jobs: [Job] = []
    var current: CellRun?
  }

  private let vocabulary: Vocabulary
  private let execution: Execution
  private let build: String
  private let outbox: Outbox
  private let state = Mutex(State())
  private let arrival = Signal()

  init(_ execution: Execution, build: String, outbox: Outbox) {
    self.execution = execution
    self.build = build
    self.outbox = outbox
    vocabulary = Vocabulary(execution.catalogue.signatures)
  }

  // MARK: The running thread

  /// Rehearses once, and does jobs for ever.
  func work() -> Never {
    Rehearsal.perform(vocabulary, execution)
    while true {
      arrival.wait()
      let job = state.withLock { state -> Job? in
        guard !state.jobs.isEmpty else { return nil }
        let job = state.jobs.removeFirst()
        if case .run(let cell) = job { state.current = cell }
        return job
      }
      switch job {
      case .run(let cell):
        var execution = execution
        execution.calibration = cell.request.calibration.map {
          Calibration(parallelism: $0.parallelism, age: $0.age)
        }
        execution.limits = cell.request.limits.map(Translation.limits)
        cell.perform(vocabulary, execution, outbox)
        state.withLock { $0.current = nil }
      case .calibrate(let id):
        calibrate(id)
      case nil: break
      }
    }
  }

  private func calibrate(_ id: Int) {
    do {
      let calibration = try Calibrator().measure()
      outbox.send(.reply(.calibrated(id: id, parallelism: calibration.parallelism)))
    } catch {
      // Without an answer the server replaces this worker, which can no longer start threads.
      complain("The worker could not calibrate: \(error).")
    }
  }

  // MARK: The reading thread

  /// Reads requests until the server closes the pipe, and then ends the process on the spot.
  ///
  /// Nobody is left who could read what is still waiting, and an experiment may be busy for long.
  func read() -> Never {
    var reader = LineReader()
    var complaints = 0
    func complainOnce(_ sentence: String) {
      complaints += 1
      if complaints <= Limits.complaints { complain(sentence) }
    }
    while true {
      switch reader.next(until: nextLook) {
      case .end: _exit(0)
      case .time: break
      case .tooLong: complainOnce("A request was longer than \(Limits.line) bytes.")
      case .line(let line):
        guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
        do {
          receive(try WireCoding.decode(WorkerRequest.self, from: line))
        } catch {
          complainOnce("A request could not be read: \(error).")
        }
      }
    }
  }

  /// When to look at the clock again; never while nothing runs.
  private var nextLook: Moment? {
    let (current, isWaiting) = state.withLock { ($0.current, !$0.jobs.isEmpty) }
    if let current { return current.checkDeadline() }
    // Accepted, but not started yet: its deadline is known in a moment.
    return isWaiting ? .now + .milliseconds(50) : nil
  }

  private func receive(_ request: WorkerRequest) {
    switch request {
    case .run(let request): accept(.run(CellRun(request)))
    case .calibrate(let id): accept(.calibrate(id: id))
    case .stop:
      let cells = state.withLock { state in
        state.jobs.compactMap { if case .run(let cell) = $0 { cell } else { nil } }
          + [state.current].compactMap(\.self)
      }
      for cell in cells { cell.stop() }
    case .describe(let id):
      let catalogue = Translation.catalogue(execution.catalogue, build: build)
      outbox.send(.reply(.described(id: id, catalogue)))
    case .check(let id, let source): outbox.send(.reply(.checked(id: id, check(source))))
    case .complete(let id, let source, let offset):
      let completions =
        CellLanguage.of(source) == .program
        ? Program.completions(in: source, at: offset)
        : vocabulary.completions(in: source, at: offset)
      outbox.send(.reply(.completed(id: id, Translation.completions(completions))))
    case .hover(let id, let source, let offset):
      let hover =
        CellLanguage.of(source) == .program
        ? Program.hover(in: source, at: offset) : vocabulary.hover(in: source, at: offset)
      outbox.send(.reply(.hovered(id: id, hover.map(Translation.hover))))
    case .schedule(let id, let question):
      outbox.send(.reply(.scheduled(id: id, Translation.schedule(question))))
    }
  }

  private func check(_ source: String) -> CheckReport {
    if CellLanguage.of(source) == .program { return Translation.check(Program.parse(source)) }
    let check = vocabulary.check(source)
    return CheckReport(
      diagnostics: check.diagnostics.map(Translation.diagnostic),
      plan: check.plan.map { Translation.plan($0, execution) })
  }

  private func accept(_ job: Job) {
    let isAccepted = state.withLock { state in
      guard state.jobs.count < Limits.runs else { return false }
      state.jobs.append(job)
      return true
    }
    guard isAccepted else {
      return complain("More than \(Limits.runs) requests wait; one was left out.")
    }
    arrival.notify()
  }
}
