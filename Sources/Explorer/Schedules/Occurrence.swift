/// What a step does that happens-before needs to know, as far as only the state before it tells.
///
/// Made before the step; told to ``HappensBefore/happen(_:in:)`` when it was made. The searches and the
/// recorder use both, so that there is one answer to who synchronises with whom.
struct Occurrence {
  /// A read of an `await`.
  struct Load {
    var variable: Int
    var ordering: Ordering
    var value: Int
  }

  let choice: Choice
  /// `nil` for a flush.
  let instruction: Instruction?
  /// The variable or object; `nil` when the instruction has none or its index is outside.
  let place: Int?
  /// Whether a compare-exchange stores, or a `tryLock` gets the lock.
  private(set) var isTaken = true
  private(set) var joined = -1
  /// Those who wait for a condition and may wake up by this signal.
  private(set) var woken: [Int] = []
  private(set) var loads: [Load] = []
  /// One bit for each thread that has not started.
  private(set) var notStarted: UInt32 = 0

  init(_ choice: Choice, in machine: Machine) {
    self.choice = choice
    instruction = machine.instruction(of: choice)
    guard let it = instruction else {
      place = choice.variable
      return
    }
    let thread = choice.thread
    place = it.place.base >= 0 ? machine.resolved(it.place, for: thread) : nil
    switch it.opcode {
    case .compareExchange:
      isTaken =
        place.map { machine.value(of: $0) == machine.register(it.left, of: thread) } ?? false
    case .tryLock: isTaken = place.map { machine.owner(of: $0) == nil } ?? false
    case .join: joined = machine.register(it.left, of: thread)
    case .signal, .broadcast: woken = place.map { machine.wakened(by: it.opcode, $0) } ?? []
    case .awaitCondition: loads = machine.awaitLoads(of: thread)
    default: break
    }
    for other in machine.program.threads.indices where !machine.program.threads[other].startsAtOnce
    {
      if machine.status(of: other) == .notStarted { notStarted |= 1 << UInt32(other) }
    }
  }
}

extension HappensBefore {
  /// Takes note of a step that was just made; answers, for each variable that it touched, the steps that
  /// race with it, as ``load(_:_:_:)`` does.
  mutating func happen(_ it: Occurrence, in machine: Machine) -> [(
    variable: Int, races: VectorClock
  )] {
    let thread = it.choice.thread
    guard let instruction = it.instruction else {
      if let variable = it.choice.variable { flush(thread, variable) }
      return []
    }
    begin(thread)
    var races: [(variable: Int, races: VectorClock)] = []
    if instruction.opcode == .awaitCondition {
      races = it.loads.map { ($0.variable, load(thread, $0.variable, $0.ordering)) }
    } else if instruction.opcode == .fence {
      fence(thread, instruction.ordering)
    } else if instruction.opcode == .join {
      if machine.program.threads.indices.contains(it.joined) { join(thread, child: it.joined) }
    } else if let place = it.place {
      if instruction.opcode.touchesMemory {
        races = [(place, access(it, instruction, place, machine.model))]
      } else {
        operate(it, instruction, place)
      }
    }
    var waiting = it.notStarted
    while waiting != 0 {
      let other = waiting.trailingZeroBitCount
      waiting &= waiting &- 1
      if machine.status(of: other) != .notStarted { spawn(thread, child: other) }
    }
    return races
  }

  private mutating func access(
    _ it: Occurrence, _ instruction: Instruction, _ place: Int, _ model: MemoryModel
  ) -> VectorClock {
    let thread = it.choice.thread
    let ordering = instruction.ordering
    switch instruction.opcode {
    case .load: return load(thread, place, ordering)
    case .store:
      let isBuffered = model != .sc && ordering != .sequentiallyConsistent
      return store(thread, place, ordering, isBuffered: isBuffered)
    case .compareExchange where !it.isTaken: return load(thread, place, ordering)
    default: return update(thread, place, ordering)
    }
  }

  private mutating func operate(_ it: Occurrence, _ instruction: Instruction, _ place: Int) {
    let thread = it.choice.thread
    switch instruction.opcode {
    case .lock, .readLock, .acquire: take(thread, place)
    case .tryLock: if it.isTaken { take(thread, place) }
    case .unlock, .writeUnlock, .release: give(thread, place)
    case .readUnlock: giveAfterReading(thread, place)
    case .writeLock: takeForWriting(thread, place)
    case .waitBegin: waitBegin(thread, mutex: instruction.immediate)
    case .waitEnd: waitEnd(thread, mutex: instruction.immediate)
    case .signal, .broadcast: for waiter in it.woken { wake(thread, waiter: waiter) }
    case .arrive: arrive(thread, place)
    case .depart: depart(thread, place)
    case .send: send(thread, place)
    case .sendEnd: sendEnd(thread, place)
    case .receive: receive(thread, place)
    default: break
    }
  }
}

extension Machine {
  /// What the `await` that a thread stands at reads in the state as it is, in order.
  func awaitLoads(of thread: Int) -> [Occurrence.Load] {
    let start = programCounter(of: thread)
    let code = program.threads[thread].code
    var registers = (0..<program.threads[thread].registers).map { register($0, of: thread) }
    var loads: [Occurrence.Load] = []
    var next = start + 1
    while next < code[start].immediate {
      let it = code[next]
      next += 1
      switch it.opcode {
      case .load:
        let index = it.place.index < 0 ? 0 : registers[Int(it.place.index)]
        guard index >= 0, index < max(Int(it.place.count), 1) else { return loads }
        let variable = Int(it.place.base) + index
        let value = visibleValue(of: variable, to: thread)
        registers[Int(it.target)] = value
        loads.append(Occurrence.Load(variable: variable, ordering: it.ordering, value: value))
      case .jump: next = it.immediate
      case .jumpIfZero: if registers[Int(it.left)] == 0 { next = it.immediate }
      default:
        let left = it.left >= 0 ? registers[Int(it.left)] : 0
        let right = it.right >= 0 ? registers[Int(it.right)] : 0
        if it.target >= 0 { registers[Int(it.target)] = it.result(left, right) ?? 0 }
      }
    }
    return loads
  }

  /// Who may wake up by a signal: nobody when all who wait were signalled already.
  fileprivate func wakened(by opcode: Opcode, _ object: Int) -> [Int] {
    let waiting = waiters(of: object)
    let signals = state[layout.object(object) + 1] & 0xFF
    return opcode == .broadcast || waiting.count > signals ? waiting : []
  }
}
