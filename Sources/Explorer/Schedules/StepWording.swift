/// What steps are called.
///
/// One place, so that the tree, the tables and the sentences say the same.
enum StepWording {
  /// A step that could be made, without who would make it: `reads counter`.
  static func possible(_ choice: Choice, in machine: Machine) -> String {
    let words = words(choice, in: machine)
    return words.second.isEmpty ? words.verb : "\(words.verb) \(words.second)"
  }

  /// The same as what will be: `will read counter`.
  static func future(_ choice: Choice, in machine: Machine) -> String {
    let words = words(choice, in: machine)
    return words.second.isEmpty ? "will \(words.base)" : "will \(words.base) \(words.second)"
  }

  /// A verb in both forms, and what follows it: (`reads`, `read`, `counter`).
  private struct Words {
    var verb: String
    var base: String
    var second: String

    init(_ verb: String, _ base: String, _ second: String = "") {
      self.verb = verb
      self.base = base
      self.second = second
    }
  }

  private static func words(_ choice: Choice, in machine: Machine) -> Words {
    let program = machine.program
    if let variable = choice.variable {
      let waiting = machine.buffer(of: choice.thread).first { $0.variable == variable }
      let store = program.variables[variable].name + (waiting.map { " = \($0.value)" } ?? "")
      return Words("lets its store \(store) reach memory", "let its store \(store) reach memory")
    }
    guard let it = machine.instruction(of: choice) else {
      return Words("does nothing", "do nothing")
    }
    let thread = choice.thread
    switch it.opcode {
    case .awaitCondition:
      let names = machine.awaitLoads(of: thread).map { program.variables[$0.variable].name }
      return Words("sees", "see", Wording.list(names.withoutRepeats))
    case .join:
      return Words("joins", "join", program.name(of: machine.register(it.left, of: thread)))
    case .fence: return Words("makes", "make", it.ordering.fenceName)
    case .yield: return Words("lets others go first", "let others go first")
    default: break
    }
    guard let place = machine.resolved(it.place, for: thread) else {
      return Words("uses an index that does not exist", "use an index that does not exist")
    }
    let left = it.left >= 0 ? machine.register(it.left, of: thread) : 0
    return it.opcode.touchesMemory
      ? access(it.opcode, program.variables[place].name, left)
      : operation(it, program.objects[place].name, left, program)
  }

  private static func access(_ opcode: Opcode, _ name: String, _ left: Int) -> Words {
    switch opcode {
    case .load: Words("reads", "read", name)
    case .store: Words("writes", "write", name)
    case .fetchAdd: Words("adds", "add", "\(left) to \(name)")
    case .fetchSubtract: Words("subtracts", "subtract", "\(left) from \(name)")
    case .fetchAnd: Words("ands", "and", "\(left) into \(name)")
    case .fetchOr: Words("ors", "or", "\(left) into \(name)")
    case .fetchXor: Words("xors", "xor", "\(left) into \(name)")
    case .exchange: Words("exchanges", "exchange", "\(name) for \(left)")
    default: Words("compares", "compare", "\(name) with \(left)")
    }
  }

  private static func operation(
    _ it: Instruction, _ name: String, _ left: Int, _ program: Program
  ) -> Words {
    switch it.opcode {
    case .lock: Words("locks", "lock", name)
    case .unlock: Words("unlocks", "unlock", name)
    case .tryLock: Words("tries", "try", "to lock \(name)")
    case .readLock: Words("locks", "lock", "\(name) for reading")
    case .readUnlock: Words("unlocks", "unlock", "\(name) after reading")
    case .writeLock: Words("locks", "lock", "\(name) for writing")
    case .writeUnlock: Words("unlocks", "unlock", "\(name) after writing")
    case .acquire: Words("takes", "take", "a unit of \(name)")
    case .release: Words("gives", "give", "back a unit of \(name)")
    case .waitBegin:
      Words("waits", "wait", "for \(name) and lets go of \(program.objects[it.immediate].name)")
    case .waitEnd: Words("wakes", "wake", "up and locks \(program.objects[it.immediate].name)")
    case .signal: Words("signals", "signal", name)
    case .broadcast: Words("signals", "signal", "\(name) to all")
    case .arrive: Words("arrives", "arrive", "at \(name)")
    case .depart: Words("leaves", "leave", name)
    case .send: Words("sends", "send", "\(left) to \(name)")
    case .sendEnd: Words("goes on", "go on", "after its value was taken from \(name)")
    case .receive: Words("receives", "receive", "from \(name)")
    default: Words("does", "do", "something with \(name)")
    }
  }

