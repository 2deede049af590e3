import GRDB
public import NotebookModel

/// A run of a cell as a list tells it.
public struct PastRun: Sendable, Equatable {
  public var run: Run
  /// Whether the cell holds another text now.
  public var isChanged: Bool
  /// The first verdicts, as the worker's lines.
  public var verdicts: [[UInt8]]
  public var verdictCount: Int
  /// The worker's last line; nil when it wrote none.
  public var finished: [UInt8]?
}

extension Store {
  /// Lists the runs of a cell, the latest first, from behind another one on.
  public func runs(
    of cell: CellID, in notebook: NotebookID, before run: RunID? = nil, limit: Int
  ) async throws(StorageError) -> [PastRun] {
    try await read(doing: "listing the runs of cell \(cell)") { db in
      let runs = try db.rows(
        """
        SELECT \(runColumns), runs.source <> cells.source FROM runs
        JOIN cells ON cells.notebook = runs.notebook AND cells.id = runs.cell
        WHERE runs.notebook = ?1 AND runs.cell = ?2 AND (?3 IS NULL OR (runs.queued, runs.rowid) < (
          SELECT queued, rowid FROM runs WHERE id = ?3))
        ORDER BY runs.queued DESC, runs.rowid DESC LIMIT ?4
        """,
        [
          notebook.rawValue, cell.rawValue, run?.rawValue,
          min(max(1, limit), StoreLimits.runsOfPage),
        ])
      let found = try Array(runs.map { (run: try Run(row: $0), isChanged: $0[13] as Bool) })
      return try found.map { run, isChanged in
        var past = PastRun(run: run, isChanged: isChanged, verdicts: [], verdictCount: 0)
        try db.readFindings(of: &past)
        return past
      }
    }
  }
}

extension Database {
  /// Reads what an index of its own finds, however much the run wrote.
  fileprivate func readFindings(of past: inout PastRun) throws {
    let id = past.run.id.rawValue
    let isFinding = "type IN ('verdict', 'finished')"
    past.verdicts = try Array(
      rows(
        """
        SELECT body FROM events WHERE run = ? AND type = 'verdict' AND \(isFinding)
        ORDER BY number LIMIT ?
        """, [id, StoreLimits.verdictsOfRun]
      ).map { try $0.bytes(0) })
    past.verdictCount =
      try first(
        "SELECT count(*) FROM events WHERE run = ? AND type = 'verdict' AND \(isFinding)", [id]
      ) { $0[0] } ?? 0
    past.finished = try first(
      """
      SELECT body FROM events WHERE run = ? AND type = 'finished' AND \(isFinding)
      ORDER BY number DESC LIMIT 1
      """, [id]
    ) { try $0.bytes(0) }
  }
}
