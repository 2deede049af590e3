import FoundationEssentials
import GRDB
import NotebookModel

extension Store {
  /// Writes groups in one transaction and answers the numbers of their events, group by group.
  ///
  /// When a group changes a document the disk has it afterwards; run output alone may be lost in a
  /// power cut, but not when the process ends. Nothing is written when it throws.
  public func commit(_ groups: [Group]) throws(StorageError) -> [[Int]] {
    do {
      return try writer.writeWithoutTransaction { db in
        try set(groups.contains(where: \.isDocument) ? .full : .normal, on: db)
        var numbers: [[Int]] = []
        try db.inTransaction(.immediate) {
          var totals: [RunID: RunTotals] = [:]
          for group in groups { numbers.append(try write(group, totals: &totals, to: db)) }
          for (run, totals) in totals { try write(totals, of: run, to: db) }
          return .commit
        }
        return numbers
      }
    } catch {
      let names = Set(groups.map(\.notebook.rawValue)).sorted().prefix(3)
      throw StorageError(error, doing: "saving notebook \(names.joined(separator: ", "))")
    }
  }

  private func write(
    _ group: Group, totals: inout [RunID: RunTotals], to db: Database
  ) throws -> [Int] {
    // When somebody else opened the same lesson first, theirs is the copy.
    if let created = group.created, try !create(created, in: db) { return [] }
    for record in group.records {
      if case .totals(let run, let value) = record {
        // Only the last of a transaction counts.
        totals[run] = value
      } else {
        try write(record, of: group.notebook, to: db)
      }
    }
    return try group.events.map { event in
      try write(event, of: group.notebook, to: db)
      return Int(db.lastInsertedRowID)
    }
  }

  private func write(_ record: NotebookModel.Record, of notebook: NotebookID, to db: Database)
    throws
  {
    let id = notebook.rawValue
    switch record {
    case .save(let header, let cells, let origin, let at):
      try save(header, cells: cells, by: origin, at: at, to: db)
    case .queue(let run):
      try queue(run, of: notebook, to: db)
    case .run(let run):
      try update(run, in: db)
    case .totals(let run, let totals):
      try write(totals, of: run, to: db)
    case .trace(let run, let number, let call, let `case`, let records):
      try db.run(
        #"INSERT INTO traceBlocks (run, number, call, "case", records) VALUES (?, ?, ?, ?, ?)"#,
        [run.rawValue, number, call ?? -1, `case` ?? -1, Data(records)])
    case .key(let key, let answer):
      try db.run(
        "INSERT OR REPLACE INTO keys (notebook, key, answer) VALUES (?, ?, ?)",
        [id, key, answer.description])
    case .forgetKey(let key):
      try db.run("DELETE FROM keys WHERE notebook = ? AND key = ?", [id, key])
    case .delete(let at):
      try db.run("UPDATE notebooks SET deleted = ? WHERE id = ?", [at.rawValue, id])
    case .restore:
      // The lesson may have a newer copy by now; this one becomes an ordinary notebook then.
      try db.run(
        """
        UPDATE notebooks SET deleted = NULL, lesson = CASE
          WHEN lesson IN (SELECT lesson FROM notebooks WHERE deleted IS NULL) THEN NULL
          ELSE lesson END
        WHERE id = ?
        """, [id])
    }
  }

  /// Makes a notebook, unless there is a copy of its lesson already.
  private func create(_ new: NewNotebook, in db: Database) throws -> Bool {
    let header = new.notebook
    try db.run(
      """
      INSERT INTO notebooks
        (id, title, tags, lesson, original, extra, revision, created, updated)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (lesson) WHERE lesson IS NOT NULL AND deleted IS NULL DO NOTHING
      """,
      [
        header.id.rawValue, header.title.blob, header.tags.blob, header.lesson, header.original,
        header.extra?.blob,
        header.revision, new.at.rawValue, new.at.rawValue,
      ])
    guard db.changesCount > 0 else { return false }
    try save(header, cells: new.cells, by: new.origin, at: new.at, to: db)
    return true
  }

