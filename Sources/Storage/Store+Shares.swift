import FoundationEssentials
import GRDB
public import NotebookModel

extension Store {
  /// Makes a link to a notebook as it is now, or to whatever it will be; nil without such a notebook.
  ///
  /// A frozen one keeps the revision and the runs that the cells show at this moment. Links that
  /// ended long ago are forgotten.
  public func add(
    _ share: Share, fingerprint: [UInt8], isFrozen: Bool
  ) async throws(StorageError) -> Share? {
    try await write(doing: "sharing notebook \(share.notebook)") { db in
      let notebook = share.notebook.rawValue
      guard let header = try db.notebook(notebook), !header.isDeleted else { return nil }
      var share = share
      share.revision = isFrozen ? header.revision : nil
      share.since = try db.sequence()
      try db.run(
        """
        INSERT INTO shares (id, notebook, fingerprint, revision, since, created, expires)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [
          share.id, notebook, Data(fingerprint), share.revision, share.since,
          share.created.rawValue, share.expires?.rawValue,
        ])
      if isFrozen {
        try db.run(
          """
          INSERT INTO shareRuns (share, cell, run)
          SELECT ?, id, run FROM cells WHERE notebook = ? AND deleted = 0 AND run IS NOT NULL
          """, [share.id, notebook])
      }
      try Self.forgetEndedShares(of: notebook, at: share.created, in: db)
      return share
    }
  }

  /// The links of a notebook, the latest first, also those that ended.
  public func shares(of notebook: NotebookID) async throws(StorageError) -> [Share] {
    try await read(doing: "listing the links of notebook \(notebook)") { db in
      try Array(
        db.rows(
          "\(Share.query) WHERE shares.notebook = ? ORDER BY shares.created DESC, shares.rowid DESC",
          [notebook.rawValue]
        ).map { Share(row: $0) })
    }
  }

  /// The link whose token has this fingerprint, whether it is open or not.
  public func share(fingerprint: [UInt8]) async throws(StorageError) -> Share? {
    try await read(doing: "looking for a link") { db in
      try db.first("\(Share.query) WHERE fingerprint = ?", [Data(fingerprint)]) { Share(row: $0) }
    }
  }

  /// Ends a link; false when the notebook has none of that name.
  public func revoke(
    share: String, of notebook: NotebookID, at: Timestamp
  ) async throws(StorageError) -> Bool {
    try await write(doing: "withdrawing link \(share)") { db in
      try db.run(
        "UPDATE shares SET revoked = ifnull(revoked, ?) WHERE id = ? AND notebook = ?",
        [at.rawValue, share, notebook.rawValue])
      return db.changesCount > 0
    }
  }

  /// Whether a link shows a run: one that a cell shows now, or showed when the link was frozen.
  public func shows(_ share: Share, _ run: RunID) async throws(StorageError) -> Bool {
    try await read(doing: "looking for run \(run) by a link") { db in
      let sql =
        share.revision == nil
        ? "SELECT 1 FROM cells WHERE notebook = ? AND run = ? AND deleted = 0"
        : "SELECT 1 FROM shareRuns WHERE share = ? AND run = ?"
      let owner = share.revision == nil ? share.notebook.rawValue : share.id
      return try db.first(sql, [owner, run.rawValue]) { _ in true } ?? false
    }
  }

  /// Reads what a frozen link shows; nil when the notebook is in the bin, or the link is live.
  public func snapshot(of share: Share) async throws(StorageError) -> Snapshot? {
    try await read(doing: "reading notebook \(share.notebook) by a link") { db in
      let notebook = share.notebook.rawValue
      guard let revision = share.revision, var header = try db.notebook(notebook),
        !header.isDeleted
      else { return nil }
      header.revision = revision
      header.title =
        try db.first(
          "SELECT title FROM revisions WHERE notebook = ? AND number = ?", [notebook, revision]
        ) { try $0.text(0) } ?? header.title
      var snapshot = Snapshot(
        notebook: header, cells: [], deleted: [], runs: [:], sequence: try db.sequence())
      let cells = try db.rows(Self.frozenCells, [share.id, notebook, revision])
      while let row = try cells.next() { snapshot.cells.append(try Cell(row: row)) }
      let runs = try db.rows(
        """
        SELECT \(runColumns) FROM shareRuns JOIN runs ON runs.id = shareRuns.run
        WHERE shareRuns.share = ?
        """, [share.id])
      for run in try Array(runs.map({ try Run(row: $0) })) {
        snapshot.runs[run.id] = try db.view(of: run)
      }
      return snapshot
    }
  }

  /// Each cell as its newest save up to a revision left it, in the columns of ``Cell/query``.
  private static let frozenCells = """
    SELECT c.cell, c.kind, c.source, (
        SELECT body FROM revisionAttachments a
        WHERE a.notebook = ?2 AND a.cell = c.cell AND a.number <= ?3
        ORDER BY a.number DESC LIMIT 1),
      c.extra, c.revision, c.rank, c.deleted, s.run
    FROM (
      SELECT cell, kind, source, extra, deleted, rank, max(number) AS revision FROM revisionCells
      WHERE notebook = ?2 AND number <= ?3 GROUP BY cell) c
    LEFT JOIN shareRuns s ON s.share = ?1 AND s.cell = c.cell
    WHERE c.deleted = 0 ORDER BY c.rank
    """

  private static func forgetEndedShares(
    of notebook: String, at now: Timestamp, in db: Database
  ) throws {
    let ended = """
      SELECT id FROM shares
      WHERE notebook = ? AND (revoked IS NOT NULL OR expires <= ?)
      ORDER BY created DESC, rowid DESC LIMIT -1 OFFSET ?
      """
    let arguments: StatementArguments = [notebook, now.rawValue, StoreLimits.endedShares]
    try db.run("DELETE FROM shareRuns WHERE share IN (\(ended))", arguments)
    try db.run("DELETE FROM shares WHERE id IN (\(ended))", arguments)
  }
}

extension Share {
  fileprivate static let query =
    """
    SELECT shares.id, shares.notebook, shares.revision, shares.since, shares.created, shares.expires,
      shares.revoked, notebooks.deleted IS NOT NULL
    FROM shares JOIN notebooks ON notebooks.id = shares.notebook
    """

  fileprivate init(row: Row) {
    self.init(
      id: row[0], notebook: NotebookID(row[1]), revision: row[2], since: row[3],
      created: Timestamp(milliseconds: row[4]),
      expires: (row[5] as Int?).map(Timestamp.init(milliseconds:)),
      revoked: (row[6] as Int?).map(Timestamp.init(milliseconds:)), isInBin: row[7])
  }
}
