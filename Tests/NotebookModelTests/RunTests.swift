import NotebookModel
import Testing

@Suite struct `Running a cell` {
  private let one = RunID("r1")
  private let two = RunID("r2")

  private func text(_ text: String) -> WorkerEvent {
    WorkerEvent(
      type: "text", json: Array(#"{"type":"text"}"#.utf8),
      content: .text(bytes: text.utf8.count, lines: text.utf8.count { $0 == 10 }))
  }

  private func started(_ run: RunID, _ cell: CellID, in state: inout SessionState) throws {
    _ = try state.apply(.run(cells: [cell], runs: [run], key: nil, at: noon))
    _ = try state.apply(.start(run, at: noon))
  }

  @Test func `queues it with the source that it has now`() throws {
    var state = threeCells()
    let source = try #require(state.cell(first)).source
    let effects = try state.apply(.run(cells: [first], runs: [one], key: "k", at: noon))
    let run = Run(id: one, cell: first, source: source, queued: noon)
    let answer = Answer.runs([QueuedRun(id: one, cell: first)])
    #expect(
      effects == [
        .append([.queue(run), .key("k", answer)]), .publish([.runQueued(run)]),
        .start(RunStart(run: one, notebook: NotebookID("n1"), cell: first, source: source)),
        .answer(answer),
      ])
    #expect(state.cell(first)?.run == one)
  }

