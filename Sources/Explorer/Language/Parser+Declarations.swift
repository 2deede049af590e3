import SourceLanguage

extension Parser {
  mutating func declaration() throws(Abandoned) -> [Declaration] {
    let begin = token.bytes.lowerBound
    guard let word = token.word else {
      if sees(.closeBlock) {
        let bytes = token.bytes
        advance()
        findings.error(bytes, "This `}` closes nothing.", suggestion: "")
        return []
      }
      if sees(.remainder) {
        throw fail(
          token.bytes, "A line with `%%` names the language of a cell; it is the first one.")
      }
      throw fail(
        token.bytes, "A declaration belongs here, such as `var x = 0` or `thread main { … }`.")
    }
    if word == "let" {
      findings.error(
        token.bytes, "A shared variable is declared with `var`, a fixed number with `const`.",
        suggestion: "var")
    }
    guard Words.starters.contains(word) || word == "let" else { throw stray(word) }
    advance()
    let kinds: [Declaration.Kind]
    switch word {
    case "const": kinds = try constants()
    case "var", "let": kinds = [.variables(try variables(), isAtomic: false, ordering: nil)]
    case "atomic": kinds = [try atomics()]
    case "thread": kinds = [.thread(try thread())]
    case "func": kinds = [.procedure(try procedure())]
    case "assert": kinds = [.assertion(try condition(), try textBehindComma())]
    case "outcome": kinds = [.outcome(try list("the outcome"))]
    case "forbidden", "interesting", "acceptable": kinds = [try grade(word)]
    default:
      guard let kind = SyncObject.Kind(word: word) else { throw stray(word) }
      kinds = [.objects(try objects(), kind)]
    }
    let range = bytes(from: begin)
    return kinds.map { Declaration(kind: $0, bytes: range) }
  }

  /// Says what a word that starts no declaration was most likely meant to be.
  private mutating func stray(_ word: String) -> Abandoned {
    if let better = ForeignWords.declarations[word] {
      return fail(
        token.bytes, "There is no `\(word)`; write `\(better)`.", suggestion: better)
    }
    let isStatement =
      Words.reserved.contains(word) || nextToken.sign == .assign || nextToken.sign == .dot
      || nextToken.sign == .open || nextToken.sign == .addAssign
      || nextToken.sign == .subtractAssign || nextToken.sign == .increment
      || nextToken.sign == .openIndex
    if !isStatement, let near = Spelling.nearest(word, among: Words.starters.sorted()) {
      return fail(token.bytes, "`\(word)` is unknown; did you mean `\(near)`?", suggestion: near)
    }
    return fail(
      token.bytes,
      isStatement
        ? "A statement stands inside a thread: `thread main { … }`."
        : "`\(word)` declares nothing; there are `var`, `atomic`, `mutex`, `thread`, `func` and others."
    )
  }

  // MARK: Numbers, variables, objects

  private mutating func constants() throws(Abandoned) -> [Declaration.Kind] {
    var kinds: [Declaration.Kind] = []
    repeat {
      let name = try name("the constant")
      skipType()
      try expect(.assign, "A constant has a value: `const \(name.text) = 3`.")
      kinds.append(.constant(name, try expression()))
    } while take(.comma)
    return kinds
  }

  private mutating func atomics() throws(Abandoned) -> Declaration.Kind {
    var ordering: Name?
    if take(.open) {
      if !take(.dot) {
        findings.error(
          gap, "An ordering stands in these parentheses, such as `.relaxed`.",
          suggestion: token.word.map { "." + $0 })
      }
      ordering = try self.ordering()
      try expect(.close, "`)` is missing after the ordering.")
    }
    if let word = token.word, word == "var" || word == "let" || ForeignWords.numbers.contains(word),
      nextToken.word != nil, !nextToken.isSeparated
    {
      findings.error(
        token.bytes, "`atomic x = 0` says it all; leave out `\(word)`.", suggestion: "")
      advance()
    }
    return .variables(try variables(), isAtomic: true, ordering: ordering)
  }

  private mutating func variables() throws(Abandoned) -> [VariableSyntax] {
    var list: [VariableSyntax] = []
    repeat {
      let name = try name("the variable")
      skipType()
      let size = try index()
      var initial: VariableSyntax.Initial?
      if take(.assign) {
        if sees(.openIndex) {
          let begin = token.bytes.lowerBound
          advance()
          let values = sees(.closeIndex) ? [] : try self.list("the array")
          try expect(.closeIndex, "`]` is missing after the values of the array.")
          initial = .list(values, bytes(from: begin))
        } else {
          initial = .value(try expression())
        }
      }
      list.append(VariableSyntax(name: name, size: size, initial: initial))
    } while take(.comma)
    return list
  }

  private mutating func objects() throws(Abandoned) -> [ObjectSyntax] {
    var list: [ObjectSyntax] = []
    repeat {
      let name = try name("the object")
      let count = try index()
      let size = take(.assign) ? try expression() : nil
      list.append(ObjectSyntax(name: name, count: count, size: size))
    } while take(.comma)
    return list
  }

  /// `[…]` behind a name that is declared.
  private mutating func index() throws(Abandoned) -> Expression? {
    guard !token.isSeparated, take(.openIndex) else { return nil }
    let size = try expression()
    try expect(.closeIndex, "`]` is missing after the number of elements.")
    return size
  }

  /// Says that nothing has a type, and goes on behind it.
  mutating func skipType() {
    guard sees(.colon), nextToken.word != nil else { return }
    let begin = previousEnd
    advance()
    advance()
    findings.error(
      begin..<previousEnd, "All values are numbers, so no type is written.", suggestion: "")
  }

  // MARK: Threads and procedures

