import NotebookModel
import Storage
import TestSupport
import Testing

@Suite struct `The runs of a cell` {
  let folder: TemporaryFolder
  let store: Store

  init() throws {
    folder = try TemporaryFolder()
    store = try Store(in: folder)
    try store.create()
  }

  func queue(_ names: [String], of cell: CellID = first, source: String = "source of first") throws
  {
    for name in names {
      let run = Run(id: RunID(name), cell: cell, source: source, queued: noon)
      _ = try store.commit([Group(notebook: notebook, records: [.queue(run)])])
    }
  }

  func names(before: String? = nil, limit: Int = 10) async throws -> [String] {
    try await store.runs(
      of: first, in: notebook, before: before.map { RunID($0) }, limit: limit
    ).map(\.run.id.rawValue)
  }

  @Test func `come with the latest first, page by page, also those of one moment`() async throws {
    try queue(["r1", "r2", "r3", "r4", "r5"])
    try queue(["other"], of: second)
    #expect(try await names() == ["r5", "r4", "r3", "r2", "r1"])
    #expect(try await names(limit: 2) == ["r5", "r4"])
    #expect(try await names(before: "r4", limit: 2) == ["r3", "r2"])
    #expect(try await names(before: "r2", limit: 2) == ["r1"])
    #expect(try await names(before: "nothing") == [])
    #expect(try await store.runs(of: first, in: NotebookID("n2"), limit: 5) == [])
  }

  @Test func `tell whether the cell holds another text by now`() async throws {
    try queue(["r1"], source: "another")
    try queue(["r2"])
    let runs = try await store.runs(of: first, in: notebook, limit: 5)
    #expect(runs.map(\.isChanged) == [false, true])
    #expect(runs.map(\.run.source) == ["source of first", "another"])
  }

  @Test func `tell their first verdicts and how they ended, whatever else they wrote`() async throws
  {
    try store.queueRun()
    let verdicts = (1...5).map { _ in other("verdict") }
    let texts = (1...300).map { text("line \($0)\n") }
    try store.report([other("plan")] + texts + verdicts + [other("finished")])
    let run = try #require(try await store.runs(of: first, in: notebook, limit: 5).first)
    #expect(run.verdicts == Array(repeating: other("verdict").json, count: 3))
    #expect(run.verdictCount == 5)
    #expect(run.finished == other("finished").json)
  }
}
