extension UInt8 {
  package var isDigit: Bool { (0x30...0x39).contains(self) }
  package var isHexDigit: Bool { isDigit || (0x61...0x66).contains(self | 0x20) }
  package var isNameStart: Bool { (0x61...0x7A).contains(self | 0x20) || self == 0x5F }
}

extension String {
  /// At most 40 characters, for text that is quoted in a message.
  package var shortened: String { count > 40 ? prefix(39) + "…" : self }

  /// The text with characters that would break a line shown as dots.
  package var visible: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "·" : $0 }))
  }
}
