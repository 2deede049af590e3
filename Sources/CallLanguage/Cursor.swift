import SourceLanguage

/// A place in a source that is still being written, and what surrounds it.
///
/// Works on tokens alone, so it also answers where nothing can be parsed yet.
struct Cursor {
  let source: SourceText
  let tokens: [Token]
  let byte: Int
  /// The token that the cursor touches, or the first one behind it.
  private(set) var index = 0

  /// Looks at a UTF-16 offset; `nil` where the source is too long or in another language.
  init?(_ text: String, offset: Int) {
    source = SourceText(text)
    guard source.bytes.count <= Limits.sourceSize else { return nil }
    let language = LanguageLine(source)
    byte = source.byte(atOffset: offset)
    guard language.problem == nil, byte >= language.end else { return nil }
    tokens = Lexer(source, from: language.end).tokens
    while index < tokens.count - 1, tokens[index].bytes.upperBound < byte { index += 1 }
    // At the seam of two tokens a word is meant rather than the sign beside it.
    let next = index + 1
    if next < tokens.count, tokens[next].bytes.lowerBound == byte, tokens[next].isWord,
      !tokens[index].isWord
    {
      index = next
    }
  }

  var token: Token { tokens[index] }

  /// The token behind the touched one; at the end, the end.
  var next: Token { tokens[min(index + 1, tokens.count - 1)] }

  /// Whether the cursor stands inside of a comment.
  var isInComment: Bool {
    guard token.bytes.lowerBound >= byte else { return false }
    let start = index > 0 ? tokens[index - 1].bytes.upperBound : 0
    guard start < byte else { return false }
    let gap = source.bytes[start..<byte]
    let line = gap.lastIndex { $0 == 0x0A || $0 == 0x0D }.map { gap[($0 + 1)...] } ?? gap
    return line.contains(UInt8(ascii: "/")) || line.contains(UInt8(ascii: "#"))
  }

  /// The dotted name whose last part is the token at `place`.
  func dottedName(endingAt place: Int) -> (text: String, bytes: Range<Int>) {
    var first = place
    while first >= 2, tokens[first - 1].kind == .dot, tokens[first - 2].isWord { first -= 2 }
    let bytes = tokens[first].bytes.lowerBound..<tokens[place].bytes.upperBound
    return (source.text(bytes), bytes)
  }
}

/// The calls, lists and parentheses that are open at a place.
struct Surroundings {
  enum Container: Equatable {
    case call, list
    /// The parentheses of a case such as `.sleep(…)`.
    case symbol(String)
  }

  /// From the outermost to the innermost.
  private(set) var containers: [Container] = []
  private(set) var experiment: String?
  private(set) var label: String?
  /// The first token behind the opening parenthesis of the call.
  private(set) var start = 0

  /// What is open in front of the token at `place`.
  init(_ cursor: Cursor, before place: Int) {
    let tokens = cursor.tokens
    for place in 0..<place {
      if tokens.startsCall(at: place) {
        containers = []
        label = nil
      }
      switch tokens[place].kind {
      case .open:
        guard place > 0, case .identifier(let name) = tokens[place - 1].kind else {
          containers.append(.list)
          continue
        }
        if containers.isEmpty {
          containers.append(.call)
          experiment = cursor.dottedName(endingAt: place - 1).text
          start = place + 1
        } else {
          containers.append(.symbol(name))
        }
      case .openList: containers.append(.list)
      case .close, .closeList: _ = containers.popLast()
      case .comma where containers.last == .call: label = nil
      case .colon where containers.last == .call && place > 0:
        if case .identifier(let name) = tokens[place - 1].kind { label = name }
      default: break
      }
    }
    if containers.isEmpty { (experiment, label) = (nil, nil) }
  }

  /// All labels of the call, also those behind the cursor.
  func labels(in tokens: [Token]) -> Set<String> {
    var labels: Set<String> = []
    for place in start..<max(start, tokens.count - 1) {
      if tokens.startsCall(at: place) { break }
      if case .identifier(let name) = tokens[place].kind, tokens[place + 1].kind == .colon {
        labels.insert(name)
      }
    }
    return labels
  }
}

extension Vocabulary {
  /// The parameter whose value is written here, and the type that is wanted just at this place.
  func expected(
    in surroundings: Surroundings
  ) -> (parameter: ParameterSignature, type: ParameterType)? {
    guard let experiment = surroundings.experiment.flatMap({ self[$0] }),
      let label = surroundings.label,
      let parameter = experiment.parameters.first(where: { $0.name == label })
    else { return nil }
    var type = parameter.type.unwrapped
    for container in surroundings.containers.dropFirst() {
      switch (container, type) {
      case (.list, .list(let element, _)): type = element.unwrapped
      case (.symbol(let name), .choice(let choices)):
        guard let argument = choices.first(where: { $0.name == name })?.argument else { return nil }
        type = argument.type.unwrapped
      default: break
      }
    }
    // A single value may stand where a list is wanted.
    if case .list(let element, _) = type { type = element.unwrapped }
    return (parameter, type)
  }
}

extension Token {
  var isWord: Bool { if case .identifier = kind { true } else { false } }
}
