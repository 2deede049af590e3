import SourceLanguage

extension ThreadCompiler {
  mutating func compile(_ block: Block) {
    frames[frames.count - 1].scopes.append([:])
    for statement in block.statements where !isFull {
      guard program.hasRoom(at: statement.bytes) else { break }
      let mark = temporaries
      compile(statement)
      temporaries = mark
    }
    frames[frames.count - 1].scopes.removeLast()
  }

  private mutating func compile(_ statement: Statement) {
    let bytes = statement.bytes
    switch statement.kind {
    case .local(let isMutable, let name, let value):
      let register = local(name.text)
      var known: Int? = 0
      if let value {
        let result = self.value(value, into: register)
        settle(result, register, bytes)
        known = result.known
      } else {
        emit(Instruction(.constant, target: register, immediate: 0), bytes)
      }
      bind(name.text, Binding(register: register, known: isMutable ? nil : known))
    case .assign(let target, let sign, let value): assign(target, sign, value, bytes)
    case .choose(let branches, let otherwise): choose(branches[...], otherwise, bytes)
    case .loop(let condition, let block): loop(condition, block, bytes)
    case .unroll(let name, let range, let block): unroll(name, range, block)
    case .leave:
      release(to: loops.last?.heldBefore ?? 0, bytes)
      let jump = emitJump(bytes)
      if !loops.isEmpty { loops[loops.count - 1].breaks.append(jump) }
    case .again:
      release(to: loops.last?.heldBefore ?? 0, bytes)
      let jump = emitJump(bytes)
      if !loops.isEmpty { loops[loops.count - 1].continues.append(jump) }
    case .giveBack(let value): giveBack(value, bytes)
    case .await(let condition):
      let wait = emit(Instruction(.awaitCondition), bytes)
      let result = register(self.value(condition), bytes)
      setLeft(of: wait, result)
      setEnd(of: wait)
    case .yield: emit(Instruction(.yield), bytes)
    case .assert(let condition, let text): assert(condition, text, bytes)
    case .with(let lock, let block): with(lock, block, bytes)
    case .join(let thread): join(thread, bytes)
    case .perform(let value): _ = self.value(value, needsValue: false)
    }
  }

  // MARK: Variables

  private mutating func assign(
    _ target: Expression, _ sign: Operator?, _ value: Expression, _ bytes: Range<Int>
  ) {
    if case .name(let name) = target.kind, let own = binding(name)?.register {
      guard let sign else { return settle(self.value(value, into: own), own, bytes) }
      let right = register(self.value(value), bytes)
      emit(Instruction(Opcode(sign), target: own, left: own, right: right), bytes)
      return
    }
    guard let (place, ordering, kind) = variable(target) else { return }
    var result: Int16
    if let sign {
      let old = temporary()
      emit(
        Instruction(
          .load, ordering: kind == .plain ? .relaxed : ordering.forLoads, target: old, place: place),
        target.bytes)
      let right = register(self.value(value), bytes)
      emit(Instruction(Opcode(sign), target: old, left: old, right: right), bytes)
      result = old
    } else {
      result = register(self.value(value), bytes)
    }
    emit(
      Instruction(
        .store, ordering: kind == .plain ? .relaxed : ordering.forStores, left: result,
        place: place), bytes)
  }

  /// Where a shared variable lies; computes its index.
  mutating func variable(_ value: Expression) -> (Place, Ordering, Variable.Kind)? {
    guard let holder = value.holder,
      case .variable(let shared, let kind, let ordering)? = program.symbols[holder.text]
    else { return nil }
    return (place(shared, value), ordering, kind)
  }

  /// The place of an object; computes its index.
  mutating func object(_ value: Expression) -> Place? {
    guard let holder = value.holder,
      case .object(let shared, _)? = program.symbols[holder.text]
    else { return nil }
    return place(shared, value)
  }

  private mutating func place(_ shared: Symbols.Shared, _ value: Expression) -> Place {
    let first = Int32(shared.first)
    guard case .element(_, let index) = value.kind else { return Place(base: first) }
    let result = self.value(index)
    if let known = result.known {
      if (0..<shared.count).contains(known) { return Place(base: first + Int32(known)) }
      if index.isSpelledOut {
        program.error(
          index.bytes, "There is no element \(known); they are numbered 0 to \(shared.count - 1).")
      }
    }
    // An index that is wrong on the way is an error of the program that the search reports with its schedule.
    return Place(
      base: first, count: Int32(shared.count), index: register(result, index.bytes))
  }

