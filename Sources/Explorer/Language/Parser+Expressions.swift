import SourceLanguage

extension Parser {
  /// A value that is asked whether it holds; there an `=` is always meant to be `==`.
  mutating func condition() throws(Abandoned) -> Expression {
    guard !token.isSeparated else { throw fail(gap, "A value is missing here.") }
    let left = try expression()
    guard sees(.assign), !token.isSeparated else { return left }
    findings.error(
      token.bytes, "`=` assigns; two values are compared with `==`.", suggestion: "==")
    advance()
    let right = try expression()
    return Expression(
      kind: .binary(.equal, left, right), bytes: left.bytes.lowerBound..<right.bytes.upperBound)
  }

  mutating func expression() throws(Abandoned) -> Expression {
    let isOutermost = expressionDepth == 0
    if isOutermost { operators = 0 }
    return try deeper { parser throws(Abandoned) in try parser.binary(strength: 1) }
  }

  private mutating func deeper(
    _ read: (inout Parser) throws(Abandoned) -> Expression
  ) throws(Abandoned) -> Expression {
    expressionDepth += 1
    defer { expressionDepth -= 1 }
    guard expressionDepth <= Limits.expressionDepth else {
      throw fail(
        token.bytes, "Parentheses may stand \(Limits.expressionDepth) deep inside each other.")
    }
    return try read(&self)
  }

  // MARK: Signs between values

  private mutating func binary(strength: Int) throws(Abandoned) -> Expression {
    var left = try unary()
    var isComparison = false
    while let sign = binaryOperator, let own = sign.strength, own >= strength {
      if sign.isComparison, isComparison {
        findings.error(
          token.bytes, "Comparisons cannot be chained; write `a < b && b < c`.")
      }
      isComparison = sign.isComparison
      operators += 1
      guard operators <= Limits.operators else {
        throw fail(token.bytes, "This is too long; a value may have \(Limits.operators) signs.")
      }
      if let word = token.word {
        findings.error(
          token.bytes, "`\(word)` is written `\(sign.rawValue)`.", suggestion: sign.rawValue)
      }
      advance()
      let right = try binary(strength: own + 1)
      left = Expression(
        kind: .binary(sign, left, right), bytes: left.bytes.lowerBound..<right.bytes.upperBound)
    }
    return left
  }

  private var binaryOperator: Operator? {
    if token.isSeparated { return nil }
    switch token.kind {
    case .sign(let sign):
      guard let found = Operator(rawValue: sign.rawValue), found.strength != nil else {
        return nil
      }
      return found
    case .word("and"): return .and
    case .word("or"): return .or
    case .word("mod"): return .remainder
    default: return nil
    }
  }

  private mutating func unary() throws(Abandoned) -> Expression {
    let begin = token.bytes.lowerBound
    let isNot = sees(.not) || sees("not")
    guard isNot || sees(.minus) else { return try postfix() }
    if sees("not") {
      findings.error(token.bytes, "Not is written `!`.", suggestion: "!")
    }
    advance()
    if !isNot, case .number(let digits) = token.kind {
      let value = try number(digits, isNegative: true)
      return Expression(kind: .number(value), bytes: bytes(from: begin))
    }
    let operand = try deeper { parser throws(Abandoned) in try parser.unary() }
    return Expression(
      kind: .unary(isNot ? .not : .subtract, operand), bytes: bytes(from: begin))
  }

  // MARK: Values

  /// A value with everything that is hung onto it: `forks[i].lock()`.
  mutating func postfix() throws(Abandoned) -> Expression {
    var value = try primary()
    let begin = value.bytes.lowerBound
    while !token.isSeparated {
      if sees(.dot) {
        advance()
        guard let word = token.word, !token.isSeparated else {
          throw fail(gap, "A name must follow the dot, such as `.load()`.")
        }
        let name = Name(text: word, bytes: token.bytes)
        advance()
        let arguments = sees(.open) && !token.isSeparated ? try self.arguments() : nil
        let kind: Expression.Kind =
          arguments.map { .method(value, name, $0) } ?? .member(value, name)
        value = Expression(kind: kind, bytes: bytes(from: begin))
      } else if sees(.openIndex) {
        guard case .name(let text) = value.kind else {
          throw fail(token.bytes, "Only an array has elements; there are no arrays of arrays.")
        }
        advance()
        let index = try expression()
        try expect(.closeIndex, "`]` is missing after the index.")
        value = Expression(
          kind: .element(Name(text: text, bytes: value.bytes), index), bytes: bytes(from: begin))
      } else {
        break
      }
    }
    return value
  }

