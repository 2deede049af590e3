import SourceLanguage

extension Parser {
  /// One statement; `let a = 1, b = 2` are two.
  mutating func statement() throws(Abandoned) -> [Statement] {
    let begin = token.bytes.lowerBound
    if case .word(let word) = token.kind {
      if word == "let" || word == "var" || word == "const" { return try locals(word) }
      if let kind = try keyword(word) { return [Statement(kind: kind, bytes: bytes(from: begin))] }
    }
    return [Statement(kind: try assignmentOrCall(), bytes: bytes(from: begin))]
  }

  private mutating func locals(_ word: String) throws(Abandoned) -> [Statement] {
    if word == "const" {
      findings.error(
        token.bytes, "Constants are declared at the top of the program; here it is `let`.",
        suggestion: "let")
    }
    var begin = token.bytes.lowerBound
    var list: [Statement] = []
    advance()
    repeat {
      if !list.isEmpty { begin = token.bytes.lowerBound }
      let name = try name("the variable")
      skipType()
      if sees(.openIndex), !token.isSeparated {
        throw fail(
          name.bytes, "Only shared variables can be arrays; declare it at the top of the program.")
      }
      let value = take(.assign) ? try expression() : nil
      if value == nil, word != "var" {
        throw fail(
          name.bytes, "`let` needs a value: `let \(name.text) = 0`; what changes later is a `var`.")
      }
      list.append(
        Statement(
          kind: .local(isMutable: word == "var", name, value), bytes: bytes(from: begin)))
    } while take(.comma)
    return list
  }

  private mutating func keyword(_ word: String) throws(Abandoned) -> Statement.Kind? {
    switch word {
    case "if": return try choice()
    case "while":
      advance()
      return .loop(try condition(), try block(of: "`while`"))
    case "for": return try unrolled()
    case "break", "continue":
      advance()
      return word == "break" ? .leave : .again
    case "return":
      advance()
      let isAlone = token.isSeparated || sees(.closeBlock) || token.kind == .end
      return .giveBack(isAlone ? nil : try expression())
    case "await":
      advance()
      if sees("until") { throw fail(token.bytes, "Leave out `until`.", suggestion: "") }
      return .await(try condition())
    case "yield":
      advance()
      if take(.open) { try expect(.close, "`yield` takes nothing.") }
      return .yield
    case "assert":
      advance()
      return .assert(try condition(), try textBehindComma())
    case "with":
      advance()
      let lock = try postfix()
      return .with(lock, try block(of: "`with`"))
    case "join":
      advance()
      guard !token.isSeparated, token.kind != .end, !sees(.closeBlock) else {
        throw fail(gap, "Which thread to wait for is missing: `join t`.")
      }
      return .join(try expression())
    case "else":
      throw fail(token.bytes, "This `else` belongs to no `if`.")
    default: return try foreign(word)
    }
  }

  private mutating func foreign(_ word: String) throws(Abandoned) -> Statement.Kind? {
    if Words.onlyAtTop.contains(word) {
      throw fail(
        token.bytes,
        "`\(word)` stands at the top of the program, outside of threads and procedures.")
    }
    // A name of one's own is never followed by another word.
    let isForeign = nextToken.word != nil || nextToken.sign == .openBlock
    guard isForeign, !nextToken.isSeparated || nextToken.sign == .openBlock,
      !Words.reserved.contains(word)
    else { return nil }
    if let better = ForeignWords.statements[word] {
      throw fail(token.bytes, "There is no `\(word)`; write `\(better)`.", suggestion: better)
    }
    if let near = Spelling.nearest(word, among: Words.statements) {
      throw fail(token.bytes, "`\(word)` is unknown; did you mean `\(near)`?", suggestion: near)
    }
    return nil
  }

