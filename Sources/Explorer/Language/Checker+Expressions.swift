import SourceLanguage

extension Checker {
  mutating func check(_ value: Expression, _ context: Context, needsValue: Bool = true) {
    switch value.kind {
    case .number, .invalid: break
    case .name(let name): named(Name(text: name, bytes: value.bytes), context)
    case .element(let name, let index):
      element(name, value, context)
      check(index, context)
    case .member(let receiver, let name): member(receiver, name, value, context)
    case .method(let receiver, let name, let arguments):
      method(receiver, name, arguments, value, context, needsValue: needsValue)
    case .call(let name, let arguments):
      call(name, arguments, value, context, needsValue: needsValue)
    case .spawn(let name, let arguments):
      if context != .thread {
        findings.error(value.bytes, "Threads are spawned by threads, in a statement.")
      } else if let number = callee(name, arguments, value) {
        if let procedure { calls[procedure].append((number, name.bytes)) }
      }
      check(arguments, context)
    case .ordering(let name):
      findings.error(
        value.bytes,
        "`.\(name.text)` is no value; an ordering is the last argument of an access such as `x.load(.acquire)`."
      )
    case .unary(_, let operand): check(operand, context)
    case .binary(_, let left, let right):
      check(left, context)
      check(right, context)
    }
  }

  mutating func check(_ values: [Expression], _ context: Context) {
    for value in values { check(value, context) }
  }

  // MARK: Names

  private mutating func named(_ name: Name, _ context: Context) {
    if own(name.text) != nil { return }
    switch symbols[name.text] {
    case .constant?: break
    case .variable(let shared, _, _)?: _ = element(name, shared, isElement: false)
    case .object(let shared, let kind)?:
      let receiver = Method.Receiver(kind)
      let first = Method.of(receiver).first?.signature ?? ""
      let index = shared.isArray ? "[0]" : ""
      findings.error(
        name.bytes,
        "`\(name.text)` is \(receiver.title) and has no value; it is used by its methods, such as "
          + "`\(name.text)\(index).\(first)`.")
    case .thread?:
      findings.error(
        name.bytes,
        "`\(name.text)` is a thread and has no value; `join \(name.text)` waits for it.")
    case .procedure?:
      findings.error(
        name.bytes, "Parentheses follow the procedure: `\(name.text)()`.",
        suggestion: name.text + "()")
    case nil: unknown(name, context)
    }
  }

  private mutating func element(_ name: Name, _ value: Expression, _ context: Context) {
    if own(name.text) != nil {
      return findings.error(
        name.bytes, "`\(name.text)` is a single number and has no elements.")
    }
    switch symbols[name.text] {
    case .variable(let shared, _, _)?: _ = element(name, shared, isElement: true)
    case .thread?, .object?:
      if case .thread? = symbols[name.text], context == .end {
        findings.error(
          value.bytes, "What of the thread is missing: `\(findings.source.text(value.bytes)).name`."
        )
      } else {
        named(name, context)
      }
    case let symbol?:
      findings.error(name.bytes, "`\(name.text)` is \(symbol.title) and has no elements.")
    case nil: unknown(name, context)
    }
  }

  /// Whether an index stands where one is needed, and only there.
  mutating func element(_ name: Name, _ shared: Symbols.Shared, isElement: Bool) -> Bool {
    if shared.isArray == isElement { return true }
    findings.error(
      name.bytes,
      isElement
        ? "`\(name.text)` is no array and has no elements."
        : "`\(name.text)` is an array; choose an element, such as `\(name.text)[0]`.",
      suggestion: isElement ? nil : name.text + "[0]")
    return false
  }

  // MARK: What threads leave behind

