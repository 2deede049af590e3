import SourceLanguage

/// Reads a program into its declarations.
///
/// Never fails: it notes what is wrong and goes on at the next statement or declaration. The grammar stands in
/// ``Program/grammar``.
struct Parser {
  /// Thrown when a statement cannot be read any further; why is among the findings already.
  struct Abandoned: Error {}

  let source: SourceText
  private let tokens: [Token]
  private(set) var place = 0
  var findings: Findings
  private(set) var declarations: [Declaration] = []
  var blockDepth = 0
  var expressionDepth = 0
  var operators = 0
  /// Where the statement or declaration begins; another token that could begin one ends it.
  private(set) var start = 0
  /// Whether a missing `}` was reported, and the blocks around end here too.
  var isUnclosed = false

  init(_ source: SourceText, from lexer: Lexer) {
    self.source = source
    tokens = lexer.tokens
    findings = lexer.findings
    while token.kind != .end { readDeclaration() }
  }

  // MARK: Tokens

  var token: Token { tokens[place] }
  var nextToken: Token { tokens[min(place + 1, tokens.count - 1)] }
  var previousEnd: Int { place > 0 ? tokens[place - 1].bytes.upperBound : 0 }

  /// Where something is missing: behind the last token, or at the one that stands there instead.
  var gap: Range<Int> {
    token.kind == .end || token.isSeparated || sees(.closeBlock)
      ? previousEnd..<previousEnd : token.bytes
  }

  mutating func advance() {
    if place < tokens.count - 1 { place += 1 }
  }

  func sees(_ sign: Sign) -> Bool { token.kind == .sign(sign) }
  func sees(_ word: String) -> Bool { token.kind == .word(word) }

  mutating func take(_ sign: Sign) -> Bool {
    guard sees(sign) else { return false }
    advance()
    return true
  }

  mutating func take(_ word: String) -> Bool {
    guard sees(word) else { return false }
    advance()
    return true
  }

  mutating func expect(_ sign: Sign, _ message: String) throws(Abandoned) {
    if take(sign) { return }
    throw fail(gap, message, suggestion: nil)
  }

  /// Notes an error after which the statement cannot be read any further.
  mutating func fail(
    _ bytes: Range<Int>, _ message: String, suggestion: String? = nil
  ) -> Abandoned {
    // What could not even be read was reported by the lexer.
    if token.kind != .invalid || bytes != token.bytes {
      findings.error(bytes, message, suggestion: suggestion)
    }
    return Abandoned()
  }

  /// The end of everything read since `begin`.
  func bytes(from begin: Int) -> Range<Int> { begin..<max(begin, previousEnd) }

  // MARK: Names and texts

  /// Reads a name that is new or stands for something; `what` says which name is wanted.
  mutating func name(_ what: String) throws(Abandoned) -> Name {
    guard case .word(let word) = token.kind, !token.isSeparated || place == 0 else {
      if case .number = token.kind {
        throw fail(token.bytes, "A name starts with a letter.")
      }
      throw fail(gap, "The name of \(what) is missing here.")
    }
    guard !Words.reserved.contains(word) else {
      throw fail(
        token.bytes,
        "`\(word)` is a word of the language and cannot be a name; choose another one.",
        suggestion: word + "1")
    }
    let bytes = token.bytes
    advance()
    return Name(text: word, bytes: bytes)
  }

  /// Reads `, "text"` if it is there.
  mutating func textBehindComma() throws(Abandoned) -> String? {
    guard take(.comma) else { return nil }
    guard case .text(let text) = token.kind else {
      throw fail(gap, "A text in quotes follows the comma: `assert x == 1, \"why\"`.")
    }
    advance()
    return text
  }

  // MARK: Going on after an error

  private mutating func readDeclaration() {
    start = place
    let start = start
    isUnclosed = false
    do {
      declarations += try declaration()
      if !token.isSeparated, token.kind != .end, tokens[place - 1].sign != .closeBlock {
        findingForRest("A declaration ends with its line.")
        skip(from: start)
      }
    } catch {
      skip(from: start)
    }
    if place == start { advance() }
  }

  /// Says that what stands here belongs to nothing.
  mutating func findingForRest(_ message: String) {
    switch token.kind {
    case .invalid, .end: break
    case .sign(.increment), .sign(.decrement):
      let sign = sees(.increment) ? "+=" : "-="
      findings.error(
        token.bytes, "There is no `\(source.text(token.bytes))`; write `\(sign) 1`.",
        suggestion: " \(sign) 1")
    default:
      findings.error(
        token.bytes, "`\(source.text(token.bytes).shortened)` does not belong here. \(message)")
    }
  }

  /// Skips to where the next statement or declaration can start.
  mutating func skip(from start: Int) {
    var depth = 0
    while token.kind != .end {
      if token.isAtMargin, let word = token.word, Words.onlyAtTop.contains(word), place > start {
        return
      }
      if depth == 0, place > start, token.isSeparated, !sees("else") { return }
      if sees(.closeBlock) {
        if depth == 0 { return }
        depth -= 1
        advance()
        if depth == 0, !sees("else") { return }
        continue
      }
      if sees(.openBlock) { depth += 1 }
      advance()
    }
  }

  // MARK: Blocks

  mutating func block(of what: String) throws(Abandoned) -> Block {
    let begin = token.bytes.lowerBound
    guard sees(.openBlock) else {
      throw fail(
        gap, "What belongs to \(what) stands in braces: `{ … }`.")
    }
    let open = token.bytes
    advance()
    blockDepth += 1
    defer { blockDepth -= 1 }
    guard blockDepth <= Limits.blockDepth else {
      throw fail(open, "Blocks may stand \(Limits.blockDepth) deep inside each other.")
    }
    var statements: [Statement] = []
    while !sees(.closeBlock) {
      let isAtNextDeclaration =
        token.isAtMargin && token.word.map { Words.onlyAtTop.contains($0) } ?? false
      if token.kind == .end || isAtNextDeclaration || isUnclosed {
        if !isUnclosed {
          findings.error(open, "This block has no end; `}` is missing.")
          isUnclosed = true
        }
        return Block(statements: statements, bytes: bytes(from: begin))
      }
      readStatement(into: &statements)
    }
    advance()
    return Block(statements: statements, bytes: bytes(from: begin))
  }

  private mutating func readStatement(into statements: inout [Statement]) {
    start = place
    let start = start
    do {
      statements += try statement()
      let isEnd = token.isSeparated || token.kind == .end || sees(.closeBlock)
      if !isEnd, tokens[place - 1].sign != .closeBlock {
        findingForRest("Statements stand on lines of their own, or `;` stands between them.")
        skip(from: start)
      }
    } catch {
      skip(from: start)
    }
    if place == start, !sees(.closeBlock) { advance() }
  }
}
