import GRDB

/// How the tables came to be: an append-only list, never edited, each with its date and name.
///
/// Text that people write is stored as bytes (UTF-8), because SQLite's text ends at a NUL character
/// for most readers. Times are milliseconds since 1970.
enum Migrations {
  static var all: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("2026-11-23 notebooks, runs and events") { db in
      try db.execute(sql: first)
    }
    migrator.registerMigration("2026-11-30 history, tags and search") { db in
      try db.execute(sql: history)
    }
    migrator.registerMigration("2026-11-30 links for readers") { db in
      try db.execute(sql: shares)
    }
    migrator.registerMigration("2026-11-30 findings of earlier runs") { db in
      // What a list of runs says of each, without reading its output.
      try db.execute(
        sql: """
          CREATE INDEX eventsFindings ON events (run, type, number)
            WHERE type IN ('verdict', 'finished')
          """)
    }
    return migrator
  }

  private static let first = """
    CREATE TABLE meta (
      key TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE notebooks (
      id TEXT NOT NULL PRIMARY KEY,
      title BLOB NOT NULL,
      lesson TEXT,
      original TEXT,
      extra BLOB,
      revision INTEGER NOT NULL,
      created INTEGER NOT NULL,
      updated INTEGER NOT NULL,
      deleted INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX notebooksLesson ON notebooks (lesson)
      WHERE lesson IS NOT NULL AND deleted IS NULL;

    CREATE TABLE cells (
      notebook TEXT NOT NULL REFERENCES notebooks (id),
      id TEXT NOT NULL,
      rank INTEGER NOT NULL,
      kind TEXT NOT NULL,
      source BLOB NOT NULL,
      revision INTEGER NOT NULL,
      deleted INTEGER NOT NULL,
      extra BLOB,
      run TEXT REFERENCES runs (id),
      PRIMARY KEY (notebook, id)
    ) STRICT;

    CREATE TABLE attachments (
      notebook TEXT NOT NULL,
      cell TEXT NOT NULL,
      body BLOB NOT NULL,
      PRIMARY KEY (notebook, cell),
      FOREIGN KEY (notebook, cell) REFERENCES cells (notebook, id)
    ) STRICT;

    CREATE TABLE revisions (
      notebook TEXT NOT NULL REFERENCES notebooks (id),
      number INTEGER NOT NULL,
      at INTEGER NOT NULL,
      title BLOB NOT NULL,
      PRIMARY KEY (notebook, number)
    ) STRICT;
    CREATE TABLE revisionCells (
      notebook TEXT NOT NULL,
      number INTEGER NOT NULL,
      cell TEXT NOT NULL,
      rank INTEGER NOT NULL,
      kind TEXT NOT NULL,
      source BLOB NOT NULL,
      deleted INTEGER NOT NULL,
      PRIMARY KEY (notebook, cell, number),
      FOREIGN KEY (notebook, number) REFERENCES revisions (notebook, number)
    ) STRICT;

    CREATE TABLE runs (
      id TEXT NOT NULL PRIMARY KEY,
      notebook TEXT NOT NULL,
      cell TEXT NOT NULL,
      phase TEXT NOT NULL,
      source BLOB NOT NULL,
      queued INTEGER NOT NULL,
      started INTEGER,
      ended INTEGER,
      reason TEXT,
      position INTEGER,
      waiting TEXT,
      events INTEGER NOT NULL DEFAULT 0,
      textBytes INTEGER NOT NULL DEFAULT 0,
      lines INTEGER NOT NULL DEFAULT 0,
      FOREIGN KEY (notebook, cell) REFERENCES cells (notebook, id)
    ) STRICT;
    CREATE INDEX runsCell ON runs (notebook, cell, queued);
    CREATE INDEX runsActive ON runs (notebook) WHERE phase IN ('queued', 'running');

    -- The one sequence of everything that anybody is shown. A row with a run is a worker's line; its
    -- place is the byte where its text starts (class 1), or else its number in the run.
    CREATE TABLE events (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      notebook TEXT NOT NULL REFERENCES notebooks (id),
      type TEXT NOT NULL,
      cell TEXT,
      run TEXT REFERENCES runs (id),
      number INTEGER,
      class INTEGER,
      place INTEGER,
      textBytes INTEGER,
      lines INTEGER,
      body BLOB NOT NULL
    ) STRICT;
    CREATE INDEX eventsNotebook ON events (notebook, sequence);
    CREATE INDEX eventsNotices ON events (sequence) WHERE run IS NULL;
    CREATE UNIQUE INDEX eventsRun ON events (run, number) WHERE run IS NOT NULL;
    CREATE INDEX eventsPlace ON events (run, class, place, textBytes) WHERE run IS NOT NULL;

    CREATE TABLE traceBlocks (
      run TEXT NOT NULL REFERENCES runs (id),
      call INTEGER NOT NULL,
      "case" INTEGER NOT NULL,
      number INTEGER NOT NULL,
      records BLOB NOT NULL,
      PRIMARY KEY (run, call, "case", number)
    ) STRICT;

    CREATE TABLE keys (
      place INTEGER PRIMARY KEY AUTOINCREMENT,
      notebook TEXT NOT NULL REFERENCES notebooks (id),
      key TEXT NOT NULL,
      answer TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX keysKey ON keys (notebook, key);
    """

  /// Who made a revision, what its cells held beside their text, and what search looks at.
  ///
  /// Pictures are kept apart, once for each time they changed.
  private static let history = """
    ALTER TABLE notebooks ADD COLUMN tags BLOB;
    ALTER TABLE revisions ADD COLUMN tags BLOB;
    ALTER TABLE revisions ADD COLUMN author TEXT;
    ALTER TABLE revisions ADD COLUMN name BLOB;
    ALTER TABLE revisions ADD COLUMN step TEXT;
    ALTER TABLE revisions ADD COLUMN takesBack TEXT;
    ALTER TABLE revisions ADD COLUMN restored INTEGER;
    CREATE INDEX revisionsStep ON revisions (notebook, author, number) WHERE step IS NOT NULL;

    ALTER TABLE revisionCells ADD COLUMN extra BLOB;
    UPDATE revisionCells SET extra = (
      SELECT extra FROM cells
      WHERE cells.notebook = revisionCells.notebook AND cells.id = revisionCells.cell);
    CREATE INDEX revisionCellsNumber ON revisionCells (notebook, number);

    CREATE TABLE revisionAttachments (
      notebook TEXT NOT NULL,
      cell TEXT NOT NULL,
      number INTEGER NOT NULL,
      body BLOB,
      PRIMARY KEY (notebook, cell, number),
      FOREIGN KEY (notebook, number) REFERENCES revisions (notebook, number)
    ) STRICT;
    INSERT INTO revisionAttachments (notebook, cell, number, body)
      SELECT a.notebook, a.cell, min(r.number), a.body FROM attachments a
      JOIN revisionCells r ON r.notebook = a.notebook AND r.cell = a.cell
      GROUP BY a.notebook, a.cell;

    -- A passage is a cell, or with the empty name the title and tags of a notebook.
    CREATE TABLE passages (
      id INTEGER PRIMARY KEY,
      notebook TEXT NOT NULL REFERENCES notebooks (id),
      cell TEXT NOT NULL,
      UNIQUE (notebook, cell)
    ) STRICT;
    CREATE VIRTUAL TABLE search USING fts5(text, tokenize = 'trigram');
    INSERT INTO passages (notebook, cell)
      SELECT id, '' FROM notebooks UNION ALL SELECT notebook, id FROM cells WHERE deleted = 0;
    INSERT INTO search (rowid, text)
      SELECT p.id, CAST(n.title AS TEXT) FROM passages p
      JOIN notebooks n ON n.id = p.notebook WHERE p.cell = ''
      UNION ALL
      SELECT p.id, CAST(substr(c.source, 1, \(StoreLimits.searchedBytes)) AS TEXT) FROM passages p
      JOIN cells c ON c.notebook = p.notebook AND c.id = p.cell;
    """

  /// A frozen link remembers which runs its cells showed; of its token only a fingerprint is kept.
  private static let shares = """
    CREATE TABLE shares (
      id TEXT NOT NULL PRIMARY KEY,
      notebook TEXT NOT NULL REFERENCES notebooks (id),
      fingerprint BLOB NOT NULL,
      revision INTEGER,
      since INTEGER NOT NULL,
      created INTEGER NOT NULL,
      expires INTEGER,
      revoked INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX sharesFingerprint ON shares (fingerprint);
    CREATE INDEX sharesNotebook ON shares (notebook, created);

    CREATE TABLE shareRuns (
      share TEXT NOT NULL REFERENCES shares (id),
      cell TEXT NOT NULL,
      run TEXT NOT NULL REFERENCES runs (id),
      PRIMARY KEY (share, cell)
    ) STRICT, WITHOUT ROWID;
    """
}
