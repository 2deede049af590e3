extension Machine {
  private func isOwner(_ base: Int, _ thread: Int) -> Bool { state[base] == thread + 1 }

  /// An operation on a synchronisation object that is enabled; answers what is wrong with it.
  func operate(_ thread: Int, _ it: Instruction, _ object: Int) -> String? {
    let base = layout.object(object)
    let bit = 1 << thread
    switch it.opcode {
    case .arrive where !isCrowded[object]: break
    case .depart: if isCrowded[object] { noteLook(thread, object) }
    case .tryLock where state[base] != 0: noteLook(thread, object)
    default: noteUse(thread, object)
    }
    switch it.opcode {
    case .lock:
      set(base, thread + 1)
    case .unlock:
      guard isOwner(base, thread) else { return notHeld(thread, object) }
      set(base, 0)
    case .tryLock:
      let isFree = state[base] == 0
      if isFree { set(base, thread + 1) }
      if it.target >= 0 { set(layout.register(thread, Int(it.target)), isFree ? 1 : 0) }
    case .readLock:
      set(base + 1, state[base + 1] | bit)
    case .readUnlock:
      guard state[base + 1] & bit != 0 else { return notHeld(thread, object) }
      set(base + 1, state[base + 1] & ~bit)
    case .writeLock:
      set(base, thread + 1)
    case .writeUnlock:
      guard isOwner(base, thread) else { return notHeld(thread, object) }
      set(base, 0)
    case .acquire:
      set(base, state[base] - 1)
    case .release:
      set(base, state[base] + 1)
    case .waitBegin:
      let mutex = it.immediate
      guard isOwner(layout.object(mutex), thread) else { return notHeld(thread, mutex) }
      noteUse(thread, mutex)
      set(layout.object(mutex), 0)
      set(base, state[base] | bit)
    case .waitEnd:
      noteUse(thread, it.immediate)
      set(layout.object(it.immediate), thread + 1)
      let tokens = (state[base + 1] & 0xFF) - 1
      set(base + 1, state[base + 1] & ~0xFF | tokens)
      set(base, state[base] & ~bit)
      set(base + 2, tokens == 0 ? 0 : state[base + 2] & ~bit)
    case .signal:
      let tokens = state[base + 1] & 0xFF
      if state[base].nonzeroBitCount > tokens {
        set(base + 1, state[base + 1] + 1)
        set(base + 2, state[base])
      } else if state[base] == 0 {
        set(base + 1, state[base + 1] | 1 << 20)
      }
    case .broadcast:
      if state[base] == 0 {
        set(base + 1, state[base + 1] | 1 << 20)
      } else {
        set(base + 1, state[base + 1] & ~0xFF | state[base].nonzeroBitCount)
        set(base + 2, state[base])
      }
    case .arrive:
      let arrived = state[base] | bit
      if arrived.nonzeroBitCount >= program.objects[object].size {
        set(base, 0)
        set(base + 1, state[base + 1] | arrived)
      } else {
        set(base, arrived)
      }
    case .depart:
      set(base + 1, state[base + 1] & ~bit)
    case .send:
      set(layout.queue(object, state[base]), value(thread, it.left))
      set(base, state[base] + 1)
      if program.objects[object].size == 0 { set(base + 1, thread + 1) }
    case .sendEnd:
      set(base + 2, state[base + 2] & ~bit)
    case .receive:
      let taken = state[layout.queue(object, 0)]
      let count = state[base]
      for place in 1..<max(count, 1) {
        set(layout.queue(object, place - 1), state[layout.queue(object, place)])
      }
      set(layout.queue(object, count - 1), 0)
      set(base, count - 1)
      if program.objects[object].size == 0 {
        set(base + 2, state[base + 2] | 1 << (state[base + 1] - 1))
        set(base + 1, 0)
      }
      if it.target >= 0 { set(layout.register(thread, Int(it.target)), taken) }
    default: break
    }
    return nil
  }

  /// For each object, whether it is a barrier that more threads come to than it holds back.
  static func crowdedBarriers(of program: Program) -> [Bool] {
    var visitors = [Int](repeating: 0, count: program.objects.count)
    for thread in program.threads {
      let arrivals = thread.code.filter { $0.opcode == .arrive }
      for object in program.objects.indices
      where arrivals.contains(where: {
        Int($0.place.base) <= object && object < Int($0.place.base + max($0.place.count, 1))
      }) {
        visitors[object] += 1
      }
    }
    return zip(program.objects, visitors).map { $0.kind == .barrier && $1 > $0.size }
  }

  private func notHeld(_ thread: Int, _ object: Int) -> String {
    "\(program.threads[thread].name) gives back \(program.objects[object].name), which it does not hold."
  }

  /// A use that changes nothing: only whom it comes behind is part of the execution graph.
  private func noteLook(_ thread: Int, _ object: Int) {
    guard keepsGraph else { return }
    let event = (thread + 1) << 32 | state[layout.stepsOf + thread]
    note(event ^ (object + 1) << 56, state[layout.users + object])
  }

  private func noteUse(_ thread: Int, _ object: Int) {
    guard keepsGraph else { return }
    let event = (thread + 1) << 32 | state[layout.stepsOf + thread]
    note(event ^ (object + 1) << 56, state[layout.users + object])
    set(layout.users + object, event)
  }
}