  private mutating func member(
    _ receiver: Expression, _ name: Name, _ value: Expression, _ context: Context
  ) {
    guard let holder = receiver.holder else {
      return findings.error(value.bytes, "Only threads and shared objects have names behind a dot.")
    }
    switch symbols[holder.text] {
    case .thread(let number)? where own(holder.text) == nil:
      guard context == .end else {
        return findings.error(
          value.bytes,
          "What `\(holder.text)` keeps for itself can be seen only when all threads have ended, in `assert` and "
            + "`outcome` at the top.")
      }
      thread(receiver, holder, name, isArray: symbols.threads[number].family != nil, owned[number])
    case .procedure(let number)? where context == .end:
      thread(receiver, holder, name, isArray: true, owned[symbols.threads.count + number])
    case .variable?, .object?:
      let methods = Method.of(self.receiver(of: holder) ?? .atomic)
      let isMethod = methods.contains { $0.name == name.text }
      if isMethod {
        findings.error(
          value.bytes, "Parentheses follow the method: `.\(name.text)()`.",
          suggestion: findings.source.text(value.bytes) + "()")
      } else {
        _ = method(named: name, of: holder)
      }
    case nil where own(holder.text) == nil: unknown(holder, context)
    default:
      findings.error(value.bytes, "`\(holder.text)` has nothing behind a dot.")
    }
  }

  private mutating func thread(
    _ receiver: Expression, _ holder: Name, _ name: Name, isArray: Bool, _ names: [String]
  ) {
    if case .element(_, let index) = receiver.kind {
      check(index, .end)
      if !isArray {
        findings.error(
          receiver.bytes, "There is only one thread `\(holder.text)`.", suggestion: holder.text)
      }
    } else if isArray {
      findings.error(
        receiver.bytes,
        "There are several threads `\(holder.text)`; say which: `\(holder.text)[1]`.",
        suggestion: holder.text + "[1]")
    }
    guard !names.contains(name.text) else { return }
    let near = Spelling.nearest(name.text, among: names)
    let list = names.prefix(6).map { "`\($0)`" }.joined(separator: ", ")
    findings.error(
      name.bytes,
      "`\(holder.text)` has no variable `\(name.text)`"
        + (near.map { "; did you mean `\($0)`?" } ?? (list.isEmpty ? "." : "; it has \(list).")),
      suggestion: near)
  }

  // MARK: Methods

  /// What a name is when a method of it is called; `nil` for what has none.
  private func receiver(of name: Name) -> Method.Receiver? {
    switch symbols[name.text] {
    case .variable(_, .atomic, _)?: .atomic
    case .object(_, let kind)?: Method.Receiver(kind)
    default: nil
    }
  }

  private mutating func method(
    _ receiver: Expression, _ name: Name, _ arguments: [Expression], _ value: Expression,
    _ context: Context, needsValue: Bool
  ) {
    guard let holder = receiver.holder else {
      findings.error(receiver.bytes, "Only shared variables and objects have methods.")
      return check(arguments, context)
    }
    if case .element(_, let index) = receiver.kind { check(index, context) }
    guard let method = method(named: name, of: holder) else {
      return check(arguments.filter { $0.ordering == nil }, context)
    }
    if case .variable(let shared, _, _)? = symbols[holder.text] {
      _ = element(holder, shared, isElement: holder.bytes != receiver.bytes)
    } else if case .object(let shared, _)? = symbols[holder.text] {
      _ = element(holder, shared, isElement: holder.bytes != receiver.bytes)
    }
    if context != .thread, method.opcode != .load {
      findings.error(
        value.bytes,
        context == .wait
          ? "The condition of `await` is seen in one step and changes nothing; do `\(name.text)` in a statement."
          : "When all threads have ended nothing changes any more; only values can be looked at.")
    } else if needsValue, !method.givesValue {
      findings.error(value.bytes, "`\(name.text)` gives no value; it is a statement of its own.")
    }
    check(arguments, of: method, name, holder, context)
  }

  private mutating func method(named name: Name, of holder: Name) -> Method? {
    guard own(holder.text) == nil, let receiver = receiver(of: holder) else {
      missing(name, holder)
      return nil
    }
    let methods = Method.of(receiver)
    if let method = methods.first(where: { $0.name == name.text }) { return method }
    let near =
      receiver.foreignNames[name.text]
      ?? Spelling.nearest(name.text, among: methods.map(\.name))
    findings.error(
      name.bytes,
      "\(receiver.title.capitalisedFirst) has no `\(name.text)`"
        + (near.map { "; did you mean `\($0)`?" }
          ?? "; it has \(methods.map { "`\($0.name)`" }.joined(separator: ", "))."),
      suggestion: near)
    return nil
  }

