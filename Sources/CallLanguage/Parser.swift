import SourceLanguage

/// Reads the calls of a source.
///
/// Never fails: it notes what is wrong and goes on at the next place
/// where an argument or a call can start.
struct Parser {
  private let source: SourceText
  private let tokens: [Token]
  private var place = 0
  private(set) var calls: [CallSyntax] = []
  private(set) var findings: Findings

  init(_ source: SourceText) {
    self.source = source
    guard source.bytes.count <= Limits.sourceSize else {
      tokens = []
      findings = Findings(source: source)
      findings.error(
        0..<source.bytes.count,
        "This cell is too long: \(source.bytes.count) bytes; it may have \(Limits.sourceSize).")
      return
    }
    let language = LanguageLine(source)
    let lexer = Lexer(source, from: language.end)
    tokens = lexer.tokens
    findings = lexer.findings
    if let problem = language.problem {
      // The rest is written in another language, so nothing else can be said about it.
      findings = Findings(source: source)
      findings.error(language.bytes, problem, suggestion: language.suggestion)
      return
    }
    while token.kind != .end { readCall() }
  }

  private var token: Token { tokens[place] }
  private var previousEnd: Int { place > 0 ? tokens[place - 1].bytes.upperBound : 0 }

  private mutating func advance() {
    if place < tokens.count - 1 { place += 1 }
  }