  /// Why a thread does not go on: `waits for m, held by worker 2`.
  ///
  /// `condition` is what an `await` waits for, as it is written; empty when that is not known.
  static func blocked(
    _ thread: Int, on obstacle: Obstacle, in machine: Machine, condition: String = ""
  ) -> String {
    let program = machine.program
    switch obstacle {
    case .buffer: return "waits for its stores to reach memory"
    case .thread(let other): return "waits for \(program.name(of: other)) to end"
    case .condition:
      guard condition.isEmpty else { return "waits until \(condition)" }
      let names = machine.awaitLoads(of: thread).map { program.variables[$0.variable].name }
      return "waits for \(Wording.list(names.withoutRepeats, "or")) to change"
    case .object(let object):
      let name = program.objects[object].name
      switch program.objects[object].kind {
      case .mutex, .readWriteLock:
        let holders = machine.holders(of: object).map { program.name(of: $0) }
        let wait =
          holders.isEmpty
          ? "waits for \(name)" : "waits for \(name), held by \(Wording.list(holders))"
        let isWoken = machine.nextInstruction(of: thread)?.opcode == .waitEnd
        return isWoken ? "was woken and " + wait : wait
      case .semaphore: return "waits for a unit of \(name)"
      case .condition: return "waits for a signal of \(name)"
      case .barrier:
        let arrived = machine.units(of: object) ?? 0
        return "waits at \(name), where \(arrived) of \(program.objects[object].size) are"
      case .channel:
        switch machine.nextInstruction(of: thread)?.opcode {
        case .receive: return "waits for a value from \(name)"
        case .sendEnd: return "waits until its value is taken from \(name)"
        default: return "waits for room in \(name)"
        }
      }
    }
  }
}

extension Machine {
  /// A step that could be made now, with who would make it, and the line it comes from; 0 for none.
  func wording(of choice: Choice) -> (text: String, line: Int) {
    let name = program.threads[choice.thread].name
    return ("\(name) \(StepWording.possible(choice, in: self))", place(of: choice).line)
  }

  /// Where a step that could be made now comes from; nowhere for a flush.
  func place(of choice: Choice) -> SourceNote {
    choice.isFlush ? SourceNote() : place(of: choice.thread)
  }

  /// Where a thread stands in the source.
  func place(of thread: Int) -> SourceNote {
    let places = program.threads[thread].places
    let counter = programCounter(of: thread)
    return places.indices.contains(counter) ? places[counter] : SourceNote()
  }

  func register(_ register: Int16, of thread: Int) -> Int {
    self.register(Int(register), of: thread)
  }

  /// Everybody who holds a lock, alone or with others.
  func holders(of object: Int) -> [Int] {
    (owner(of: object).map { [$0] } ?? []) + readers(of: object)
  }
}

extension Program {
  /// What a thread is called, also when a program computed the number of one that does not exist.
  func name(of thread: Int) -> String {
    threads.indices.contains(thread)
      ? threads[thread].name : "thread \(thread), which does not exist"
  }
}

extension Ordering {
  /// As it is written in programs.
  var fenceName: String {
    switch self {
    case .relaxed: "a relaxed fence"
    case .acquire: "an acquire fence"
    case .release: "a release fence"
    case .acquireRelease: "an acquire-release fence"
    case .sequentiallyConsistent: "a full fence"
    }
  }
}

extension [String] {
  /// In the same order, each once.
  var withoutRepeats: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
