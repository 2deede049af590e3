import SourceLanguage

/// Splits a source into tokens.
///
/// Never fails: what it cannot read becomes `.invalid` and a finding.
struct Lexer {
  private let bytes: [UInt8]
  private var place: Int
  private(set) var tokens: [Token] = []
  private(set) var findings: Findings

  /// Reads everything from `start` on.
  init(_ source: SourceText, from start: Int = 0) {
    bytes = source.bytes
    place = start
    findings = Findings(source: source)
    var startsLine = true
    while true {
      let (spaced, newLine) = skipSpace()
      startsLine = startsLine || newLine
      let begin = place
      let kind = place < bytes.count ? next() : .end
      tokens.append(
        Token(kind: kind, bytes: begin..<place, startsLine: startsLine, isSpaced: spaced))
      if kind == .end { break }
      startsLine = false
    }
  }

  private func peek(_ distance: Int = 0) -> UInt8 {
    place + distance < bytes.count ? bytes[place + distance] : 0
  }

  private func sees(_ text: StaticString) -> Bool {
    place + text.utf8CodeUnitCount <= bytes.count
      && text.withUTF8Buffer { unsafe $0.elementsEqual(bytes[place..<place + $0.count]) }
  }

  private mutating func skipSpace() -> (spaced: Bool, newLine: Bool) {
    let begin = place
    var newLine = false
    while place < bytes.count {
      switch peek() {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        newLine = true
        place += 1
      case UInt8(ascii: " "), 0x09, 0x0B, 0x0C: place += 1
      // No-break space and byte order mark: pasted text brings them, and nobody sees them.
      case 0xC2 where peek(1) == 0xA0: place += 2
      case 0xEF where peek(1) == 0xBB && peek(2) == 0xBF: place += 3
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"): skipLine()
      case UInt8(ascii: "#"):
        findings.error(place..<place + 1, "A comment starts with `//`, not `#`.", suggestion: "//")
        skipLine()
      default: return (place > begin, newLine)
      }
    }
    return (place > begin, newLine)
  }

  private mutating func skipLine() {
    while place < bytes.count, peek() != 0x0A, peek() != 0x0D { place += 1 }
  }

  private mutating func next() -> Token.Kind {
    let begin = place
    switch peek() {
    case UInt8(ascii: "("): return take(1, .open)
    case UInt8(ascii: ")"): return take(1, .close)
    case UInt8(ascii: "["): return take(1, .openList)
    case UInt8(ascii: "]"): return take(1, .closeList)
    case UInt8(ascii: ","): return take(1, .comma)
    case UInt8(ascii: ":"): return take(1, .colon)
    case UInt8(ascii: "-"): return take(1, .minus)
    case UInt8(ascii: "="):
      findings.error(
        place..<place + 1, "A colon stands between a parameter and its value, not `=`.",
        suggestion: ":")
      return take(1, .colon)
    case UInt8(ascii: ";"):
      findings.error(
        place..<place + 1, "Each call stands on its own line, without `;`.", suggestion: "")
      return take(1, .invalid)
    case UInt8(ascii: "."): return dots()
    case UInt8(ascii: "\""): return string(quote: UInt8(ascii: "\""))
    case UInt8(ascii: "'"):
      let kind = string(quote: UInt8(ascii: "'"))
      findings.error(begin..<place, "A string stands in double quotes: `\"…\"`.")
      return kind
    case let byte where byte.isDigit: return number()
    case let byte where byte.isNameStart: return identifier()
    default: return unexpected()
    }
  }

  private mutating func take(_ count: Int, _ kind: Token.Kind) -> Token.Kind {
    place += count
    return kind
  }

  private mutating func dots() -> Token.Kind {
    if sees("...") { return take(3, .ellipsis) }
    if sees("..<") {
      findings.error(
        place..<place + 3, "A range includes both ends: write `...` instead of `..<`.",
        suggestion: "...")
      return take(3, .ellipsis)
    }
    if sees("..") {
      findings.error(place..<place + 2, "A range has three dots: `1...64`.", suggestion: "...")
      return take(2, .ellipsis)
    }
    return take(1, .dot)
  }

  private mutating func identifier() -> Token.Kind {
    let begin = place
    while peek().isNameStart || peek().isDigit { place += 1 }
    guard place - begin <= Limits.nameSize else {
      findings.error(
        begin..<place, "This name is too long; a name has at most \(Limits.nameSize) letters.")
      return .invalid
    }
    return .identifier(String(decoding: bytes[begin..<place], as: UTF8.self))
  }

