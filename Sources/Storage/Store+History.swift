import FoundationEssentials
import GRDB
public import NotebookModel

/// A save of a notebook, as a line of its history.
public struct Revision: Sendable, Equatable {
  public var number: Int
  public var at: Timestamp
  public var origin: Origin
  public var heading: Heading
  /// The heading before it; nil for the first save.
  public var previous: Heading?
  /// What became of cells, at most the limit of them; ``changeCount`` counts all.
  public var changes: [CellChange] = []
  public var changeCount = 0

  /// What stands above the cells.
  public struct Heading: Sendable, Equatable {
    public var title: String
    public var tags: [String]
  }
}

/// What a save made of one cell.
public struct CellChange: Sendable, Equatable {
  public var cell: CellID
  public var kind: CellKind
  public var what: What
  /// The first line that is not empty, shortened.
  public var excerpt: String

  /// What became of the cell.
  public enum What: String, Sendable { case inserted, deleted, restored, edited, retyped, moved }
}

/// A notebook as a save left it.
public struct PastNotebook: Sendable, Equatable {
  public var revision: Revision
  public var cells: [PastCell]
  /// The newest revision, which may be this one.
  public var newest: Int

  /// A cell as a save left it, with the run that it showed before the next save.
  public struct PastCell: Sendable, Equatable {
    public var content: CellContent
    public var run: Run?
  }
}

/// What a save made of a cell, told so that it can be taken back.
public struct Reversal: Sendable, Equatable {
  public var cell: CellID
  /// What it was before; nil when there was no such cell.
  public var before: Form?
  public var after: Form
  /// Whether the cell was moved.
  public var isMove: Bool { before.map { $0.rank != after.rank } ?? false }

  /// What can be said of a cell in one revision.
  public struct Form: Sendable, Equatable {
    public var kind: CellKind
    public var source: String
    public var isDeleted: Bool
    /// The shown cell that it stood behind; only told of a cell that was moved.
    public var follows: CellID?
    var rank: Int
  }
}

/// A step that can be taken back or done again.
public struct UndoStep: Sendable, Equatable {
  public var name: String
  /// What became of cells, the latest save first; saves that follow each other are told as one.
  public var cells: [Reversal] = []
  /// The saves of the step, the latest first.
  public var revisions: [Revision] = []
}

extension Store {
  /// Reads saves of a notebook, the latest first, at most `limit` before a number.
  public func revisions(
    of notebook: NotebookID, before number: Int?, limit: Int
  ) async throws(StorageError) -> [Revision] {
    try await read(doing: "reading the history of notebook \(notebook)") { db in
      try db.revisions(
        of: notebook.rawValue, "number < ? ORDER BY number DESC LIMIT ?",
        [number ?? Int.max, min(max(1, limit), StoreLimits.revisionsOfPage)])
    }
  }

  /// Reads a notebook as a save left it; nil when there is no such save.
  public func pastNotebook(
    _ notebook: NotebookID, at number: Int
  ) async throws(StorageError) -> PastNotebook? {
    try await read(doing: "reading revision \(number) of notebook \(notebook)") { db in
      let id = notebook.rawValue
      guard let revision = try db.revisions(of: id, "number = ?", [number]).first else {
        return nil
      }
      let newest: Int? = try db.first("SELECT revision FROM notebooks WHERE id = ?", [id]) { $0[0] }
      // What ran after the next save is of a later revision.
      let end: Int? = try db.first(
        "SELECT at FROM revisions WHERE notebook = ? AND number = ?", [id, number + 1]
      ) { $0[0] }
      return PastNotebook(
        revision: revision, cells: try db.cells(of: id, at: number, before: end),
        newest: newest ?? number)
    }
  }

  /// What a person can take back and do again in a notebook, but for steps that are known to stand.
  public func undoSteps(
    of author: String, in notebook: NotebookID, skipping skipped: Set<String> = []
  ) async throws(StorageError) -> (undo: UndoStep?, redo: UndoStep?) {
    try await read(doing: "reading what can be undone in notebook \(notebook)") { db in
      let id = notebook.rawValue
      let newest = try Array(
        db.rows(
          """
          SELECT step, takesBack FROM revisions
          WHERE notebook = ? AND author = ? AND step IS NOT NULL ORDER BY number DESC LIMIT ?
          """, [id, author, StoreLimits.undoRevisions]
        ).map { (step: $0[0] as String, takesBack: $0[1] as String?) })
      let stack = UndoStack(newest.reversed())
      let undo = stack.done.last { !skipped.contains($0) }
      let redo = stack.undone.last { !skipped.contains($0) }
      return (
        try undo.map { try db.step($0, of: author, in: id) },
        try redo.map { try db.step($0, of: author, in: id) }
      )
    }
  }
}

