import GRDB
public import NotebookModel

/// A line in the list of notebooks.
public struct NotebookSummary: Sendable, Equatable {
  public var id: NotebookID
  public var title: String
  public var tags: [String]
  public var lesson: String?
  /// The content hash of the original that a copy of a lesson was made from.
  public var original: String?
  public var updated: Timestamp
  /// When it was put into the bin; nil while it is not there.
  public var deleted: Timestamp?
  public var cells: Int
  /// Runs that are queued or running.
  public var running: Int
}

extension Store {
  /// Lists the notebooks, the latest first, or those in the bin.
  public func notebooks(
    inBin: Bool = false
  ) async throws(StorageError) -> [NotebookSummary] {
    try await read(doing: "listing the notebooks") { db in
      let rows = try db.rows(
        """
        SELECT id, title, lesson, original, updated, tags, deleted,
          (SELECT count(*) FROM cells WHERE notebook = n.id AND deleted = 0),
          (SELECT count(*) FROM runs WHERE notebook = n.id AND phase IN ('queued', 'running'))
        FROM notebooks n WHERE (deleted IS NOT NULL) = ? 
        ORDER BY deleted DESC, updated DESC, id
        """, [inBin])
      return try Array(
        rows.map { row in
          NotebookSummary(
            id: NotebookID(row[0]), title: try row.text(1), tags: try row.tags(5),
            lesson: row[2], original: row[3], updated: Timestamp(milliseconds: row[4]),
            deleted: (row[6] as Int?).map(Timestamp.init(milliseconds:)), cells: row[7],
            running: row[8])
        })
    }
  }

  /// Finds the copy of a lesson that is not in the bin.
  public func copy(ofLesson lesson: String) async throws(StorageError) -> NotebookID? {
    try await read(doing: "finding the copy of lesson \(lesson)") { db in
      try db.first("SELECT id FROM notebooks WHERE lesson = ? AND deleted IS NULL", [lesson]) {
        NotebookID($0[0])
      }
    }
  }

  /// The notebooks in which something is queued or running.
  public func unfinishedNotebooks() async throws(StorageError) -> [NotebookID] {
    try await read(doing: "finding unfinished runs") { db in
      let sql = """
        SELECT notebook FROM runs WHERE phase IN ('queued', 'running')
        GROUP BY notebook ORDER BY min(queued)
        """
      return try Array(db.rows(sql, []).map { NotebookID($0[0]) })
    }
  }

  /// Reads everything that a session needs; nil when there is no such notebook.
  public func state(of notebook: NotebookID) async throws(StorageError) -> SessionState? {
    try await read(doing: "opening notebook \(notebook)") { db in
      let id = notebook.rawValue
      guard let header = try db.notebook(id) else { return nil }
      let cells = try Array(db.rows(Cell.query, [id]).map { try Cell(row: $0) })
      let active = try db.rows(
        """
        SELECT \(runColumns) FROM runs WHERE notebook = ? AND phase IN ('queued', 'running')
        """, [id]
      ).map { try Run(row: $0) }
      let shown = try db.rows(
        """
        SELECT \(runColumns) FROM cells JOIN runs ON runs.id = cells.run WHERE cells.notebook = ?
        """, [id]
      ).map { try Run(row: $0) }
      let answers = try db.rows(
        "SELECT key, answer FROM keys WHERE notebook = ? ORDER BY place", [id]
      ).compactMap { row in
        Answer(row[1]).map { (key: row[0] as String, answer: $0) }
      }
      return SessionState(
        notebook: header, cells: cells, runs: try Array(active) + Array(shown),
        answers: RecentAnswers(try Array(answers)))
    }
  }
}

extension Database {
  func notebook(_ id: String) throws -> Notebook? {
    try first("SELECT \(Notebook.columns) FROM notebooks WHERE id = ?", [id]) {
      try Notebook(row: $0)
    }
  }

  /// The number of the newest event.
  func sequence() throws -> Int {
    try first("SELECT seq FROM sqlite_sequence WHERE name = 'events'", []) { $0[0] } ?? 0
  }
}
