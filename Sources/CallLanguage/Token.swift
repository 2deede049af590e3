/// The smallest part of a source that means something.
struct Token {
  enum Kind: Equatable {
    case identifier(String)
    case number(Number)
    case string(String)
    case open, close, openList, closeList
    case comma, colon, dot, ellipsis, minus
    /// Text that no token can start with; reported when it was read.
    case invalid
    case end
  }

  var kind: Kind
  var bytes: Range<Int>
  /// Whether it is the first of its line.
  var startsLine: Bool
  /// Whether white space or a comment stands before it.
  var isSpaced: Bool
}

/// A number as written: its digits, exact, so that durations need no floating point.
struct Number: Equatable {
  /// All digits without `_` and without the decimal point.
  var digits: String
  /// How many of the digits stand behind the decimal point.
  var fraction: Int
  var exponent: Int?

  var isWhole: Bool { fraction == 0 && exponent == nil }

  /// The text that the standard library reads.
  var text: String {
    var text = String(digits.dropLast(fraction))
    if fraction > 0 { text += "." + digits.suffix(fraction) }
    if let exponent { text += "e\(exponent)" }
    return text
  }
}

extension [Token] {
  /// Whether a dotted name with parentheses stands at the start of a line here.
  func startsCall(at place: Int) -> Bool {
    guard self[place].startsLine, case .identifier = self[place].kind else { return false }
    var next = place + 1
    while next + 1 < count, self[next].kind == .dot { next += 2 }
    return next < count && self[next].kind == .open && next > place + 1
  }
}
