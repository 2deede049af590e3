import NotebookModel
import Storage
import TestSupport
import Testing

@Suite struct `Committing` {
  let folder: TemporaryFolder
  let store: Store

  init() throws {
    folder = try TemporaryFolder()
    store = try Store(in: folder)
    try store.create()
  }

  @Test func `numbers the events of all groups in one sequence`() async throws {
    let notice = EventRow.notice(type: "t", json: Array("{}".utf8))
    let numbers = try store.commit([
      Group(notebook: notebook, events: [notice, notice]), Group(notebook: notebook),
      Group(notebook: notebook, events: [notice]),
    ])
    #expect(numbers == [[1, 2], [], [3]])
    #expect(try await store.newestSequence() == 3)
  }

  @Test func `keeps everything of a cell`() async throws {
    let cells = [
      CellContent(
        id: CellID("a"), kind: .markdown, source: "a\0b e\u{301} 🧵",
        attachments: #"{"a.png":{"image/png":"AAAA"}}"#, extra: #"{"metadata":{"x":1.50}}"#),
      CellContent(id: CellID("b"), kind: .raw, source: ""),
    ]
    try store.create(NotebookID("n2"), cells: cells)
    let state = try #require(try await store.state(of: NotebookID("n2")))
    #expect(state.cells.map(\.content) == cells)
    #expect(state.cells.map { Array($0.source.utf8) } == cells.map { Array($0.source.utf8) })
  }

  @Test func `what a session loads is what it had`() async throws {
    var state = try #require(try await store.state(of: notebook))
    let operations: [Operation] = [
      .edit(
        Edit(
          base: 1, key: "a",
          changes: [
            .setSource(first, "new"), .setTitle("T"), .moveCell(first, after: second),
            .insertCell(CellContent(id: CellID("x"), kind: .markdown, source: "x"), after: nil),
          ], at: noon)),
      .run(cells: [first, second], runs: [one, RunID("r2")], key: "b", at: noon),
      .wait(RunID("r2"), Waiting(position: 1, reason: "It waits.")),
      .start(one, at: noon), .report(one, other("plan")), .report(one, text("hello")),
      .end(one, .failed, reason: "It failed.", at: noon),
      .edit(Edit(base: 2, key: "c", changes: [.deleteCell(CellID("x"))], at: noon)),
    ]
    for operation in operations {
      var group = Group(notebook: notebook)
      for case .append(let records) in try state.apply(operation) { group.records += records }
      _ = try store.commit([group])
    }
    #expect(try await store.state(of: notebook) == state)
    #expect(try await store.findings() == [])
  }

  @Test func `a full disk writes nothing, and works again when there is room`() async throws {
    try store.limit(bytes: 1)
    var state = try #require(try await store.state(of: notebook))
    let edit = Edit(
      base: 1, key: "k", changes: [.setSource(first, String(repeating: "x", count: 100_000))],
      at: noon)
    var group = Group(notebook: notebook)
    for case .append(let records) in try state.apply(.edit(edit)) { group.records += records }
    let full = group
    let error = #expect(throws: StorageError.self) { try store.commit([full]) }
    #expect(error?.code == .full)
    #expect(error?.description.hasPrefix("saving notebook n1: ") == true)
    #expect(try await store.state(of: notebook)?.notebook.revision == 1)
    try store.limit(bytes: nil)
    _ = try store.commit([full])
    #expect(try await store.state(of: notebook) == state)
  }

  @Test func `one bad group takes back the whole commit`() async throws {
    let notice = EventRow.notice(type: "t", json: Array("{}".utf8))
    #expect(throws: StorageError.self) {
      try store.commit([
        Group(notebook: notebook, events: [notice]),
        Group(notebook: NotebookID("nowhere"), events: [notice]),
      ])
    }
    #expect(try await store.newestSequence() == 0)
  }
}

@Suite struct `The list of notebooks` {
  let store: Store

  init() throws { store = try Store(inMemoryWithEpoch: "e1") }

  @Test func `counts cells and runs`() async throws {
    try store.create()
    try store.queueRun()
    let list = try await store.notebooks()
    #expect(list.map(\.cells) == [2])
    #expect(list.map(\.running) == [1])
  }

  @Test func `has one copy of a lesson`() async throws {
    try store.create(NotebookID("a"), lesson: "00-welcome")
    try store.create(NotebookID("b"), lesson: "00-welcome")
    #expect(try await store.notebooks().map(\.id) == [NotebookID("a")])
    #expect(try await store.copy(ofLesson: "00-welcome") == NotebookID("a"))
    #expect(try await store.copy(ofLesson: "02-amdahls-law") == nil)
  }

  @Test func `puts into the bin and takes out again`() async throws {
    try store.create(NotebookID("a"), lesson: "00-welcome")
    _ = try store.commit([Group(notebook: NotebookID("a"), records: [.delete(at: noon)])])
    #expect(try await store.notebooks().isEmpty)
    #expect(try await store.notebooks(inBin: true).map(\.id) == [NotebookID("a")])
    #expect(try await store.snapshot(of: NotebookID("a")) == nil)
    try store.create(NotebookID("b"), lesson: "00-welcome")
    _ = try store.commit([Group(notebook: NotebookID("a"), records: [.restore(at: noon)])])
    let list = try await store.notebooks()
    #expect(Set(list.map(\.id.rawValue)) == ["a", "b"])
    #expect(list.first { $0.id == NotebookID("a") }?.lesson == nil)
  }
}