  // MARK: Branches and loops

  private mutating func choose(
    _ branches: ArraySlice<(condition: Expression, block: Block)>, _ otherwise: Block?,
    _ bytes: Range<Int>
  ) {
    var ends: [Int] = []
    var isDecided = false
    for (index, branch) in branches.enumerated() {
      let (test, exits) = jumpUnless(branch.condition)
      if test != .never { compile(branch.block) }
      let isLast = index == branches.count - 1 && otherwise == nil
      if test == .always, exits.isEmpty {
        isDecided = true
        break
      }
      if !isLast, test != .never { ends.append(emitJump(branch.block.close)) }
      patch(exits)
    }
    if !isDecided, let otherwise { compile(otherwise) }
    patch(ends)
  }

  private mutating func loop(_ condition: Expression, _ block: Block, _ bytes: Range<Int>) {
    let start = target()
    let (test, exits) = jumpUnless(condition)
    guard test != .never else { return patch(exits) }
    whileDepth += 1
    loops.append(Loop(heldBefore: held.count))
    compile(block)
    whileDepth -= 1
    let loop = loops.removeLast()
    patch(loop.continues, backTo: start)
    emit(Instruction(.jump, immediate: start), block.close)
    patch((exits + loop.breaks).sorted())
  }

  private mutating func unroll(_ name: Name, _ range: RangeSyntax, _ block: Block) {
    guard let lower = known(range.lower), let upper = known(range.upper) else { return }
    let count = Arithmetic.count(lower, upper, isOpen: range.isOpen)
    guard count <= Limits.rounds else {
      return program.error(
        range.bytes, "This loop has too many rounds; it may have \(Limits.rounds), or be a `while`."
      )
    }
    let isUsed = block.mentions(name.text)
    loops.append(Loop(heldBefore: held.count))
    for round in 0..<count where !isFull {
      guard program.hasRoom(at: range.bytes) else { break }
      frames[frames.count - 1].scopes.append([:])
      let register = isUsed ? local(name.text) : nil
      if let register {
        emit(Instruction(.constant, target: register, immediate: lower + round), name.bytes)
      }
      bind(name.text, Binding(register: register, known: lower + round))
      compile(block)
      frames[frames.count - 1].scopes.removeLast()
      let continues = loops[loops.count - 1].continues
      loops[loops.count - 1].continues = []
      patch(continues)
    }
    patch(loops.removeLast().breaks)
  }

  private mutating func known(_ value: Expression) -> Int? {
    if let known = self.value(value).known { return known }
    program.error(
      value.bytes,
      "How often a `for` runs must be known before the program runs; use numbers, constants, or a `while`."
    )
    return nil
  }

  // MARK: Leaving

  /// Gives back the mutexes of the `with`s that are left.
  private mutating func release(to count: Int, _ bytes: Range<Int>) {
    for one in held[min(count, held.count)...].reversed() {
      emit(Instruction(.unlock, place: one.place), bytes)
    }
  }

  private mutating func giveBack(_ value: Expression?, _ bytes: Range<Int>) {
    let frame = frames.count - 1
    if let value {
      let target = frames[frame].result
      let result = self.value(value, into: target)
      if let target { settle(result, target, bytes) }
    }
    release(to: frames[frame].heldBefore, bytes)
    let jump = emitJump(bytes)
    frames[frame].returns.append(jump)
  }

  private mutating func with(_ lock: Expression, _ block: Block, _ bytes: Range<Int>) {
    guard var place = object(lock) else { return }
    if place.index >= 0, place.index < Self.constantBase {
      // The variable may be another number when the lock is given back.
      let copy = temporary()
      emit(Instruction(.move, target: copy, left: place.index), lock.bytes)
      place.index = copy
    }
    emit(Instruction(.lock, place: place), bytes.lowerBound..<lock.bytes.upperBound)
    held.append(Held(place: place))
    compile(block)
    held.removeLast()
    emit(Instruction(.unlock, place: place), block.close)
  }

  // MARK: Threads and assertions

