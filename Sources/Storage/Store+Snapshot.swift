import GRDB
public import NotebookModel

/// A notebook as it stood after one event of the sequence.
public struct Snapshot: Sendable {
  public var notebook: Notebook
  /// The cells in the order shown, without deleted ones.
  public var cells: [Cell]
  /// The deleted cells, each with the shown cell that it stood behind.
  public var deleted: [DeletedCell]
  /// The runs whose results the cells show.
  public var runs: [RunID: RunView]
  public var sequence: Int

  /// A cell that can be restored.
  public struct DeletedCell: Sendable, Equatable {
    public var cell: CellID
    public var after: CellID?
  }
}

/// A run with as much of what it reported as a page wants at once.
public struct RunView: Sendable, Equatable {
  public var run: Run
  /// Lines of the worker in the order in which they came.
  public var events: [[UInt8]]
  /// How much was left out of the middle.
  public var withheldEvents: Int
  public var withheldLines: Int

  public init(run: Run, events: [[UInt8]] = [], withheldEvents: Int = 0, withheldLines: Int = 0) {
    self.run = run
    self.events = events
    self.withheldEvents = withheldEvents
    self.withheldLines = withheldLines
  }
}

extension Store {
  /// Reads a notebook and what its cells show, all as of one moment; nil when there is none.
  public func snapshot(of notebook: NotebookID) async throws(StorageError) -> Snapshot? {
    try await read(doing: "reading notebook \(notebook)") { db in
      let id = notebook.rawValue
      guard let header = try db.notebook(id), !header.isDeleted else { return nil }
      var snapshot = Snapshot(
        notebook: header, cells: [], deleted: [], runs: [:], sequence: try db.sequence())
      let cells = try db.rows(Cell.query, [id])
      while let row = try cells.next() {
        let cell = try Cell(row: row)
        if cell.isDeleted {
          snapshot.deleted.append(.init(cell: cell.id, after: snapshot.cells.last?.id))
        } else {
          snapshot.cells.append(cell)
        }
      }
      snapshot.runs = try db.shownRuns(of: id)
      return snapshot
    }
  }

  /// Reads one run with what it reported, and the notebook that it belongs to.
  public func run(
    _ run: RunID
  ) async throws(StorageError) -> (notebook: NotebookID, view: RunView)? {
    try await read(doing: "reading run \(run)") { db in
      let found = try db.first(
        "SELECT notebook, \(runColumns) FROM runs WHERE id = ?", [run.rawValue]
      ) { row in (NotebookID(row[0]), try Run(row: row, from: 1)) }
      return try found.map { notebook, run in (notebook, try db.view(of: run)) }
    }
  }
}

extension Database {
  /// Reads what the cells show: short runs by one query, each long one on its own.
  fileprivate func shownRuns(of notebook: String) throws -> [RunID: RunView] {
    var views: [RunID: RunView] = [:]
    var long: [Run] = []
    let runs = try rows(
      """
      SELECT \(runColumns) FROM cells JOIN runs ON runs.id = cells.run
      WHERE cells.notebook = ? AND cells.deleted = 0
      """, [notebook])
    while let row = try runs.next() {
      let run = try Run(row: row)
      if run.isShort { views[run.id] = RunView(run: run) } else { long.append(run) }
    }
    for run in long { views[run.id] = try view(of: run) }
    guard views.count > long.count else { return views }
    let lines = try rows(
      """
      SELECT e.run, e.body FROM cells
      CROSS JOIN runs ON runs.id = cells.run
      CROSS JOIN events e INDEXED BY eventsRun ON e.run = runs.id
      WHERE cells.notebook = ? AND cells.deleted = 0 AND runs.events <= ? AND runs.textBytes <= ?
      ORDER BY cells.rowid, e.number
      """, [notebook, 2 * StoreLimits.snapshotEvents, 2 * StoreLimits.snapshotText])
    // Lines of a run come together, so they are gathered before the dictionary is asked.
    var current: (run: String, events: [[UInt8]])?
    func flush() { current.map { views[RunID($0.run)]?.events = $0.events } }
    while let row = try lines.next() {
      let run: String = row[0]
      if current?.run != run {
        flush()
        current = (run, [])
      }
      current?.events.append(try row.bytes(1))
    }
    flush()
    return views
  }

  /// Reads the beginning and the end of a run.
  func view(of run: Run) throws -> RunView {
    var view = RunView(run: run)
    let id = run.id.rawValue
    if run.isShort {
      view.events = try Array(
        rows("SELECT body FROM events WHERE run = ? ORDER BY number", [id]).map { try $0.bytes(0) })
      return view
    }
    var found: [Int: (body: [UInt8], lines: Int)] = [:]
    func take(_ type: EventClass, _ condition: String, _ arguments: StatementArguments) throws {
      let cursor = try rows(
        "SELECT number, body, lines FROM events WHERE run = ? AND class = ? \(condition)",
        [id, type.rawValue] + arguments)
      while let row = try cursor.next() { found[row[0]] = (try row.bytes(1), row[2] ?? 0) }
    }
    let text = run.totals.textBytes
    let cap = StoreLimits.snapshotText
    let batches = StoreLimits.snapshotBatches
    for (type, limit) in [
      (EventClass.structure, StoreLimits.snapshotEvents), (.samples, batches),
    ] {
      try take(type, "ORDER BY place LIMIT ?", [limit])
      try take(type, "ORDER BY place DESC LIMIT ?", [limit])
    }
    try take(
      .text, "AND place <= ? AND place + textBytes <= ? ORDER BY place LIMIT ?",
      [cap, cap, batches])
    try take(.text, "AND place >= ? ORDER BY place DESC LIMIT ?", [max(0, text - cap), batches])
    try take(.progress, "ORDER BY place DESC LIMIT 1", [])

    let shown = found.sorted { $0.key < $1.key }.map(\.value)
    view.events = shown.map(\.body)
    // Progress that was overtaken is not missed by anybody.
    let progress =
      try first(
        "SELECT count(*) FROM events WHERE run = ? AND class = ?",
        [id, EventClass.progress.rawValue]
      ) { $0[0] as Int } ?? 0
    view.withheldEvents = max(0, run.totals.events - max(0, progress - 1) - shown.count)
    view.withheldLines = run.totals.lines - shown.reduce(0) { $0 + $1.lines }
    return view
  }
}

extension Run {
  /// Whether a snapshot shows all that the run reported.
  fileprivate var isShort: Bool {
    totals.events <= 2 * StoreLimits.snapshotEvents
      && totals.textBytes <= 2 * StoreLimits.snapshotText
  }
}
