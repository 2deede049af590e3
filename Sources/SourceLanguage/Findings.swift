/// The diagnostics of one check, bounded.
package struct Findings {
  /// The most diagnostics that one check gives; the rest is counted, not listed.
  package static var limit: Int { Limits.diagnostics }

  package let source: SourceText
  private var list: [Diagnostic] = []
  package private(set) var hasErrors = false
  private var hasMore = false

  package init(source: SourceText) { self.source = source }

  /// Notes an error.
  ///
  /// Beyond the limit errors are no longer listed.
  package mutating func error(
    _ bytes: Range<Int>, _ message: String,
    suggestion: String? = nil
  ) {
    hasErrors = true
    guard list.count < Limits.diagnostics else { return noteMore() }
    list.append(
      Diagnostic(range: source.range(bytes), message: message, suggestion: suggestion))
  }

  private mutating func noteMore() {
    guard !hasMore else { return }
    hasMore = true
    list[list.count - 1].message += " (More errors follow; they show once these are mended.)"
  }

  /// In the order of the source; of two at one place the first found comes first.
  package var sorted: [Diagnostic] {
    list.enumerated().sorted {
      ($0.element.range.from, $0.offset) < ($1.element.range.from, $1.offset)
    }.map(\.element)
  }
}
