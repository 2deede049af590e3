import SourceLanguage

extension Checker {
  mutating func check(_ block: Block) {
    scopes.append([:])
    for statement in block.statements { check(statement) }
    scopes.removeLast()
  }

  private mutating func check(_ statement: Statement) {
    switch statement.kind {
    case .local(let isMutable, let name, let value):
      if let value { check(value, .thread) }
      declare(name, isMutable ? .variable : .constant)
    case .assign(let target, let sign, let value):
      assign(target, sign, value, statement.bytes)
    case .choose(let branches, let otherwise):
      for (condition, block) in branches {
        check(condition, .thread)
        check(block)
      }
      if let otherwise { check(otherwise) }
    case .loop(let condition, let block):
      check(condition, .thread)
      loop(block)
    case .unroll(let name, let range, let block):
      check(range.lower, .thread)
      check(range.upper, .thread)
      scopes.append([:])
      declare(name, .loop)
      loop(block)
      scopes.removeLast()
    case .leave, .again:
      if loops == 0 {
        let word = findings.source.text(statement.bytes)
        findings.error(
          statement.bytes,
          "There is no loop around this `\(word)`; a thread or procedure is left by `return`.")
      }
    case .giveBack(let value):
      if let value {
        check(value, .thread)
        if procedure == nil {
          findings.error(
            value.bytes, "A thread gives back nothing; write `return` alone.", suggestion: "")
        }
      }
    case .await(let condition): check(condition, .wait)
    case .yield: break
    case .assert(let condition, _): check(condition, .thread)
    case .with(let lock, let block):
      object(lock, .mutex, "`with` takes a mutex for the time of a block.")
      check(block)
    case .join(let thread): join(thread)
    case .perform(let value): perform(value)
    }
  }

  private mutating func loop(_ block: Block) {
    loops += 1
    check(block)
    loops -= 1
  }

  // MARK: Assignments

  private mutating func assign(
    _ target: Expression, _ sign: Operator?, _ value: Expression, _ bytes: Range<Int>
  ) {
    switch target.kind {
    case .name(let name):
      if let own = own(name) {
        if own.kind != .variable {
          findings.error(
            target.bytes,
            "`\(name)` \(own.title) and cannot change"
              + (own.kind == .constant
                ? "; declare it with `var`." : "; copy it: `var other = \(name)`."))
        }
      } else {
        assign(Name(text: name, bytes: target.bytes), isElement: false, target, sign, value, bytes)
      }
    case .element(let name, let index):
      if own(name.text) != nil {
        findings.error(name.bytes, "`\(name.text)` is a single number and has no elements.")
      } else {
        assign(name, isElement: true, target, sign, value, bytes)
      }
      check(index, .thread)
    case .member:
      findings.error(
        target.bytes, "What a thread keeps for itself nobody else can change.")
    case .invalid: break
    default:
      findings.error(target.bytes, "Only a variable can stand to the left of `=`.")
    }
    check(value, .thread)
  }

  private mutating func assign(
    _ name: Name, isElement: Bool, _ target: Expression, _ sign: Operator?, _ value: Expression,
    _ bytes: Range<Int>
  ) {
    switch symbols[name.text] {
    case .variable(let shared, let kind, _)?:
      guard element(name, shared, isElement: isElement) else { return }
      if kind == .atomic, let sign {
        let method = sign == .add ? "fetchAdd" : "fetchSubtract"
        let source = findings.source
        let mended = "\(source.text(target.bytes)).\(method)(\(source.text(value.bytes)))"
        findings.error(
          bytes,
          "`\(sign.rawValue)=` would be two steps, a load and a store; on an atomic variable say which you mean: "
            + "`\(mended.shortened)` for one step, or `… = … \(sign.rawValue) …` for two.",
          suggestion: mended)
      }
    case .object(_, let kind)?:
      let first = Method.of(Method.Receiver(kind)).first?.signature ?? ""
      findings.error(
        target.bytes,
        "`\(name.text)` is \(Method.Receiver(kind).title); it is used by its methods: `\(name.text).\(first)`."
      )
    case let symbol?:
      findings.error(target.bytes, "`\(name.text)` is \(symbol.title) and cannot change.")
    case nil: unknown(name, .thread, isTarget: true)
    }
  }

