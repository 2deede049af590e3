/// Which steps are ordered by more than the accident of a schedule: program order, starting and joining
/// threads, locks and other objects, and release stores that acquire loads read from.
///
/// The rule is that of C++ and Swift: what a release wrote orders everything before it with everything
/// behind an acquire that reads it, or reads a read-modify-write that built on it (a release sequence);
/// fences do the same for the relaxed accesses around them. Two steps that access one plain variable, at
/// least one of them writing, race when neither happens before the other.
///
/// This is the only place that knows it: the search that looks for races and the recorded schedule
/// that draws arrows both tell it what happened. One turn is ``begin(_:)``, then what the step did. It
/// holds one clock a thread, object and variable, and no history; a pass over a schedule allocates
/// nothing once its buffers are there.
struct HappensBefore: Sendable {
  /// What each thread knows.
  private var threads: [VectorClock]
  /// What an acquire fence of each thread will learn: the relaxed loads before it.
  private var read: [VectorClock]
  /// What each thread knew at its last release fence.
  private var fenced: [VectorClock]
  /// What a thread learns from those who woke it.
  private var woken: [VectorClock]
  /// What one learns by an acquiring load of each variable.
  private var messages: [VectorClock]
  private var lastReads: [VectorClock]
  private var lastWrites: [VectorClock]
  /// What one learns by taking each object; of a read-write lock: what its writers knew.
  private var objects: [VectorClock]
  /// Of a read-write lock, what its readers knew; of a barrier, what those knew who opened it.
  private var others: [VectorClock]
  /// Arrivals at a barrier since it opened; sends into a channel.
  private var entries: [Int]
  /// Receives from a channel.
  private var exits: [Int]
  /// The room of each channel, one clock for each value that fits into it; where an object's room begins.
  private var room: [VectorClock]
  private let roomStarts: [Int]
  private let sizes: [Int]
  private let isPlain: [Bool]
  /// Stores that wait in buffers, oldest first.
  private var buffered: [Buffered] = []

  private struct Buffered {
    var thread: Int
    var variable: Int
    var message: VectorClock
  }

  init(_ program: Program) {
    precondition(
      program.threads.count <= VectorClock.scalarCount, "A clock has room for 16 threads.")
    let nothing = [VectorClock](repeating: .zero, count: program.threads.count)
    (threads, read, fenced, woken) = (nothing, nothing, nothing, nothing)
    messages = Array(repeating: .zero, count: program.variables.count)
    (lastReads, lastWrites) = (messages, messages)
    isPlain = program.variables.map { $0.kind == .plain }
    objects = Array(repeating: .zero, count: program.objects.count)
    others = objects
    sizes = program.objects.map(\.size)
    entries = sizes.map { _ in 0 }
    exits = entries
    var starts: [Int] = []
    var total = 0
    for object in program.objects {
      starts.append(total)
      if object.kind == .channel { total += max(object.size, 1) }
    }
    roomStarts = starts
    room = Array(repeating: .zero, count: total)
  }

  /// Forgets everything, for another schedule of the same program.
  mutating func reset() {
    for thread in threads.indices {
      (threads[thread], read[thread], fenced[thread], woken[thread]) = (.zero, .zero, .zero, .zero)
    }
    for variable in messages.indices {
      (messages[variable], lastReads[variable], lastWrites[variable]) = (.zero, .zero, .zero)
    }
    for object in objects.indices {
      (objects[object], others[object], entries[object], exits[object]) = (.zero, .zero, 0, 0)
    }
    for place in room.indices { room[place] = .zero }
    buffered.removeAll(keepingCapacity: true)
  }

  /// What a thread knows now; its own entry is the number of its steps.
  func clock(of thread: Int) -> VectorClock { threads[thread] }

  /// A thread makes a step.
  mutating func begin(_ thread: Int) { threads[thread][thread] &+= 1 }

  // MARK: Memory

  /// A load; the answer holds, for each thread, its last write that races with it, as the number of
  /// that thread's step, or 0.
  mutating func load(_ thread: Int, _ variable: Int, _ ordering: Ordering) -> VectorClock {
    let now = threads[thread]
    lastReads[variable][thread] = now[thread]
    if isPlain[variable] { return now.unknown(of: lastWrites[variable]) }
    if !ownsBuffered(thread, variable) { observe(thread, variable, ordering) }
    return .zero
  }

  /// A store, at once or into the thread's buffer; the answer as that of ``load(_:_:_:)``, reads included.
  mutating func store(
    _ thread: Int, _ variable: Int, _ ordering: Ordering, isBuffered: Bool = false
  ) -> VectorClock {
    let now = threads[thread]
    let races = isPlain[variable] ? racesOfWrite(now, variable) : .zero
    lastWrites[variable][thread] = now[thread]
    let message = ordering.releases ? now : fenced[thread]
    if isBuffered {
      buffered.append(Buffered(thread: thread, variable: variable, message: message))
    } else {
      messages[variable] = message
    }
    return races
  }

  /// A read-modify-write that wrote: it reads as a load, and what it releases joins what was there.
  mutating func update(_ thread: Int, _ variable: Int, _ ordering: Ordering) -> VectorClock {
    let races = isPlain[variable] ? racesOfWrite(threads[thread], variable) : .zero
    observe(thread, variable, ordering)
    lastReads[variable][thread] = threads[thread][thread]
    lastWrites[variable][thread] = threads[thread][thread]
    messages[variable].join(ordering.releases ? threads[thread] : fenced[thread])
    return races
  }

  mutating func fence(_ thread: Int, _ ordering: Ordering) {
    if ordering.acquires { threads[thread].join(read[thread]) }
    if ordering.releases { fenced[thread] = threads[thread] }
  }