  /// Takes the token if it is the one that is wanted.
  private mutating func take(_ kind: Token.Kind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  // MARK: Calls

  private mutating func readCall() {
    guard case .identifier = token.kind else { return skipToCall() }
    if !calls.isEmpty || place > 0, !token.startsLine {
      findings.error(token.bytes, "The next call starts on a new line.")
    }
    let name = readDottedName()
    guard token.kind == .open else {
      findings.error(
        name.bytes,
        "`\(name.text)` is not a call yet; arguments stand in parentheses: `\(name.text)(…)`.",
        suggestion: name.text + "()")
      return skipToCallOnNextLine()
    }
    advance()
    let arguments = readArguments(of: name.text)
    guard calls.count < Limits.calls else {
      findings.error(
        name.bytes, "A cell may hold \(Limits.calls) calls; put this one into another cell.")
      place = tokens.count - 1
      return
    }
    let end = max(previousEnd, name.bytes.upperBound)
    calls.append(
      CallSyntax(name: name, arguments: arguments, bytes: name.bytes.lowerBound..<end))
  }

  private mutating func readDottedName() -> (text: String, bytes: Range<Int>) {
    let begin = token.bytes.lowerBound
    var text = ""
    while case .identifier(let part) = token.kind {
      text += part
      advance()
      guard token.kind == .dot, case .identifier = tokens[min(place + 1, tokens.count - 1)].kind
      else { break }
      text += "."
      advance()
    }
    return (text, begin..<previousEnd)
  }

  private mutating func skipToCall() {
    if token.kind != .invalid {
      findings.error(
        token.bytes, "A call starts with the name of an experiment, such as `law.amdahl(p: 0.9)`.")
    }
    skipToCallOnNextLine()
  }

  private mutating func skipToCallOnNextLine() {
    repeat {
      if token.kind == .end { return }
      if token.startsLine, case .identifier = token.kind { return }
      advance()
    } while true
  }

  /// Whether a new call begins here although the one before has no end.
  private var startsCall: Bool { tokens.startsCall(at: place) }

  // MARK: Arguments

  private mutating func readArguments(of name: String) -> [ArgumentSyntax] {
    let open = tokens[place - 1].bytes
    var arguments: [ArgumentSyntax] = []
    while !take(.close) {
      if token.kind == .end || startsCall {
        findings.error(open, "The call of `\(name)` has no end; `)` is missing.")
        break
      }
      let argument = readArgument()
      if arguments.count == Limits.arguments {
        findings.error(argument.value.bytes, "A call may have \(Limits.arguments) arguments.")
      }
      if arguments.count <= Limits.arguments { arguments.append(argument) }
      readSeparator(after: argument.value, close: .close, in: "arguments")
    }
    return arguments
  }

  private mutating func readArgument() -> ArgumentSyntax {
    if case .identifier(let name) = token.kind {
      let bytes = token.bytes
      let next = tokens[min(place + 1, tokens.count - 1)]
      if next.kind == .colon {
        advance()
        advance()
        return ArgumentSyntax(name: (name, bytes), value: readValue(after: name))
      }
    }
    return ArgumentSyntax(name: nil, value: readValue(after: nil))
  }

  /// Reads the comma after an element, or says that it is missing and finds the place to go on.
  private mutating func readSeparator(
    after value: Expression, close: Token.Kind, in what: String
  ) {
    if take(.comma) {
      if token.kind == .comma {
        findings.error(token.bytes, "There is nothing between these commas.")
        while take(.comma) {}
      }
      return
    }
    if token.kind == close || token.kind == .end || startsCall { return }
    // The parenthesis of the call ends the list too; the list says that its own end is missing.
    if token.kind == .close { return }
    if case .invalid = value.kind { return skip(to: close) }
    if canStartElement {
      // Two values side by side: the comma was forgotten, and nothing is lost by going on here.
      findings.error(
        previousEnd..<previousEnd, "A comma is missing between these \(what).", suggestion: ",")
      return
    }
    if token.kind != .invalid {
      findings.error(token.bytes, "`\(source.text(token.bytes))` does not belong here.")
    }
    skip(to: close)
  }

  private var canStartElement: Bool {
    switch token.kind {
    case .identifier, .number, .string, .dot, .openList, .minus: true
    default: false
    }
  }

  /// Skips to the next comma or closing sign of this depth.
  private mutating func skip(to close: Token.Kind) {
    var depth = 0
    while token.kind != .end, !startsCall {
      switch token.kind {
      case .open, .openList: depth += 1
      case .comma where depth == 0:
        advance()
        return
      case .close, .closeList:
        if depth == 0 {
          if token.kind == close { return }
          // A closing sign of the wrong kind: it ends what it closes, further out.
          if token.kind == .close { return }
        } else {
          depth -= 1
        }
      default: break
      }
      advance()
    }
  }

  // MARK: Values

  private mutating func readValue(after name: String?, depth: Int = 0) -> Expression {
    let begin = token.bytes.lowerBound
    let lower = readPrimary(after: name, depth: depth)
    guard token.kind == .ellipsis else { return lower }
    advance()
    let upper = readPrimary(after: name, depth: depth, isEnd: true)
    var step: Expression?
    if token.kind == .identifier("by") {
      advance()
      step = readPrimary(after: name, depth: depth, isStep: true)
    }
    return Expression(kind: .range(lower, upper, step), bytes: begin..<max(begin, previousEnd))
  }

  private mutating func readPrimary(
    after name: String?, depth: Int, isEnd: Bool = false, isStep: Bool = false
  ) -> Expression {
    let begin = token.bytes.lowerBound
    guard depth < Limits.depth else {
      findings.error(token.bytes, "Lists may stand \(Limits.depth) deep inside each other.")
      skipDeep()
      return invalid(from: begin)
    }
    switch token.kind {
    case .minus:
      advance()
      guard case .number(let number) = token.kind else {
        findings.error(begin..<previousEnd, "A number must follow `-`.")
        return invalid(from: begin)
      }
      return readNumber(number, isNegative: true, begin: begin)
    case .number(let number): return readNumber(number, isNegative: false, begin: begin)
    case .string(let text):
      advance()
      return Expression(kind: .literal(.string(text)), bytes: begin..<previousEnd)
    case .dot: return readSymbol(depth: depth)
    case .openList: return readList(depth: depth)
    case .identifier(let word) where !startsCall: return readWord(word)
    case .invalid:
      advance()
      return invalid(from: begin)
    default:
      let expected =
        isStep
        ? "The step of the range is missing after `by`."
        : isEnd
          ? "The upper end of the range is missing after `...`."
          : name.map { "A value is missing after `\($0):`." } ?? "A value is missing here."
      findings.error(token.kind == .end ? previousEnd..<previousEnd : token.bytes, expected)
      // A sign that cannot close anything here would stop the reader for ever.
      if token.kind == .ellipsis || token.kind == .colon || token.kind == .open { advance() }
      return invalid(from: begin)
    }
  }

  private func invalid(from begin: Int) -> Expression {
    Expression(kind: .invalid, bytes: begin..<max(begin, previousEnd))
  }

  private mutating func readNumber(_ number: Number, isNegative: Bool, begin: Int) -> Expression {
    advance()
    if token.kind == .dot, !token.isSpaced {
      let next = tokens[min(place + 1, tokens.count - 1)]
      if case .identifier(let word) = next.kind, !next.isSpaced {
        advance()
        advance()
        return readDuration(number, word, isNegative: isNegative, begin: begin)
      }
      findings.error(
        token.bytes, "A unit or a digit is missing after the dot: `5.ms`, `0.5`.")
      advance()
      return invalid(from: begin)
    }
    let text = (isNegative ? "-" : "") + number.text
    if number.isWhole {
      if let value = Int(text) {
        return Expression(kind: .literal(.integer(value)), bytes: begin..<previousEnd)
      }
    } else if let value = Double(text), value.isFinite {
      return Expression(kind: .literal(.decimal(value)), bytes: begin..<previousEnd)
    }
    findings.error(begin..<previousEnd, "This number is too large to be read.")
    return invalid(from: begin)
  }

  private mutating func readDuration(
    _ number: Number, _ word: String, isNegative: Bool, begin: Int
  ) -> Expression {
    let bytes = begin..<previousEnd
    guard let unit = DurationUnit(rawValue: word) else {
      let near = Spelling.nearest(word, among: DurationUnit.allCases.map(\.rawValue))
      let start = bytes.upperBound - word.utf8.count
      findings.error(
        start..<bytes.upperBound,
        "There is no unit `\(word)`; durations end in `.s`, `.ms`, `.us` or `.ns`.",
        suggestion: near)
      return invalid(from: begin)
    }
    guard let nanoseconds = number.nanoseconds(unit, isNegative: isNegative) else {
      findings.error(
        bytes, "A duration is a whole number of nanoseconds and shorter than 292 years.")
      return invalid(from: begin)
    }
    return Expression(kind: .literal(.duration(.nanoseconds(nanoseconds))), bytes: bytes)
  }

  private mutating func readSymbol(depth: Int) -> Expression {
    let begin = token.bytes.lowerBound
    advance()
    guard case .identifier(let name) = token.kind, !token.isSpaced else {
      findings.error(begin..<begin + 1, "A name must follow the dot, such as `.none`.")
      return invalid(from: begin)
    }
    advance()
    guard token.kind == .open else {
      return Expression(kind: .symbol(name, nil), bytes: begin..<previousEnd)
    }
    let open = token.bytes
    advance()
    if token.kind == .close {
      findings.error(
        open.lowerBound..<token.bytes.upperBound, "A value is missing in these parentheses.")
      advance()
      return invalid(from: begin)
    }
    let argument = readValue(after: nil, depth: depth + 1)
    if !take(.close) {
      findings.error(open, "`)` is missing after the value of `.\(name)`.")
      skip(to: .close)
      if token.kind == .close, tokens[min(place + 1, tokens.count - 1)].kind == .close { advance() }
    }
    return Expression(kind: .symbol(name, argument), bytes: begin..<previousEnd)
  }

  private mutating func readList(depth: Int) -> Expression {
    let begin = token.bytes.lowerBound
    let open = token.bytes
    advance()
    var elements: [Expression] = []
    while !take(.closeList) {
      if token.kind == .end || token.kind == .close || startsCall {
        findings.error(open, "This list has no end; `]` is missing.")
        return Expression(kind: .list(elements), bytes: begin..<previousEnd)
      }
      let element = readValue(after: nil, depth: depth + 1)
      if elements.count == Limits.elements {
        findings.error(element.bytes, "A list may have \(Limits.elements) elements.")
      }
      if elements.count <= Limits.elements { elements.append(element) }
      readSeparator(after: element, close: .closeList, in: "elements")
    }
    return Expression(kind: .list(elements), bytes: begin..<previousEnd)
  }

  private mutating func readWord(_ word: String) -> Expression {
    let begin = token.bytes.lowerBound
    advance()
    let kind: Expression.Kind
    switch word {
    case "true": kind = .literal(.boolean(true))
    case "false": kind = .literal(.boolean(false))
    case "nil": kind = .literal(.absent)
    case "attachment": return readAttachment(begin)
    default: kind = .name(word)
    }
    return Expression(kind: kind, bytes: begin..<previousEnd)
  }

  private mutating func readAttachment(_ begin: Int) -> Expression {
    guard take(.open), case .string(let name) = token.kind else {
      findings.error(
        begin..<previousEnd, "An attached file is named in quotes: `attachment(\"cat.png\")`.")
      skip(to: .close)
      _ = take(.close)
      return invalid(from: begin)
    }
    advance()
    if !take(.close) {
      findings.error(
        previousEnd..<previousEnd, "`)` is missing after the name of the file.", suggestion: ")")
    }
    return Expression(kind: .literal(.attachment(name)), bytes: begin..<previousEnd)
  }

  /// Leaves lists that are nested too deep without recursion.
  private mutating func skipDeep() {
    var depth = 0
    while token.kind != .end, !startsCall {
      switch token.kind {
      case .open, .openList: depth += 1
      case .close, .closeList:
        if depth == 0 { return }
        depth -= 1
      default: break
      }
      advance()
      if depth == 0 { return }
    }
  }
}
