public import SourceLanguage

extension Vocabulary {
  /// Explains what stands at a UTF-16 offset, if there is something to say.
  public func hover(in source: String, at offset: Int) -> Hover? {
    guard let cursor = Cursor(source, offset: offset),
      cursor.token.bytes.lowerBound <= cursor.byte, cursor.token.kind != .end
    else { return nil }
    func answer(_ bytes: Range<Int>, _ title: String, _ text: String) -> Hover {
      let range = cursor.source.range(bytes)
      return Hover(from: range.from.offset, to: range.to.offset, title: title, text: text)
    }
    let inside = Surroundings(cursor, before: cursor.index)
    switch cursor.token.kind {
    case .identifier, .dot:
      if inside.containers.isEmpty {
        let name = cursor.wholeName
        return self[name.text].map { answer(name.bytes, $0.name, $0.explanation) }
      }
      if inside.containers.last == .call, cursor.next.kind == .colon,
        case .identifier(let word) = cursor.token.kind
      {
        let parameter = inside.experiment.flatMap { self[$0] }?
          .parameters.first { $0.name == word }
        return parameter.map { answer(cursor.token.bytes, $0.name, $0.explanation) }
      }
      if let (choice, bytes) = choice(cursor, inside) {
        return answer(bytes, "." + choice.name, choice.summary)
      }
    case .number, .string, .ellipsis, .minus: break
    default: return nil
    }
    guard let (parameter, _) = expected(in: inside) else { return nil }
    return answer(cursor.token.bytes, parameter.name, parameter.explanation)
  }

  private func choice(_ cursor: Cursor, _ inside: Surroundings) -> (Choice, Range<Int>)? {
    let place = cursor.token.kind == .dot ? cursor.index + 1 : cursor.index
    guard place > 0, cursor.tokens[place - 1].kind == .dot,
      case .identifier(let word) = cursor.tokens[place].kind,
      case .choice(let choices)? = expected(in: inside)?.type,
      let choice = choices.first(where: { $0.name == word })
    else { return nil }
    return (
      choice, cursor.tokens[place - 1].bytes.lowerBound..<cursor.tokens[place].bytes.upperBound
    )
  }
}

extension Cursor {
  /// The whole dotted name that the cursor is in, also its part behind the cursor.
  fileprivate var wholeName: (text: String, bytes: Range<Int>) {
    var last = token.kind == .dot ? max(0, index - 1) : index
    while last + 2 < tokens.count, tokens[last + 1].kind == .dot,
      case .identifier = tokens[last + 2].kind
    {
      last += 2
    }
    return dottedName(endingAt: last)
  }
}

extension ParameterSignature {
  /// One line: what it accepts, its default and what it is.
  var detail: String {
    standard.map { "\($0) · \(summary)" } ?? summary
  }

  var explanation: String {
    var lines = [summary.isEmpty ? name : summary.capitalisedFirst + "."]
    lines.append(
      type.expectation.capitalisedFirst + (unit.map { " (\($0))" } ?? "") + ".")
    if let standard { lines.append("Default: \(standard)") }
    if case .choice(let choices) = type.unwrapped {
      lines += choices.map { ".\($0.name): \($0.summary)" }
    } else if !type.isList {
      lines.append("A list or a range tries several values.")
    }
    return lines.joined(separator: "\n")
  }
}

extension ExperimentSignature {
  var explanation: String {
    var lines = [title, summary]
    lines += parameters.filter { !$0.isCommon }.map { parameter in
      "\(parameter.name)\(parameter.standard.map { ": \($0)" } ?? ""): \(parameter.summary)"
    }
    return lines.filter { !$0.isEmpty }.joined(separator: "\n")
  }
}

extension String {
  fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
