/// How much the parts that all cell languages share may hold.
///
/// A language's own limits stand in its own module.
enum Limits {
  /// The longest name, in UTF-8 bytes, that is compared with others.
  static let nameSize = 128
  /// The most diagnostics that one check gives; the rest is counted, not listed.
  static let diagnostics = 40
  /// The most proposals for one place.
  static let completions = 200
}
