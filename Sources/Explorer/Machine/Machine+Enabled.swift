extension Machine {
  /// What can happen next, in the order of ``Choice``; nothing at an end.
  public var enabled: [Choice] {
    if hasFailed { return [] }
    let count = fillEnabled()
    return (0..<count).map { Choice(raw: enabledBuffer[$0]) }
  }

  /// Writes the enabled choices into ``enabledBuffer`` and answers how many there are.
  @inline(__always)
  func fillEnabled() -> Int {
    var count = 0
    var thread = 0
    while thread < layout.threads {
      // Written in any case and kept if it counts: nothing to guess for the processor.
      enabledBuffer[count] = Int32(truncatingIfNeeded: thread)
      count &+= canStep(thread) ? 1 : 0
      thread &+= 1
    }
    if model != .sc { count = fillFlushes(count) }
    return count
  }

  private func fillFlushes(_ start: Int) -> Int {
    var count = start
    for thread in 0..<layout.threads {
      let waiting = state[layout.bufferCount + thread]
      guard waiting > 0 else { continue }
      let oldest = layout.entry(thread, 0)
      let first = count
      for entry in 0..<(model == .tso ? 1 : waiting) {
        let base = layout.entry(thread, entry)
        // In PSO a store may overtake stores to other variables, but no barrier.
        guard state[base + 2] == state[oldest + 2] else { break }
        let raw = Choice(flushOf: thread, variable: state[base]).raw
        var place = first
        while place < count, enabledBuffer[place] < raw { place += 1 }
        if place < count, enabledBuffer[place] == raw { continue }
        var move = count
        while move > place {
          enabledBuffer[move] = enabledBuffer[move - 1]
          move -= 1
        }
        enabledBuffer[place] = raw
        count += 1
      }
    }
    return count
  }

  @inline(__always)
  private func canStep(_ thread: Int) -> Bool {
    guard state[layout.status &+ thread] == StateLayout.running else { return false }
    return neverBlocks || obstacle(thread, instruction(thread, counter(thread))) == .none
  }

  enum Block { case none, object, thread, condition, buffer }

  /// Why a running thread cannot go on.
  @inline(__always)
  func obstacle(_ thread: Int, _ pointer: UnsafeMutablePointer<Instruction>) -> Block {
    let opcode = pointer.pointee.opcode
    if model != .sc, state[layout.bufferCount + thread] > 0 {
      if needsEmptyBuffer(pointer.pointee) { return .buffer }
      if opcode == .store, state[layout.bufferCount + thread] == Limits.bufferedStores {
        return .buffer
      }
    }
    switch opcode {
    case .load, .store, .fetchAdd, .fetchSubtract, .fetchAnd, .fetchOr, .fetchXor, .exchange,
      .compareExchange, .fence, .yield:
      return .none
    case .awaitCondition: return holds(thread, counter(thread)) ? .none : .condition
    case .join:
      let other = value(thread, pointer.pointee.left)
      guard other >= 0, other < layout.threads else { return .none }
      let isOver =
        state[layout.status + other] == StateLayout.ended
        && state[layout.bufferCount + other] == 0
      return isOver ? .none : .thread
    default: return canOperate(thread, pointer.pointee) ? .none : .object
    }
  }

  /// Whether all stores of its thread have left the buffer before an instruction is executed.
  func needsEmptyBuffer(_ it: Instruction) -> Bool {
    switch it.opcode {
    case .load, .awaitCondition, .yield: false
    case .store, .fence: it.ordering == .sequentiallyConsistent
    default: true
    }
  }

  private func canOperate(_ thread: Int, _ it: Instruction) -> Bool {
    // An index outside is an error that the step itself reports.
    guard let object = resolve(it.place, thread) else { return true }
    let base = layout.object(object)
    let bit = 1 << thread
    switch it.opcode {
    case .lock: return state[base] == 0
    case .readLock: return state[base] == 0
    case .writeLock: return state[base] == 0 && state[base + 1] == 0
    case .acquire: return state[base] > 0
    case .waitEnd:
      return state[base + 1] & 0xFF > 0 && state[base + 2] & bit != 0
        && state[layout.object(it.immediate)] == 0
    case .depart: return state[base + 1] & bit != 0
    case .send:
      let size = program.objects[object].size
      return size == 0 ? state[base] == 0 && state[base + 1] == 0 : state[base] < size
    case .sendEnd: return state[base + 2] & bit != 0
    case .receive: return state[base] > 0
    default: return true
    }
  }

  // MARK: What a step touches

  /// What the next step of this choice reads and writes: variables first, then objects, then the
  /// threads' buffers, which forwarded loads "write" and flushes "read", so that only the two conflict.
  @inline(__always)
  func footprint<Print: Footprint>(of choice: Choice) -> Print {
    var print = Print()
    let thread = choice.thread
    if let variable = choice.variable {
      print.write(variable)
      print.read(layout.buffer(of: thread))
      return print
    }
    let access = access(thread, counter(thread))
    if access.resource >= 0 {
      print.touch(Int(access.resource), writes: access.writes)
    } else {
      fill(&print, thread, counter(thread))
    }
    return print
  }

  static func access(of it: Instruction, _ layout: StateLayout, _ model: MemoryModel) -> Access {
    let none = Access(resource: -1, writes: false)
    guard model == .sc, it.place.base >= 0, it.place.index < 0 else { return none }
    return switch it.opcode {
    case .load: Access(resource: it.place.base, writes: false)
    case .store, .fetchAdd, .fetchSubtract, .fetchAnd, .fetchOr, .fetchXor, .exchange:
      Access(resource: it.place.base, writes: true)
    case .lock, .unlock, .acquire, .release, .readLock, .readUnlock, .writeLock, .writeUnlock:
      Access(
        resource: Int32(truncatingIfNeeded: layout.variables) + it.place.base, writes: true)
    default: none
    }
  }

  /// What the thread's next step touches, also when it is blocked.
  @inline(__always)
  func fill(_ print: inout some Footprint, _ thread: Int, _ counter: Int) {
    let it = instruction(thread, counter)
    let opcode = it.pointee.opcode
    guard opcode != .awaitCondition else { return condition(&print, thread, counter) }
    guard it.pointee.place.base >= 0, let place = resolve(it.pointee.place, thread) else { return }
    switch opcode {
    case .load:
      // From the own buffer nobody else sees it; but behind the flush it looks at memory.
      if newestStore(of: thread, to: place) != nil {
        print.write(layout.buffer(of: thread))
      } else {
        print.read(place)
      }
    case .store:
      if model == .sc || it.pointee.ordering == .sequentiallyConsistent { print.write(place) }
    case .fetchAdd, .fetchSubtract, .fetchAnd, .fetchOr, .fetchXor, .exchange: print.write(place)
    case .compareExchange:
      // A failed one is a load.
      if state[layout.memory + place] == value(thread, it.pointee.left) {
        print.write(place)
      } else {
        print.read(place)
      }
    case .tryLock:
      if state[layout.object(place)] == 0 {
        print.write(layout.variables + place)
      } else {
        print.read(layout.variables + place)
      }
    case .waitBegin, .waitEnd:
      print.write(layout.variables + place)
      print.write(layout.variables + it.pointee.immediate)
    case .arrive where isCrowded[place]: print.write(layout.variables + place)
    // Whoever comes last opens it: the order of arrivals and departures makes no difference.
    case .arrive, .depart: print.read(layout.variables + place)
    default: print.write(layout.variables + place)
    }
  }

  private func condition(_ print: inout some Footprint, _ thread: Int, _ counter: Int) {
    // Every variable that the condition could read: it waits for all of them.
    let head = instruction(thread, counter).pointee
    for next in counter + 1..<head.immediate {
      let it = instruction(thread, next).pointee
      guard it.opcode == .load else { continue }
      if it.place.index < 0 {
        if newestStore(of: thread, to: Int(it.place.base)) != nil {
          print.write(layout.buffer(of: thread))
        } else {
          print.read(Int(it.place.base))
        }
      } else {
        for offset in 0..<Int(it.place.count) { print.read(Int(it.place.base) + offset) }
      }
    }
  }

  // MARK: Fingerprint

  /// A 128-bit hash of what a person is told about an end: variables, where each thread stands, objects, and
  /// the registers that ``whatEndsShow`` names.
  var endFingerprint: (UInt64, UInt64) {
    var (a, b): (UInt64, UInt64) = (0, 0)
    var index = 0
    while index < shownCount {
      defer { index &+= 1 }
      let place = Int(truncatingIfNeeded: shown[index])
      let word = UInt64(bitPattern: Int64(state[place]))
      a &+= word &* coefficients[2 &* place]
      b &+= word &* coefficients[2 &* place &+ 1]
    }
    return (Self.mix(a), Self.mix(b))
  }

  /// The words of the state that decide how an end is described.
  ///
  /// Of the registers those that the final code looks at, and those that choose an element of an array: an index
  /// outside is named in the failure.
  static func whatEndsShow(_ program: Program, _ layout: StateLayout) -> [Int32] {
    var places = Array(0..<layout.bufferCount) + [layout.failed]
    for object in 0..<layout.objects { places += (0..<3).map { layout.object(object) + $0 } }
    var registers: Set<Int> = []
    for (thread, code) in program.threads.enumerated() {
      for it in code.code where it.place.index >= 0 {
        registers.insert(layout.register(thread, Int(it.place.index)))
      }
    }
    for it in program.final.code where it.opcode == .peek {
      registers.insert(layout.register(it.immediate, Int(it.right)))
    }
    return (places + registers.sorted()).map { Int32(truncatingIfNeeded: $0) }
  }

  /// A 128-bit hash of all that decides how the program can go on; the same on every machine.
  ///
  /// Multilinear (Carter and Wegman 1979): a sum of products, which a processor computes side by side.
  public var fingerprint: (UInt64, UInt64) {
    var sum: (UInt64, UInt64) = (0, 0)
    if model == .sc {
      // Without buffers: variables, threads, registers, objects and queues.
      add(0..<layout.bufferCount, to: &sum)
      add(layout.failed..<layout.entry(0, 0), to: &sum)
    } else {
      add(0..<layout.hashed, to: &sum)
    }
    return (Self.mix(sum.0), Self.mix(sum.1))
  }

  @inline(__always)
  private func add(_ range: Range<Int>, to sum: inout (UInt64, UInt64)) {
    var (a, b) = sum
    for index in range {
      let word = UInt64(bitPattern: Int64(state[index]))
      a &+= word &* coefficients[2 &* index]
      b &+= word &* coefficients[2 &* index &+ 1]
    }
    sum = (a, b)
  }

  @inline(__always)
  private static func mix(_ value: UInt64) -> UInt64 {
    var hash = value ^ (value &>> 32)
    hash = hash &* 0x9E37_79B9_7F4A_7C15
    return hash ^ (hash &>> 29)
  }
}
