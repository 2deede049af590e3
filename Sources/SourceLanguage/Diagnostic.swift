/// A sentence about a part of a source, and, where one is known, the text that would mend it.
public struct Diagnostic: Hashable, Sendable {
  /// How bad it is: a source with an error does not run.
  public enum Severity: String, Hashable, Sendable {
    case error, warning
  }

  public var range: SourceRange
  public var severity: Severity
  public var message: String
  /// What to put in place of `range`.
  public var suggestion: String?

  public init(
    range: SourceRange, severity: Severity = .error, message: String, suggestion: String? = nil
  ) {
    self.range = range
    self.severity = severity
    self.message = message
    self.suggestion = suggestion
  }
}