  @Test func `queues several in the order asked for`() throws {
    var state = threeCells()
    let effects = try state.apply(
      .run(cells: [third, first], runs: [one, two], key: nil, at: noon))
    #expect(
      effects.orders.map { if case .start(let start) = $0 { start.cell } else { second } } == [
        third, first,
      ])
  }

  @Test func `a repeated key names the same run`() throws {
    var state = threeCells()
    _ = try state.apply(.run(cells: [first], runs: [one], key: "k", at: noon))
    let again = try state.apply(.run(cells: [first], runs: [two], key: "k", at: noon))
    #expect(again == [.answer(.runs([QueuedRun(id: one, cell: first)]))])
  }

  @Test func `pressing Run twice queues once`() throws {
    var state = threeCells()
    _ = try state.apply(.run(cells: [first], runs: [one], key: "a", at: noon))
    let again = try state.apply(.run(cells: [first], runs: [two], key: "b", at: noon))
    #expect(again.answer == .runs([QueuedRun(id: one, cell: first)]))
    #expect(again.orders.isEmpty)
  }

  @Test func `a queued run with an older source makes way`() throws {
    var state = threeCells()
    _ = try state.apply(.run(cells: [first], runs: [one], key: nil, at: noon))
    _ = try state.change(.setSource(first, "new"))
    let effects = try state.apply(.run(cells: [first], runs: [two], key: nil, at: noon))
    #expect(
      effects.orders == [
        .stop(one),
        .start(RunStart(run: two, notebook: NotebookID("n1"), cell: first, source: "new")),
      ])
  }

  @Test func `waits until the running one has been told to stop`() throws {
    var state = threeCells()
    try started(one, first, in: &state)
    #expect(throws: Refusal.alreadyRunning(first, one)) {
      try state.apply(.run(cells: [first], runs: [two], key: nil, at: noon))
    }
    #expect(try state.apply(.stop(one)) == [.stop(one), .answer(.done)])
    _ = try state.apply(.run(cells: [first], runs: [two], key: nil, at: noon))
    #expect(state.cell(first)?.run == two)
  }

  @Test func `Markdown does not run`() throws {
    var state = threeCells()
    _ = try state.change(.setKind(first, .markdown))
    #expect(throws: Refusal.notCode(first)) {
      try state.apply(.run(cells: [first], runs: [one], key: nil, at: noon))
    }
  }

  @Test func `text is filed by the byte where it starts`() throws {
    var state = threeCells()
    try started(one, first, in: &state)
    _ = try state.apply(.report(one, text("héllo\n")))
    let effects = try state.apply(.report(one, text("more\nlines\n")))
    #expect(
      effects.events == [
        .runEvent(
          RunEntry(run: one, cell: first, number: 2, textStart: 7, event: text("more\nlines\n")))
      ])
    #expect(effects.records == [.totals(one, RunTotals(events: 2, textBytes: 18, lines: 3))])
  }

  @Test func `the records of a trace are kept apart from its line`() throws {
    var state = threeCells()
    try started(one, first, in: &state)
    let trace = WorkerEvent(
      type: "trace", call: 0, case: 3, json: [], content: .trace(records: [1, 2, 3]))
    let effects = try state.apply(.report(one, trace))
    #expect(effects.records.contains(.trace(one, number: 1, call: 0, case: 3, records: [1, 2, 3])))
  }

  @Test func `a late result goes into the history of its own run`() throws {
    var state = threeCells()
    try started(one, first, in: &state)
    _ = try state.apply(.stop(one))
    _ = try state.apply(.run(cells: [first], runs: [two], key: nil, at: later))
    let effects = try state.apply(.report(one, text("late\n")))
    #expect(effects.records == [.totals(one, RunTotals(events: 1, textBytes: 5, lines: 1))])
    #expect(state.runs[two]?.totals == RunTotals())
    _ = try state.apply(.end(one, .stopped, reason: nil, at: later))
    #expect(state.runs[one] == nil)
    #expect(state.cell(first)?.run == two)
  }

  @Test func `a run ends once`() throws {
    var state = threeCells()
    try started(one, first, in: &state)
    let effects = try state.apply(.end(one, .done, reason: nil, at: later))
    #expect(effects.events == [.runEnded(one, cell: first, .done, reason: nil)])
    let again = try state.apply(.end(one, .failed, reason: "no", at: later))
    #expect(again == [.answer(.done)])
    #expect(state.runs[one]?.phase == .done)
  }

  @Test func `why it waits is told when it changes`() throws {
    var state = threeCells()
    _ = try state.apply(.run(cells: [first], runs: [one], key: nil, at: noon))
    let waiting = Waiting(position: 2, reason: "A quiet run goes first.")
    #expect(
      try state.apply(.wait(one, waiting)).events == [.runWaiting(one, cell: first, waiting)])
    #expect(try state.apply(.wait(one, waiting)) == [.answer(.done)])
    let effects = try state.apply(.start(one, at: later))
    #expect(effects.events == [.runStarted(one, cell: first, at: later)])
    #expect(state.runs[one]?.waiting == nil)
  }

  @Test func `deleting a cell stops what it runs`() throws {
    var state = threeCells()
    try started(one, first, in: &state)
    #expect(try state.change(.deleteCell(first)).orders == [.stop(one)])
  }

  @Test func `a restored cell has its run back`() throws {
    var state = threeCells()
    try started(one, first, in: &state)
    _ = try state.apply(.end(one, .done, reason: nil, at: later))
    _ = try state.change(.deleteCell(first), key: "a")
    let effects = try state.change(.restoreCell(first), key: "b")
    guard case .cellInserted(_, let run, _, _) = effects.events[0] else {
      Issue.record("no cell came back")
      return
    }
    #expect(run == state.runs[one])
  }

  @Test func `after a restart what ran is interrupted and what was queued goes on`() throws {
    var state = threeCells()
    try started(one, first, in: &state)
    _ = try state.apply(.run(cells: [second], runs: [two], key: nil, at: later))
    let effects = try state.apply(.recover(at: later))
    #expect(state.runs[one]?.phase == .interrupted)
    #expect(state.runs[two]?.phase == .queued)
    let source = try #require(state.cell(second)).source
    #expect(
      effects.orders == [
        .start(RunStart(run: two, notebook: NotebookID("n1"), cell: second, source: source))
      ])
    #expect(effects.events.count == 1)
  }

  @Test func `nobody hears of a run that does not exist`() {
    var state = threeCells()
    #expect(throws: Refusal.unknownRun(one)) { try state.apply(.stop(one)) }
    #expect(throws: Refusal.unknownRun(one)) { try state.apply(.report(one, text(""))) }
  }

  @Test(arguments: [
    Answer.done, .revision(12), .runs([]),
    .runs([
      QueuedRun(id: RunID("r1"), cell: CellID("a")), QueuedRun(id: RunID("r2"), cell: CellID("b")),
    ]),
  ])
  func `an answer survives being written down`(answer: Answer) {
    #expect(Answer(answer.description) == answer)
  }
}
