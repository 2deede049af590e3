/// The smallest part of a program that means something.
struct Token {
  enum Kind: Equatable {
    case word(String)
    /// As it is written; what it is worth depends on where it stands.
    case number(String)
    case text(String)
    case sign(Sign)
    /// Text that no token can start with; reported when it was read.
    case invalid
    case end
  }

  var kind: Kind
  var bytes: Range<Int>
  /// Whether a statement can start here: behind `;`, or on a new line that does not go on with the one above.
  var isSeparated: Bool
  /// Whether it is the first of its line, without anything before it, as declarations usually are.
  var isAtMargin: Bool

  var word: String? { if case .word(let word) = kind { word } else { nil } }
  var sign: Sign? { if case .sign(let sign) = kind { sign } else { nil } }
}

/// Everything that is neither a word nor a number nor a text.
enum Sign: String, CaseIterable {
  case open = "("
  case close = ")"
  case openIndex = "["
  case closeIndex = "]"
  case openBlock = "{"
  case closeBlock = "}"
  case comma = ","
  case colon = ":"
  case dot = "."
  case closedRange = "..."
  case openRange = "..<"
  case assign = "="
  case addAssign = "+="
  case subtractAssign = "-="
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divide = "/"
  case remainder = "%"
  case and = "&&"
  case or = "||"
  case not = "!"

  // Known from other languages; read so that the message can say what to write.
  case increment = "++"
  case decrement = "--"
  case timesAssign = "*="
  case divideAssign = "/="
  case remainderAssign = "%="

  /// The longest first, so that `..<` is not read as three dots.
  static let byLength = allCases.sorted { $0.rawValue.utf8.count > $1.rawValue.utf8.count }

  /// Whether a line that ends with it goes on in the next one.
  var needsMore: Bool {
    switch self {
    case .close, .closeIndex, .openBlock, .closeBlock, .increment, .decrement: false
    default: true
    }
  }

  /// Whether a line that starts with it goes on with the one above.
  var continues: Bool {
    switch self {
    case .open, .openIndex, .not, .increment, .decrement, .closeBlock, .openBlock: false
    default: true
    }
  }
}
