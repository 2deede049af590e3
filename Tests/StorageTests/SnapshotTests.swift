import NotebookModel
import Storage
import TestSupport
import Testing

@Suite struct `A snapshot` {
  let store: Store

  init() throws {
    store = try Store(inMemoryWithEpoch: "e1")
    try store.create()
    try store.queueRun()
  }

  private func view() async throws -> RunView {
    try #require(try await store.snapshot(of: notebook)?.runs[one])
  }

  @Test func `shows a short run whole`() async throws {
    let events = [other("plan"), text("a"), other("unknownThing"), text("b")]
    try store.report(events)
    let view = try await view()
    #expect(view.events == events.map(\.json))
    #expect(view.withheldEvents == 0)
    #expect(view.withheldLines == 0)
    let snapshot = try await store.snapshot(of: notebook)
    #expect(snapshot?.sequence == 4)
  }

  @Test func `shows the beginning and the end of much text`() async throws {
    let batch = String(repeating: "0123456\n", count: 1_024)
    try store.report(
      [other("started")] + (0..<100).map { _ in text(batch) } + [other("finished")])
    let view = try await view()
    let shown = 2 * (StoreLimits.snapshotText / batch.utf8.count)
    #expect(view.events.count == shown + 2)
    #expect(view.events.first == other("started").json)
    #expect(view.events.last == other("finished").json)
    #expect(view.withheldEvents == 100 - shown)
    #expect(view.withheldLines == (100 - shown) * 1_024)
  }

  @Test func `keeps what matters when there are many small lines`() async throws {
    var events = [other("plan"), other("started")]
    for number in 0..<5_000 {
      events.append(text("\(number)"))
      events.append(
        WorkerEvent(type: "progress", json: Array("\(number)".utf8), content: .progress))
      events.append(WorkerEvent(type: "samples", json: [48], content: .samples))
    }
    events += [other("verdict"), other("finished")]
    try store.report(events)
    let view = try await view()
    #expect(view.events.count < 500)
    #expect(Array(view.events.prefix(2)) == [other("plan").json, other("started").json])
    #expect(Array(view.events.suffix(2)) == [other("verdict").json, other("finished").json])
    #expect(view.events.contains(Array("4999".utf8)))
    #expect(view.withheldEvents == 10_005 - view.events.count)
  }

  @Test func `says behind which cell a deleted one stood`() async throws {
    var state = try #require(try await store.state(of: notebook))
    let edit = Edit(base: 1, key: "k", changes: [.deleteCell(second)], at: noon)
    for case .append(let records) in try state.apply(.edit(edit)) {
      _ = try store.commit([Group(notebook: notebook, records: records)])
    }
    let snapshot = try await store.snapshot(of: notebook)
    #expect(snapshot?.deleted.map(\.cell) == [second])
    #expect(snapshot?.deleted.map(\.after) == [first])
    #expect(snapshot?.cells.map(\.id) == [first])
  }
}

@Suite struct `The history of a run` {
  let store: Store

  init() throws {
    store = try Store(inMemoryWithEpoch: "e1")
    try store.create()
    try store.queueRun()
  }

  @Test func `is read from any event on`() async throws {
    try store.report((1...10).map { other("t\($0)") })
    let events = try await store.events(of: one, from: 4, limit: 2)
    #expect(events == [other("t4").json, other("t5").json])
  }

  @Test(arguments: [0..<1, 0..<5, 4..<6, 5..<10, 9..<30, 0..<100, 15..<16])
  func `text is found by its bytes`(range: Range<Int>) async throws {
    // Three batches: bytes 0–4, 5–9, 10–14.
    try store.report([
      text("aaaaa"), other("verdict"), text("bbbbb"), other("verdict"), text("ccccc"),
    ])
    let found = try #require(try await store.text(of: one, bytes: range))
    #expect(found.total == 15)
    let expected = [0, 5, 10].filter { $0 < range.upperBound && $0 + 5 > range.lowerBound }
    #expect(found.batches.map(\.start) == expected)
  }

  @Test func `the trace of a case is one block behind the other`() async throws {
    func trace(_ byte: UInt8, case: Int) -> WorkerEvent {
      WorkerEvent(
        type: "trace", call: 0, case: `case`, json: [],
        content: .trace(records: Array(repeating: byte, count: 32)))
    }
    try store.report([trace(1, case: 0), trace(2, case: 1), trace(3, case: 0)])
    let records = try await store.trace(of: one, call: 0, case: 0)
    #expect(records == Array(repeating: 1, count: 32) + Array(repeating: 3, count: 32))
    #expect(try await store.trace(of: one, call: 1, case: 0) == [])
  }

  @Test func `the stream is read by notebook and number`() async throws {
    try store.create(NotebookID("n2"))
    let notice = EventRow.notice(type: "t", json: Array("{}".utf8))
    for name in ["n1", "n2", "n1"] {
      _ = try store.commit([Group(notebook: NotebookID(name), events: [notice])])
    }
    let slice = try await store.events(after: 0, of: [notebook])
    #expect(slice.events.map(\.sequence) == [1, 3])
    #expect(slice.end == 3)
    #expect(try await store.events(after: 1, of: [NotebookID("n2")]).events.map(\.sequence) == [2])
    #expect(try await store.events(after: 3, of: [notebook, NotebookID("n2")]).events == [])
  }
}
