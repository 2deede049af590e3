import CallLanguage
import ExperimentEngine
import SourceLanguage
import Synchronization
import Wire

/// One request to run a cell, from the moment it was read until its last line.
final class CellRun: Sendable {
  private struct State {
    var isStopped = false
    var current: StopFlag?
    var deadline: Moment?
  }

  let request: RunRequest
  private let start = Moment.now
  private let state = Mutex(State())

  init(_ request: RunRequest) { self.request = request }

  // MARK: From the reading thread

  /// Lets the running case end soon and the rest not start.
  func stop() {
    let flag = state.withLock { state in
      state.isStopped = true
      return state.current
    }
    flag?.set(.stopped)
  }

  /// Ends the running case if its time is over; answers when to look again.
  func checkDeadline() -> Moment {
    let now = Moment.now
    let overdue = state.withLock { state -> StopFlag? in
      guard let deadline = state.deadline, deadline <= now else { return nil }
      state.deadline = nil
      return state.current
    }
    overdue?.set(.deadline)
    // A case that starts later has its deadline later than this.
    return state.withLock { $0.deadline } ?? now + caseTime
  }

  private var caseTime: Duration {
    .milliseconds(Int64((min(max(request.caseDeadline, 0.001), 86_400) * 1_000).rounded()))
  }

  // MARK: On the running thread

  /// Runs the cell in its language, saying everything through `outbox`.
  func perform(_ vocabulary: Vocabulary, _ execution: Execution, _ outbox: Outbox) {
    switch CellLanguage.of(request.source) {
    case .program: explore(on: execution.machine, outbox)
    case .compare: compare(vocabulary, execution, outbox)
    case .experiment, .python, .swift, .unknown: call(vocabulary, execution, outbox)
    }
  }

  /// Plans the calls and runs their cases in order.
  private func call(_ vocabulary: Vocabulary, _ execution: Execution, _ outbox: Outbox) {
    guard let plan = plan(vocabulary, outbox) else { return }
    report(.plan(Translation.plan(plan, execution)), to: outbox)
    var ends: [CaseEnd] = []
    for (callNumber, call) in plan.calls.enumerated() {
      for (caseNumber, planned) in call.cases.enumerated() {
        let index = CaseIndex(call: callNumber, case: caseNumber)
        if let from = request.from, index < from { continue }
        guard let flag = begin() else { return finish(.stopped, "Stopped on request.", outbox) }
        let sink = CaseSink(
          outbox: outbox, run: request.run, index: index, label: planned.label)
        let end = execution.run(call.experiment, planned.parameters, stop: flag, sink: sink)
        ends.append(end)
      }
    }
    conclude(ends, outbox)
  }

  /// Reads the calls of the cell; nil after the run has been ended because they are wrong.
  func plan(_ vocabulary: Vocabulary, _ outbox: Outbox) -> Plan? {
    let check = vocabulary.check(request.source)
    if !check.diagnostics.isEmpty {
      report(.diagnostics(check.diagnostics.map(Translation.diagnostic)), to: outbox)
    }
    if check.plan == nil { refuse(check.diagnostics, outbox) }
    return check.plan
  }

  /// Ends a run whose source is wrong.
  func refuse(_ diagnostics: [SourceLanguage.Diagnostic], _ outbox: Outbox) {
    finish(.failed, Translation.reason(diagnostics) ?? "The cell could not be read.", outbox)
  }

  /// A flag for the next case, unless the run was stopped.
  func begin() -> StopFlag? {
    state.withLock { state in
      guard !state.isStopped else { return nil }
      let flag = StopFlag()
      state.current = flag
      state.deadline = .now + caseTime
      return flag
    }
  }

  /// No case runs any more; answers whether somebody stopped the run.
  @discardableResult
  func end() -> Bool {
    state.withLock { state in
      state.current = nil
      state.deadline = nil
      return state.isStopped
    }
  }

  func conclude(_ ends: [CaseEnd], _ outbox: Outbox) {
    let isStopped = end()
    let bad = ends.filter { $0.status != .done }
    guard let first = bad.first else { return finish(.done, nil, outbox) }
    if isStopped, bad.last?.status == .stopped {
      return finish(.stopped, "Stopped on request.", outbox)
    }
    let reason =
      ends.count == 1
      ? first.reason
      : "\(bad.count) of \(ends.count) cases did not end well; the first: \(first.reason ?? "")"
    finish(bad.count == 1 ? Translation.status(first.status) : .failed, reason, outbox)
  }

  func report(_ content: Wire.RunEvent.Content, to outbox: Outbox) {
    outbox.send(.report(run: request.run, index: nil, content))
  }

  func finish(_ status: CaseStatus, _ reason: String?, _ outbox: Outbox) {
    let wall = Moment.now.seconds(since: start)
    report(.finished(RunFinished(status: status, reason: reason, wall: wall)), to: outbox)
  }
}

/// Puts what one case says into the outbox.
struct CaseSink: RunSink {
  let outbox: Outbox
  let run: String
  let index: CaseIndex
  let label: String

  func send(_ event: ExperimentEngine.RunEvent) {
    outbox.send(.event(run: run, index: index, label: label, event))
  }
}
