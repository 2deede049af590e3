import SourceLanguage

/// Splits a program into tokens and decides where its statements end.
///
/// Never fails: what it cannot read becomes `.invalid` and a finding.
struct Lexer {
  private let bytes: [UInt8]
  private let stop: Int
  private var place: Int
  private(set) var tokens: [Token] = []
  private(set) var findings: Findings
  /// How many parentheses and brackets are open; inside of them the end of a line means nothing.
  private var depth = 0

  /// Reads `range`, or everything.
  init(_ source: SourceText, _ range: Range<Int>? = nil) {
    bytes = source.bytes
    place = range?.lowerBound ?? 0
    stop = range?.upperBound ?? bytes.count
    findings = Findings(source: source)
    read()
  }

  private mutating func read() {
    var isFirst = true
    while true {
      let gap = skipSpace()
      let begin = place
      let kind = place < stop ? next() : .end
      if case .sign(.openBlock) = kind { depth = 0 }
      if case .sign(.closeBlock) = kind { depth = 0 }
      let isAtMargin = begin == 0 || bytes[begin - 1] == 0x0A || bytes[begin - 1] == 0x0D
      if isAtMargin, case .word(let word) = kind, Words.starters.contains(word) { depth = 0 }
      tokens.append(
        Token(
          kind: kind, bytes: begin..<place,
          isSeparated: isFirst || gap.semicolon
            || (gap.newLine && depth == 0 && breaks(before: kind)),
          isAtMargin: isAtMargin))
      isFirst = false
      switch kind {
      case .sign(.open), .sign(.openIndex): depth += 1
      case .sign(.close), .sign(.closeIndex): depth = max(0, depth - 1)
      case .end: return
      default: break
      }
    }
  }

  /// Whether the end of a line in front of a token ends a statement.
  private func breaks(before kind: Token.Kind) -> Bool {
    if case .sign(let sign)? = tokens.last?.kind, sign.needsMore { return false }
    if case .sign(let sign) = kind, sign.continues { return false }
    return true
  }

  private func peek(_ distance: Int = 0) -> UInt8 {
    place + distance < stop ? bytes[place + distance] : 0
  }

  private func sees(_ text: String) -> Bool { bytes[place..<stop].starts(with: text.utf8) }

  // MARK: Between tokens