extension Database {
  /// The newest save of each cell up to a number; answered by the index alone, without the texts.
  private static let latest = """
    SELECT cell, max(number) AS number FROM revisionCells
    WHERE notebook = ?1 AND number <= ?2 GROUP BY cell
    """

  fileprivate func revisions(
    of notebook: String, _ condition: String, _ arguments: StatementArguments
  ) throws -> [Revision] {
    let found = try rows(
      """
      SELECT number, at, title, tags, author, name, step, takesBack, restored FROM revisions
      WHERE notebook = ? AND \(condition)
      """, [notebook] + arguments)
    var revisions = try Array(found.map { try Revision(row: $0) })
    for index in revisions.indices {
      let number = revisions[index].number
      revisions[index].previous = try first(
        "SELECT title, tags FROM revisions WHERE notebook = ? AND number = ?",
        [notebook, number - 1]
      ) { Revision.Heading(title: try $0.text(0), tags: try $0.tags(1)) }
      try readChanges(of: notebook, in: &revisions[index])
    }
    return revisions
  }

  private func readChanges(of notebook: String, in revision: inout Revision) throws {
    let found = try rows(
      """
      SELECT r.cell, r.kind, r.deleted, substr(r.source, 1, ?), p.kind, p.deleted,
        p.source IS NOT r.source
      FROM revisionCells r LEFT JOIN revisionCells p
        ON p.notebook = r.notebook AND p.cell = r.cell AND p.number = (
          SELECT max(number) FROM revisionCells
          WHERE notebook = r.notebook AND cell = r.cell AND number < r.number)
      WHERE r.notebook = ? AND r.number = ? ORDER BY r.rank
      """, [4 * StoreLimits.excerpt, notebook, revision.number])
    while let row = try found.next() {
      revision.changeCount += 1
      guard revision.changes.count < StoreLimits.changesOfRevision else { continue }
      revision.changes.append(try CellChange(row: row))
    }
  }

  fileprivate func cells(
    of notebook: String, at number: Int, before end: Int?
  ) throws -> [PastNotebook.PastCell] {
    let cells = try rows(
      """
      SELECT c.cell, c.kind, c.source, (
          SELECT body FROM revisionAttachments a
          WHERE a.notebook = ?1 AND a.cell = c.cell AND a.number <= ?2
          ORDER BY a.number DESC LIMIT 1),
        c.extra, c.deleted, (
          SELECT id FROM runs
          WHERE runs.notebook = ?1 AND runs.cell = c.cell AND runs.queued < ?3
          ORDER BY runs.queued DESC, runs.rowid DESC LIMIT 1)
      FROM (\(Self.latest)) l JOIN revisionCells c
        ON c.notebook = ?1 AND c.cell = l.cell AND c.number = l.number
      WHERE c.deleted = 0 ORDER BY c.rank
      """, [notebook, number, end ?? Int.max])
    return try Array(
      cells.map { row in
        let content = CellContent(
          id: CellID(row[0]), kind: CellKind(rawValue: row[1]) ?? .raw, source: try row.text(2),
          attachments: try row.optionalText(3), extra: try row.optionalText(4))
        return (content, row[6] as String?)
      }
    ).map { content, run in
      PastNotebook.PastCell(
        content: content,
        run: try run.flatMap { id in
          try first("SELECT \(runColumns) FROM runs WHERE id = ?", [id]) { try Run(row: $0) }
        })
    }
  }

  fileprivate func step(_ name: String, of author: String, in notebook: String) throws -> UndoStep {
    var step = UndoStep(name: name)
    step.revisions = try revisions(
      of: notebook, "author = ? AND step = ? ORDER BY number DESC", [author, name])
    step.cells = try reversals(in: notebook, of: step.revisions.map(\.number))
    return step
  }

  /// What some saves, the latest first, made of cells.
  private func reversals(in notebook: String, of numbers: [Int]) throws -> [Reversal] {
    var result: [Reversal] = []
    /// Cell → its last reversal so far, and the save before which it begins.
    var open: [CellID: (index: Int, begins: Int?)] = [:]
    for number in numbers {
      let changed = try Array(
        rows(
          """
          SELECT r.cell, p.number FROM revisionCells r LEFT JOIN revisionCells p
            ON p.notebook = r.notebook AND p.cell = r.cell AND p.number = (
              SELECT max(number) FROM revisionCells
              WHERE notebook = r.notebook AND cell = r.cell AND number < r.number)
          WHERE r.notebook = ? AND r.number = ? ORDER BY r.rank
          """, [notebook, number]
        ).map { (CellID($0[0]), $0[1] as Int?) })
      for (cell, previous) in changed {
        let old = try previous.flatMap { try form(of: cell, in: notebook, at: $0) }
        if let known = open[cell], known.begins == number {
          result[known.index].before = old
          open[cell] = (known.index, previous)
        } else if let new = try form(of: cell, in: notebook, at: number) {
          open[cell] = (result.count, previous)
          result.append(Reversal(cell: cell, before: old, after: new))
        }
      }
    }
    try tellPlaces(of: &result, in: notebook, before: numbers.last ?? 0, after: numbers.first ?? 0)
    return result.filter { $0.before != $0.after }
  }

