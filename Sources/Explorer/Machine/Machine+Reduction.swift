/// Whom a step comes behind, besides those that touched the same.
enum Predecessor {
  case nobody
  /// Those who arrived at the barrier that is this resource and holds back so many, up to the round in which the step's
  /// thread did; in which order they came makes no difference.
  case arrivals(resource: Int, size: Int)
  /// The last step of a thread.
  case thread(Int)
}

/// What partial order reduction asks beyond footprints.
extension Machine {
  /// Whether several classes of equivalent schedules may have one execution graph: in SC only where a wait need not read
  /// all that it may.
  var graphsDifferFromClasses: Bool {
    model != .sc
      || program.threads.contains { $0.code.contains { $0.opcode == .awaitCondition } }
  }

  /// The threads that have started, as a set; all where none is started later.
  var started: UInt64 {
    if !spawns { return .max }
    var set: UInt64 = 0
    for thread in 0..<layout.threads
    where state[layout.status + thread] != StateLayout.notStarted {
      set |= 1 << UInt64(thread)
    }
    return set
  }

  /// Whether an instruction can be blocked by what others do.
  func canWait(_ it: Instruction) -> Bool {
    switch it.opcode {
    case .load, .store, .fetchAdd, .fetchSubtract, .fetchAnd, .fetchOr, .fetchXor, .exchange,
      .compareExchange, .fence, .yield, .tryLock:
      return false
    default: return true
    }
  }

  /// Whether what an instruction touches depends on what it finds: a failed compare-exchange only reads, and a load that
  /// the own buffer answers does not look at memory.
  func isConditional(_ it: Instruction) -> Bool {
    switch it.opcode {
    case .compareExchange, .tryLock: true
    case .load, .awaitCondition: model != .sc
    default: false
    }
  }

  /// Whom a thread's next instruction has waited for.
  func waited(for it: Instruction, _ thread: Int) -> Predecessor {
    switch it.opcode {
    case .depart:
      // Where more come than are held back it matters who comes first: there footprints tell.
      guard let object = resolve(it.place, thread), !isCrowded[object] else {
        return .nobody
      }
      return .arrivals(resource: layout.variables + object, size: program.objects[object].size)
    case .join: return .thread(value(thread, it.left))
    default: return .nobody
    }
  }

  func isBlocked(_ thread: Int) -> Bool {
    state[layout.status + thread] == StateLayout.running
      && obstacle(thread, instruction(thread, counter(thread))) != .none
  }

  func isEnabled(_ choice: Choice) -> Bool {
    if choice.isFlush {
      let count = fillEnabled()
      return (0..<count).contains { enabledBuffer[$0] == choice.raw }
    }
    return state[layout.status + choice.thread] == StateLayout.running
      && obstacle(choice.thread, instruction(choice.thread, counter(choice.thread))) == .none
  }

  /// How many stores of a thread wait for memory.
  func waitingStores(of thread: Int) -> Int { state[layout.bufferCount + thread] }

  /// The number, among its thread's steps, of the store that a flush brings to memory.
  func storeNumber(of choice: Choice) -> Int32 {
    for entry in 0..<state[layout.bufferCount + choice.thread] {
      let base = layout.entry(choice.thread, entry)
      if state[base] == choice.variable {
        return Int32(truncatingIfNeeded: state[base + 3] & 0xFFFF_FFFF)
      }
    }
    return 0
  }
}
