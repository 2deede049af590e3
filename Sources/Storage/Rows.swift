import FoundationEssentials
import GRDB
import NotebookModel

extension Database {
  /// Runs a statement that is prepared once for a connection.
  func run(_ sql: String, _ arguments: StatementArguments) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }

  /// Reads rows with a statement that is prepared once for a connection.
  func rows(_ sql: String, _ arguments: StatementArguments) throws -> RowCursor {
    try Row.fetchCursor(try cachedStatement(sql: sql), arguments: arguments)
  }

  /// Reads the first row, which is valid only inside `read`: it is a view of its statement.
  func first<Value>(
    _ sql: String, _ arguments: StatementArguments, _ read: (Row) throws -> Value
  ) throws -> Value? {
    let cursor = try rows(sql, arguments)
    defer { withExtendedLifetime(cursor) {} }
    return try cursor.next().map(read)
  }
}

extension Row {
  /// Text that was stored as bytes.
  func text(_ index: Int) throws -> String { String(decoding: try bytes(index), as: UTF8.self) }

  func optionalText(_ index: Int) throws -> String? {
    hasNull(atIndex: index) ? nil : try text(index)
  }

  /// Tags, which are stored a line each.
  func tags(_ index: Int) throws -> [String] {
    try optionalText(index)?.split(separator: "\n").map(String.init) ?? []
  }

  func bytes(_ index: Int) throws -> [UInt8] {
    try withUnsafeData(atIndex: index) { data in data.map { [UInt8]($0) } ?? [] }
  }
}

/// The columns of a run, in the order in which ``Run/init(row:from:)`` reads them.
let runColumns = """
  runs.id, runs.cell, runs.phase, runs.source, runs.queued, runs.started, runs.ended, runs.reason, \
  runs.position, runs.waiting, runs.events, runs.textBytes, runs.lines
  """

extension Run {
  init(row: Row, from start: Int = 0) throws {
    let position = row[start + 8] as Int?
    let reason = row[start + 9] as String?
    self.init(
      id: RunID(row[start]), cell: CellID(row[start + 1]),
      phase: RunPhase(rawValue: row[start + 2]) ?? .interrupted,
      source: try row.text(start + 3), queued: Timestamp(milliseconds: row[start + 4]),
      started: (row[start + 5] as Int?).map(Timestamp.init(milliseconds:)),
      ended: (row[start + 6] as Int?).map(Timestamp.init(milliseconds:)),
      reason: row[start + 7],
      waiting: position.map { Waiting(position: $0, reason: reason ?? "") },
      totals: RunTotals(
        events: row[start + 10], textBytes: row[start + 11], lines: row[start + 12]))
  }
}

extension Notebook {
  static let columns = "id, title, lesson, original, extra, revision, deleted, tags"

  init(row: Row) throws {
    self.init(
      id: NotebookID(row[0]), title: try row.text(1), tags: try row.tags(7), lesson: row[2],
      original: row[3], extra: try row.optionalText(4), revision: row[5],
      isDeleted: !row.hasNull(atIndex: 6))
  }
}

extension Cell {
  /// Every cell of a notebook by rising rank.
  static let query = """
    SELECT c.id, c.kind, c.source, a.body, c.extra, c.revision, c.rank, c.deleted, c.run
    FROM cells c LEFT JOIN attachments a ON a.notebook = c.notebook AND a.cell = c.id
    WHERE c.notebook = ? ORDER BY c.rank
    """

  init(row: Row) throws {
    self.init(
      content: CellContent(
        id: CellID(row[0]), kind: CellKind(rawValue: row[1]) ?? .raw, source: try row.text(2),
        attachments: try row.optionalText(3), extra: try row.optionalText(4)),
      revision: row[5], rank: row[6], isDeleted: row[7],
      run: (row[8] as String?).map { RunID($0) })
  }
}

extension String {
  /// The text as bytes, which keep a NUL character where SQLite's text would end.
  var blob: Data { Data(utf8) }
}

extension [String] {
  /// Tags as they are stored: a line each, nothing when there are none.
  var blob: Data? { isEmpty ? nil : joined(separator: "\n").blob }
}
