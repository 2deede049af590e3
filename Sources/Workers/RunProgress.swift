import Wire

/// What is known about one run while its workers work on it; pure.
///
/// It numbers the lines, follows plan and cases, and decides what happens when a worker is gone:
/// whether another one goes on, and with which case.
struct RunProgress: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// What to do with a line.
  enum Reaction: Sendable, Equatable {
    case deliver(RunLine)
    /// The worker has said its last line of this run and only has to go.
    case finished
    /// The worker must be ended.
    case end(Death.Ending)
  }

  /// What happens once a worker is gone.
  enum Continuation: Sendable, Equatable {
    case again(from: CaseIndex?)
    case over(RunFinished)
  }

  let order: RunOrder
  let limits: Limits
  private let begun: Instant
  private var sequence = 0
  private var written = 0
  private var planned: [CaseIndex]?
  private var ended: Set<CaseIndex> = []
  private var current: (index: CaseIndex, started: Instant)?
  private var fruitless = 0
  private var broken = 0
  private var firstBroken: String?
  private var report: RunFinished?
  private var isOutputFull = false
  /// The worst that happened to a case whose worker died.
  private var casualties: [CaseStatus] = []
  /// When the last case began or ended, for the case deadline.
  private var lastTurn: Instant

  init(order: RunOrder, limits: Limits, now: Instant) {
    self.order = order
    self.limits = limits
    begun = now
    lastTurn = now
  }

  /// When a worker that says nothing more must be ended, and why.
  var deadline: (at: Instant, ending: Death.Ending) {
    let ofCase = lastTurn + order.caseDeadline
    let ofRun = begun + order.runDeadline
    return ofRun <= ofCase
      ? (ofRun, .runDeadline(order.runDeadline)) : (ofCase, .caseDeadline(order.caseDeadline))
  }

  /// A worker starts, or goes on.
  mutating func workerStarted(now: Instant) {
    lastTurn = now
    report = nil
  }

  // MARK: Lines

  mutating func receive(_ line: [UInt8], now: Instant) -> [Reaction] {
    guard report == nil, !isOutputFull else { return [] }
    guard let header = LineHeader(line), header.run == order.run, let digits = header.sequence
    else { return receiveBroken(line) }
    switch header.type {
    case "plan": return receivePlan(line, header, digits)
    case "started":
      guard let index = header.index else { return receiveBroken(line) }
      current = (index, now)
      lastTurn = now
      fruitless = 0
    case "caseFinished":
      guard let index = header.index else { return receiveBroken(line) }
      ended.insert(index)
      current = nil
      lastTurn = now
    case "finished":
      guard let finished = Self.finished(in: line) else { return receiveBroken(line) }
      return end(with: finished, now: now)
    default: break
    }
    return deliver(line, header, digits)
  }

  /// The worker's own end of the run, told at once: its process only has to go now.
  private mutating func end(with finished: RunFinished, now: Instant) -> [Reaction] {
    var lines: [RunLine] = []
    reportBroken(&lines)
    report = conclude(finished, &lines, now: now)
    return lines.map { .deliver($0) } + [.finished]
  }

  private mutating func receivePlan(_ line: [UInt8], _ header: LineHeader, _ digits: Range<Int>)
    -> [Reaction]
  {
    guard let event = try? WireCoding.decode(RunEvent.self, from: line),
      case .plan(let plan) = event.content
    else { return receiveBroken(line) }
    // A worker that goes on plans again; people have seen the plan already.
    if planned != nil { return [] }
    planned = plan.calls.flatMap { call in
      call.cases.map { CaseIndex(call: call.call, case: $0.case) }
    }
    return deliver(line, header, digits)
  }

  private mutating func deliver(_ line: [UInt8], _ header: LineHeader, _ digits: Range<Int>)
    -> [Reaction]
  {
    guard written + line.count <= limits.output else {
      isOutputFull = true
      return [.end(.output(limit: limits.output))]
    }
    sequence += 1
    var bytes: [UInt8] = []
    bytes.reserveCapacity(line.count + 8)
    bytes += line[..<digits.lowerBound]
    bytes += String(sequence).utf8
    bytes += line[digits.upperBound...]
    written += bytes.count
    let facts = RunEventHeader(
      type: header.type, run: order.run, seq: sequence, call: header.call, case: header.case)
    return [.deliver(RunLine(header: facts, bytes: bytes))]
  }

  private mutating func receiveBroken(_ line: [UInt8]) -> [Reaction] {
    if firstBroken == nil {
      firstBroken = String(decoding: line.prefix(120), as: UTF8.self)
    }
    return countBroken(1)
  }

  /// Counts lines that were no messages, and ends a worker that writes too many.
  mutating func countBroken(_ count: Int) -> [Reaction] {
    guard count > 0 else { return [] }
    broken += count
    return broken > limits.brokenLines ? [.end(.babble)] : []
  }

  private static func finished(in line: [UInt8]) -> RunFinished? {
    guard let event = try? WireCoding.decode(RunEvent.self, from: line),
      case .finished(let finished) = event.content
    else { return nil }
    return finished
  }

  // MARK: What the server says itself

  /// A step of a stop, so that people see what happens.
  mutating func note(_ sentence: String) -> RunLine? {
    line(
      .text(TextBatch(stream: "stderr", text: sentence + "\n", lines: 1)), index: current?.index)
  }

  private mutating func line(_ content: RunEvent.Content, index: CaseIndex? = nil) -> RunLine? {
    let event = RunEvent(run: order.run, seq: sequence + 1, index: index, content: content)
    guard let bytes = try? WireCoding.encode(event) else { return nil }
    sequence += 1
    let header = RunEventHeader(
      type: content.type, run: order.run, seq: sequence, call: index?.call, case: index?.case)
    return RunLine(header: header, bytes: bytes)
  }

  // MARK: Ends

  /// The worker is gone: what people must be told, and what comes next.
  ///
  /// `isStopping` says whether somebody asked for the end of the run, `peakMemory` is the most
  /// memory that its processes were seen to hold.
  mutating func workerEnded(
    _ death: Death, isStopping: Bool, peakMemory: Int = 0, now: Instant
  ) -> (lines: [RunLine], continuation: Continuation) {
    if let report { return ([], .over(report)) }
    var lines: [RunLine] = []
    reportBroken(&lines)
    // A stop that had to kill says `stopped`, not `crashed by SIGKILL`.
    let status = isStopping ? .stopped : death.status
    let reason = isStopping ? "Stopped before it was done." : death.sentence
    let lost = current?.index ?? (isStopping ? nil : caseThatNeverStarts())
    if let lost {
      let started = current?.started ?? lastTurn
      let end = CaseFinished(
        status: status, reason: reason, wall: (now - started).inSeconds, cpu: 0,
        peakMemory: peakMemory)
      if let line = line(.caseFinished(end), index: lost) { lines.append(line) }
      ended.insert(lost)
      current = nil
      if !isStopping { casualties.append(status) }
    }
    if isStopping || !mayGoOn(after: death) {
      return over(RunFinished(status: status, reason: reason, wall: 0), lines, now: now)
    }
    fruitless += lost == nil ? 1 : 0
    if fruitless >= limits.startsPerCase && planned == nil {
      return over(RunFinished(status: status, reason: reason, wall: 0), lines, now: now)
    }
    if let planned {
      guard let from = planned.first(where: { !ended.contains($0) && !isBefore($0) }) else {
        return over(RunFinished(status: .done, wall: 0), lines, now: now)
      }
      return (lines, .again(from: from))
    }
    return (lines, .again(from: order.from))
  }

  private func isBefore(_ index: CaseIndex) -> Bool {
    order.from.map { index < $0 } ?? false
  }

  /// The next case, once workers have died on the way to it often enough.
  private mutating func caseThatNeverStarts() -> CaseIndex? {
    guard fruitless + 1 >= limits.startsPerCase, let planned else { return nil }
    fruitless = 0
    return planned.first { !ended.contains($0) && !isBefore($0) }
  }

  private mutating func over(_ report: RunFinished, _ lines: [RunLine], now: Instant) -> (
    lines: [RunLine], continuation: Continuation
  ) {
    var lines = lines
    let finished = conclude(report, &lines, now: now)
    return (lines, .over(finished))
  }

  private func mayGoOn(after death: Death) -> Bool {
    switch death.cause {
    case .ended(.runDeadline), .ended(.output), .ended(.babble), .ended(.stopped),
      .ended(.closing):
      false
    case .notStarted, .exited, .signalled, .ended: true
    }
  }

  /// The end of a run that never got a worker.
  mutating func neverStarted(_ status: CaseStatus, _ reason: String, now: Instant) -> (
    lines: [RunLine], finished: RunFinished
  ) {
    let finished = RunFinished(status: status, reason: reason, wall: 0)
    return ([line(.finished(finished))].compactMap(\.self), finished)
  }

  /// Completes the report of a run with what only the server knows, and adds its line.
  private mutating func conclude(
    _ report: RunFinished, _ lines: inout [RunLine], now: Instant
  ) -> RunFinished {
    var finished = report
    finished.wall = (now - begun).inSeconds
    if finished.status == .done, let first = casualties.first {
      finished.status = .failed
      finished.reason = casualtySentence(first)
    }
    if let line = line(.finished(finished)) { lines.append(line) }
    return finished
  }

  private func casualtySentence(_ first: CaseStatus) -> String {
    let what =
      switch first {
      case .deadline: "did not end in time"
      case .outOfMemory: "ran out of memory"
      default: "crashed"
      }
    return casualties.count == 1
      ? "One case \(what)." : "\(casualties.count) cases did not end; the first one \(what)."
  }

  private mutating func reportBroken(_ lines: inout [RunLine]) {
    guard broken > 0 else { return }
    var sentence = broken == 1 ? "The worker wrote a line" : "The worker wrote \(broken) lines"
    sentence += broken == 1 ? " that is not a message" : " that are not messages"
    if let firstBroken { sentence += "; the first one: \(firstBroken)" }
    if let line = note(sentence) { lines.append(line) }
    broken = 0
    firstBroken = nil
  }
}