  private mutating func skipSpace() -> (newLine: Bool, semicolon: Bool) {
    var (newLine, semicolon) = (false, false)
    while place < stop {
      switch peek() {
      case 0x0A, 0x0D:
        newLine = true
        place += 1
      case UInt8(ascii: ";"):
        semicolon = true
        place += 1
      case 0x20, 0x09, 0x0B, 0x0C: place += 1
      // No-break space and byte order mark: pasted text brings them, and nobody sees them.
      case 0xC2 where peek(1) == 0xA0: place += 2
      case 0xEF where peek(1) == 0xBB && peek(2) == 0xBF: place += 3
      case UInt8(ascii: "#"): skipLine()
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"): skipLine()
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): skipBlockComment()
      default: return (newLine, semicolon)
      }
    }
    return (newLine, semicolon)
  }

  private mutating func skipLine() {
    while place < stop, peek() != 0x0A, peek() != 0x0D { place += 1 }
  }

  private mutating func skipBlockComment() {
    let begin = place
    place += 2
    while place < stop, !(peek() == UInt8(ascii: "*") && peek(1) == UInt8(ascii: "/")) {
      place += 1
    }
    place = min(place + 2, stop)
    findings.error(
      begin..<begin + 2, "A comment starts with `//` and ends with its line.", suggestion: "//")
  }

  // MARK: Tokens

  private mutating func next() -> Token.Kind {
    switch peek() {
    case let byte where byte.isNameStart: return word()
    case let byte where byte.isDigit: return number()
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return text()
    default: break
    }
    for (foreign, sign, message) in Lexer.foreign where sees(foreign) {
      let begin = place
      place += foreign.utf8.count
      findings.error(begin..<place, message, suggestion: sign?.rawValue)
      return sign.map { .sign($0) } ?? .invalid
    }
    if sees(".."), !sees("..."), !sees("..<") {
      place += 2
      findings.error(
        place - 2..<place, "A range has three dots: `1...3`.", suggestion: Sign.closedRange.rawValue
      )
      return .sign(.closedRange)
    }
    for sign in Sign.byLength where sees(sign.rawValue) {
      place += sign.rawValue.utf8.count
      return .sign(sign)
    }
    if let (sign, message) = Lexer.single[peek()] {
      place += 1
      findings.error(place - 1..<place, message, suggestion: sign?.rawValue)
      return sign.map { .sign($0) } ?? .invalid
    }
    return unexpected()
  }

  private mutating func word() -> Token.Kind {
    let begin = place
    while peek().isNameStart || peek().isDigit { place += 1 }
    guard place - begin <= Limits.nameSize else {
      findings.error(
        begin..<place, "This name is too long; a name has at most \(Limits.nameSize) letters.")
      return .invalid
    }
    return .word(String(decoding: bytes[begin..<place], as: UTF8.self))
  }

  /// Digits, with everything that people write into numbers; the parser says what of it is wanted.
  private mutating func number() -> Token.Kind {
    let begin = place
    while peek().isDigit || peek().isNameStart { place += 1 }
    if peek() == UInt8(ascii: "."), peek(1).isDigit {
      place += 1
      while peek().isDigit || peek().isNameStart { place += 1 }
    }
    guard place - begin <= Limits.nameSize else {
      findings.error(begin..<place, "This number is too large to be read.")
      return .invalid
    }
    return .number(String(decoding: bytes[begin..<place], as: UTF8.self))
  }

  private mutating func text() -> Token.Kind {
    let begin = place
    let quote = peek()
    place += 1
    var text: [UInt8] = []
    while place < stop, peek() != quote, peek() != 0x0A, peek() != 0x0D {
      if peek() == UInt8(ascii: "\\"), peek(1) == quote || peek(1) == UInt8(ascii: "\\") {
        place += 1
      }
      text.append(peek())
      place += 1
    }
    let isClosed = place < stop && peek() == quote
    if isClosed { place += 1 }
    if !isClosed {
      findings.error(begin..<place, "This text has no end; close it with `\"` on the same line.")
    } else if quote != UInt8(ascii: "\"") {
      findings.error(
        begin..<place, "A text stands in double quotes.",
        suggestion: "\"" + String(decoding: text, as: UTF8.self) + "\"")
    } else if text.count > Limits.textSize {
      findings.error(
        begin..<place, "This text is too long; it may have \(Limits.textSize) bytes.")
    }
    return .text(String(decoding: text.prefix(Limits.textSize), as: UTF8.self).visible)
  }

  private mutating func unexpected() -> Token.Kind {
    let begin = place
    // One finding for the whole run of strange characters, so that binary rubbish stays readable.
    repeat { place += 1 } while place < stop && !peek().isKnown
    let text = String(decoding: bytes[begin..<place].prefix(24), as: UTF8.self)
    let isLetter = text.unicodeScalars.first?.properties.isAlphabetic ?? false
    findings.error(
      begin..<place,
      isLetter
        ? "`\(text.visible)` cannot be read; names are written with the letters a to z, digits and `_`."
        : "`\(text.visible)` does not belong here.")
    return .invalid
  }

  /// What other languages and word processors write, and the sign that is meant.
  private static let foreign: [(String, Sign?, String)] = [
    ("===", .equal, "Two values are compared with `==`."),
    ("!==", .notEqual, "Two values are compared with `!=`."),
    (":=", .assign, "A value is assigned with `=`."),
    ("<>", .notEqual, "Two values differ: `!=`."),
    ("=>", nil, "`=>` is not read here; at least is written `>=`."),
    ("->", nil, "`->` is not read here; a procedure needs no type, and a field a dot."),
    ("<<", nil, "Numbers are not shifted here; multiply with `*`."),
    (">>", nil, "Numbers are not shifted here; divide with `/`."),
    ("**", .times, "There are no powers; multiply with `*`."),
    ("&=", nil, "There is no `&=`; atomics have `fetchAnd`."),
    ("|=", nil, "There is no `|=`; atomics have `fetchOr`."),
    ("^=", nil, "There is no `^=`; atomics have `fetchXor`."),
    ("…", .closedRange, "A range has three dots: `1...3`."),
    ("−", .minus, "This is a dash; minus is `-`."), ("–", .minus, "This is a dash; minus is `-`."),
    ("≠", .notEqual, "Not equal is written `!=`."),
    ("≤", .lessOrEqual, "At most is written `<=`."),
    ("≥", .greaterOrEqual, "At least is written `>=`."),
    ("“", nil, "A text stands in straight quotes: `\"`."),
    ("”", nil, "A text stands in straight quotes: `\"`."),
    ("„", nil, "A text stands in straight quotes: `\"`."),
  ]
}

extension Lexer {
  /// Signs that are read only when no longer one fits: `&` is not the start of `&&`.
  fileprivate static let single: [UInt8: (Sign?, String)] = [
    UInt8(ascii: "&"): (.and, "`&` is not read here; and is written `&&`."),
    UInt8(ascii: "|"): (.or, "`|` is not read here; or is written `||`."),
    UInt8(ascii: "^"): (nil, "`^` is not read here; atomics have `fetchXor`."),
    UInt8(ascii: "~"): (.not, "`~` is not read here; not is written `!`."),
    UInt8(ascii: "?"): (nil, "`?` is not read here; use `if`."),
    UInt8(ascii: "@"): (nil, "`@` is not read here."),
  ]
}

extension UInt8 {
  /// Whether a token, a space or a comment may start with it.
  fileprivate var isKnown: Bool {
    isNameStart || isDigit || self == 0x20 || (0x09...0x0D).contains(self)
      || "()[]{},:.=+-*/%<>!&|\"'#;".utf8.contains(self)
  }
}
