/// Replays a schedule and keeps what people look at.
struct Recorder {
  private let program: Program
  private let machine: Machine
  private let source: SourceSlices
  private var clocks: HappensBefore
  private var turn = Turn()
  private(set) var steps: [Schedule.Step] = []
  /// The step that is the `k`th of a thread, flushes not counted.
  private var own: [[Int]]
  /// The step that wrote what memory holds, -1 for the initial values.
  private var writers: [Int]
  /// The steps whose stores wait in buffers, oldest first.
  private var waiting: [(thread: Int, variable: Int, step: Int)] = []

  init(_ program: Program, model: MemoryModel, source: String) {
    self.program = program
    self.source = SourceSlices(source)
    machine = Machine(program, model: model)
    clocks = HappensBefore(program)
    own = program.threads.map { _ in [] }
    writers = program.variables.map { _ in -1 }
  }

  var end: End? { machine.end }

  /// What can be chosen now.
  var next: [Schedule.Option] { end == nil ? machine.enabled.map { option($0) } : [] }

  /// The outcome, once all threads have ended, whether it is a good one or not.
  var outcome: [Int]? {
    program.threads.indices.allSatisfy {
      [.finished, .notStarted].contains(machine.status(of: $0))
    } ? machine.outcome : nil
  }

  /// - Precondition: the choice is enabled.
  mutating func make(_ choice: Choice) {
    let enabled = machine.enabled
    precondition(enabled.contains(choice), "Step \(steps.count) cannot be made.")
    let number = steps.count
    let occurrence = Occurrence(choice, in: machine)
    let before = Before(occurrence, machine)
    let options = enabled.map { option($0) }
    let place = choice.isFlush ? SourceNote() : machine.place(of: choice)
    // What a spawned thread knows from its spawn, its first step learned.
    let previous =
      own[choice.thread].isEmpty ? VectorClock(repeating: 0) : clocks.clock(of: choice.thread)
    let readsFrom = source(of: occurrence)
    machine.step(choice)
    let races = clocks.happen(occurrence, in: machine)
    remember(occurrence, number)
    var clock = clocks.clock(of: choice.thread)
    if choice.isFlush, let readsFrom { clock = vector(steps[readsFrom].clock) }
    let told = before.told(machine)
    steps.append(
      Schedule.Step(
        choice: choice, thread: choice.thread, kind: told.kind, place: place, text: told.text,
        code: source[place], variable: told.variable, object: told.object, value: told.value,
        preempts: turn.preempts(with: choice, enabled: enabled),
        switches: turn.switches(with: choice), enabled: options,
        clock: program.threads.indices.map { Int(clock[$0]) },
        after: choice.isFlush ? [] : causes(choice.thread, previous, clock), readsFrom: readsFrom,
        races: [], state: state))
    note(races, number)
    turn.take(choice)
  }

  // MARK: Order

  private mutating func remember(_ it: Occurrence, _ number: Int) {
    let thread = it.choice.thread
    guard let instruction = it.instruction else {
      guard let variable = it.choice.variable,
        let index = waiting.firstIndex(where: { $0.thread == thread && $0.variable == variable })
      else { return }
      writers[variable] = waiting.remove(at: index).step
      return
    }
    own[thread].append(number)
    guard instruction.opcode.touchesMemory, let variable = it.place else { return }
    switch instruction.opcode {
    case .load: break
    case .compareExchange where !it.isTaken: break
    case .store
    where machine.model != .sc && instruction.ordering != .sequentiallyConsistent:
      waiting.append((thread, variable, number))
    default: writers[variable] = number
    }
  }

  /// The step that wrote what this one reads; of several reads, the first one's.
  private func source(of it: Occurrence) -> Int? {
    let thread = it.choice.thread
    guard let instruction = it.instruction else {
      return waiting.first { $0.thread == thread && $0.variable == it.choice.variable }?.step
    }
    let read: Int?
    switch instruction.opcode {
    case .awaitCondition: read = it.loads.first?.variable
    case .store: read = nil
    default: read = instruction.opcode.touchesMemory ? it.place : nil
    }
    guard let read else { return nil }
    return waiting.last { $0.thread == thread && $0.variable == read }?.step ?? writers[read]
  }

