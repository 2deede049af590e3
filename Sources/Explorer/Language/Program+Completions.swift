public import SourceLanguage

extension Program {
  /// What could be written at a UTF-16 offset of a program, best first.
  public static func completions(in source: String, at offset: Int) -> Completions {
    guard let view = EditorView(source, offset: offset), !view.isInComment else {
      return Completions(from: max(0, offset), items: [])
    }
    let (start, items) = view.isInHeader ? view.headerProposals : view.proposals
    let typed = start < view.byte ? view.source.text(start..<view.byte) : ""
    let fitting = items.filter { $0.fits(typed) }
    // A word that fits nothing may be misspelt; then everything is worth seeing.
    return Completions(
      from: view.source.position(min(start, view.byte)).offset,
      items: Array((fitting.isEmpty ? items : fitting).prefix(Completions.limit)))
  }
}

extension EditorView {
  // MARK: The first line

  var headerProposals: (start: Int, items: [Completion]) {
    let line = source.bytes[..<byte]
    let words = line.split { $0 == 0x20 || $0 == 0x09 }
    let isBehindName = words.count > 1 || line.last == 0x20 || line.last == 0x09
    guard isBehindName else {
      let own = CellLanguage.program.line
      return (0, [Completion(label: own, kind: .keyword, detail: CellLanguage.program.title)])
    }
    let start = (line.lastIndex { !$0.isNameStart && !$0.isDigit } ?? -1) + 1
    let before = line[..<start].filter { $0 != 0x20 && $0 != 0x09 }
    let segment = before.split(separator: UInt8(ascii: ",")).last ?? before[...]
    let text = String(decoding: segment, as: UTF8.self)
    if let colon = text.firstIndex(of: ":") {
      let option = Header.options.first { text[..<colon].hasSuffix($0.name) }
      let values = option.map { $0.values.isEmpty ? [$0.example] : $0.values } ?? []
      return (start, values.map { Completion(label: $0, kind: .value) })
    }
    return (
      start,
      Header.options.map {
        Completion(
          label: $0.name, kind: .parameter, detail: $0.summary, insert: "\($0.name): ")
      }
    )
  }

  // MARK: The program

  var proposals: (start: Int, items: [Completion]) {
    var place = index
    var start = byte
    if token.bytes.lowerBound < byte, byte <= token.bytes.upperBound {
      switch token.kind {
      case .word: start = token.bytes.lowerBound
      case .text, .invalid, .number: return (byte, [])
      default: place += 1
      }
    }
    guard place > 0 else { return (start, declarations) }
    let before = tokens[place - 1]
    let isNewLine =
      place < tokens.count && tokens[place].kind != .end
      ? tokens[place].isSeparated : startsLine(after: before)
    switch before.kind {
    case .sign(.dot): return (start, behindDot(place - 1))
    case .word(let word) where Words.reserved.contains(word) && !isNewLine:
      return (start, behindWord(word))
    case .word, .number, .text:
      return (start, isNewLine ? statementsOrDeclarations(place) : [])
    case .sign(.closeBlock): return (start, statementsOrDeclarations(place))
    case .sign(.openBlock): return (start, blockDepth(place) > 0 ? statements : declarations)
    case .sign(.close), .sign(.closeIndex):
      return (start, isNewLine ? statementsOrDeclarations(place) : [])
    case .sign(.openIndex), .sign(.open), .sign(.comma):
      return (start, argument(place))
    default: return (start, values)
    }
  }

  /// Whether the cursor stands on a later line than a token.
  private func startsLine(after token: Token) -> Bool {
    token.bytes.upperBound <= byte
      && source.bytes[token.bytes.upperBound..<byte].contains {
        $0 == 0x0A || $0 == 0x0D || $0 == 0x3B
      }
  }

  private func blockDepth(_ place: Int) -> Int {
    place > index && token.sign == .openBlock
      ? depth + 1 : place > index && token.sign == .closeBlock ? depth - 1 : depth
  }

  private func statementsOrDeclarations(_ place: Int) -> [Completion] {
    blockDepth(place) > 0 ? statements : declarations
  }

  private var declarations: [Completion] {
    (Words.types + Words.declarations).compactMap { word in
      Glossary.top[word].map {
        Completion(
          label: word, kind: .keyword, detail: $0.form, insert: $0.insert)
      }
    }
  }

  private var statements: [Completion] {
    let words = Words.statements.filter { !["in", "true", "false", "spawn"].contains($0) }
    return names(.local) + names(.variable) + names(.object) + names(.procedure)
      + (words + ["spawn"]).compactMap { word in
        Glossary.statements[word].map {
          Completion(
            label: word, kind: .keyword, detail: $0.form,
            insert: $0.insert.isEmpty ? word : $0.insert)
        }
      }
  }

