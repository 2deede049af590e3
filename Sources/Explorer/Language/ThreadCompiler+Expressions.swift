import SourceLanguage

extension ThreadCompiler {
  /// Where a value is.
  enum Value {
    case known(Int)
    case register(Int16)

    var known: Int? { if case .known(let value) = self { value } else { nil } }
  }

  /// The register that holds a value.
  mutating func register(_ value: Value, _ bytes: Range<Int>) -> Int16 {
    switch value {
    case .known(let number): constant(number, bytes)
    case .register(let register): register
    }
  }

  /// Brings a value into a register.
  mutating func settle(_ value: Value, _ target: Int16, _ bytes: Range<Int>) {
    switch value {
    case .known(let number):
      emit(Instruction(.constant, target: target, immediate: number), bytes)
    case .register(let register):
      if register != target { emit(Instruction(.move, target: target, left: register), bytes) }
    }
  }

  /// Computes a value, into `target` if it is made by an instruction at all.
  ///
  /// Only the last instruction writes `target`, so the value may be computed from what it holds.
  mutating func value(
    _ expression: Expression, into target: Int16? = nil, needsValue: Bool = true
  ) -> Value {
    guard !isFull, program.hasRoom(at: expression.bytes) else { return .known(0) }
    let bytes = expression.bytes
    switch expression.kind {
    case .number(let number): return .known(number)
    case .name(let name):
      if let own = binding(name) {
        return own.known.map { .known($0) } ?? .register(own.register ?? 0)
      }
      if case .constant(let value)? = program.symbols[name] { return .known(value ?? 0) }
      return load(expression, target)
    case .element: return load(expression, target)
    case .member(let receiver, let name): return peek(receiver, name, bytes, target)
    case .method(let receiver, let name, let arguments):
      return method(receiver, name, arguments, bytes, needsValue ? target ?? temporary() : nil)
    case .call(let name, let arguments):
      if name.text == "fence" {
        let ordering = arguments.first?.ordering.flatMap { Ordering(spelling: $0.text) }
        emit(Instruction(.fence, ordering: ordering ?? .sequentiallyConsistent), bytes)
        return .known(0)
      }
      return call(name, arguments, bytes, needsValue ? target ?? temporary() : nil)
    case .spawn(let name, let arguments):
      return spawn(name, arguments, bytes, needsValue ? target ?? temporary() : nil)
    case .ordering, .invalid: return .known(0)
    case .unary(let sign, let operand): return unary(sign, operand, bytes, target)
    case .binary(let sign, let left, let right):
      if sign == .and || sign == .or { return logical(expression, target) }
      return binary(sign, left, right, bytes, target)
    }
  }

  // MARK: Arithmetic

  private mutating func unary(
    _ sign: Operator, _ operand: Expression, _ bytes: Range<Int>, _ target: Int16?
  ) -> Value {
    let mark = temporaries
    switch value(operand) {
    case .known(let number): return .known(sign == .not ? (number == 0 ? 1 : 0) : 0 &- number)
    case .register(let register):
      temporaries = mark
      let target = target ?? temporary()
      emit(
        Instruction(sign == .not ? .not : .negate, target: target, left: register), bytes)
      return .register(target)
    }
  }

  private mutating func binary(
    _ sign: Operator, _ left: Expression, _ right: Expression, _ bytes: Range<Int>,
    _ target: Int16?
  ) -> Value {
    let mark = temporaries
    let a = value(left)
    let b = value(right)
    if let a = a.known, let b = b.known, let value = Arithmetic.apply(sign, a, b) {
      temporaries = mark
      return .known(value)
    }
    var (first, second) = (register(a, left.bytes), register(b, right.bytes))
    // There is no greater; who is greater on the left is less on the right.
    if sign == .greater || sign == .greaterOrEqual { swap(&first, &second) }
    temporaries = mark
    let target = target ?? temporary()
    emit(Instruction(Opcode(sign), target: target, left: first, right: second), bytes)
    return .register(target)
  }

