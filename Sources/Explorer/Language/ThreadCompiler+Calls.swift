import SourceLanguage

extension ThreadCompiler {
  // MARK: Methods

  mutating func method(
    _ receiver: Expression, _ name: Name, _ arguments: [Expression], _ bytes: Range<Int>,
    _ target: Int16?
  ) -> Value {
    guard let holder = receiver.holder, let symbol = program.symbols[holder.text] else {
      return .known(0)
    }
    switch symbol {
    case .variable(_, _, let standard):
      guard let method = Method.named(name.text, .atomic), let place = variable(receiver)?.0 else {
        return .known(0)
      }
      access(method, place, standard, arguments, bytes, target)
    case .object(let shared, let kind):
      guard let method = Method.named(name.text, Method.Receiver(kind)),
        let place = object(receiver)
      else { return .known(0) }
      let size = program.symbols.objects[shared.first].size
      operate(method, place, size: size, arguments, bytes, target)
    default: return .known(0)
    }
    return .register(target ?? -1)
  }

  private mutating func access(
    _ method: Method, _ place: Place, _ standard: Ordering, _ arguments: [Expression],
    _ bytes: Range<Int>, _ target: Int16?
  ) {
    let said = arguments.last?.ordering.flatMap { Ordering(spelling: $0.text) }
    let ordering: Ordering =
      switch method.opcode {
      case .load: said ?? standard.forLoads
      case .store: said ?? standard.forStores
      default: said ?? standard
      }
    var values: [Int16] = []
    for argument in arguments where argument.ordering == nil {
      values.append(register(value(argument), argument.bytes))
    }
    // A load whose value nobody wants is still a step, and needs a register to put it.
    let target = target ?? (method.opcode == .load ? temporary() : -1)
    emit(
      Instruction(
        method.opcode, ordering: ordering, target: target, left: values.first ?? -1,
        right: values.count > 1 ? values[1] : -1, place: place), bytes)
  }

  private mutating func operate(
    _ method: Method, _ place: Place, size: Int, _ arguments: [Expression], _ bytes: Range<Int>,
    _ target: Int16?
  ) {
    switch method.opcode {
    case .waitBegin:
      guard let mutex = arguments.first.flatMap({ object($0) }) else { return }
      guard mutex.index < 0 else {
        return program.error(
          arguments[0].bytes, "Which mutex is meant must be known before the program runs.")
      }
      emit(Instruction(.waitBegin, place: place, immediate: Int(mutex.base)), bytes)
      emit(Instruction(.waitEnd, place: place, immediate: Int(mutex.base)), bytes)
    case .arrive:
      emit(Instruction(.arrive, place: place), bytes)
      emit(Instruction(.depart, place: place), bytes)
    case .send:
      let value = arguments.first.map { register(self.value($0), $0.bytes) } ?? -1
      emit(Instruction(.send, left: value, place: place), bytes)
      if size == 0 { emit(Instruction(.sendEnd, place: place), bytes) }
    default:
      emit(
        Instruction(method.opcode, target: method.givesValue ? target ?? -1 : -1, place: place),
        bytes)
    }
  }

  // MARK: Procedures

  /// Writes a procedure into the place where it is called.
  mutating func call(
    _ name: Name, _ arguments: [Expression], _ bytes: Range<Int>, _ target: Int16?
  ) -> Value {
    guard case .procedure(let number)? = program.symbols[name.text],
      !procedures.contains(number)
    else { return .known(0) }
    let procedure = program.symbols.procedures[number]
    let mark = temporaries
    // All arguments before any parameter: `f(f(1))` uses the parameters of `f` on the way.
    var values: [(Value, Range<Int>)] = []
    for argument in arguments { values.append((value(argument), argument.bytes)) }
    procedures.append(number)
    frames.append(
      Frame(procedure: name.text, result: target, heldBefore: held.count))
    for (parameter, (value, bytes)) in zip(procedure.parameters, values) {
      let register = local(parameter.text)
      settle(value, register, bytes)
      bind(parameter.text, Binding(register: register, known: value.known))
    }
    // What stands above the arguments is free again: they were copied.
    temporaries = mark
    compile(procedure.body)
    if let target, !procedure.body.endsWithValue {
      emit(Instruction(.constant, target: target, immediate: 0), procedure.body.close)
    }
    patch(frames.removeLast().returns)
    procedures.removeLast()
    return .register(target ?? -1)
  }

  // MARK: Threads

  mutating func spawn(
    _ name: Name, _ arguments: [Expression], _ bytes: Range<Int>, _ target: Int16?
  ) -> Value {
    guard case .procedure(let number)? = program.symbols[name.text] else { return .known(0) }
    guard whileDepth == 0 else {
      program.error(
        bytes,
        "How many threads there will be must be known before the program runs, so nothing is spawned inside a `while`; "
          + "use a `for`.")
      return .known(0)
    }
    let mark = temporaries
    let registers = arguments.map { _ in temporary() }
    var known: [Int?] = []
    for (argument, register) in zip(arguments, registers) {
      let mark = temporaries
      let value = value(argument, into: register)
      settle(value, register, argument.bytes)
      known.append(value.known)
      temporaries = mark
    }
    let thread = program.spawn(number, known, bytes)
    temporaries = mark
    emit(
      Instruction(
        .spawn, target: target ?? -1, left: registers.first ?? -1, right: Int16(registers.count),
        immediate: thread), bytes)
    return .register(target ?? -1)
  }
}

extension Method {
  static func named(_ name: String, _ receiver: Receiver) -> Method? {
    all.first { $0.name == name && $0.receiver == receiver }
  }
}

extension Block {
  /// Whether its last statement gives back a value, so that nothing comes out at its end.
  fileprivate var endsWithValue: Bool {
    if case .giveBack(.some)? = statements.last?.kind { true } else { false }
  }
}
