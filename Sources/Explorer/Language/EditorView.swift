import SourceLanguage

/// A program that is still being written, seen from a place in it.
///
/// Names are taken from what can be read of the program; what surrounds the place is found from tokens alone, so that
/// there is an answer where nothing can be parsed yet.
struct EditorView {
  let source: SourceText
  let header: Header
  let tokens: [Token]
  let byte: Int
  /// The token that the place touches, or the first one behind it.
  private(set) var index = 0
  let symbols: Symbols
  /// How many blocks are open in front of ``index``.
  private(set) var depth = 0
  /// The word that starts the declaration around, and the name behind it.
  private(set) var declaration: (word: String, name: String)?
  /// The variables of the thread or procedure around that are declared in front of the place.
  private(set) var locals: [String] = []

  /// Looks at a UTF-16 offset; `nil` where the source is too long or no program.
  init?(_ text: String, offset: Int) {
    source = SourceText(text)
    guard source.bytes.count <= Limits.sourceSize else { return nil }
    header = Header(source)
    guard header.isProgram else { return nil }
    byte = source.byte(atOffset: offset)
    let lexer = Lexer(source, header.end..<source.bytes.count)
    tokens = lexer.tokens
    symbols = Symbols(Parser(source, from: lexer).declarations, findings: lexer.findings)
    while index < tokens.count - 1, tokens[index].bytes.upperBound < byte { index += 1 }
    // At the seam of two tokens a word is meant rather than the sign beside it.
    let next = index + 1
    if next < tokens.count, tokens[next].bytes.lowerBound == byte, tokens[next].word != nil,
      tokens[index].word == nil
    {
      index = next
    }
    look()
  }

  var token: Token { tokens[index] }
  var isInHeader: Bool { byte < header.end || header.end > 0 && byte == header.end }

  /// Whether the place is inside a comment.
  var isInComment: Bool {
    guard token.bytes.lowerBound >= byte else { return false }
    let start = index > 0 ? tokens[index - 1].bytes.upperBound : header.end
    guard start < byte else { return false }
    let gap = source.bytes[start..<byte]
    let line = gap.lastIndex { $0 == 0x0A || $0 == 0x0D }.map { gap[($0 + 1)...] } ?? gap
    return line.contains(UInt8(ascii: "/")) || line.contains(UInt8(ascii: "#"))
  }

  private mutating func look() {
    for place in 0..<index {
      let token = tokens[place]
      if let word = token.word, depth == 0 || token.isAtMargin && Words.onlyAtTop.contains(word),
        token.isSeparated, Words.starters.contains(word)
      {
        declaration = (word, tokens[place + 1].word ?? "")
        depth = 0
        locals = []
      }
      if token.sign == .openBlock { depth += 1 }
      if token.sign == .closeBlock { depth = max(0, depth - 1) }
      if token.sign == .closeBlock, depth == 0 { locals = [] }
      note(place)
    }
  }

  private mutating func note(_ place: Int) {
    guard place + 1 < index, let word = tokens[place].word, let name = tokens[place + 1].word,
      !Words.reserved.contains(name)
    else {
      // The parameters of a procedure.
      if declaration?.word == "func", depth == 0, let name = tokens[place].word, place > 0,
        tokens[place - 1].sign == .open || tokens[place - 1].sign == .comma
      {
        add(name)
      }
      return
    }
    let declares = depth > 0 ? ["let", "var", "for"].contains(word) : word == "for"
    if declares { add(name) }
  }

  private mutating func add(_ name: String) {
    if !locals.contains(name) { locals.append(name) }
  }

  /// The name in front of a dot, also of an element: `forks` in `forks[i].`.
  func holder(beforeDot place: Int) -> (name: String, isElement: Bool)? {
    var place = place - 1
    guard place >= 0 else { return nil }
    if let word = tokens[place].word { return (word, false) }
    guard tokens[place].sign == .closeIndex else { return nil }
    var open = 0
    while place >= 0 {
      if tokens[place].sign == .closeIndex { open += 1 }
      if tokens[place].sign == .openIndex { open -= 1 }
      if open == 0 { break }
      place -= 1
    }
    guard place > 0, let word = tokens[place - 1].word else { return nil }
    return (word, true)
  }

  /// What a name is when a method of it is called.
  func receiver(_ name: String) -> Method.Receiver? {
    switch symbols[name] {
    case .variable(_, .atomic, _)?: .atomic
    case .object(_, let kind)?: Method.Receiver(kind)
    default: nil
    }
  }

  /// The method whose arguments surround the token at a place.
  func method(around place: Int) -> Method? {
    var depth = 0
    var place = place - 1
    while place > 0 {
      if tokens[place].sign == .close { depth += 1 }
      if tokens[place].sign == .open {
        if depth == 0 {
          guard place > 1, let name = tokens[place - 1].word, tokens[place - 2].sign == .dot,
            let holder = holder(beforeDot: place - 2), let receiver = receiver(holder.name)
          else { return nil }
          return Method.named(name, receiver)
        }
        depth -= 1
      }
      if tokens[place].sign == .openBlock || tokens[place].sign == .closeBlock { return nil }
      place -= 1
    }
    return nil
  }

  /// The names that a thread, or the threads that run a procedure, keep until the end.
  func kept(by name: String) -> [String] {
    switch symbols[name] {
    case .thread(let number)?:
      let thread = symbols.threads[number].syntax
      return (thread.family.map { [$0.parameter.text] } ?? []) + thread.body.locals.unique
    case .procedure(let number)?:
      let procedure = symbols.procedures[number]
      return procedure.parameters.map(\.text) + procedure.body.locals.unique
    default: return []
    }
  }
}

extension [String] {
  fileprivate var unique: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