  private mutating func thread() throws(Abandoned) -> ThreadSyntax {
    if sees(.openBlock) {
      throw fail(
        token.bytes, "A thread needs a name: `thread writer { … }`.", suggestion: "writer {")
    }
    let name = try name("the thread")
    var written: Name?
    if take(.open) {
      if take(.close) {
        findings.error(
          previousEnd - 2..<previousEnd,
          "A thread that is alone has no parentheses; several are "
            + "`thread \(name.text)(i) for i in 1...3 { … }`.", suggestion: "")
      } else {
        if case .number = token.kind { throw notFamily(name) }
        written = try self.name("the number of the thread")
        try expect(.close, "`)` is missing after `\(written?.text ?? "")`.")
      }
    }
    guard sees("for") else {
      if sees(.openIndex) || sees(.times) { throw notFamily(name) }
      if let written {
        throw fail(
          written.bytes,
          "Which numbers `\(written.text)` stands for is missing: "
            + "`thread \(name.text)(\(written.text)) for \(written.text) in 1...3 { … }`.")
      }
      return ThreadSyntax(
        name: name, family: nil, body: try block(of: "the thread `\(name.text)`"))
    }
    advance()
    let parameter = try self.name("the number of the thread")
    if let written, written.text != parameter.text {
      findings.error(
        written.bytes, "The parentheses hold the name behind `for`: `\(parameter.text)`.",
        suggestion: parameter.text)
    }
    let range = try range(of: parameter)
    return ThreadSyntax(
      name: name, family: (parameter, range), body: try block(of: "the thread `\(name.text)`"))
  }

  private mutating func notFamily(_ name: Name) -> Abandoned {
    fail(
      token.bytes, "Several threads are written `thread \(name.text)(i) for i in 1...3 { … }`.")
  }

  private mutating func procedure() throws(Abandoned) -> ProcedureSyntax {
    let name = try name("the procedure")
    var parameters: [Name] = []
    try expect(.open, "Parentheses follow the name of a procedure: `func \(name.text)() { … }`.")
    if !sees(.close) {
      repeat {
        if let word = token.word, ForeignWords.numbers.contains(word), nextToken.word != nil {
          findings.error(
            token.bytes, "All values are numbers, so no type is written.", suggestion: "")
          advance()
        }
        parameters.append(try self.name("a parameter"))
        skipType()
      } while take(.comma)
    }
    try expect(.close, "`)` is missing after the parameters of `\(name.text)`.")
    return ProcedureSyntax(
      name: name, parameters: parameters, body: try block(of: "the procedure `\(name.text)`"))
  }

  // MARK: Outcomes

  /// One or more values with commas between them.
  mutating func list(_ what: String) throws(Abandoned) -> [Expression] {
    var values: [Expression] = []
    repeat { values.append(try expression()) } while take(.comma)
    return values
  }

  private mutating func grade(_ word: String) throws(Abandoned) -> Declaration.Kind {
    var values: [Expression] = []
    if !token.isSeparated, take(.open) {
      if !sees(.close) { values = try list("the outcome") }
      try expect(.close, "`)` is missing after the values of the outcome.")
    } else {
      guard token.kind != .end, !token.isSeparated else {
        throw fail(gap, "The values of an outcome are missing: `\(word) (0, 0) \"why\"`.")
      }
      values = [try expression()]
    }
    _ = take(.comma)
    var note: String?
    if case .text(let text) = token.kind, !token.isSeparated {
      note = text
      advance()
    }
    return .grade(OutcomeGrade.Grade(rawValue: word) ?? .acceptable, values, note)
  }
}

extension SyncObject.Kind {
  /// The word that declares it.
  var word: String { self == .readWriteLock ? "rwlock" : rawValue }

  init?(word: String) {
    guard let kind = SyncObject.Kind.all.first(where: { $0.word == word }) else { return nil }
    self = kind
  }

  static let all: [SyncObject.Kind] = [
    .mutex, .readWriteLock, .semaphore, .condition, .barrier, .channel,
  ]
}

/// Words of other languages, and what is written here instead.
enum ForeignWords {
  /// Types of numbers.
  static let numbers: Set<String> = [
    "int", "Int", "long", "bool", "Bool", "boolean", "unsigned", "uint", "auto", "number", "size_t",
    "volatile", "shared", "global",
  ]

  static let declarations: [String: String] = [
    "int": "var", "Int": "var", "long": "var", "bool": "var", "Bool": "var", "boolean": "var",
    "auto": "var", "unsigned": "var", "volatile": "var", "shared": "var", "global": "var",
    "static": "var", "let": "var", "define": "const", "process": "thread", "proctype": "thread",
    "proc": "thread", "task": "thread", "Thread": "thread", "def": "func", "function": "func",
    "fn": "func", "procedure": "func", "void": "func", "fun": "func", "lock": "mutex",
    "Mutex": "mutex", "Lock": "mutex", "sem": "semaphore", "Semaphore": "semaphore",
    "cond": "condition", "condvar": "condition", "Condition": "condition", "Atomic": "atomic",
    "RWLock": "rwlock", "chan": "channel", "Channel": "channel", "Barrier": "barrier",
    "invariant": "assert", "exists": "interesting",
  ]

  static let statements: [String: String] = [
    "elif": "else if", "elsif": "else if", "elseif": "else if", "int": "var", "Int": "var",
    "long": "var", "bool": "var", "boolean": "var", "auto": "var", "repeat": "while true",
    "loop": "while true", "forever": "while true", "foreach": "for", "go": "spawn",
    "fork": "spawn", "start": "spawn", "skip": "yield", "pass": "yield", "sleep": "yield",
    "Thread": "spawn",
  ]
}