  private mutating func primary() throws(Abandoned) -> Expression {
    let begin = token.bytes.lowerBound
    func made(_ kind: Expression.Kind, _ parser: Parser) -> Expression {
      Expression(kind: kind, bytes: parser.bytes(from: begin))
    }
    switch token.kind {
    case _ where token.isSeparated && place > start: break
    case .number(let digits): return made(.number(try number(digits)), self)
    case .word(let word): return try self.word(word)
    case .sign(.open):
      advance()
      let value = try expression()
      if sees(.comma) {
        throw fail(token.bytes, "There are no pairs of values; `)` is missing before the comma.")
      }
      try expect(.close, "`)` is missing.")
      return made(value.kind, self)
    case .sign(.dot):
      advance()
      return made(.ordering(try ordering()), self)
    case .text:
      throw fail(token.bytes, "A text is no value; values are numbers.")
    case .sign(.increment), .sign(.decrement):
      throw fail(
        token.bytes,
        "There is no `\(source.text(token.bytes))`; write `x += 1` on a line of its own.")
    case .sign(.openIndex):
      throw fail(
        token.bytes,
        "A list of values is read only where an array is declared: `var x[3] = [1, 2, 3]`."
      )
    case .invalid:
      advance()
      throw Abandoned()
    default: break
    }
    throw fail(gap, "A value is missing here.")
  }

  /// The name behind a dot.
  mutating func ordering() throws(Abandoned) -> Name {
    guard let word = token.word else { throw fail(gap, "A name must follow the dot.") }
    let name = Name(text: word, bytes: token.bytes)
    advance()
    return name
  }

  private mutating func word(_ word: String) throws(Abandoned) -> Expression {
    let begin = token.bytes.lowerBound
    let name = Name(text: word, bytes: token.bytes)
    switch word {
    case "true", "false":
      advance()
      return Expression(kind: .number(word == "true" ? 1 : 0), bytes: name.bytes)
    case "True", "False", "TRUE", "FALSE":
      throw fail(name.bytes, "It is written in small letters.", suggestion: word.lowercased())
    case "null", "nil", "None", "NULL":
      throw fail(name.bytes, "There is no `\(word)`; values are numbers.", suggestion: "0")
    case "spawn":
      advance()
      let procedure = try self.name("the procedure")
      guard sees(.open) else {
        throw fail(
          procedure.bytes, "Parentheses follow the procedure: `spawn \(procedure.text)()`.",
          suggestion: procedure.text + "()")
      }
      let arguments = try arguments()
      return Expression(kind: .spawn(procedure, arguments), bytes: bytes(from: begin))
    case "fence":
      advance()
      let arguments = sees(.open) ? try arguments() : []
      return Expression(kind: .call(name, arguments), bytes: bytes(from: begin))
    default: break
    }
    guard !Words.reserved.contains(word) else {
      throw fail(name.bytes, "`\(word)` is a word of the language; a value belongs here.")
    }
    advance()
    if sees(.open), !token.isSeparated {
      let arguments = try arguments()
      return Expression(kind: .call(name, arguments), bytes: bytes(from: begin))
    }
    return Expression(kind: .name(word), bytes: name.bytes)
  }

  private mutating func arguments() throws(Abandoned) -> [Expression] {
    let open = token.bytes
    advance()
    var list: [Expression] = []
    while !take(.close) {
      guard token.kind != .end, !token.isSeparated, !sees(.openBlock), !sees(.closeBlock) else {
        throw fail(open, "`)` is missing.")
      }
      if nextToken.sign == .colon, token.word != nil {
        findings.error(
          token.bytes.lowerBound..<nextToken.bytes.upperBound,
          "Arguments have no names here; only their order counts.", suggestion: "")
        advance()
        advance()
      }
      list.append(try expression())
      guard list.count <= Limits.arguments else {
        throw fail(open, "A call may have \(Limits.arguments) arguments.")
      }
      if !sees(.close) {
        try expect(.comma, "`)` or a comma is missing here.")
      }
    }
    return list
  }

  // MARK: Numbers

  private mutating func number(
    _ digits: String, isNegative: Bool = false
  ) throws(Abandoned) -> Int {
    let plain = digits.filter { $0 != "_" }
    let value: Int?
    if plain.hasPrefix("0x") || plain.hasPrefix("0b") {
      let sign = isNegative ? "-" : ""
      value = Int(sign + plain.dropFirst(2), radix: plain.hasPrefix("0x") ? 16 : 2)
    } else {
      value = Int((isNegative ? "-" : "") + plain)
    }
    guard let value else {
      let message =
        plain.contains(".")
        ? "There are only whole numbers."
        : plain.allSatisfy(\.isNumber)
          ? "This number is too large; numbers have 64 bits."
          : "`\(digits)` is neither a number nor a name."
      throw fail(token.bytes, message)
    }
    advance()
    return value
  }
}
