import SourceLanguage

/// Checks what threads, procedures and final assertions say: names, kinds, numbers of arguments.
///
/// Knows nothing of the numbers that loops and families of threads run through; what depends on those is left to the
/// compiler, so that each mistake is reported once however often its line is unrolled.
struct Checker {
  /// Where a value stands, which decides what it may do.
  enum Context {
    /// In a thread or procedure.
    case thread
    /// In the condition of an `await`, which happens in one step and changes nothing.
    case wait
    /// At the top, computed when all threads have ended.
    case end
  }

  /// A variable of a thread or procedure.
  struct Own {
    enum Kind { case constant, variable, parameter, loop, threadNumber }
    var kind: Kind
    /// What it is called when somebody tries to change it.
    var title: String {
      switch kind {
      case .constant: "was declared with `let`"
      case .variable: "is a variable"
      case .parameter: "is a parameter"
      case .loop: "is the number of a `for`"
      case .threadNumber: "is the number of the thread"
      }
    }
  }

  let symbols: Symbols
  var findings: Findings
  var scopes: [[String: Own]] = []
  var loops = 0
  /// The procedure whose body is checked.
  var procedure: Int?
  /// What each procedure calls or spawns, and where.
  var calls: [[(callee: Int, bytes: Range<Int>)]]
  /// The procedures that give back a value somewhere.
  let giving: Set<Int>
  /// The names that each thread, and behind them each procedure, declares in its body.
  let owned: [[String]]

  init(_ symbols: Symbols) {
    self.symbols = symbols
    findings = symbols.findings
    calls = Array(repeating: [], count: symbols.procedures.count)
    giving = Set(symbols.procedures.indices.filter { symbols.procedures[$0].body.givesValue })
    owned =
      symbols.threads.map { thread in
        (thread.syntax.family.map { [$0.parameter.text] } ?? []) + thread.syntax.body.locals
      } + symbols.procedures.map { $0.parameters.map(\.text) + $0.body.locals }
    for thread in symbols.threads { check(thread.syntax) }
    for number in symbols.procedures.indices { check(number) }
    findRecursion()
    checkEnd()
  }

  // MARK: Bodies

  private mutating func check(_ thread: ThreadSyntax) {
    scopes = [[:]]
    loops = 0
    procedure = nil
    if let parameter = thread.family?.parameter { declare(parameter, .threadNumber) }
    check(thread.body)
  }

  private mutating func check(_ number: Int) {
    scopes = [[:]]
    loops = 0
    procedure = number
    for parameter in symbols.procedures[number].parameters { declare(parameter, .parameter) }
    check(symbols.procedures[number].body)
  }

