import Foundation
import GRDB
import NotebookModel
import TestSupport
import Testing

@testable import Storage

@Suite struct `A database of an earlier version` {
  /// What the version before the history wrote: a notebook, a deleted cell, pictures, two saves.
  static let before = """
    INSERT INTO notebooks (id, title, revision, created, updated)
      VALUES ('n1', CAST('Zebra' AS BLOB), 2, 1, 2);
    INSERT INTO cells (notebook, id, rank, kind, source, revision, deleted, extra) VALUES
      ('n1', 'a', 1, 'markdown', CAST('an elephant' AS BLOB), 2, 0, CAST('{"x":1}' AS BLOB)),
      ('n1', 'b', 2, 'code', CAST('a giraffe' AS BLOB), 1, 1, NULL);
    INSERT INTO attachments (notebook, cell, body) VALUES ('n1', 'a', CAST('{}' AS BLOB));
    INSERT INTO revisions (notebook, number, at, title) VALUES
      ('n1', 1, 1, CAST('Horse' AS BLOB)), ('n1', 2, 2, CAST('Zebra' AS BLOB));
    INSERT INTO revisionCells (notebook, number, cell, rank, kind, source, deleted) VALUES
      ('n1', 1, 'a', 1, 'markdown', CAST('a mouse' AS BLOB), 0),
      ('n1', 1, 'b', 2, 'code', CAST('a giraffe' AS BLOB), 0),
      ('n1', 2, 'a', 1, 'markdown', CAST('an elephant' AS BLOB), 0),
      ('n1', 2, 'b', 2, 'code', CAST('a giraffe' AS BLOB), 1);
    INSERT INTO meta (key, value) VALUES ('clean', 'yes'), ('epoch', 'e1');
    """

  @Test func `keeps its history and is searched`() async throws {
    let folder = try TemporaryFolder()
    do {
      let queue = try DatabaseQueue(path: folder.path("notebooks.db"))
      try Migrations.all.migrate(queue, upTo: "2026-11-23 notebooks, runs and events")
      try await queue.write { db in try db.execute(sql: Self.before) }
      try queue.close()
    }
    let store = try Store(in: folder)
    #expect(try await store.findings() == [])
    let lines = try await store.revisions(of: notebook, before: nil, limit: 10)
    #expect(
      lines.map { $0.changes.map(\.what) } == [[.edited, .deleted], [.inserted, .inserted]])
    let first = try #require(try await store.pastNotebook(notebook, at: 1))
    #expect(first.cells.map(\.content.source) == ["a mouse", "a giraffe"])
    #expect(first.cells.first?.content.attachments == "{}")
    #expect(first.cells.first?.content.extra == #"{"x":1}"#)
    #expect(first.revision.heading.title == "Horse")
    #expect(try await store.search(["elephant"]).map(\.title) == ["Zebra"])
    #expect(try await store.search(["zebra"]).count == 1)
    #expect(try await store.search(["giraffe"]).isEmpty)
    #expect(try await store.state(of: notebook)?.notebook.tags == [])
  }
}