  /// Says of cells that were moved where they stood.
  private func tellPlaces(
    of reversals: inout [Reversal], in notebook: String, before: Int, after: Int
  ) throws {
    guard reversals.contains(where: \.isMove) else { return }
    let old = try places(in: notebook, at: before - 1)
    let new = try places(in: notebook, at: after)
    for index in reversals.indices where reversals[index].isMove {
      let cell = reversals[index].cell
      reversals[index].before?.follows = old[cell]
      reversals[index].after.follows = new[cell]
    }
  }

  /// The shown cell that each cell stands behind, or would if it were shown.
  private func places(in notebook: String, at number: Int) throws -> [CellID: CellID] {
    var places: [CellID: CellID] = [:]
    var last: CellID?
    let cells = try rows(
      """
      SELECT c.cell, c.deleted FROM (\(Self.latest)) l JOIN revisionCells c
        ON c.notebook = ?1 AND c.cell = l.cell AND c.number = l.number
      ORDER BY c.rank
      """, [notebook, number])
    while let row = try cells.next() {
      let cell = CellID(row[0])
      places[cell] = last
      if !(row[1] as Bool) { last = cell }
    }
    return places
  }

  private func form(
    of cell: CellID, in notebook: String, at number: Int
  ) throws -> Reversal.Form? {
    try first(
      """
      SELECT kind, source, deleted, rank FROM revisionCells
      WHERE notebook = ? AND cell = ? AND number = ?
      """, [notebook, cell.rawValue, number]
    ) { row in
      Reversal.Form(
        kind: CellKind(rawValue: row[0]) ?? .raw, source: try row.text(1), isDeleted: row[2],
        rank: row[3])
    }
  }

  // MARK: Writing

  /// Writes down what a save left.
  func write(
    _ header: Notebook, cells: [Cell], by origin: Origin, at: Timestamp
  ) throws {
    let id = header.id.rawValue
    try run(
      """
      INSERT INTO revisions
        (notebook, number, at, title, tags, author, name, step, takesBack, restored)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        id, header.revision, at.rawValue, header.title.blob, header.tags.blob, origin.author,
        origin.name?.blob, origin.step, origin.takesBack, origin.restored,
      ])
    for cell in cells {
      try run(
        """
        INSERT INTO revisionCells (notebook, number, cell, rank, kind, source, extra, deleted)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          id, header.revision, cell.id.rawValue, cell.rank, cell.kind.rawValue, cell.source.blob,
          cell.content.extra?.blob, cell.isDeleted,
        ])
    }
  }

  /// Writes down the pictures of a cell, which changed with a save.
  func write(
    _ attachments: String?, of cell: CellID, notebook: String, revision: Int
  ) throws {
    try run(
      "INSERT INTO revisionAttachments (notebook, cell, number, body) VALUES (?, ?, ?, ?)",
      [notebook, cell.rawValue, revision, attachments?.blob])
  }
}

extension Revision {
  fileprivate init(row: Row) throws {
    self.init(
      number: row[0], at: Timestamp(milliseconds: row[1]),
      origin: Origin(
        author: row[4], name: try row.optionalText(5), step: row[6], takesBack: row[7],
        restored: row[8]),
      heading: Heading(title: try row.text(2), tags: try row.tags(3)))
  }
}

extension CellChange {
  fileprivate init(row: Row) throws {
    let kind = CellKind(rawValue: row[1]) ?? .raw
    let isDeleted: Bool = row[2]
    let what: What =
      if row.hasNull(atIndex: 4) {
        .inserted
      } else if isDeleted != (row[5] as Bool) {
        isDeleted ? .deleted : .restored
      } else if row[6] as Bool {
        .edited
      } else if row[4] as String != row[1] as String {
        .retyped
      } else {
        .moved
      }
    let lines = String(decoding: try row.bytes(3), as: UTF8.self).split(separator: "\n")
    let line = lines.first { !$0.allSatisfy(\.isWhitespace) } ?? ""
    self.init(
      cell: CellID(row[0]), kind: kind, what: what,
      excerpt: String(line.drop(while: \.isWhitespace).prefix(StoreLimits.excerpt)))
  }
}
