/// Parts of a source by their places; all empty when there is no source.
struct SourceSlices: Sendable {
  private let units: [UInt16]

  init(_ source: String) { units = Array(source.utf16) }

  subscript(_ place: SourceNote) -> String {
    guard place.from < place.to, place.from >= 0, place.to <= units.count else { return "" }
    return String(decoding: units[place.from..<place.to], as: UTF16.self)
  }

  /// What an `await` waits for: its text without the word.
  func condition(_ place: SourceNote) -> String {
    let text = self[place]
    guard text.hasPrefix("await") else { return text }
    return Self.trimmed(text.dropFirst("await".count))
  }

  /// What an assertion claims: its text without the word and without its message.
  func claim(_ place: SourceNote) -> String {
    var text = self[place][...]
    guard text.hasPrefix("assert") else { return "" }
    text = text.dropFirst("assert".count)
    if text.last == "\"", let quote = text.dropLast().lastIndex(of: "\""),
      let comma = text[..<quote].lastIndex(of: ",")
    {
      text = text[..<comma]
    }
    return Self.trimmed(text)
  }

  private static func trimmed(_ text: Substring) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
