public import SourceLanguage

extension Vocabulary {
  /// What could be written at a UTF-16 offset, best first.
  public func completions(in source: String, at offset: Int) -> Completions {
    if let line = languageCompletions(source, offset) { return line }
    guard let cursor = Cursor(source, offset: offset), !cursor.isInComment else {
      return Completions(from: max(0, offset), items: [])
    }
    let (start, items) = proposals(cursor)
    let typed = start < cursor.byte ? cursor.source.text(start..<cursor.byte) : ""
    let fitting = items.filter { $0.fits(typed) }
    // A word that fits nothing may be misspelt; then everything is worth seeing.
    return Completions(
      from: cursor.source.position(min(start, cursor.byte)).offset,
      items: Array((fitting.isEmpty ? items : fitting).prefix(Limits.completions)))
  }

  private func languageCompletions(_ source: String, _ offset: Int) -> Completions? {
    let head = String(decoding: source.utf16.prefix(max(0, offset)), as: UTF16.self)
    let languages = [CellLanguage.experiment, .compare, .program].filter {
      head.hasPrefix("%") && $0.line.hasPrefix(head) && $0.line != head
    }
    guard !languages.isEmpty else { return nil }
    return Completions(
      from: 0,
      items: languages.map { Completion(label: $0.line, kind: .keyword, detail: $0.title) })
  }

  private func proposals(_ cursor: Cursor) -> (start: Int, items: [Completion]) {
    let none = (cursor.byte, [Completion]())
    var place = cursor.index
    var start = cursor.byte
    let touched = cursor.token.bytes
    if touched.lowerBound < cursor.byte, cursor.byte <= touched.upperBound {
      switch cursor.token.kind {
      case .identifier: start = touched.lowerBound
      case .string, .invalid: return none
      default: place += 1
      }
    }
    guard place > 0 else { return (start, experimentItems()) }
    let before = cursor.tokens[place - 1]
    let inside = Surroundings(cursor, before: place)
    if before.kind == .dot { return afterDot(cursor, place: place, start: start, inside) }
    guard inside.containers.last != nil else {
      return cursor.tokens[min(place, cursor.tokens.count - 1)].startsLine || before.kind == .close
        ? (start, experimentItems()) : none
    }
    switch (before.kind, inside.containers.last) {
    case (.open, .call), (.comma, .call): return (start, parameterItems(cursor, inside))
    case (.colon, .call), (.openList, .list), (.comma, .list), (.open, .symbol):
      return (start, valueItems(inside))
    default: return none
    }
  }

  private func afterDot(
    _ cursor: Cursor, place: Int, start: Int, _ inside: Surroundings
  ) -> (start: Int, items: [Completion]) {
    let dot = cursor.tokens[place - 1]
    guard place > 1, dot.bytes.upperBound == start else { return (start, []) }
    switch cursor.tokens[place - 2].kind {
    case .number:
      return (
        start,
        DurationUnit.allCases.map {
          Completion(label: $0.rawValue, kind: .unit, detail: $0.summary)
        }
      )
    case .identifier where inside.containers.isEmpty:
      return (cursor.dottedName(endingAt: place - 2).bytes.lowerBound, experimentItems())
    case .colon, .comma, .open, .openList:
      return (dot.bytes.lowerBound, valueItems(inside).filter { $0.kind == .case })
    default: return (start, [])
    }
  }

  private func experimentItems() -> [Completion] {
    experiments.map { experiment in
      let required = experiment.parameters.filter { $0.standard == nil }
      return Completion(
        label: experiment.name, kind: .experiment, detail: experiment.title,
        insert: experiment.name + "(" + required.map { "\($0.name): " }.joined(separator: ", ")
          + ")")
    }
  }

  private func parameterItems(_ cursor: Cursor, _ inside: Surroundings) -> [Completion] {
    guard let experiment = inside.experiment.flatMap({ self[$0] }) else { return [] }
    // The label under the cursor is being written, not given.
    var given = inside.labels(in: cursor.tokens)
    if case .identifier(let word) = cursor.token.kind { given.remove(word) }
    let free = experiment.parameters.filter { !given.contains($0.name) }
    return (free.filter { !$0.isCommon } + free.filter(\.isCommon)).map { parameter in
      Completion(
        label: parameter.name, kind: .parameter, detail: parameter.detail,
        insert: parameter.name + ": ")
    }
  }

  private func valueItems(_ inside: Surroundings) -> [Completion] {
    guard let (parameter, type) = expected(in: inside) else { return [] }
    var items: [Completion] = []
    switch type {
    case .choice(let choices):
      items = choices.map { choice in
        let argument = choice.argument?.standard.map { "(\($0))" } ?? ""
        return Completion(
          label: "." + choice.name, kind: .case, detail: choice.summary,
          insert: ".\(choice.name)\(argument)")
      }
    case .boolean:
      items = [Completion(label: "true", kind: .value), Completion(label: "false", kind: .value)]
    case .attachment:
      items = [
        Completion(
          label: "attachment", kind: .value, detail: "an attached file",
          insert: "attachment(\"\")")
      ]
    default: break
    }
    if case .optional = parameter.type {
      items.append(Completion(label: "nil", kind: .value, detail: "no value"))
    }
    if let standard = parameter.standard?.description, inside.containers.count == 1,
      !items.contains(where: { $0.insert == standard })
    {
      items.insert(Completion(label: standard, kind: .value, detail: "the default"), at: 0)
    }
    return items
  }
}

extension Completion {
  /// Whether the typed text begins the label or one of its dotted parts.
  fileprivate func fits(_ typed: String) -> Bool {
    let (label, typed) = (label.lowercased(), typed.lowercased())
    return label.hasPrefix(typed)
      || label.split(separator: ".").contains { $0.hasPrefix(typed) }
  }
}
