/// Every limit of the store.
public enum StoreLimits {
  /// Connections that read beside the one that writes.
  static let readers = 2
  /// Cache of a connection, in KiB.
  static let cache = 2_048
  /// How long a connection waits for another process that holds the file, in seconds.
  static let busy = 5.0

  /// Events that a snapshot shows of each end of a run, of each class.
  static let snapshotEvents = 200
  /// Batches of text or samples that a snapshot shows of each end of a run.
  static let snapshotBatches = 100
  /// Bytes of text that a snapshot shows of each end of a run.
  public static let snapshotText = 64 << 10

  /// Events and bytes that one read of the stream returns at most.
  public static let streamEvents = 256
  public static let streamBytes = 1 << 20
  /// Changes of documents that the stream keeps for readers who come back.
  public static let keptNotices = 200_000
  /// Revisions that one read of the history returns at most.
  public static let revisionsOfPage = 200
  /// Changes of one revision that its line in the history names one by one.
  public static let changesOfRevision = 50
  /// Characters of a cell that a line of the history shows.
  static let excerpt = 120
  /// The newest saves of a person in which undo looks for what can be taken back.
  static let undoRevisions = 5_000

  /// Bytes of a cell's text, from its beginning, in which search looks.
  static let searchedBytes = 64 << 10
  /// Words of a search, and passages that one word may find.
  public static let searchWords = 8
  static let passagesOfWord = 5_000
  /// Notebooks that a search finds at most, and passages shown of each.
  public static let foundNotebooks = 50
  public static let foundPassages = 3

  /// Runs of a cell that one read returns at most, and verdicts told of each.
  public static let runsOfPage = 100
  static let verdictsOfRun = 3
  /// Links of a notebook that are remembered after their end, to say what became of them.
  static let endedShares = 100
  /// Bytes of trace records that one read returns at most.
  public static let traceBytes = 64 << 20
}
