/// Tells the happens-before clocks what the steps of a machine do, and notices the first race.
///
/// Under sequential consistency only: a program that has no race there behaves as under it everywhere, and
/// one that has may do anything.
struct RaceTracker {
  /// The plain variables that more than one thread accesses, at least one of them writing.
  static func candidates(_ program: Program) -> [Int] {
    var readers = [UInt32](repeating: 0, count: program.variables.count)
    var writers = readers
    for (thread, code) in program.threads.enumerated() {
      for it in code.code where it.opcode.touchesMemory && it.place.base >= 0 {
        for variable in Int(it.place.base)..<Int(it.place.base + max(it.place.count, 1))
        where variable < readers.count {
          readers[variable] |= 1 << UInt32(thread)
          if it.opcode != .load { writers[variable] |= 1 << UInt32(thread) }
        }
      }
    }
    return program.variables.indices.filter {
      program.variables[$0].kind == .plain && writers[$0] != 0
        && (readers[$0] | writers[$0]).nonzeroBitCount > 1
    }
  }

  /// The race that the newest step is part of.
  private(set) var race: Failure?

  private let program: Program
  private let variables: [Int]
  private let isWatched: [Bool]
  private let spawns: Bool
  private var clocks: HappensBefore
  private var past: [HappensBefore] = []
  /// Where each thread stood before each of its steps.
  private var history: [[Int]]
  private var notStarted: UInt32 = 0
  private var isTaken = false
  private var joined = 0
  private var signalled: [Int] = []
  private var readByAwait: [Int] = []
  private var place = 0

  init(_ program: Program) {
    self.program = program
    variables = Self.candidates(program)
    var watched = [Bool](repeating: false, count: program.variables.count)
    for variable in variables { watched[variable] = true }
    isWatched = watched
    spawns = program.threads.contains { !$0.startsAtOnce }
    clocks = HappensBefore(program)
    history = program.threads.map { _ in [] }
  }

  /// A fingerprint of the machine's state, together with what decides about races.
  func mix(_ key: (UInt64, UInt64)) -> (UInt64, UInt64) {
    var key = key
    clocks.mix(variables, into: &key)
    if let race {
      for number in [race.place.from, race.place.line, race.thread ?? 0] {
        key.0 = (key.0 ^ UInt64(truncatingIfNeeded: number + 1)) &* 0x9E37_79B9_7F4A_7C15
      }
      key.1 ^= 0x5ACE
    }
    return key
  }

  mutating func undo() {
    race = nil
    let thread = steps.removeLast()
    history[thread].removeLast()
    clocks = past.removeLast()
  }

  private var steps: [Int] = []

  // MARK: One step

  /// Looks at what only the state before the step says.
  mutating func willStep(_ machine: Machine, _ choice: Choice) {
    past.append(clocks)
    let thread = choice.thread
    steps.append(thread)
    history[thread].append(machine.programCounter(of: thread))
    guard let it = machine.instruction(of: choice) else { return }
    place = it.place.base >= 0 ? machine.resolved(it.place, for: thread) ?? -1 : -1
    if spawns {
      notStarted = 0
      for other in program.threads.indices where machine.status(of: other) == .notStarted {
        notStarted |= 1 << UInt32(other)
      }
    }
    switch it.opcode {
    case .compareExchange:
      isTaken = place >= 0 && machine.value(of: place) == machine.register(Int(it.left), of: thread)
    case .tryLock: isTaken = place >= 0 && machine.owner(of: place) == nil
    case .join: joined = machine.register(Int(it.left), of: thread)
    case .signal, .broadcast: signalled = place >= 0 ? machine.waiters(of: place) : []
    case .awaitCondition: readByAwait = machine.awaitLoads(of: thread).map(\.variable)
    default: break
    }
  }

