/// The diagnostics of one check, bounded.
struct Findings {
  let source: SourceText
  private(set) var list: [Diagnostic] = []
  private(set) var hasErrors = false
  private var hasMore = false

  init(source: SourceText) { self.source = source }

  /// Notes an error.
  ///
  /// Beyond the limit errors are no longer listed.
  mutating func error(
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
  var sorted: [Diagnostic] {
    list.enumerated().sorted {
      ($0.element.range.from, $0.offset) < ($1.element.range.from, $1.offset)
    }.map(\.element)
  }
}
