/// Whom a step comes behind, besides those that touched the same.
enum Predecessor {
  case nobody
  /// Everybody who touched this resource, also where the order among them makes no difference.
  case object(Int)
  /// The last step of a thread.
  case thread(Int)
}

/// What partial order reduction asks beyond footprints.
extension Machine {
  /// The threads that have started, as a set.
  var started: UInt64 {
    var set: UInt64 = 0
    for thread in 0..<layout.threads
    where state[layout.status + thread] != StateLayout.notStarted {
      set |= 1 << UInt64(thread)
    }
    return set
  }

  /// Whether a step is of a kind that can be blocked by what others do.
  func canWait(_ choice: Choice) -> Bool {
    guard let it = instruction(of: choice) else { return false }
    switch it.opcode {
    case .load, .store, .fetchAdd, .fetchSubtract, .fetchAnd, .fetchOr, .fetchXor, .exchange,
      .compareExchange, .fence, .yield, .tryLock:
      return false
    default: return true
    }
  }

  /// Whom the next step of a choice has waited for.
  func waited(for choice: Choice) -> Predecessor {
    guard let it = instruction(of: choice) else { return .nobody }
    switch it.opcode {
    case .depart:
      return resolve(it.place, choice.thread).map { .object(layout.variables + $0) } ?? .nobody
    case .join: return .thread(value(choice.thread, it.left))
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

  /// The number, among its thread's steps, of the store that a flush brings to memory.
  func bufferedEvent(_ choice: Choice) -> Int32 {
    for entry in 0..<state[layout.bufferCount + choice.thread] {
      let base = layout.entry(choice.thread, entry)
      if state[base] == choice.variable {
        return Int32(truncatingIfNeeded: state[base + 3] & 0xFFFF_FFFF)
      }
    }
    return 0
  }
}