  /// Tells the clocks what happened.
  mutating func didStep(_ machine: Machine, _ choice: Choice) {
    let thread = choice.thread
    guard !choice.isFlush, let counter = history[thread].last else { return }
    clocks.begin(thread)
    let it = program.threads[thread].code[counter]
    if it.opcode.touchesMemory {
      if place >= 0 { memory(thread, it) }
    } else if it.opcode == .awaitCondition {
      for variable in readByAwait {
        let races = clocks.load(thread, variable, awaitOrdering(thread, counter, variable))
        note(races, thread, variable)
      }
    } else if it.opcode == .fence {
      clocks.fence(thread, it.ordering)
    } else if it.opcode == .join {
      if program.threads.indices.contains(joined) { clocks.join(thread, child: joined) }
    } else if place >= 0 {
      object(thread, it)
    }
    if spawns {
      for other in program.threads.indices
      where notStarted & 1 << UInt32(other) != 0 && machine.status(of: other) != .notStarted {
        clocks.spawn(thread, child: other)
      }
    }
  }

  private mutating func memory(_ thread: Int, _ it: Instruction) {
    switch it.opcode {
    case .load: note(clocks.load(thread, place, it.ordering), thread, place)
    case .store: note(clocks.store(thread, place, it.ordering), thread, place)
    case .compareExchange where !isTaken:
      note(clocks.load(thread, place, it.ordering), thread, place)
    default: note(clocks.update(thread, place, it.ordering), thread, place)
    }
  }

  private mutating func object(_ thread: Int, _ it: Instruction) {
    switch it.opcode {
    case .lock, .readLock, .acquire: clocks.take(thread, place)
    case .tryLock: if isTaken { clocks.take(thread, place) }
    case .unlock, .writeUnlock, .release: clocks.give(thread, place)
    case .readUnlock: clocks.giveAfterReading(thread, place)
    case .writeLock: clocks.takeForWriting(thread, place)
    case .waitBegin: clocks.waitBegin(thread, mutex: it.immediate)
    case .waitEnd: clocks.waitEnd(thread, mutex: it.immediate)
    case .signal, .broadcast: for waiter in signalled { clocks.wake(thread, waiter: waiter) }
    case .arrive: clocks.arrive(thread, place)
    case .depart: clocks.depart(thread, place)
    case .send: clocks.send(thread, place)
    case .sendEnd: clocks.sendEnd(thread, place)
    case .receive: clocks.receive(thread, place)
    default: break
    }
  }

  private func awaitOrdering(_ thread: Int, _ counter: Int, _ variable: Int) -> Ordering {
    let code = program.threads[thread].code
    let loads = code[counter + 1..<code[counter].immediate].filter { load in
      load.opcode == .load && load.place.base <= variable
        && variable < Int(load.place.base + max(load.place.count, 1))
    }
    return loads.first?.ordering ?? .sequentiallyConsistent
  }

  // MARK: Saying it

  private mutating func note(_ races: VectorClock, _ thread: Int, _ variable: Int) {
    guard race == nil, isWatched[variable], races != VectorClock(repeating: 0) else { return }
    guard
      let other = program.threads.indices.first(where: { races[$0] > 0 }),
      let mine = history[thread].last
    else { return }
    let theirs = history[other][Int(races[other]) - 1]
    let name = program.variables[variable].name
    race = Failure(
      .dataRace,
      "\(access(thread, mine)) and \(access(other, theirs)) \(name), and nothing orders the two.",
      thread: thread, place: place(thread, mine))
  }

  /// `worker 1 writes (line 4)`.
  private func access(_ thread: Int, _ counter: Int) -> String {
    let code = program.threads[thread]
    let opcode = code.code[counter].opcode
    let verb = opcode == .load || opcode == .awaitCondition ? "reads" : "writes"
    let line = place(thread, counter).line
    return "\(code.name) \(verb)" + (line > 0 ? " (line \(line))" : "")
  }

  private func place(_ thread: Int, _ counter: Int) -> SourceNote {
    let places = program.threads[thread].places
    return places.indices.contains(counter) ? places[counter] : SourceNote()
  }
}

extension Opcode {
  /// Whether it accesses one shared variable.
  var touchesMemory: Bool {
    switch self {
    case .load, .store, .fetchAdd, .fetchSubtract, .fetchAnd, .fetchOr, .fetchXor, .exchange,
      .compareExchange:
      true
    default: false
    }
  }
}
