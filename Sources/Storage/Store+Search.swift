import GRDB
public import NotebookModel

/// A notebook in which every word of a search stands.
public struct FoundNotebook: Sendable, Equatable {
  public var id: NotebookID
  public var title: String
  public var tags: [String]
  public var updated: Timestamp
  /// The cells that hold most of the words, in the order of the notebook.
  public var passages: [Passage]
  /// Cells that hold one of the words, also those that are not shown.
  public var cells: Int

  /// A cell that holds a word.
  public struct Passage: Sendable, Equatable {
    public var cell: CellID
    /// Its place among the cells that are shown, from 1.
    public var place: Int
    public var text: String
  }
}

extension Store {
  /// Finds the notebooks that hold all words somewhere in their title, tags or cells, whatever the
  /// case; those with a word in title or tags come first, then the latest.
  public func search(_ words: [String]) async throws(StorageError) -> [FoundNotebook] {
    try await read(doing: "searching the notebooks") { db in
      var hits: [String: Hits] = [:]
      for (index, word) in words.prefix(StoreLimits.searchWords).enumerated() {
        for (notebook, cell) in try db.passages(holding: word) {
          hits[notebook, default: Hits()].words.insert(index)
          if cell.isEmpty {
            hits[notebook]?.isInHeader = true
          } else {
            hits[notebook]?.cells[cell, default: 0] += 1
          }
        }
      }
      let wanted = min(words.count, StoreLimits.searchWords)
      return try hits.filter { $0.value.words.count == wanted }
        .compactMap { id, hits in
          try db.found(id, hits).map { (hits.isInHeader, $0) }
        }
        .sorted { a, b in
          if a.0 != b.0 { return a.0 }
          return (b.1.updated, a.1.id.rawValue) < (a.1.updated, b.1.id.rawValue)
        }
        .prefix(StoreLimits.foundNotebooks).map(\.1)
    }
  }
}

/// Where the words of a search stand in a notebook.
private struct Hits {
  var words: Set<Int> = []
  var isInHeader = false
  /// Cell → how many of the words it holds.
  var cells: [String: Int] = [:]
}

extension Database {
  fileprivate func passages(holding word: String) throws -> [(notebook: String, cell: String)] {
    // The index knows three letters and more; a shorter word is looked for in every passage.
    let isIndexed = word.unicodeScalars.count >= 3
    let condition = isIndexed ? "search MATCH ?" : #"search.text LIKE ? ESCAPE '\'"#
    let pattern = isIndexed ? word.quoted : word.contained
    return try Array(
      rows(
        """
        SELECT p.notebook, p.cell FROM search JOIN passages p ON p.id = search.rowid
        JOIN notebooks n ON n.id = p.notebook
        WHERE \(condition) AND n.deleted IS NULL LIMIT ?
        """, [pattern, StoreLimits.passagesOfWord]
      ).map { (notebook: $0[0] as String, cell: $0[1] as String) })
  }

  fileprivate func found(_ id: String, _ hits: Hits) throws -> FoundNotebook? {
    let header = try first("SELECT title, tags, updated FROM notebooks WHERE id = ?", [id]) { row in
      FoundNotebook(
        id: NotebookID(id), title: try row.text(0), tags: try row.tags(1),
        updated: Timestamp(milliseconds: row[2]), passages: [], cells: hits.cells.count)
    }
    guard var header else { return nil }
    let best = hits.cells.sorted { a, b in (b.value, a.key) < (a.value, b.key) }
    for (cell, _) in best.prefix(StoreLimits.foundPassages) {
      let passage = try first(
        """
        SELECT source, (
          SELECT count(*) FROM cells o
          WHERE o.notebook = c.notebook AND o.deleted = 0 AND o.rank <= c.rank)
        FROM cells c WHERE notebook = ? AND id = ?
        """, [id, cell]
      ) { row in
        FoundNotebook.Passage(cell: CellID(cell), place: row[1], text: try row.text(0))
      }
      if let passage { header.passages.append(passage) }
    }
    header.passages.sort { $0.place < $1.place }
    return header
  }

  /// Keeps what search finds in step with a title and its tags.
  func index(_ header: Notebook) throws {
    try index(
      ([header.title] + header.tags).joined(separator: "\n"), of: header.id.rawValue, cell: "")
  }

  /// Keeps what search finds in step with a cell.
  func index(_ cell: Cell, of notebook: String) throws {
    guard !cell.isDeleted else {
      try run(
        """
        DELETE FROM search
        WHERE rowid = (SELECT id FROM passages WHERE notebook = ? AND cell = ?)
        """, [notebook, cell.id.rawValue])
      return
    }
    try index(cell.source, of: notebook, cell: cell.id.rawValue)
  }

  private func index(_ text: String, of notebook: String, cell: String) throws {
    try run(
      "INSERT INTO passages (notebook, cell) VALUES (?, ?) ON CONFLICT DO NOTHING",
      [notebook, cell])
    // Most saves move or mark a cell and leave its text alone.
    try run(
      """
      INSERT OR REPLACE INTO search (rowid, text) SELECT id, ?3 FROM passages p
      WHERE notebook = ?1 AND cell = ?2
        AND NOT EXISTS (SELECT 1 FROM search s WHERE s.rowid = p.id AND s.text = ?3)
      """, [notebook, cell, text.searchable])
  }
}

extension String {
  /// The beginning of the text, without the NUL characters at which SQLite's text would end.
  fileprivate var searchable: String {
    String(
      decoding: utf8.prefix(StoreLimits.searchedBytes).lazy.map { $0 == 0 ? 32 : $0 },
      as: UTF8.self)
  }

  /// The text as one phrase of a full-text query.
  fileprivate var quoted: String {
    "\"" + split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// A pattern of LIKE for texts that hold this one.
  fileprivate var contained: String {
    "%" + map { "%_\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "%"
  }
}
