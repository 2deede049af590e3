import NotebookModel
import Storage
import TestSupport
import Testing

@Suite struct `Links in the store` {
  let folder: TemporaryFolder
  let store: Store

  init() throws {
    folder = try TemporaryFolder()
    store = try Store(in: folder)
    try store.create()
  }

  func add(_ id: String, isFrozen: Bool = false, expires: Int? = nil) async throws -> Share? {
    let share = Share(
      id: id, notebook: notebook, created: noon,
      expires: expires.map { Timestamp(milliseconds: noon.rawValue + $0) })
    return try await store.add(share, fingerprint: Array(id.utf8), isFrozen: isFrozen)
  }

  func save(_ revision: Int, _ cells: [Cell], title: String = "Title") throws {
    let header = Notebook(id: notebook, title: title, revision: revision)
    _ = try store.commit([
      Group(notebook: notebook, records: [.save(header, cells: cells, by: Origin(), at: noon)])
    ])
  }

  func cell(_ id: CellID, _ source: String, revision: Int, rank: Int, isDeleted: Bool = false)
    -> Cell
  {
    Cell(
      content: CellContent(id: id, kind: .code, source: source), revision: revision, rank: rank,
      isDeleted: isDeleted)
  }

  @Test func `are found by the fingerprint of their token only`() async throws {
    let made = try #require(try await add("s1"))
    #expect(try await store.share(fingerprint: Array("s1".utf8)) == made)
    #expect(try await store.share(fingerprint: Array("s2".utf8)) == nil)
    #expect(try await store.share(fingerprint: []) == nil)
  }

  @Test func `keep the revision, the order and the runs of the moment they were frozen`()
    async throws
  {
    try store.queueRun()
    try store.report([text("before")])
    try save(2, [cell(second, "later", revision: 2, rank: 3 << 32)], title: "Then")
    let frozen = try #require(try await add("s1", isFrozen: true))
    #expect(frozen.revision == 2)
    // Everything changes: a text, a place, the title, a new cell, a deletion, another run.
    let third = CellID("third")
    try save(
      3,
      [
        cell(first, "new", revision: 3, rank: 9 << 32),
        cell(second, "later", revision: 3, rank: 3 << 32, isDeleted: true),
        cell(third, "third", revision: 3, rank: 4 << 32),
      ], title: "Now")
    let run = Run(id: RunID("r2"), cell: first, source: "new", queued: noon)
    _ = try store.commit([Group(notebook: notebook, records: [.queue(run)])])

    let shown = try #require(try await store.snapshot(of: frozen))
    #expect(shown.notebook.title == "Then" && shown.notebook.revision == 2)
    #expect(shown.cells.map(\.id) == [first, second])
    #expect(shown.cells.map(\.source) == ["source of first", "later"])
    #expect(shown.cells.map(\.run) == [one, nil])
    #expect(shown.runs[one]?.events == [text("before").json])
    #expect(try await store.shows(frozen, one))
    #expect(try await !store.shows(frozen, RunID("r2")))
  }

  @Test func `that are live show what the cells show now`() async throws {
    try store.queueRun()
    let live = try #require(try await add("s1"))
    #expect(live.revision == nil)
    #expect(try await store.shows(live, one))
    let run = Run(id: RunID("r2"), cell: first, source: "new", queued: noon)
    _ = try store.commit([Group(notebook: notebook, records: [.queue(run)])])
    #expect(try await store.shows(live, RunID("r2")))
    #expect(try await !store.shows(live, one))
    try save(2, [cell(first, "x", revision: 2, rank: 1_000, isDeleted: true)])
    #expect(try await !store.shows(live, RunID("r2")))
  }

  @Test func `open until they expire or are withdrawn`() async throws {
    let share = try #require(try await add("s1", expires: 10))
    let last = Timestamp(milliseconds: noon.rawValue + 9)
    #expect(share.isOpen(at: last))
    #expect(!share.isOpen(at: Timestamp(milliseconds: noon.rawValue + 10)))
    #expect(try await store.revoke(share: "s1", of: notebook, at: last))
    let over = try #require(try await store.share(fingerprint: Array("s1".utf8)))
    #expect(over.revoked == last && !over.isOpen(at: noon))
    // Once more changes nothing, and of another notebook it is not there.
    #expect(try await store.revoke(share: "s1", of: notebook, at: noon))
    #expect(try await store.share(fingerprint: Array("s1".utf8))?.revoked == last)
    #expect(try await !store.revoke(share: "s1", of: NotebookID("n2"), at: noon))
  }

  @Test func `know that their notebook is in the bin`() async throws {
    let share = try #require(try await add("s1", isFrozen: true))
    _ = try store.commit([Group(notebook: notebook, records: [.delete(at: noon)])])
    #expect(try await store.share(fingerprint: Array("s1".utf8))?.isInBin == true)
    #expect(try await store.snapshot(of: share) == nil)
    #expect(try await add("s2") == nil)
  }

  @Test func `that ended long ago are forgotten`() async throws {
    try store.queueRun()
    for number in 0..<120 {
      _ = try await add("s\(number)", isFrozen: true)
      _ = try await store.revoke(share: "s\(number)", of: notebook, at: noon)
    }
    let kept = try #require(try await add("last"))
    let all = try await store.shares(of: notebook)
    #expect(all.count == 101 && all.first == kept)
    #expect(!all.contains { $0.id == "s19" } && all.contains { $0.id == "s20" })
    #expect(try await store.findings() == [])
  }
}