  private mutating func join(_ thread: Expression, _ bytes: Range<Int>) {
    if let holder = thread.holder, binding(holder.text) == nil,
      case .thread(let index)? = program.symbols[holder.text]
    {
      let declared = program.symbols.threads[index]
      var numbers = Array(declared.first..<declared.first + declared.count)
      if case .element(_, let which) = thread.kind, let family = declared.family {
        guard let number = value(which).known else {
          return program.error(
            which.bytes, "Which thread is waited for must be known before the program runs.")
        }
        guard (family.lower..<family.lower + family.count).contains(number) else {
          return program.error(which.bytes, "There is no thread `\(holder.text) \(number)`.")
        }
        numbers = [declared.first + number - family.lower]
      }
      for number in numbers {
        emit(Instruction(.join, left: constant(number, bytes)), bytes)
      }
      return
    }
    emit(Instruction(.join, left: register(value(thread), bytes)), bytes)
  }

  mutating func assert(_ condition: Expression, _ text: String?, _ bytes: Range<Int>) {
    let text = text ?? "`\(program.label(condition.bytes))` does not hold."
    let result = register(value(condition), bytes)
    emit(Instruction(.assert, left: result, immediate: message(text)), bytes)
  }

  /// What is computed when all threads have ended: the outcome first, and then the assertions.
  mutating func compileEnd() {
    isEnd = true
    let symbols = program.symbols
    if let outcome = symbols.outcome {
      reserve(outcome.count)
      for (column, value) in outcome.enumerated() {
        let mark = temporaries
        settle(self.value(value, into: Int16(column)), Int16(column), value.bytes)
        temporaries = mark
      }
    } else {
      reserve(symbols.variables.count)
      for index in symbols.variables.indices {
        emit(
          Instruction(
            .load, ordering: .relaxed, target: Int16(index), place: Place(base: Int32(index))),
          0..<0)
      }
    }
    for assertion in symbols.assertions {
      let mark = temporaries
      assert(assertion.condition, assertion.text, assertion.bytes)
      temporaries = mark
    }
    emit(Instruction(.end), 0..<0)
  }
}

extension Ordering {
  /// What it means for a load that says no ordering of its own.
  var forLoads: Ordering {
    self == .sequentiallyConsistent ? self : acquires ? .acquire : .relaxed
  }

  /// What it means for a store that says no ordering of its own.
  var forStores: Ordering {
    self == .sequentiallyConsistent ? self : releases ? .release : .relaxed
  }
}

extension Expression {
  /// Whether it is a plain number, so that what is wrong with it is wrong wherever the program goes.
  fileprivate var isSpelledOut: Bool {
    switch kind {
    case .number: true
    case .unary(_, let operand): operand.isSpelledOut
    case .binary(_, let left, let right): left.isSpelledOut && right.isSpelledOut
    default: false
    }
  }

  fileprivate func mentions(_ name: String) -> Bool {
    switch kind {
    case .number, .ordering, .invalid: false
    case .name(let other): other == name
    case .element(_, let index): index.mentions(name)
    case .member(let receiver, _): receiver.mentions(name)
    case .method(let receiver, _, let arguments):
      receiver.mentions(name) || arguments.contains { $0.mentions(name) }
    case .call(_, let arguments), .spawn(_, let arguments):
      arguments.contains { $0.mentions(name) }
    case .unary(_, let operand): operand.mentions(name)
    case .binary(_, let left, let right): left.mentions(name) || right.mentions(name)
    }
  }
}

extension Block {
  /// Whether a name is used somewhere inside.
  fileprivate func mentions(_ name: String) -> Bool {
    statements.contains { statement in
      let own: [Expression] =
        switch statement.kind {
        case .local(_, _, let value), .giveBack(let value): value.map { [$0] } ?? []
        case .assign(let target, _, let value): [target, value]
        case .choose(let branches, _): branches.map(\.condition)
        case .loop(let value, _), .await(let value), .assert(let value, _), .with(let value, _),
          .join(let value), .perform(let value):
          [value]
        case .unroll(_, let range, _): [range.lower, range.upper]
        case .leave, .again, .yield: []
        }
      return own.contains { $0.mentions(name) } || statement.blocks.contains { $0.mentions(name) }
    }
  }
}
