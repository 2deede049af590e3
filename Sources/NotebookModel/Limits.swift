/// Every limit of the model.
public enum ModelLimits {
  /// Cells of a notebook, deleted ones included.
  public static let cells = 20_000
  public static let sourceBytes = 1 << 20
  public static let titleBytes = 1_000
  public static let tags = 30
  public static let tagBytes = 80
  /// Bytes of a display name.
  public static let nameBytes = 200
  public static let changesOfAnEdit = 2_000
  /// Queued and running runs of a notebook.
  public static let activeRuns = 1_000
  public static let keyBytes = 128
  /// Answers kept for a repeated key, a notebook; an older key is treated as new.
  public static let answers = 256
}