  private mutating func number() -> Token.Kind {
    let begin = place
    var digits = readDigits()
    var fraction = 0
    if peek() == UInt8(ascii: "."), peek(1).isDigit {
      place += 1
      let behind = readDigits()
      fraction = behind.count
      digits += behind
    }
    var exponent: Int?
    if peek() | 0x20 == UInt8(ascii: "e") {
      let signed = peek(1) == UInt8(ascii: "-") || peek(1) == UInt8(ascii: "+")
      if peek(signed ? 2 : 1).isDigit {
        let sign = peek(1) == UInt8(ascii: "-") ? -1 : 1
        place += signed ? 2 : 1
        exponent = sign * (Int(readDigits().prefix(6)) ?? 0)
      }
    }
    if peek().isNameStart {
      let unit = place
      while peek().isNameStart || peek().isDigit { place += 1 }
      let word = String(decoding: bytes[unit..<place].prefix(Limits.nameSize), as: UTF8.self)
      let isUnit = DurationUnit(rawValue: word) != nil
      findings.error(
        begin..<place,
        isUnit
          ? "A dot stands between a number and its unit." : "`\(word)` cannot follow a number.",
        suggestion: isUnit
          ? String(decoding: bytes[begin..<unit], as: UTF8.self) + "." + word : nil)
      return .invalid
    }
    return .number(Number(digits: digits, fraction: fraction, exponent: exponent))
  }

  private mutating func readDigits() -> String {
    let begin = place
    while peek().isDigit || peek() == UInt8(ascii: "_") { place += 1 }
    return String(decoding: bytes[begin..<place].filter(\.isDigit), as: UTF8.self)
  }

  private mutating func unexpected() -> Token.Kind {
    let begin = place
    for (text, better) in Lexer.lookAlikes where sees(text) {
      place += text.utf8CodeUnitCount
      findings.error(
        begin..<place, "`\(text)` is not read here; write `\(better)`.", suggestion: better)
      return .invalid
    }
    // One finding for the whole run of strange characters, so that binary rubbish stays readable.
    repeat { place += 1 } while place < bytes.count && !peek().isKnown
    let text = String(decoding: bytes[begin..<place].prefix(24), as: UTF8.self)
    findings.error(begin..<place, "`\(text.visible)` does not belong here.")
    return .invalid
  }

  /// Characters that word processors and other languages put in place of ours.
  private static let lookAlikes: [(StaticString, String)] = [
    ("…", "..."), ("“", "\""), ("”", "\""), ("„", "\""), ("‘", "\""), ("’", "\""), ("−", "-"),
    ("–", "-"), ("，", ","), ("：", ":"), ("（", "("), ("）", ")"), ("/*", "//"),
  ]
}

extension Lexer {
  private mutating func string(quote: UInt8) -> Token.Kind {
    let begin = place
    place += 1
    var text: [UInt8] = []
    while place < bytes.count, peek() != quote, peek() != 0x0A, peek() != 0x0D {
      if peek() == UInt8(ascii: "\\") {
        escape(into: &text)
      } else {
        text.append(peek())
        place += 1
      }
    }
    if peek() == quote, place < bytes.count {
      place += 1
    } else {
      findings.error(
        begin..<place, "This string has no end; close it with `\"` on the same line.")
    }
    guard text.count <= Limits.stringSize else {
      findings.error(
        begin..<place, "This string is too long; it may have \(Limits.stringSize) bytes.")
      return .string("")
    }
    return .string(String(decoding: text, as: UTF8.self))
  }

  private mutating func escape(into text: inout [UInt8]) {
    let begin = place
    place += 1
    switch peek() {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "'"): text.append(peek())
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "0"): text.append(0)
    case UInt8(ascii: "u") where peek(1) == UInt8(ascii: "{"): return scalar(into: &text)
    case 0x0A, 0x0D, 0:
      findings.error(begin..<place, "A backslash needs a character after it.")
      return
    default:
      place += 1
      while place < bytes.count, peek() & 0xC0 == 0x80 { place += 1 }
      findings.error(
        begin..<place,
        "Unknown escape; there are `\\\"`, `\\\\`, `\\n`, `\\t`, `\\r`, `\\0` and `\\u{…}`.")
      return
    }
    place += 1
  }

  private mutating func scalar(into text: inout [UInt8]) {
    let begin = place - 1
    place += 2
    let digits = place
    while peek().isHexDigit { place += 1 }
    let code = UInt32(String(decoding: bytes[digits..<place], as: UTF8.self), radix: 16)
    let closed = peek() == UInt8(ascii: "}")
    if closed { place += 1 }
    guard closed, let code, let scalar = Unicode.Scalar(code) else {
      findings.error(
        begin..<place, "A character's number stands in braces, such as `\\u{1F600}`.")
      return
    }
    text += Array(String(Character(scalar)).utf8)
  }
}

extension UInt8 {
  /// Whether a token, a space or a comment may start with it.
  fileprivate var isKnown: Bool {
    isNameStart || isDigit || self == 0x20 || (0x09...0x0D).contains(self)
      || "()[],:.-=\"'/#;".utf8.contains(self)
  }
}