  private var values: [Completion] {
    let words = depth > 0 ? ["true", "false", "spawn"] : ["true", "false"]
    var items = names(.local) + names(.variable) + names(.constant)
    items += depth > 0 ? names(.procedure) + names(.object) : names(.thread)
    return items
      + words.compactMap { word in
        Glossary.statements[word].map {
          Completion(
            label: word, kind: .keyword, detail: $0.form,
            insert: $0.insert.isEmpty ? word : $0.insert)
        }
      }
  }

  private func behindWord(_ word: String) -> [Completion] {
    switch word {
    case "join": names(.thread) + names(.local)
    case "with": objects { $0 == .mutex }
    case "spawn": names(.procedure)
    case "else": [Completion(label: "if", kind: .keyword, detail: "if c { … }", insert: "if ")]
    case "if", "while", "await", "return", "assert", "outcome", "in", "true", "false": values
    case "atomic": []
    default: []
    }
  }

  private func argument(_ place: Int) -> [Completion] {
    if depth == 0, let word = declaration?.word, Words.types.contains(word) || word == "func" {
      return []
    }
    if let method = method(around: place) {
      if method.opcode == .waitBegin { return objects { $0 == .mutex } }
      return method.parameters.isEmpty
        ? orderings(method.orderings) : values + orderings(method.orderings)
    }
    return values
  }

  private func behindDot(_ dot: Int) -> [Completion] {
    guard let holder = holder(beforeDot: dot), !Words.reserved.contains(holder.name) else {
      let wanted = method(around: dot)?.orderings ?? Set(Ordering.allCases)
      return Ordering.allCases.filter { wanted.contains($0) }.map {
        Completion(label: $0.spelling, kind: .case, detail: $0.meaning)
      }
    }
    if let receiver = receiver(holder.name) {
      return Method.of(receiver).map {
        Completion(
          label: $0.name, kind: .method, detail: $0.summary,
          insert: $0.parameters.isEmpty ? $0.name + "()" : $0.name + "(")
      }
    }
    return depth == 0
      ? kept(by: holder.name).map { Completion(label: $0, kind: .variable) } : []
  }

  private func orderings(_ wanted: Set<Ordering>) -> [Completion] {
    Ordering.allCases.filter { wanted.contains($0) }.map {
      Completion(label: "." + $0.spelling, kind: .case, detail: $0.meaning)
    }
  }

  // MARK: Names

  private enum Wanted { case local, variable, constant, object, thread, procedure }

  private func names(_ wanted: Wanted) -> [Completion] {
    if wanted == .local {
      return locals.map {
        Completion(label: $0, kind: .variable, detail: "of \(declaration?.name ?? "this thread")")
      }
    }
    return symbols.table.keys.sorted().compactMap { name in
      switch (wanted, symbols[name]) {
      case (.variable, .variable(let shared, _, _)?):
        Completion(
          label: name, kind: .variable, detail: symbols[name]?.title,
          insert: shared.isArray ? name + "[" : name)
      case (.constant, .constant(let value)?):
        Completion(label: name, kind: .value, detail: value.map { "\($0)" })
      case (.thread, .thread?): Completion(label: name, kind: .thread, detail: "a thread")
      case (.procedure, .procedure(let number)?):
        Completion(
          label: name, kind: .procedure, detail: symbols.procedures[number].signature,
          insert: name + (symbols.procedures[number].parameters.isEmpty ? "()" : "("))
      case (.object, .object?): object(name)
      default: nil
      }
    }
  }

  private func objects(_ isWanted: (SyncObject.Kind) -> Bool) -> [Completion] {
    symbols.table.keys.sorted().compactMap { name in
      guard case .object(_, let kind)? = symbols[name], isWanted(kind) else { return nil }
      return object(name)
    }
  }

  private func object(_ name: String) -> Completion? {
    guard case .object(let shared, _)? = symbols[name] else { return nil }
    return Completion(
      label: name, kind: .object, detail: symbols[name]?.title,
      insert: shared.isArray ? name + "[" : name)
  }
}

extension ProcedureSyntax {
  var signature: String { "\(name.text)(\(parameters.map(\.text).joined(separator: ", ")))" }
}

extension Completion {
  /// Whether the proposal begins with what was typed, small and capital letters being the same.
  fileprivate func fits(_ typed: String) -> Bool {
    label.lowercased().hasPrefix(typed.lowercased())
  }
}
