/// What a word of a source means.
public struct Hover: Hashable, Sendable {
  /// UTF-16 offsets of the word.
  public var from: Int
  public var to: Int
  public var title: String
  /// Plain text; line feeds separate paragraphs.
  public var text: String

  public init(from: Int, to: Int, title: String, text: String) {
    self.from = from
    self.to = to
    self.title = title
    self.text = text
  }
}
