import SourceLanguage

/// How much a source, a call and a message may hold.
///
/// The reader sees text that anybody may have written, so everything that can grow is bounded here.
public enum Limits {
  /// The longest source of a cell, in UTF-8 bytes.
  public static let sourceSize = 65_536
  /// The most calls in one cell.
  public static let calls = 100
  /// The most arguments of one call.
  public static let arguments = 64
  /// How deep lists and arguments of cases may stand inside each other.
  public static let depth = 8
  /// The most elements that one list may spell out.
  public static let elements = 4_096
  /// The most elements that a range may stand for where a parameter takes a list.
  public static let rangeElements = 65_536
  /// The longest string value, in UTF-8 bytes.
  public static let stringSize = 4_096
  /// The longest name, in UTF-8 bytes.
  public static let nameSize = 128
  /// The most cases that one call may stand for.
  public static let casesOfCall = 200
  /// The most cases of all calls of one cell.
  public static let cases = 1_000
  /// The most diagnostics that one check gives; the rest is counted, not listed.
  public static let diagnostics = Findings.limit
  /// The most completions of one place.
  public static let completions = Completions.limit
}
