import GRDB
import Synchronization

/// The database of notebooks, runs and events: one SQLite file in WAL mode, or memory.
///
/// One process uses a file at a time. Reads run on connections of their own and see what was
/// committed; ``commit(_:)`` blocks its thread and is called by one writer only.
public final class Store: Sendable {
  /// Names this life of the event sequence: new after a start that was not preceded by a clean end,
  /// because then the numbers of lost rows may be given out again.
  public let epoch: String
  /// Events up to this number are no longer kept for readers of the stream.
  public let floor: Int

  let writer: any DatabaseWriter
  let synchronous = Mutex(Synchronous.full)
  private let lock: FileLock?

  /// Whether a commit waits until the disk has it.
  enum Synchronous: String { case normal = "NORMAL", full = "FULL" }

  /// Opens the database in a file, and makes it when there is none.
  ///
  /// - Parameters:
  ///   - path: The file; others with `-wal`, `-shm` and `-lock` at the end stand beside it.
  ///   - newEpoch: A name for the event sequence that was never used before.
  ///   - keptNotices: How many changes of documents readers of the stream can come back to.
  /// - Throws: ``StorageError`` with a sentence; a file that is no database is left as it is.
  public init(
    path: String, newEpoch: String, keptNotices: Int = StoreLimits.keptNotices
  ) throws(StorageError) {
    lock = try FileLock(beside: path)
    do {
      writer = try DatabasePool(path: path, configuration: Self.configuration)
      (epoch, floor) = try Self.prepare(writer, newEpoch: newEpoch, keptNotices: keptNotices)
    } catch {
      throw StorageError(error, doing: "opening the database \(path)")
    }
  }

  /// Makes a database in memory, for work without a server.
  public init(inMemoryWithEpoch newEpoch: String) throws(StorageError) {
    lock = nil
    do {
      writer = try DatabaseQueue(configuration: Self.configuration)
      (epoch, floor) = try Self.prepare(
        writer, newEpoch: newEpoch, keptNotices: StoreLimits.keptNotices)
    } catch {
      throw StorageError(error, doing: "opening a database in memory")
    }
  }

  /// Marks a clean end and closes the file; nothing may be read or written after it.
  public func close() throws(StorageError) {
    do {
      try writer.writeWithoutTransaction { db in
        try set(.full, on: db)
        try db.execute(sql: "UPDATE meta SET value = 'yes' WHERE key = 'clean'")
      }
      try writer.close()
      lock?.release()
    } catch {
      throw StorageError(error, doing: "closing the database")
    }
  }

  /// Bounds the file; beyond it, writing fails as on a full disk.
  ///
  /// Nil lifts the bound.
  public func limit(bytes: Int?) throws(StorageError) {
    do {
      try writer.writeWithoutTransaction { db in
        let size = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4_096
        // SQLite takes its own maximum for a larger number, and never cuts what is there.
        let pages = bytes.map { max(1, $0 / size) } ?? 4_294_967_294
        try db.execute(sql: "PRAGMA max_page_count = \(pages)")
      }
    } catch {
      throw StorageError(error, doing: "limiting the size of the database")
    }
  }

  /// Reads the whole file and says what is wrong with it; empty when all is well.
  public func findings() async throws(StorageError) -> [String] {
    let search = try await searchFindings()
    return try await read(doing: "checking the database") { db in
      let integrity = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
      let orphans = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { row in
        "a row of \(row[0] as String) belongs to nothing in \(row[2] as String)"
      }
      return integrity + orphans + search
    }
  }

  /// The index of search checks itself only when it is asked by name, as if it were written to.
  private func searchFindings() async throws(StorageError) -> [String] {
    do {
      try await writer.write { db in
        try db.execute(sql: "INSERT INTO search (search) VALUES ('integrity-check')")
      }
      return []
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
      return ["the index of the search is damaged"]
    } catch {
      throw StorageError(error, doing: "checking the index of the search")
    }
  }

  /// Reads in one transaction, on a connection of its own.
  func read<Value: Sendable>(
    doing: String, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StorageError) -> Value {
    do { return try await writer.read(body) } catch { throw StorageError(error, doing: doing) }
  }

  /// Changes, in one transaction that the disk has afterwards, what is no part of any notebook.
  func write<Value: Sendable>(
    doing: String, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StorageError) -> Value {
    do {
      return try await writer.writeWithoutTransaction { db in
        try self.set(.full, on: db)
        var value: Value?
        try db.inTransaction(.immediate) {
          value = try body(db)
          return .commit
        }
        guard let value else { throw DatabaseError(message: "the transaction did nothing") }
        return value
      }
    } catch { throw StorageError(error, doing: doing) }
  }

  /// Sets whether commits wait for the disk; SQLite allows it only outside a transaction.
  func set(_ wanted: Synchronous, on db: Database) throws {
    guard synchronous.withLock({ $0 != wanted }) else { return }
    try db.execute(sql: "PRAGMA synchronous = \(wanted.rawValue)")
    synchronous.withLock { $0 = wanted }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.label = "store"
    configuration.maximumReaderCount = StoreLimits.readers
    configuration.busyMode = .timeout(StoreLimits.busy)
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA cache_size = -\(StoreLimits.cache)")
      if !db.configuration.readonly { try db.execute(sql: "PRAGMA synchronous = FULL") }
    }
    return configuration
  }

  /// Brings the tables up to date and finds out how the last server ended.
  private static func prepare(
    _ writer: any DatabaseWriter, newEpoch: String, keptNotices: Int
  ) throws -> (epoch: String, floor: Int) {
    let migrations = Migrations.all
    if try writer.read(migrations.hasBeenSuperseded) {
      throw StorageError(
        .newer, doing: "opening the database",
        message: "a newer version of Interleave wrote it; use that version")
    }
    try migrations.migrate(writer)
    return try writer.write { db in
      let meta = try Row.fetchAll(db, sql: "SELECT key, value FROM meta")
        .reduce(into: [String: String]()) { $0[$1[0]] = $1[1] }
      let epoch = meta["clean"] == "yes" ? meta["epoch"] ?? newEpoch : newEpoch
      let floor = try trim(db, keeping: keptNotices)
      let put = "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)"
      try db.execute(sql: put, arguments: ["epoch", epoch])
      try db.execute(sql: put, arguments: ["clean", "no"])
      return (epoch, floor)
    }
  }
}
