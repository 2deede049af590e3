import NotebookModel

/// Every bound of this module.
public enum Limits {
  /// Bytes of one notebook file.
  public static let fileSize = 64 << 20
  /// Nesting of arrays and objects.
  public static let depth = 100
  /// Cells of one notebook.
  public static let cells = 10_000
  /// Outputs of one cell.
  public static let outputs = 10_000
  /// Bytes of a cell's source: what can also be edited.
  public static let source = ModelLimits.sourceBytes
  /// Bytes of a title.
  static let title = ModelLimits.titleBytes
  /// Sentences of each kind in the report of an import.
  static let reportSentences = 50
  /// Bytes of a run's samples that travel in a file.
  static let samples = 256 << 10
  /// Bytes of a document of our own kinds in a file; its text is always written.
  static let ownDocument = 256 << 10
  /// Schedules that are named in the record of a run.
  static let schedules = 100
  /// Text of one cell that a page shows without its script, in bytes.
  static let pageText = 64 << 10
  /// Characters that stand for a picture where it cannot be seen.
  static let pictureWords = 300
}