  /// `&&` and `||` as a value: 0 or 1.
  private mutating func logical(_ expression: Expression, _ target: Int16?) -> Value {
    let bytes = expression.bytes
    if isEnd { return logicalAtEnd(expression, target) }
    // Not the target: what is asked may be computed from it.
    let result = temporary()
    let mark = temporaries
    let start = nextIndex
    emit(Instruction(.constant, target: result, immediate: 0), bytes)
    let (test, exits) = jumpUnless(expression)
    temporaries = mark
    if exits.isEmpty, test != .open, nextIndex == start + 1, !isFull {
      dropLast()
      return .known(test == .always ? 1 : 0)
    }
    if test != .never {
      emit(Instruction(.constant, target: result, immediate: 1), bytes)
    }
    patch(exits)
    return .register(result)
  }

  /// Reading costs nothing and changes nothing at the end, so both sides are computed and nothing jumps.
  private mutating func logicalAtEnd(_ expression: Expression, _ target: Int16?) -> Value {
    guard case .binary(let sign, let left, let right) = expression.kind else { return .known(0) }
    let bytes = expression.bytes
    let mark = temporaries
    let a = truth(left)
    let b = truth(right)
    if let a = a.known, let b = b.known {
      return .known(Arithmetic.apply(sign, a, b) ?? 0)
    }
    let (first, second) = (register(a, bytes), register(b, bytes))
    temporaries = mark
    let result = temporary()
    emit(
      Instruction(sign == .and ? .multiply : .add, target: result, left: first, right: second),
      bytes)
    if sign == .or {
      emit(Instruction(.not, target: result, left: result), bytes)
      emit(Instruction(.not, target: result, left: result), bytes)
    }
    return .register(result)
  }

  /// A value as 0 or 1, in a register of its own.
  private mutating func truth(_ expression: Expression) -> Value {
    let result = temporary()
    let mark = temporaries
    let value = value(expression)
    temporaries = mark
    if let known = value.known { return .known(known == 0 ? 0 : 1) }
    let register = register(value, expression.bytes)
    if expression.isLogical {
      settle(.register(register), result, expression.bytes)
    } else {
      emit(Instruction(.not, target: result, left: register), expression.bytes)
      emit(Instruction(.not, target: result, left: result), expression.bytes)
    }
    return .register(result)
  }

  // MARK: Conditions

  /// What is known of a condition.
  enum Test { case always, never, open }

  /// Computes a condition and jumps when it does not hold; answers the jumps, whose end is still open.
  ///
  /// Behind it the condition holds; when it is `never`, it does not hold there either, and no jump was needed.
  mutating func jumpUnless(_ condition: Expression) -> (Test, [Int]) {
    switch condition.kind {
    case .unary(.not, let operand):
      let (test, jumps) = jumpIf(operand)
      return (test == .always ? .never : test == .never ? .always : .open, jumps)
    case .binary(.and, let left, let right):
      let (first, exits) = jumpUnless(left)
      if first == .never { return (.never, exits) }
      let (second, more) = jumpUnless(right)
      if second == .never { return (.never, exits + more) }
      let isAlways = first == .always && second == .always && exits.isEmpty && more.isEmpty
      return (isAlways ? .always : .open, exits + more)
    case .binary(.or, let left, let right):
      let (first, hits) = jumpIf(left)
      if first == .always {
        patch(hits)
        return (.always, [])
      }
      var (second, exits) = jumpUnless(right)
      if second == .never, !hits.isEmpty {
        exits.append(emitJump(condition.bytes))
        second = .open
      }
      patch(hits)
      return (second, exits)
    default:
      return simple(condition, isNegated: false)
    }
  }

  /// Computes a condition and jumps when it holds; behind it, it does not hold, unless it is `always`.
  private mutating func jumpIf(_ condition: Expression) -> (Test, [Int]) {
    switch condition.kind {
    case .unary(.not, let operand):
      let (test, jumps) = jumpUnless(operand)
      return (test == .always ? .never : test == .never ? .always : .open, jumps)
    case .binary(.or, let left, let right):
      let (first, hits) = jumpIf(left)
      if first == .always { return (.always, hits) }
      let (second, more) = jumpIf(right)
      if second == .always { return (.always, hits + more) }
      let isNever = first == .never && second == .never && hits.isEmpty && more.isEmpty
      return (isNever ? .never : .open, hits + more)
    case .binary(.and, let left, let right):
      let (first, exits) = jumpUnless(left)
      if first == .never {
        patch(exits)
        return (.never, [])
      }
      var (second, hits) = jumpIf(right)
      if second == .always, !exits.isEmpty {
        hits.append(emitJump(condition.bytes))
        second = .open
      }
      patch(exits)
      return (second, hits)
    default:
      return simple(condition, isNegated: true)
    }
  }

