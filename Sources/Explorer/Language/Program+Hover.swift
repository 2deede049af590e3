public import SourceLanguage

extension Program {
  /// Explains what stands at a UTF-16 offset of a program, if there is something to say.
  public static func hover(in source: String, at offset: Int) -> Hover? {
    guard let view = EditorView(source, offset: offset) else { return nil }
    if view.isInHeader { return view.headerHover }
    guard view.token.bytes.lowerBound <= view.byte, let word = view.token.word else { return nil }
    guard let (title, text) = view.explanation(of: word) else { return nil }
    return view.hover(view.token.bytes, title, text)
  }
}

extension EditorView {
  func hover(_ bytes: Range<Int>, _ title: String, _ text: String) -> Hover {
    let range = source.range(bytes)
    return Hover(from: range.from.offset, to: range.to.offset, title: title, text: text)
  }

  var headerHover: Hover? {
    let isPart = { (byte: UInt8) in byte.isNameStart || byte.isDigit || byte == UInt8(ascii: "%") }
    var (from, to) = (byte, byte)
    while from > 0, isPart(source.bytes[from - 1]) { from -= 1 }
    while to < header.end, isPart(source.bytes[to]) { to += 1 }
    let word = source.text(from..<to)
    if word == CellLanguage.program.line {
      return hover(
        from..<to, word,
        "A small concurrent program of which every interleaving is explored. Options may follow.")
    }
    guard let option = Header.options.first(where: { $0.name == word }) else { return nil }
    return hover(from..<to, "\(word): \(option.example)", option.summary)
  }

  /// What a word means here, as a title and text.
  func explanation(of word: String) -> (String, String)? {
    if index > 0, tokens[index - 1].sign == .dot { return explanation(ofMember: word) }
    if Words.reserved.contains(word) {
      return Glossary.entry(word, isAtTop: depth == 0).map { ($0.form, $0.text) }
    }
    if locals.contains(word) || isDeclaredHere(word) {
      return (
        word,
        "A variable of \(declaration.map { "`\($0.name)`" } ?? "this thread"). Nobody else sees it, so using it is no step."
      )
    }
    switch symbols[word] {
    case .constant(let value)?:
      return ("const \(word)" + (value.map { " = \($0)" } ?? ""), "A number with a name.")
    case .variable(let shared, let kind, let ordering)?:
      return variable(word, shared, kind, ordering)
    case .object(let shared, let kind)?:
      let methods = Method.of(Method.Receiver(kind)).map(\.name).joined(separator: ", ")
      let size =
        symbols.objects.indices.contains(shared.first) ? symbols.objects[shared.first].size : 0
      let value = [.semaphore, .barrier, .channel].contains(kind) ? " = \(size)" : ""
      return (
        "\(kind.word) \(word)\(shared.isArray ? "[\(shared.count)]" : "")\(value)",
        "\(Glossary.top[kind.word]?.text ?? "")\nMethods: \(methods)."
      )
    case .thread(let number)?:
      let thread = symbols.threads[number]
      let count = thread.count
      return (
        "thread \(word)",
        (count == 1 ? "A thread" : "\(count) threads")
          + " that run\(count == 1 ? "s" : "") from the beginning."
          + (kept(by: word).isEmpty
            ? "" : "\nIts own variables: \(kept(by: word).joined(separator: ", ")).")
      )
    case .procedure(let number)?:
      return (
        "func \(symbols.procedures[number].signature)",
        "A procedure; each call is written into the place where it stands, each `spawn` starts a thread."
      )
    case nil: return nil
    }
  }

  /// Whether the word under the pointer is the one that declares a variable.
  private func isDeclaredHere(_ word: String) -> Bool {
    guard index > 0, symbols[word] == nil, let before = tokens[index - 1].word else { return false }
    return ["let", "var", "for"].contains(before)
  }

  private func variable(
    _ name: String, _ shared: Symbols.Shared, _ kind: Variable.Kind, _ ordering: Ordering
  ) -> (String, String) {
    let initial = symbols.variables.dropFirst(shared.first).prefix(shared.count).map(\.initial)
    let isSame = Set(initial).count == 1
    let value =
      isSame
      ? "\(initial[initial.startIndex])"
      : "[\(initial.prefix(8).map { "\($0)" }.joined(separator: ", "))\(initial.count > 8 ? ", …" : "")]"
    let size = shared.isArray ? "[\(shared.count)]" : ""
    if kind == .plain { return ("var \(name)\(size) = \(value)", Glossary.top["var"]?.text ?? "") }
    let said = ordering == .sequentiallyConsistent ? "" : "(.\(ordering.spelling))"
    return (
      "atomic\(said) \(name)\(size) = \(value)",
      "An atomic shared variable; reads and assignments that name no ordering are `.\(ordering.spelling)`.\n"
        + ordering.meaning
    )
  }

  private func explanation(ofMember word: String) -> (String, String)? {
    guard let holder = holder(beforeDot: index - 1), !Words.reserved.contains(holder.name) else {
      return Ordering(spelling: word).map { ("." + word, $0.meaning) }
    }
    if let receiver = receiver(holder.name), let method = Method.named(word, receiver) {
      var text = method.summary
      if !method.orderings.isEmpty {
        let names = Ordering.allCases.filter { method.orderings.contains($0) }.map {
          ".\($0.spelling)"
        }
        text += "\nAn ordering may follow: \(names.joined(separator: ", "))."
      }
      return ("\(holder.name).\(method.signature)", text)
    }
    guard kept(by: holder.name).contains(word) else { return nil }
    return (
      "\(holder.name).\(word)",
      "What `\(holder.name)` kept in its variable `\(word)` when it ended; 0 if it never got a value."
    )
  }
}