  /// The oldest store of a thread to a variable reaches memory: a step of the machine, not of the
  /// thread.
  ///
  /// The answer is the clock of the store.
  @discardableResult
  mutating func flush(_ thread: Int, _ variable: Int) -> VectorClock {
    guard
      let index = buffered.firstIndex(where: { $0.thread == thread && $0.variable == variable })
    else { return .zero }
    let message = buffered.remove(at: index).message
    messages[variable] = message
    return message
  }

  private func racesOfWrite(_ now: VectorClock, _ variable: Int) -> VectorClock {
    now.unknown(of: pointwiseMax(lastWrites[variable], lastReads[variable]))
  }

  private mutating func observe(_ thread: Int, _ variable: Int, _ ordering: Ordering) {
    if ordering.acquires { threads[thread].join(messages[variable]) }
    read[thread].join(messages[variable])
  }

  private func ownsBuffered(_ thread: Int, _ variable: Int) -> Bool {
    !buffered.isEmpty && buffered.contains { $0.thread == thread && $0.variable == variable }
  }

  // MARK: Threads

  /// A thread that has not made a step begins where another one is.
  mutating func spawn(_ thread: Int, child: Int) { threads[child].join(threads[thread]) }

  mutating func join(_ thread: Int, child: Int) { threads[thread].join(threads[child]) }

  // MARK: Objects

  /// Takes a mutex, a unit of a semaphore, or a read-write lock for reading.
  mutating func take(_ thread: Int, _ object: Int) { threads[thread].join(objects[object]) }

  /// Gives back a mutex or a unit of a semaphore, or a read-write lock that was taken for writing.
  mutating func give(_ thread: Int, _ object: Int) { objects[object].join(threads[thread]) }

  /// Takes a read-write lock for writing: after all writers and all readers.
  mutating func takeForWriting(_ thread: Int, _ object: Int) {
    threads[thread].join(objects[object])
    threads[thread].join(others[object])
  }

  /// Gives back a read-write lock that was taken for reading: readers do not order each other.
  mutating func giveAfterReading(_ thread: Int, _ object: Int) {
    others[object].join(threads[thread])
  }

  /// Begins to wait for a condition: earlier signals order nothing.
  mutating func waitBegin(_ thread: Int, mutex: Int) {
    woken[thread] = .zero
    give(thread, mutex)
  }

  /// Wakes up, after the signal that woke it and after the last one who held the mutex.
  mutating func waitEnd(_ thread: Int, mutex: Int) {
    threads[thread].join(woken[thread])
    take(thread, mutex)
  }

  /// Signals a condition that `waiter` waits for.
  mutating func wake(_ thread: Int, waiter: Int) { woken[waiter].join(threads[thread]) }

  /// Arrives at a barrier; the last one opens it with what all know.
  mutating func arrive(_ thread: Int, _ object: Int) {
    objects[object].join(threads[thread])
    entries[object] += 1
    guard entries[object] >= sizes[object] else { return }
    entries[object] = 0
    others[object] = objects[object]
    objects[object] = .zero
  }

  /// Leaves a barrier: after everybody's arrival.
  mutating func depart(_ thread: Int, _ object: Int) { threads[thread].join(others[object]) }

  /// Sends a value: after the receive that made room for it.
  mutating func send(_ thread: Int, _ object: Int) {
    let place = roomStarts[object] + entries[object] % max(sizes[object], 1)
    entries[object] += 1
    threads[thread].join(room[place])
    room[place] = threads[thread]
  }

  /// Receives the oldest value: after its send.
  mutating func receive(_ thread: Int, _ object: Int) {
    let place = roomStarts[object] + exits[object] % max(sizes[object], 1)
    exits[object] += 1
    threads[thread].join(room[place])
    room[place] = threads[thread]
  }

  /// Goes on behind a send into a channel without room: after the receive that took the value.
  mutating func sendEnd(_ thread: Int, _ object: Int) {
    threads[thread].join(room[roomStarts[object]])
  }
}

// MARK: - Comparing

extension HappensBefore {
  /// Mixes into a fingerprint what decides which accesses of `variables` can still race: of every last
  /// access, who knows of it.
  ///
  /// The clocks themselves only grow, and would tell all states apart.
  func mix(_ variables: [Int], into key: inout (UInt64, UInt64)) {
    for variable in variables {
      for access in [lastWrites[variable], lastReads[variable]] {
        for clocks in [threads, read, fenced, woken, messages, objects, others, room] {
          for clock in clocks { Self.add(clock.knowledge(of: access), to: &key) }
        }
      }
    }
    for object in sizes.indices {
      let size = max(sizes[object], 1)
      Self.add(UInt32(entries[object] % size * size + exits[object] % size), to: &key)
    }
  }

  private static func add(_ word: UInt32, to key: inout (UInt64, UInt64)) {
    key.0 = (key.0 ^ UInt64(word)) &* 0x9E37_79B9_7F4A_7C15
    key.0 ^= key.0 &>> 32
    key.1 = (key.1 &+ UInt64(word)) &* 0xC2B2_AE3D_27D4_EB4F
    key.1 ^= key.1 &>> 29
  }
}

extension VectorClock {
  /// One bit for each thread: whether there is an access in `other` that this clock knows, in the lower
  /// half; whether there is one at all, in the upper.
  fileprivate func knowledge(of other: Self) -> UInt32 {
    let bits = Self(
      1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 15)
    let nothing = Self(repeating: 0)
    let exists = other .> nothing
    let known = exists .& (other .<= self)
    return nothing.replacing(with: bits, where: known).wrappedSum()
      | nothing.replacing(with: bits, where: exists).wrappedSum() << 16
  }
}
