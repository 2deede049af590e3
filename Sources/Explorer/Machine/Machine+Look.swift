extension Machine {
  /// The value of a variable in memory.
  public func value(of variable: Int) -> Int { state[layout.memory + variable] }

  public func register(_ register: Int, of thread: Int) -> Int {
    state[layout.register(thread, register)]
  }

  /// The index of a thread's next instruction.
  public func programCounter(of thread: Int) -> Int { counter(thread) }

  public func status(of thread: Int) -> ThreadStatus {
    switch state[layout.status + thread] {
    case StateLayout.notStarted: return .notStarted
    case StateLayout.ended: return .finished
    default: break
    }
    let it = instruction(thread, counter(thread))
    switch obstacle(thread, it) {
    case .none: return .ready
    case .buffer: return .blocked(on: .buffer)
    case .condition: return .blocked(on: .condition)
    case .thread: return .blocked(on: .thread(value(thread, it.pointee.left)))
    case .object:
      let object = resolve(it.pointee.place, thread) ?? 0
      // Woken already, and only the mutex is missing.
      if it.pointee.opcode == .waitEnd {
        let base = layout.object(object)
        if state[base + 1] & 0xFF > 0, state[base + 2] & (1 << thread) != 0 {
          return .blocked(on: .object(it.pointee.immediate))
        }
      }
      return .blocked(on: .object(object))
    }
  }

  /// The instruction that a thread executes next; `nil` when it has not started or is over.
  public func nextInstruction(of thread: Int) -> Instruction? {
    state[layout.status + thread] == StateLayout.running
      ? instruction(thread, counter(thread)).pointee : nil
  }

  /// The instruction that a choice executes; `nil` for a flush.
  public func instruction(of choice: Choice) -> Instruction? {
    choice.isFlush ? nil : nextInstruction(of: choice.thread)
  }

  /// Which variable or object a place means for a thread now; `nil` when its index is outside.
  public func resolved(_ place: Place, for thread: Int) -> Int? { resolve(place, thread) }

  /// What a thread would read, its own buffer first.
  public func visibleValue(of variable: Int, to thread: Int) -> Int { peek(thread, variable) }

  /// Who holds a mutex, or a read-write lock for writing.
  public func owner(of object: Int) -> Int? {
    switch program.objects[object].kind {
    case .mutex, .readWriteLock:
      let owner = state[layout.object(object)]
      return owner == 0 ? nil : owner - 1
    default: return nil
    }
  }

  /// Who holds a read-write lock for reading.
  public func readers(of object: Int) -> [Int] {
    program.objects[object].kind == .readWriteLock
      ? threads(in: state[layout.object(object) + 1]) : []
  }

  /// The units of a semaphore, or how many have arrived at a barrier.
  public func units(of object: Int) -> Int? {
    switch program.objects[object].kind {
    case .semaphore: state[layout.object(object)]
    case .barrier: state[layout.object(object)].nonzeroBitCount
    default: nil
    }
  }

  /// Who waits for a condition, or has arrived at a barrier.
  public func waiters(of object: Int) -> [Int] {
    switch program.objects[object].kind {
    case .condition, .barrier: threads(in: state[layout.object(object)])
    default: []
    }
  }

  /// Who was signalled and may wake up.
  public func signalled(of object: Int) -> [Int] {
    program.objects[object].kind == .condition && state[layout.object(object) + 1] & 0xFF > 0
      ? threads(in: state[layout.object(object) + 2]) : []
  }

  /// The values in a channel, oldest first.
  public func queue(of object: Int) -> [Int] {
    guard program.objects[object].kind == .channel else { return [] }
    return (0..<state[layout.object(object)]).map { state[layout.queue(object, $0)] }
  }

  /// The stores of a thread that memory has not seen yet, oldest first.
  public func buffer(of thread: Int) -> [(variable: Int, value: Int)] {
    (0..<state[layout.bufferCount + thread]).map {
      let base = layout.entry(thread, $0)
      return (state[base], state[base + 1])
    }
  }

  private func threads(in mask: Int) -> [Int] {
    (0..<layout.threads).filter { mask & (1 << $0) != 0 }
  }
}