  private mutating func choice() throws(Abandoned) -> Statement.Kind {
    var branches: [(condition: Expression, block: Block)] = []
    repeat {
      advance()
      let condition = try condition()
      if sees("then") {
        findings.error(token.bytes, "Leave out `then`; a block in braces follows.", suggestion: "")
        advance()
      }
      branches.append((condition, try block(of: "`if`")))
      if let word = token.word, ForeignWords.statements[word] == "else if" {
        findings.error(token.bytes, "There is no `\(word)`.", suggestion: "else if")
        continue
      }
      guard !isUnclosed, take("else") else { return .choose(branches, otherwise: nil) }
    } while sees("if") || token.word.map { ForeignWords.statements[$0] == "else if" } ?? false
    return .choose(branches, otherwise: try block(of: "`else`"))
  }

  private mutating func unrolled() throws(Abandoned) -> Statement.Kind {
    advance()
    if sees(.open) {
      let bytes = token.bytes
      // The `;` of the other kind of loop are no ends of statements.
      while token.kind != .end, !sees(.openBlock), !sees(.closeBlock) { advance() }
      throw fail(bytes, "A loop names its range: `for i in 1...3 { … }`, or use `while`.")
    }
    let name = try name("the loop's number")
    let range = try range(of: name)
    return .unroll(name, range, try block(of: "`for`"))
  }

  /// Reads `in 1...3`.
  mutating func range(of name: Name) throws(Abandoned) -> RangeSyntax {
    guard take("in") else {
      throw fail(gap, "A range is missing: `for \(name.text) in 1...3`.")
    }
    let begin = token.bytes.lowerBound
    let lower = try expression()
    let isOpen = sees(.openRange)
    guard take(.closedRange) || take(.openRange) else {
      if case .call(let function, let arguments) = lower.kind, function.text == "range" {
        let texts = arguments.map { source.text($0.bytes) }
        let (from, to) = texts.count > 1 ? (texts[0], texts[1]) : ("0", texts.first ?? "3")
        throw fail(
          lower.bytes, "A range is written with dots: `\(from)..<\(to)`.",
          suggestion: "\(from)..<\(to)")
      }
      throw fail(
        token.isSeparated ? lower.bytes : gap,
        "A range has two ends: `1...3`, or `0..<3` without the 3.")
    }
    let upper = try expression()
    return RangeSyntax(lower: lower, upper: upper, isOpen: isOpen, bytes: bytes(from: begin))
  }

  private mutating func assignmentOrCall() throws(Abandoned) -> Statement.Kind {
    if sees(.increment) || sees(.decrement) { throw misplacedStep() }
    return try assignment(to: try expression())
  }

  private mutating func assignment(to target: Expression) throws(Abandoned) -> Statement.Kind {
    if token.isSeparated { return .perform(target) }
    if take(.assign) { return .assign(target, nil, try expression()) }
    if take(.addAssign) { return .assign(target, .add, try expression()) }
    if take(.subtractAssign) { return .assign(target, .subtract, try expression()) }
    if sees(.increment) || sees(.decrement) { throw step(behind: target) }
    if sees(.timesAssign) || sees(.divideAssign) || sees(.remainderAssign) {
      throw otherAssignment(to: target)
    }
    return .perform(target)
  }

  private mutating func misplacedStep() -> Abandoned {
    let sign = sees(.increment) ? "+=" : "-="
    let variable = nextToken.word
    let end = variable == nil ? token.bytes.upperBound : nextToken.bytes.upperBound
    return fail(
      token.bytes.lowerBound..<end,
      "There is no `\(source.text(token.bytes))`; write `\(variable ?? "x") \(sign) 1`.",
      suggestion: variable.map { "\($0) \(sign) 1" })
  }

  private mutating func step(behind target: Expression) -> Abandoned {
    let sign = sees(.increment) ? "+=" : "-="
    let text = source.text(target.bytes)
    return fail(
      target.bytes.lowerBound..<token.bytes.upperBound,
      "There is no `\(source.text(token.bytes))`; write `\(text.shortened) \(sign) 1`.",
      suggestion: "\(text) \(sign) 1")
  }

  private mutating func otherAssignment(to target: Expression) -> Abandoned {
    let written = source.text(token.bytes)
    let text = source.text(target.bytes).shortened
    return fail(
      token.bytes, "There is no `\(written)`; write `\(text) = \(text) \(written.prefix(1)) …`.")
  }
}
