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
}
