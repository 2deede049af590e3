/// Writes HTML whose texts can never become markup.
struct HTMLText {
  private(set) var bytes: [UInt8] = []

  /// Markup of our own.
  mutating func markup(_ html: StaticString) { bytes += html.description.utf8 }

  /// Bytes that are known to be harmless where they stand.
  mutating func verbatim(_ html: [UInt8]) { bytes += html }

  /// A text, in an element or between the double quotes of an attribute.
  mutating func text(_ text: String) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes += Array("&amp;".utf8)
      case UInt8(ascii: "<"): bytes += Array("&lt;".utf8)
      case UInt8(ascii: ">"): bytes += Array("&gt;".utf8)
      case UInt8(ascii: "\""): bytes += Array("&quot;".utf8)
      // A parser of HTML turns these into others or into nothing.
      case 0x0D: bytes += Array("&#13;".utf8)
      case 0..<0x20 where byte != 0x0A && byte != 0x09: bytes += Array("\u{FFFD}".utf8)
      default: bytes.append(byte)
      }
    }
  }

  /// Text that keeps its lines; a parser drops the line end that a `pre` begins with.
  mutating func lines(_ text: String) {
    markup("\n")
    self.text(text)
  }

  /// JSON inside a script element, which no string in it can end.
  ///
  /// In JSON a `<` only stands in strings, where `\u003c` is the same.
  mutating func json(_ json: [UInt8]) {
    for byte in json {
      if byte == UInt8(ascii: "<") { bytes += Array("\\u003c".utf8) } else { bytes.append(byte) }
    }
  }
}
