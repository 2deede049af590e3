/// What a person should know about a file that was read, in sentences.
public struct ImportReport: Sendable, Equatable {
  /// What was missing or wrong and has been mended.
  public var mended: [String]
  /// What breaks the rules of the format and was kept as it is: other programs may refuse it.
  public var kept: [String]

  public init(mended: [String] = [], kept: [String] = []) {
    (self.mended, self.kept) = (mended, kept)
  }

  public var isEmpty: Bool { mended.isEmpty && kept.isEmpty }

  /// All of it, one sentence a line.
  public var sentences: [String] {
    mended + kept.map { "\($0) It was kept; other programs may refuse the file." }
  }

  /// The beginning of a list that may be very long, and how much more there is.
  static func shortened(_ sentences: [String]) -> [String] {
    let limit = Limits.reportSentences
    guard sentences.count > limit else { return sentences }
    return sentences.prefix(limit) + ["There are \(sentences.count - limit) more of these."]
  }
}