  private func save(
    _ header: Notebook, cells: [Cell], by origin: Origin, at: Timestamp, to db: Database
  ) throws {
    let id = header.id.rawValue
    try db.write(header, cells: cells, by: origin, at: at)
    for cell in cells { try save(cell, of: id, in: header.revision, to: db) }
    try db.run(
      """
      UPDATE notebooks
      SET title = ?, tags = ?, original = ?, extra = ?, revision = ?, updated = ? WHERE id = ?
      """,
      [
        header.title.blob, header.tags.blob, header.original, header.extra?.blob, header.revision,
        at.rawValue, id,
      ])
    try db.index(header)
  }

  private func save(
    _ cell: Cell, of notebook: String, in revision: Int, to db: Database
  ) throws {
    let id = cell.id.rawValue
    try db.run(
      """
      INSERT INTO cells (notebook, id, rank, kind, source, revision, deleted, extra)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (notebook, id) DO UPDATE SET rank = excluded.rank, kind = excluded.kind,
        source = excluded.source, revision = excluded.revision, deleted = excluded.deleted,
        extra = excluded.extra
      """,
      [
        notebook, id, cell.rank, cell.kind.rawValue, cell.source.blob, cell.revision,
        cell.isDeleted, cell.content.extra?.blob,
      ])
    if let attachments = cell.content.attachments {
      // Pictures are large and seldom change, so they are written only when they did.
      try db.run(
        """
        INSERT INTO attachments (notebook, cell, body) VALUES (?, ?, ?)
        ON CONFLICT (notebook, cell) DO UPDATE SET body = excluded.body
          WHERE body <> excluded.body
        """, [notebook, id, attachments.blob])
    } else {
      try db.run("DELETE FROM attachments WHERE notebook = ? AND cell = ?", [notebook, id])
    }
    if db.changesCount > 0 {
      try db.write(cell.content.attachments, of: cell.id, notebook: notebook, revision: revision)
    }
    try db.index(cell, of: notebook)
  }

  private func queue(_ run: Run, of notebook: NotebookID, to db: Database) throws {
    try db.run(
      """
      INSERT INTO runs (id, notebook, cell, phase, source, queued) VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        run.id.rawValue, notebook.rawValue, run.cell.rawValue, run.phase.rawValue,
        run.source.blob, run.queued.rawValue,
      ])
    try db.run(
      "UPDATE cells SET run = ? WHERE notebook = ? AND id = ?",
      [run.id.rawValue, notebook.rawValue, run.cell.rawValue])
  }

  private func update(_ run: Run, in db: Database) throws {
    try db.run(
      """
      UPDATE runs SET phase = ?, started = ?, ended = ?, reason = ?, position = ?, waiting = ?
      WHERE id = ?
      """,
      [
        run.phase.rawValue, run.started?.rawValue, run.ended?.rawValue, run.reason,
        run.waiting?.position, run.waiting?.reason, run.id.rawValue,
      ])
  }

  private func write(_ totals: RunTotals, of run: RunID, to db: Database) throws {
    try db.run(
      "UPDATE runs SET events = ?, textBytes = ?, lines = ? WHERE id = ?",
      [totals.events, totals.textBytes, totals.lines, run.rawValue])
  }

  private func write(_ event: EventRow, of notebook: NotebookID, to db: Database) throws {
    switch event {
    case .notice(let type, let json):
      try db.run(
        "INSERT INTO events (notebook, type, body) VALUES (?, ?, ?)",
        [notebook.rawValue, type, Data(json)])
    case .line(let line):
      try db.run(
        """
        INSERT INTO events
          (notebook, type, cell, run, number, class, place, textBytes, lines, body)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          notebook.rawValue, line.event.type, line.cell.rawValue, line.run.rawValue, line.number,
          line.eventClass.rawValue, line.textStart ?? line.number, line.textSize?.bytes,
          line.textSize?.lines, Data(line.event.json),
        ])
    }
  }
}

/// How a snapshot treats the lines of a long run.
enum EventClass: Int { case structure, text, samples, progress }

extension RunEntry {
  var eventClass: EventClass {
    switch event.content {
    case .text: .text
    case .samples: .samples
    case .progress: .progress
    case .trace, .other: .structure
    }
  }

  var textSize: (bytes: Int, lines: Int)? {
    guard case .text(let bytes, let lines) = event.content else { return nil }
    return (bytes, lines)
  }
}
