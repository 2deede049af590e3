import GRDB
public import NotebookModel

/// Batches of text that cover a range of a run's output.
public struct TextBatches: Sendable {
  /// Bytes of the whole output.
  public var total: Int
  /// The lines of the worker that hold the text, each with the byte at which it starts.
  public var batches: [(start: Int, line: [UInt8])]
}

extension Store {
  /// Reads the lines of a run from a number on, at most `limit`.
  public func events(
    of run: RunID, from number: Int, limit: Int
  ) async throws(StorageError) -> [[UInt8]] {
    try await read(doing: "reading the events of run \(run)") { db in
      try Array(
        db.rows(
          "SELECT body FROM events WHERE run = ? AND number >= ? ORDER BY number LIMIT ?",
          [run.rawValue, number, limit]
        ).map { try $0.bytes(0) })
    }
  }

  /// Reads the batches of text that hold a range of bytes; nil when there is no such run.
  public func text(
    of run: RunID, bytes range: Range<Int>
  ) async throws(StorageError) -> TextBatches? {
    try await read(doing: "reading the output of run \(run)") { db in
      let id = run.rawValue
      let total: Int? = try db.first("SELECT textBytes FROM runs WHERE id = ?", [id]) { $0[0] }
      guard let total else { return nil }
      var result = TextBatches(total: total, batches: [])
      let rows = try db.rows(
        """
        SELECT place, body FROM events WHERE run = ? AND class = 1 AND textBytes > 0
          AND place + textBytes > ? AND place < ? AND place >= (
            SELECT ifnull(max(place), 0) FROM events
            WHERE run = ? AND class = 1 AND textBytes > 0 AND place <= ?)
        ORDER BY place
        """, [id, range.lowerBound, range.upperBound, id, range.lowerBound])
      while let row = try rows.next() { result.batches.append((row[0], try row.bytes(1))) }
      return result
    }
  }

  /// Reads the trace records of a case, one block behind the other.
  public func trace(
    of run: RunID, call: Int, case: Int
  ) async throws(StorageError) -> [UInt8] {
    try await read(doing: "reading the trace of run \(run)") { db in
      let blocks = try db.rows(
        #"SELECT records FROM traceBlocks WHERE run = ? AND call = ? AND "case" = ? ORDER BY number"#,
        [run.rawValue, call, `case`])
      var records: [UInt8] = []
      while records.count < StoreLimits.traceBytes, let row = try blocks.next() {
        records += try row.bytes(0)
      }
      return records
    }
  }
}