  /// A procedure is written into the place where it is called, which never ends when it calls itself.
  private mutating func findRecursion() {
    // 0 not seen, 1 on the path, 2 done
    var states = [Int](repeating: 0, count: calls.count)
    for start in calls.indices where states[start] == 0 {
      var path: [(procedure: Int, next: Int)] = [(start, 0)]
      states[start] = 1
      while let (current, next) = path.last {
        guard next < calls[current].count else {
          states[current] = 2
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let (callee, bytes) = calls[current][next]
        if states[callee] == 1 {
          let from = path.firstIndex { $0.procedure == callee } ?? 0
          let names = (path[from...].map(\.procedure) + [callee]).map {
            symbols.procedures[$0].name.text
          }
          findings.error(
            bytes,
            "`\(names[0])` calls itself (\(names.prefix(8).joined(separator: " → "))); a procedure is "
              + "written into the place where it is called, so use a loop.")
        } else if states[callee] == 0 {
          states[callee] = 1
          path.append((callee, 0))
        }
      }
    }
  }

  private mutating func checkEnd() {
    scopes = []
    procedure = nil
    for value in symbols.outcome ?? [] { check(value, .end) }
    for assertion in symbols.assertions { check(assertion.condition, .end) }
    let columns = symbols.outcome?.count ?? symbols.variables.count
    for grade in symbols.grades where grade.values.count != columns && !findings.hasErrors {
      let names =
        symbols.outcome?.map { findings.source.text($0.bytes) } ?? symbols.variables.map(\.name)
      let list = names.prefix(6).joined(separator: ", ") + (names.count > 6 ? ", …" : "")
      findings.error(
        grade.bytes,
        "An outcome has \(columns) value\(columns == 1 ? "" : "s") (\(list)); here "
          + "\(grade.values.count == 1 ? "is 1." : "are \(grade.values.count).")")
    }
    checkTwice()
  }

  private mutating func checkTwice() {
    var seen: Set<[Int]> = []
    for grade in symbols.grades {
      let values = grade.values.compactMap(\.self)
      guard values.count == grade.values.count else { continue }
      if !seen.insert(values).inserted {
        findings.error(grade.bytes, "This outcome was spoken about already.")
      }
    }
  }

  // MARK: Names

  func own(_ name: String) -> Own? {
    for scope in scopes.reversed() { if let own = scope[name] { return own } }
    return nil
  }

  mutating func declare(_ name: Name, _ kind: Own.Kind) {
    if own(name.text) != nil {
      findings.error(
        name.bytes, "`\(name.text)` is declared already; take another name.",
        suggestion: name.text + "2")
    } else if let symbol = symbols[name.text] {
      let other = "own" + name.text.capitalisedFirst
      findings.error(
        name.bytes,
        "`\(name.text)` is \(symbol.title) already, which would be hidden; take another name, such as `\(other)`.",
        suggestion: other)
    }
    // Also a second one is known from here on, so that nothing more is said about its uses.
    scopes[scopes.count - 1][name.text] = Own(kind: kind)
  }

  /// Says that nobody knows a name, and what it could have been.
  mutating func unknown(
    _ name: Name, _ context: Context, isTarget: Bool = false, among wanted: [String]? = nil
  ) {
    let visible = scopes.flatMap(\.keys).sorted()
    let near = Spelling.nearest(
      name.text, among: wanted ?? (visible + symbols.table.keys.sorted()))
    var rest = "."
    if let near {
      rest = "; did you mean `\(near)`?"
    } else if context == .end, let holder = holder(of: name.text) {
      return findings.error(
        name.bytes,
        "`\(name.text)` belongs to a thread; at the end it is called `\(holder).\(name.text)`.",
        suggestion: "\(holder).\(name.text)")
    } else if isTarget {
      rest = "; a new variable is declared with `var \(name.text) = …`."
    } else if let better = ForeignWords.statements[name.text] {
      rest = "; write `\(better)`."
    }
    findings.error(name.bytes, "`\(name.text)` is unknown\(rest)", suggestion: near)
  }

  private func holder(of local: String) -> String? {
    for (thread, names) in zip(symbols.threads, owned) where names.contains(local) {
      let name = thread.syntax.name.text
      return thread.family.map { "\(name)[\($0.lower)]" } ?? name
    }
    return nil
  }
}

extension Symbols.Symbol {
  /// What a person calls it, with its article.
  var title: String {
    switch self {
    case .constant: "a constant"
    case .variable(let shared, let kind, _):
      shared.isArray
        ? "a shared array" : kind == .atomic ? "an atomic variable" : "a shared variable"
    case .object(let shared, let kind):
      shared.isArray ? "an array of \(kind.plural)" : Method.Receiver(kind).title
    case .thread: "a thread"
    case .procedure: "a procedure"
    }
  }
}

extension SyncObject.Kind {
  fileprivate var plural: String {
    switch self {
    case .mutex: "mutexes"
    case .readWriteLock: "read-write locks"
    case .semaphore: "semaphores"
    case .condition: "conditions"
    case .barrier: "barriers"
    case .channel: "channels"
    }
  }
}

extension Block {
  /// The names that `let` and `var` declare in it and in the blocks inside.
  var locals: [String] {
    statements.flatMap { statement in
      if case .local(_, let name, _) = statement.kind { return [name.text] }
      return statement.blocks.flatMap(\.locals)
    }
  }

  /// Whether there is a `return` with a value.
  var givesValue: Bool {
    statements.contains { statement in
      if case .giveBack(.some) = statement.kind { return true }
      return statement.blocks.contains(where: \.givesValue)
    }
  }
}

extension Statement {
  /// The blocks inside.
  var blocks: [Block] {
    switch kind {
    case .choose(let branches, let otherwise):
      branches.map(\.block) + (otherwise.map { [$0] } ?? [])
    case .loop(_, let block), .unroll(_, _, let block), .with(_, let block): [block]
    default: []
    }
  }
}