  /// A condition without `&&` and `||`; jumps when it is 0, or, negated, when it is not.
  private mutating func simple(_ condition: Expression, isNegated: Bool) -> (Test, [Int]) {
    let mark = temporaries
    defer { temporaries = mark }
    if isNegated, case .binary(let sign, let left, let right) = condition.kind,
      let opposite = sign.opposite
    {
      let result = binary(opposite, left, right, condition.bytes, nil)
      if let known = result.known { return (known == 0 ? .always : .never, []) }
      return (.open, [jumpIfZero(register(result, condition.bytes), condition.bytes)])
    }
    switch value(condition) {
    case .known(let number): return (number == 0 ? .never : .always, [])
    case .register(var register):
      if isNegated {
        let negated = temporary()
        emit(Instruction(.not, target: negated, left: register), condition.bytes)
        register = negated
      }
      return (.open, [jumpIfZero(register, condition.bytes)])
    }
  }

  private mutating func jumpIfZero(_ register: Int16, _ bytes: Range<Int>) -> Int {
    emit(Instruction(.jumpIfZero, left: register), bytes)
  }

  // MARK: Shared variables

  private mutating func load(_ expression: Expression, _ target: Int16?) -> Value {
    let mark = temporaries
    guard let (place, ordering, kind) = variable(expression) else { return .known(0) }
    temporaries = mark
    let target = target ?? temporary()
    emit(
      Instruction(
        .load, ordering: kind == .plain ? .relaxed : ordering.forLoads, target: target,
        place: place), expression.bytes)
    return .register(target)
  }

  /// What a thread left behind.
  private mutating func peek(
    _ receiver: Expression, _ name: Name, _ bytes: Range<Int>, _ target: Int16?
  ) -> Value {
    guard let holder = receiver.holder else { return .known(0) }
    var index: Int?
    if case .element(_, let which) = receiver.kind {
      guard let known = value(which).known else {
        program.error(which.bytes, "Which thread is meant must be known before the program runs.")
        return .known(0)
      }
      index = known
    }
    var thread: Int?
    switch program.symbols[holder.text] {
    case .thread(let number)?:
      let declared = program.symbols.threads[number]
      let offset = declared.family.map {
        (index ?? $0.lower).subtractingReportingOverflow($0.lower)
      }
      if let offset {
        if !offset.overflow, (0..<declared.count).contains(offset.partialValue) {
          thread = declared.first + offset.partialValue
        }
      } else {
        thread = declared.first
      }
    case .procedure(let number)?: thread = program.thread(index ?? 1, running: number)
    default: break
    }
    guard let thread else {
      program.error(
        receiver.bytes, "There is no thread `\(program.label(receiver.bytes).shortened)`.")
      return .known(0)
    }
    // A line that is never reached has no register; its variables never got a value.
    guard let register = program.register(name.text, of: thread) else { return .known(0) }
    let target = target ?? temporary()
    emit(Instruction(.peek, target: target, right: register, immediate: thread), bytes)
    return .register(target)
  }
}

extension Opcode {
  /// The instruction for a sign between two values; `>` and `>=` are `<` and `<=` with the sides swapped.
  init(_ sign: Operator) {
    self =
      switch sign {
      case .add: .add
      case .subtract: .subtract
      case .multiply: .multiply
      case .divide: .divide
      case .remainder: .remainder
      case .equal: .equal
      case .notEqual: .notEqual
      case .less, .greater: .less
      case .lessOrEqual, .greaterOrEqual: .lessOrEqual
      case .not, .and, .or: .not
      }
  }
}

extension Operator {
  /// The comparison that holds exactly when this one does not.
  fileprivate var opposite: Operator? {
    switch self {
    case .equal: .notEqual
    case .notEqual: .equal
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    default: nil
    }
  }
}

extension Expression {
  /// Whether it gives 0 or 1.
  fileprivate var isLogical: Bool {
    switch kind {
    case .unary(let sign, _): sign == .not
    case .binary(let sign, _, _): sign.isLogical
    default: false
    }
  }
}