  // MARK: Objects and threads

  /// Checks that a value names an object of a kind; says what it is for otherwise.
  mutating func object(_ value: Expression, _ wanted: SyncObject.Kind, _ purpose: String) {
    let name: Name
    switch value.kind {
    case .name(let text): name = Name(text: text, bytes: value.bytes)
    case .element(let array, let index):
      name = array
      check(index, .thread)
    case .invalid: return
    default:
      return findings.error(value.bytes, purpose)
    }
    switch symbols[name.text] {
    case .object(let shared, let kind)? where kind == wanted:
      _ = element(name, shared, isElement: name.bytes != value.bytes)
    case .object(_, .readWriteLock)? where wanted == .mutex:
      findings.error(
        value.bytes,
        "\(purpose) `\(name.text)` is a read-write lock: write `\(name.text).readLock()` … "
          + "`\(name.text).readUnlock()`, or the same with `write`.")
    case let symbol?:
      findings.error(value.bytes, "\(purpose) `\(name.text)` is \(symbol.title).")
    case nil:
      if own(name.text) != nil {
        findings.error(value.bytes, "\(purpose) `\(name.text)` is a number.")
      } else {
        let names = symbols.table.compactMap { entry -> String? in
          if case .object(_, let kind) = entry.value, kind == wanted { entry.key } else { nil }
        }
        unknown(name, .thread, among: names.sorted())
      }
    }
  }

  private mutating func join(_ thread: Expression) {
    switch thread.kind {
    case .name(let name):
      if own(name) == nil, case .thread? = symbols[name] { return }
    case .element(let name, let index):
      if case .thread(let number)? = symbols[name.text] {
        if symbols.threads[number].family == nil {
          findings.error(
            thread.bytes, "There is only one thread `\(name.text)`.", suggestion: name.text)
        }
        return check(index, .thread)
      }
    case .spawn:
      findings.error(
        thread.bytes,
        "A thread that is waited for at once could as well be called; leave out `join spawn`.")
    default: break
    }
    check(thread, .thread)
  }

  private mutating func perform(_ value: Expression) {
    switch value.kind {
    case .call, .spawn, .invalid: break
    case .method: break
    case .member:
      return check(value, .thread)
    case .name(let name):
      if own(name) == nil, case .procedure? = symbols[name] {
        return findings.error(
          value.bytes, "Parentheses follow the procedure: `\(name)()`.", suggestion: name + "()")
      }
      if own(name) == nil, symbols[name] == nil {
        return unknown(Name(text: name, bytes: value.bytes), .thread)
      }
      return findings.error(value.bytes, "This is a value that nothing is done with.")
    case .binary(.equal, let left, _):
      check(value, .thread)
      return findings.error(
        value.bytes,
        "This compares and does nothing with the answer; `=` assigns, `assert` demands.",
        suggestion: isVariable(left)
          ? findings.source.text(value.bytes).replacingFirst("==", by: "=") : nil)
    default:
      check(value, .thread)
      return findings.error(value.bytes, "This is a value that nothing is done with.")
    }
    check(value, .thread, needsValue: false)
  }

  private func isVariable(_ value: Expression) -> Bool {
    switch value.kind {
    case .name(let name): own(name)?.kind == .variable || symbols[name].map(\.isVariable) ?? false
    case .element: true
    default: false
    }
  }
}

extension Symbols.Symbol {
  fileprivate var isVariable: Bool { if case .variable = self { true } else { false } }
}

extension String {
  fileprivate func replacingFirst(_ old: String, by new: String) -> String? {
    guard let range = firstRange(of: old) else { return nil }
    return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
  }
}