  private mutating func missing(_ name: Name, _ holder: Name) {
    if own(holder.text) != nil {
      return findings.error(
        name.bytes, "`\(holder.text)` is this thread's own number and has no methods.")
    }
    switch symbols[holder.text] {
    case .variable?:
      let isAtomic = Method.of(.atomic).contains { $0.name == name.text }
      findings.error(
        name.bytes,
        isAtomic
          ? "`\(holder.text)` is a plain variable; `\(name.text)` needs an atomic one: `atomic \(holder.text) = …`."
          : "`\(holder.text)` is a plain variable and has no methods.")
    case let symbol?:
      findings.error(name.bytes, "`\(holder.text)` is \(symbol.title) and has no methods.")
    case nil: unknown(holder, .thread)
    }
  }

  private mutating func check(
    _ arguments: [Expression], of method: Method, _ name: Name, _ holder: Name, _ context: Context
  ) {
    var values = arguments
    if let last = values.last, let word = last.ordering {
      values.removeLast()
      ordering(word, of: method, last.bytes)
    } else if values.count > method.parameters.count, let last = values.last,
      case .name(let word) = last.kind, own(word) == nil, symbols[word] == nil,
      let meant = Ordering(spelling: word)?.spelling ?? ForeignWords.orderings[word]
    {
      values.removeLast()
      findings.error(
        last.bytes, "An ordering is written with a dot: `.\(meant)`.", suggestion: "." + meant)
    }
    guard values.count == method.parameters.count else {
      let wanted =
        method.parameters.isEmpty
        ? "takes no value" : "takes \(method.parameters.joined(separator: " and "))"
      return findings.error(
        name.bytes.lowerBound..<max(name.bytes.upperBound, arguments.last?.bytes.upperBound ?? 0),
        "`\(name.text)` \(wanted): `\(holder.text).\(method.signature)`.")
    }
    if method.opcode == .waitBegin, let mutex = values.first {
      object(mutex, .mutex, "`wait` lets go of a mutex while it waits.")
    } else {
      check(values, context)
    }
  }

  private mutating func ordering(_ word: Name, of method: Method, _ bytes: Range<Int>) {
    guard !method.orderings.isEmpty else {
      return findings.error(
        bytes, "`\(method.name)` takes no ordering; it always orders what it must.")
    }
    let isKnown = Ordering(spelling: word.text) != nil
    let ordering = Ordering.read(word, &findings)
    guard isKnown, !method.orderings.contains(ordering) else { return }
    let better: Ordering = method.opcode == .load ? .acquire : .release
    findings.error(
      bytes,
      method.opcode == .load
        ? "A load cannot release anything; it is `.relaxed`, `.acquire` or `.seqCst`."
        : "A store cannot acquire anything; it is `.relaxed`, `.release` or `.seqCst`.",
      suggestion: "." + better.spelling)
  }

  // MARK: Procedures

  private mutating func call(
    _ name: Name, _ arguments: [Expression], _ value: Expression, _ context: Context,
    needsValue: Bool
  ) {
    if name.text == "fence" { return fence(arguments, value, context, needsValue: needsValue) }
    guard let number = callee(name, arguments, value) else {
      return check(arguments.filter { $0.ordering == nil && $0.holder == nil }, context)
    }
    if context != .thread {
      findings.error(
        value.bytes,
        context == .wait
          ? "The condition of `await` is seen in one step; it cannot call `\(name.text)`."
          : "Procedures are called by threads.")
    } else if needsValue, !giving.contains(number) {
      findings.error(
        value.bytes, "`\(name.text)` gives back no value; it has no `return` with one.")
    }
    if let procedure { calls[procedure].append((number, name.bytes)) }
    check(arguments, context)
  }