  /// The steps of other threads that this one learned of, without those that another of them implies.
  private func causes(
    _ thread: Int, _ previous: VectorClock, _ clock: VectorClock
  ) -> [Int] {
    let learned = program.threads.indices.filter { $0 != thread && clock[$0] > previous[$0] }
    let candidates = learned.map { (thread: $0, step: own[$0][Int(clock[$0]) - 1]) }
    return candidates.filter { one in
      !candidates.contains { other in
        other.step != one.step && steps[other.step].clock[one.thread] >= Int(clock[one.thread])
      }
    }.map(\.step).sorted()
  }

  private mutating func note(_ races: [(variable: Int, races: VectorClock)], _ number: Int) {
    for (_, others) in races {
      for thread in program.threads.indices where others[thread] > 0 {
        let other = own[thread][Int(others[thread]) - 1]
        guard !steps[number].races.contains(other) else { continue }
        steps[number].races.append(other)
        steps[other].races.append(number)
      }
    }
  }

  private func vector(_ clock: [Int]) -> VectorClock {
    var vector = VectorClock(repeating: 0)
    for (thread, steps) in clock.enumerated() { vector[thread] = UInt32(truncatingIfNeeded: steps) }
    return vector
  }

  // MARK: Looking

  private func option(_ choice: Choice) -> Schedule.Option {
    Schedule.Option(
      choice: choice, thread: choice.thread,
      kind: choice.isFlush
        ? .flush : machine.instruction(of: choice).flatMap { StepKind($0.opcode) } ?? .yield,
      text: StepWording.possible(choice, in: machine), place: machine.place(of: choice))
  }

  /// What could be done next.
  var options: [Schedule.Option] { machine.enabled.map { option($0) } }

  /// How everything is now.
  var state: Schedule.State {
    let threads = program.threads.indices.map { thread($0) }
    return Schedule.State(
      variables: program.variables.indices.map { machine.value(of: $0) },
      objects: program.objects.indices.map { object in
        Schedule.ObjectState(
          owner: machine.owner(of: object), readers: machine.readers(of: object),
          units: machine.units(of: object),
          waiters: threads.indices.filter { threads[$0].waitsFor == .object(object) },
          queue: machine.queue(of: object))
      }, threads: threads)
  }

  private func thread(_ thread: Int) -> Schedule.ThreadState {
    let code = program.threads[thread]
    var state = Schedule.ThreadState(
      status: .ready, place: machine.place(of: thread),
      locals: code.locals.map {
        Schedule.LocalValue(name: $0.name, value: machine.register($0.register, of: thread))
      },
      buffer: machine.buffer(of: thread).map {
        Schedule.BufferedStore(variable: $0.variable, value: $0.value)
      })
    switch machine.status(of: thread) {
    case .notStarted:
      state.status = .notStarted
      state.place = code.declaration
    case .ready: state.next = StepWording.future(Choice(thread: thread), in: machine)
    case .finished:
      state.status = .finished
      if case .failed(let failure) = machine.failedEnd, failure.thread == thread {
        state.status = .failed
        state.place = failure.place
      }
    case .blocked(let obstacle):
      let condition = source.condition(state.place)
      state.status = .blocked
      state.next = StepWording.blocked(thread, on: obstacle, in: machine, condition: condition)
      switch obstacle {
      case .object(let object): state.waitsFor = .object(object)
      case .thread(let other): state.waitsFor = .thread(other)
      case .buffer: state.waitsFor = .condition("its stores to reach memory")
      case .condition: state.waitsFor = .condition(condition.isEmpty ? "a change" : condition)
      }
    }
    return state
  }
}

extension Machine {
  /// The failure of a step; an end that is only seen when nobody can go on is not asked for, as that is slow.
  fileprivate var failedEnd: End? { hasFailed ? end : nil }
}
