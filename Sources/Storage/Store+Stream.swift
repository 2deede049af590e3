import GRDB
public import NotebookModel

/// A stretch of the event sequence.
public struct StreamSlice: Sendable {
  public var events: [StoredEvent]
  /// Nothing up to this number is left unread.
  public var end: Int
}

extension Store {
  /// The number of the newest committed event.
  public func newestSequence() async throws(StorageError) -> Int {
    try await read(doing: "reading the event sequence") { try $0.sequence() }
  }

  /// Reads events of some notebooks behind a number, up to a limit of events and bytes.
  public func events(
    after sequence: Int, of notebooks: Set<NotebookID>
  ) async throws(StorageError) -> StreamSlice {
    try await read(doing: "reading the event stream") { db in
      let names = notebooks.map(\.rawValue).sorted()
      let marks = names.map { _ in "?" }.joined(separator: ", ")
      let rows = try db.rows(
        """
        SELECT sequence, notebook, run, cell, number, body FROM events
        WHERE notebook IN (\(marks)) AND sequence > ? ORDER BY sequence LIMIT ?
        """,
        StatementArguments(names) + [sequence, StoreLimits.streamEvents])
      var slice = StreamSlice(events: [], end: sequence)
      var bytes = 0
      while bytes < StoreLimits.streamBytes, let row = try rows.next() {
        let event = try StoredEvent(row: row)
        bytes += event.body.count
        slice.end = event.sequence
        slice.events.append(event)
      }
      if bytes < StoreLimits.streamBytes, slice.events.count < StoreLimits.streamEvents {
        slice.end = max(slice.end, try db.sequence())
      }
      return slice
    }
  }

  /// Drops the oldest notices of the stream; the lines of runs stay, for they are their history.
  ///
  /// Answers the number up to which the stream is no longer complete.
  static func trim(_ db: Database, keeping kept: Int) throws -> Int {
    let floor = try Int.fetchOne(
      db,
      sql: "SELECT sequence FROM events WHERE run IS NULL ORDER BY sequence DESC LIMIT 1 OFFSET ?",
      arguments: [kept])
    if let floor {
      try db.execute(
        sql: "DELETE FROM events WHERE run IS NULL AND sequence <= ?", arguments: [floor])
      try db.execute(
        sql: "INSERT OR REPLACE INTO meta (key, value) VALUES ('floor', ?)",
        arguments: [String(floor)])
      return floor
    }
    return try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'floor'")
      .flatMap { Int($0) } ?? 0
  }
}

extension StoredEvent {
  fileprivate init(row: Row) throws {
    let line = (row[2] as String?).map { run in
      Line(run: RunID(run), cell: CellID(row[3]), number: row[4])
    }
    self.init(
      sequence: row[0], notebook: NotebookID(row[1]), line: line, body: try row.bytes(5))
  }
}
