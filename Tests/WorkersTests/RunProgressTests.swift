import Testing
import Wire

@testable import Workers

struct RunProgressTests {
  let start = ContinuousClock.now

  private func progress(_ limits: Limits = Limits(), from: CaseIndex? = nil) -> RunProgress {
    let order = RunOrder(
      run: "r", person: "a", notebook: "n", source: "", from: from)
    return RunProgress(order: order, limits: limits, now: start)
  }

  private func line(_ content: RunEvent.Content, _ at: Int? = nil, seq: Int = 1) throws -> [UInt8] {
    let index = at.map { CaseIndex(call: 0, case: $0) }
    return try WireCoding.encode(RunEvent(run: "r", seq: seq, index: index, content: content))
  }

  private func plan(_ count: Int) throws -> [UInt8] {
    let cases = (0..<count).map { PlannedCase(case: $0, label: "", parameters: [:]) }
    return try line(
      .plan(
        PlanReport(calls: [
          PlannedCall(call: 0, experiment: "e", line: 1, need: .exact, cases: cases)
        ])))
  }

  private func started(_ at: Int) throws -> [UInt8] {
    try line(
      .started(
        CaseStarted(
          experiment: "e", label: "", parameters: [:], common: [:],
          machine: MachineFact(cpu: "", cpus: 1, kernel: "", build: ""))), at)
  }

  private func finished(_ at: Int) throws -> [UInt8] {
    try line(.caseFinished(CaseFinished(status: .done, wall: 0, cpu: 0, peakMemory: 0)), at)
  }

  private var crash: Death {
    Death(exitCode: 139, signal: nil, ending: nil, errors: "boom\n", outOfMemory: false)
  }

  private func sequences(_ reactions: [RunProgress.Reaction]) -> [Int] {
    reactions.compactMap { reaction in
      if case .deliver(let line) = reaction { line.header.seq } else { nil }
    }
  }

  @Test func `numbers go on when a second worker begins at one again`() throws {
    var progress = progress()
    var seen: [Int] = []
    for line in [try plan(2), try started(0)] {
      seen += sequences(progress.receive(line, now: start))
    }
    let end = progress.workerEnded(crash, isStopping: false, now: start)
    seen += end.lines.compactMap(\.header.seq)
    #expect(end.continuation == .again(from: CaseIndex(call: 0, case: 1)))
    for line in [try plan(2), try started(1), try finished(1)] {
      seen += sequences(progress.receive(line, now: start))
    }
    #expect(seen == [1, 2, 3, 4, 5])
    let report = try line(.finished(RunFinished(status: .done, wall: 1)))
    let ending = progress.receive(report, now: start + .seconds(3))
    #expect(sequences(ending) == [6])
    #expect(ending.last == .finished)
    let over = progress.workerEnded(crash, isStopping: false, now: start + .seconds(4))
    let expected = RunFinished(status: .failed, reason: "One case crashed.", wall: 3)
    #expect(over.continuation == .over(expected))
    #expect(over.lines.isEmpty, "its line was delivered at once")
  }

  @Test func `the case that was running gets the reason`() throws {
    var progress = progress()
    _ = progress.receive(try plan(1), now: start)
    _ = progress.receive(try started(0), now: start)
    let end = progress.workerEnded(
      crash, isStopping: false, peakMemory: 77, now: start + .seconds(2))
    let event = try WireCoding.decode(RunEvent.self, from: end.lines[0].bytes)
    #expect(event.index == CaseIndex(call: 0, case: 0))
    guard case .caseFinished(let report) = event.content else {
      Issue.record("no end of the case")
      return
    }
    #expect(report.status == .crashed && report.wall == 2 && report.peakMemory == 77)
    #expect(report.reason?.contains("SIGSEGV") == true && report.reason?.contains("boom") == true)
  }

  @Test func `the deadline moves with each case but never past the run's`() throws {
    var progress = progress()
    #expect(progress.deadline.at == start + .seconds(30))
    _ = progress.receive(try started(0), now: start + .seconds(20))
    #expect(progress.deadline.at == start + .seconds(50))
    _ = progress.receive(try finished(0), now: start + .seconds(45))
    #expect(progress.deadline.at == start + .seconds(75))
    _ = progress.receive(try started(1), now: start + .seconds(290))
    #expect(progress.deadline.at == start + .seconds(300))
    #expect(progress.deadline.ending == .runDeadline(.seconds(300)))
  }

  @Test func `an interrupted sweep goes on at its first missing case`() throws {
    var progress = progress(from: CaseIndex(call: 0, case: 2))
    _ = progress.receive(try plan(4), now: start)
    _ = progress.receive(try started(2), now: start)
    let end = progress.workerEnded(crash, isStopping: false, now: start)
    #expect(end.continuation == .again(from: CaseIndex(call: 0, case: 3)))
  }

  @Test func `nothing goes on after a stop`() throws {
    var progress = progress()
    _ = progress.receive(try plan(2), now: start)
    _ = progress.receive(try started(0), now: start)
    let end = progress.workerEnded(crash, isStopping: true, now: start)
    guard case .over(let finished) = end.continuation else {
      Issue.record("it went on")
      return
    }
    #expect(finished.status == .stopped)
    #expect(end.lines.map(\.header.type) == ["caseFinished", "finished"])
  }

  @Test func `lines of other runs and lines that are no messages are not passed on`() throws {
    var limits = Limits()
    limits.brokenLines = 3
    var progress = progress(limits)
    let foreign = try WireCoding.encode(
      RunEvent(run: "other", seq: 1, content: .progress(Progress(fraction: 1, sentence: ""))))
    let ofAnother = progress.receive(foreign, now: start)
    #expect(ofAnother.isEmpty)
    let nonsense = progress.receive(Array("nonsense".utf8), now: start)
    #expect(nonsense.isEmpty)
    let withoutNumber = progress.receive(Array(#"{"type":"text","run":"r"}"#.utf8), now: start)
    #expect(withoutNumber.isEmpty)
    let tooMuchNonsense = progress.receive(Array("nonsense".utf8), now: start)
    #expect(tooMuchNonsense == [.end(.babble)])
  }

  @Test func `a type from the future is passed on`() {
    var progress = progress()
    let line = Array(#"{"type":"weather","run":"r","seq":400,"sky":"blue"}"#.utf8)
    let expected = RunLine(
      header: RunEventHeader(type: "weather", run: "r", seq: 1),
      bytes: Array(#"{"type":"weather","run":"r","seq":1,"sky":"blue"}"#.utf8))
    let passed = progress.receive(line, now: start)
    #expect(passed == [.deliver(expected)])
  }

  @Test func `a run that writes too much is ended once`() throws {
    var limits = Limits()
    limits.output = 300
    var progress = progress(limits)
    let text = try line(
      .text(TextBatch(stream: "stdout", text: String(repeating: "x", count: 100), lines: 0)), 0)
    let kept = progress.receive(text, now: start)
    #expect(sequences(kept) == [1])
    let tooMuch = progress.receive(text, now: start)
    #expect(tooMuch == [.end(.output(limit: 300))])
    let afterwards = progress.receive(text, now: start)
    #expect(afterwards.isEmpty)
  }
}