  private mutating func fence(
    _ arguments: [Expression], _ value: Expression, _ context: Context, needsValue: Bool
  ) {
    if context != .thread || needsValue {
      findings.error(value.bytes, "A fence is a statement of its own: `fence()`.")
    }
    guard let first = arguments.first else { return }
    guard arguments.count == 1, let word = first.ordering else {
      var suggestion: String?
      if case .name(let name) = first.kind {
        suggestion = (Ordering(spelling: name)?.spelling ?? ForeignWords.orderings[name]).map {
          "." + $0
        }
      }
      return findings.error(
        first.bytes, "A fence takes one ordering, such as `fence(.release)`, or none.",
        suggestion: suggestion)
    }
    if Ordering.read(word, &findings) == .relaxed {
      findings.error(first.bytes, "A relaxed fence does nothing.", suggestion: ".acquireRelease")
    }
  }

  /// The number of a procedure that is called with the right number of arguments.
  private mutating func callee(
    _ name: Name, _ arguments: [Expression], _ value: Expression
  ) -> Int? {
    guard own(name.text) == nil, case .procedure(let number)? = symbols[name.text] else {
      notCallable(name, arguments, value)
      return nil
    }
    let wanted = symbols.procedures[number].parameters
    if wanted.count != arguments.count {
      let list = wanted.map(\.text).joined(separator: ", ")
      findings.error(
        value.bytes,
        "`\(name.text)` takes \(wanted.isEmpty ? "no" : "\(wanted.count)") argument"
          + "\(wanted.count == 1 ? "" : "s")\(wanted.isEmpty ? "" : " (\(list))"); here "
          + "\(arguments.count == 1 ? "is 1." : "are \(arguments.count).")")
    }
    return number
  }

  private mutating func notCallable(
    _ name: Name, _ arguments: [Expression], _ value: Expression
  ) {
    // `lock(m)`: other languages call what is a method here.
    if let first = arguments.first, let holder = first.holder,
      let receiver = receiver(of: holder), own(holder.text) == nil
    {
      let methods = Method.of(receiver).map(\.name)
      if let method = methods.contains(name.text) ? name.text : receiver.foreignNames[name.text] {
        let rest = arguments.dropFirst().map { findings.source.text($0.bytes) }
        let mended =
          "\(findings.source.text(first.bytes)).\(method)(\(rest.joined(separator: ", ")))"
        return findings.error(
          value.bytes, "It is a method: `\(mended.shortened)`.", suggestion: mended)
      }
    }
    if ["print", "println", "printf", "log", "echo"].contains(name.text) {
      return findings.error(
        value.bytes, "Nothing is printed; every step of a schedule shows all values.")
    }
    if own(name.text) != nil || symbols[name.text] != nil {
      let title = symbols[name.text]?.title ?? "a variable"
      return findings.error(
        name.bytes,
        "`\(name.text)` is \(title) and cannot be called"
          + (title == "a thread" ? "; it starts by itself. What is spawned is a `func`." : "."))
    }
    let procedures = symbols.procedures.map(\.name.text)
    let near =
      Spelling.nearest(name.text, among: procedures)
      ?? (ForeignWords.statements[name.text]
        ?? Spelling.nearest(name.text, among: ["fence", "yield"]))
    findings.error(
      name.bytes,
      "There is no procedure `\(name.text)`"
        + (near.map { "; did you mean `\($0)`?" }
          ?? "; it would be declared with `func \(name.text)(…) { … }`."),
      suggestion: near)
  }
}

extension Expression {
  /// The name that a method or member belongs to: `x` and `forks` in `x.load()` and `forks[i].lock()`.
  var holder: Name? {
    switch kind {
    case .name(let name): Name(text: name, bytes: bytes)
    case .element(let name, _): name
    default: nil
    }
  }

  /// The name behind the dot, if it is an ordering.
  var ordering: Name? { if case .ordering(let name) = kind { name } else { nil } }
}
