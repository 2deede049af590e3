/// Executes a program step by step, in the order that somebody else chooses, and can take back each step.
///
/// The whole state is one flat array of words, and every change of a word is noted with its old value:
/// that is the undo record, and there is no other. Belongs to one thread of control; nothing in it is handed out for
/// changing, so that checks of exclusive access would find nothing and cost an eighth of the time.
public final class Machine {
  public let program: Program
  public let model: MemoryModel

  let layout: StateLayout
  let state: UnsafeMutablePointer<Int>
  let scratch: UnsafeMutablePointer<Int>
  private let code: UnsafeMutablePointer<Instruction>
  private let codeStarts: UnsafeMutablePointer<Int>
  /// For each instruction what it touches, where that is always the same one thing.
  struct Access: BitwiseCopyable {
    /// -1 where it depends on the state.
    var resource: Int32
    var writes: Bool
  }
  private let accesses: UnsafeMutablePointer<Access>
  private let initial: UnsafeMutablePointer<Int>
  let enabledBuffer: UnsafeMutablePointer<Int32>
  /// Two odd numbers for each word of the state, for its fingerprint.
  let coefficients: UnsafeMutablePointer<UInt64>
  /// See ``whatEndsShow(_:_:)``.
  let shown: UnsafeMutablePointer<Int32>
  let shownCount: Int

  private struct Change {
    var place: Int32
    var value: Int
  }
  @exclusivity(unchecked) private var log: UnsafeMutablePointer<Change>
  @exclusivity(unchecked) private var logCount = 0
  @exclusivity(unchecked) private var logCapacity = 4096
  @exclusivity(unchecked) private var marks: UnsafeMutablePointer<Int>
  @exclusivity(unchecked) private var choices: UnsafeMutablePointer<Int32>
  @exclusivity(unchecked) private var marksCapacity = 1024
  /// How many steps have been made.
  @exclusivity(unchecked) public private(set) var depth = 0

  /// The barriers that more threads come to than they hold back: there it matters who comes first.
  let isCrowded: [Bool]
  /// Whether a thread starts another one.
  let spawns: Bool
  /// Whether every thread that runs can go on at any time.
  let neverBlocks: Bool

  /// The failure that ``StateLayout/failed`` speaks of.
  @exclusivity(unchecked) private var failure: Failure?
  /// Whether who read what from whom, and the number of each step, is kept; costs a little.
  @exclusivity(unchecked) var keepsGraph = true

  public init(_ program: Program, model: MemoryModel) {
    self.program = program
    self.model = model
    layout = StateLayout(program)
    isCrowded = Self.crowdedBarriers(of: program)
    spawns = program.threads.contains { !$0.startsAtOnce }
    neverBlocks =
      model == .sc && program.objects.isEmpty
      && !program.threads.contains { thread in
        thread.code.contains { $0.opcode == .awaitCondition || $0.opcode == .join }
      }
    state = .allocate(capacity: layout.size)
    state.initialize(repeating: 0, count: layout.size)
    initial = .allocate(capacity: layout.size)
    initial.initialize(repeating: 0, count: layout.size)
    scratch = .allocate(capacity: layout.registers + 1)
    scratch.initialize(repeating: 0, count: layout.registers + 1)
    let all = program.threads.map(\.code) + [program.final.code]
    code = .allocate(capacity: all.reduce(0) { $0 + $1.count })
    accesses = .allocate(capacity: all.reduce(0) { $0 + $1.count })
    codeStarts = .allocate(capacity: all.count)
    var start = 0
    for (index, one) in all.enumerated() {
      (codeStarts + index).initialize(to: start)
      for (offset, instruction) in one.enumerated() {
        (code + start + offset).initialize(to: instruction)
        (accesses + start + offset).initialize(to: Self.access(of: instruction, layout, model))
      }
      start += one.count
    }
    enabledBuffer = .allocate(capacity: layout.threads * (layout.variables + 2) + 1)
    coefficients = .allocate(capacity: 2 * layout.hashed)
    var numbers = RandomNumbers(seed: 1979)
    for index in 0..<2 * layout.hashed { coefficients[index] = numbers.next() | 1 }
    let places = Self.whatEndsShow(program, layout)
    shownCount = places.count
    shown = .allocate(capacity: places.count)
    for (index, place) in places.enumerated() { (shown + index).initialize(to: place) }
    log = .allocate(capacity: logCapacity)
    marks = .allocate(capacity: marksCapacity)
    choices = .allocate(capacity: marksCapacity)
    begin()
    initial.update(from: state, count: layout.size)
    initialFailure = failure
    logCount = 0
  }

  private var initialFailure: Failure?

  deinit {
    state.deallocate()
    initial.deallocate()
    scratch.deallocate()
    code.deallocate()
    accesses.deallocate()
    codeStarts.deallocate()
    enabledBuffer.deallocate()
    coefficients.deallocate()
    shown.deallocate()
    log.deallocate()
    marks.deallocate()
    choices.deallocate()
  }

  /// Back to the start.
  public func reset() {
    state.update(from: initial, count: layout.size)
    failure = initialFailure
    logCount = 0
    depth = 0
  }

  private func begin() {
    for (index, variable) in program.variables.enumerated() {
      state[layout.memory + index] = variable.initial
    }
    for (index, object) in program.objects.enumerated() where object.kind == .semaphore {
      state[layout.object(index)] = object.size
    }
    for (index, thread) in program.threads.enumerated() {
      for (register, value) in thread.arguments.enumerated() {
        state[layout.register(index, register)] = value
      }
    }
    for (index, thread) in program.threads.enumerated() where thread.startsAtOnce {
      start(index)
    }
  }

  private func start(_ thread: Int) {
    set(layout.status + thread, StateLayout.running)
    runLocally(thread)
  }

  // MARK: Changing the state

  @inline(__always)
  func set(_ place: Int, _ value: Int) {
    let old = state[place]
    if old == value { return }
    if logCount == logCapacity { growLog() }
    log[logCount] = Change(place: Int32(truncatingIfNeeded: place), value: old)
    logCount &+= 1
    state[place] = value
  }

  private func growLog() {
    let larger = UnsafeMutablePointer<Change>.allocate(capacity: logCapacity * 2)
    larger.moveInitialize(from: log, count: logCount)
    log.deallocate()
    log = larger
    logCapacity *= 2
  }

  private func growMarks() {
    let larger = UnsafeMutablePointer<Int>.allocate(capacity: marksCapacity * 2)
    larger.moveInitialize(from: marks, count: depth)
    marks.deallocate()
    marks = larger
    let longer = UnsafeMutablePointer<Int32>.allocate(capacity: marksCapacity * 2)
    longer.moveInitialize(from: choices, count: depth)
    choices.deallocate()
    choices = longer
    marksCapacity *= 2
  }

  /// Makes a step that is enabled.
  @inline(__always)
  public func step(_ choice: Choice) {
    if depth == marksCapacity { growMarks() }
    marks[depth] = logCount
    choices[depth] = choice.raw
    depth &+= 1
    if choice.isFlush { flush(choice) } else { perform(choice.thread) }
  }

  /// The steps that were made, in order.
  public var path: [Choice] { (0..<depth).map { Choice(raw: choices[$0]) } }

  /// Takes back the newest step.
  @inline(__always)
  public func undo() {
    depth &-= 1
    let mark = marks[depth]
    var count = logCount
    while count > mark {
      count &-= 1
      let change = log[count]
      state[Int(change.place)] = change.value
    }
    logCount = count
  }

  /// Ends a thread by a failure; the first one counts.
  ///
  /// The others could still go on: a search that skips equivalent executions needs to see their steps.
  func fail(_ kind: FailureKind, _ message: String, _ thread: Int, _ counter: Int) {
    set(layout.status + thread, StateLayout.ended)
    guard !hasFailed else { return }
    failure = Failure(
      kind, message, thread: thread, place: program.threads[thread].places[counter])
    set(layout.failed, depth + 1)
  }

  /// The steps up to the failure, or all.
  var witness: [Choice] {
    let failed = state[layout.failed]
    return failed == 0 ? path : Array(path.prefix(failed - 1))
  }

  var hasFailed: Bool {
    @inline(__always) get { state[layout.failed] != 0 }
  }

  // MARK: Instructions

  @inline(__always)
  func instruction(_ thread: Int, _ counter: Int) -> UnsafeMutablePointer<Instruction> {
    code + (codeStarts[thread] &+ counter)
  }

  @inline(__always)
  func access(_ thread: Int, _ counter: Int) -> Access { accesses[codeStarts[thread] &+ counter] }

  @inline(__always)
  func counter(_ thread: Int) -> Int { state[layout.counters &+ thread] }

  @inline(__always)
  func value(_ thread: Int, _ register: Int16) -> Int {
    state[layout.register(thread, Int(register))]
  }

  @inline(__always)
  private func assign(_ thread: Int, _ register: Int16, _ value: Int) {
    if register >= 0 { set(layout.register(thread, Int(register)), value) }
  }

  /// The number of the variable or object that an instruction means; `nil` when its index is outside.
  @inline(__always)
  func resolve(_ place: Place, _ thread: Int) -> Int? {
    if place.index < 0 { return Int(place.base) }
    let index = value(thread, place.index)
    return index >= 0 && index < Int(place.count) ? Int(place.base) + index : nil
  }

  /// Computes what nobody else can see, up to the next visible instruction or the thread's end.
  @inline(__always)
  private func runLocally(_ thread: Int) {
    var counter = counter(thread)
    var left = Limits.localInstructions
    while true {
      let next = instruction(thread, counter)
      if next.pointee.opcode.isVisible { break }
      if !local(thread, next, &counter) { break }
      left &-= 1
      if left == 0 {
        fail(.error, "A loop without any step that others could see does not end.", thread, counter)
        break
      }
    }
    set(layout.counters &+ thread, counter)
  }

  /// One local instruction; false when the thread has ended or failed.
  @inline(__always)
  private func local(
    _ thread: Int, _ pointer: UnsafeMutablePointer<Instruction>, _ counter: inout Int
  ) -> Bool {
    switch pointer.pointee.opcode {
    case .constant:
      assign(thread, pointer.pointee.target, pointer.pointee.immediate)
      counter &+= 1
      return true
    case .add:
      assign(
        thread, pointer.pointee.target,
        value(thread, pointer.pointee.left) &+ value(thread, pointer.pointee.right))
      counter &+= 1
      return true
    case .jump:
      counter = pointer.pointee.immediate
      return true
    case .end:
      set(layout.status &+ thread, StateLayout.ended)
      return false
    default: return rare(thread, pointer.pointee, &counter)
    }
  }

  private func rare(_ thread: Int, _ it: Instruction, _ counter: inout Int) -> Bool {
    switch it.opcode {
    case .jumpIfZero:
      counter = value(thread, it.left) == 0 ? it.immediate : counter + 1
      return true
    case .assert:
      if value(thread, it.left) == 0 {
        let messages = program.threads[thread].messages
        let text =
          messages.indices.contains(it.immediate) ? messages[it.immediate] : "An assertion fails."
        fail(.assertion, text, thread, counter)
        return false
      }
    case .spawn:
      for index in 0..<max(0, Int(it.right)) {
        set(layout.register(it.immediate, index), value(thread, it.left + Int16(index)))
      }
      assign(thread, it.target, it.immediate)
      if state[layout.status + it.immediate] == StateLayout.notStarted { start(it.immediate) }
    default:
      let left = it.left >= 0 ? value(thread, it.left) : 0
      let right = it.right >= 0 ? value(thread, it.right) : 0
      guard let result = it.result(left, right) else {
        fail(.error, "A division by zero.", thread, counter)
        return false
      }
      assign(thread, it.target, result)
    }
    counter += 1
    return true
  }

  // MARK: Visible steps

  @inline(__always)
  private func perform(_ thread: Int) {
    let counter = counter(thread)
    let pointer = instruction(thread, counter)
    // What nearly every step is, without a look at the rest.
    if model == .sc, pointer.pointee.place.index < 0 {
      let variable = Int(pointer.pointee.place.base)
      if pointer.pointee.opcode == .load {
        countStep(thread)
        noteRead(thread, variable)
        assign(thread, pointer.pointee.target, state[layout.memory &+ variable])
        set(layout.counters &+ thread, counter &+ 1)
        return runLocally(thread)
      }
      if pointer.pointee.opcode == .store {
        countStep(thread)
        write(thread, variable, value(thread, pointer.pointee.left), eventID(thread))
        set(layout.counters &+ thread, counter &+ 1)
        return runLocally(thread)
      }
    }
    performOther(thread, counter)
  }

  /// Events have numbers for the graph; without one nobody asks for them.
  @inline(__always)
  private func countStep(_ thread: Int) {
    if keepsGraph { set(layout.stepsOf &+ thread, state[layout.stepsOf &+ thread] &+ 1) }
  }

  private func performOther(_ thread: Int, _ counter: Int) {
    let it = instruction(thread, counter).pointee
    countStep(thread)
    var next = counter + 1
    guard it.place.base < 0 || resolve(it.place, thread) != nil else {
      let index = value(thread, it.place.index)
      return fail(
        .error, "The index \(index) is outside of 0...\(it.place.count - 1).", thread, counter)
    }
    let place = resolve(it.place, thread) ?? 0
    switch it.opcode {
    case .load: assign(thread, it.target, load(thread, place))
    case .store: store(thread, place, value(thread, it.left), it.ordering)
    case .fetchAdd, .fetchSubtract, .fetchAnd, .fetchOr, .fetchXor, .exchange:
      let old = state[layout.memory + place]
      noteRead(thread, place)
      write(thread, place, Self.update(it.opcode, old, value(thread, it.left)), eventID(thread))
      assign(thread, it.target, old)
    case .compareExchange:
      let isEqual = state[layout.memory + place] == value(thread, it.left)
      noteRead(thread, place)
      if isEqual { write(thread, place, value(thread, it.right), eventID(thread)) }
      assign(thread, it.target, isEqual ? 1 : 0)
    case .fence:
      if model == .pso, it.ordering.releases {
        set(layout.epoch + thread, state[layout.epoch + thread] + 1)
      }
    case .awaitCondition:
      _ = holds(thread, counter, record: true)
      for register in 0..<layout.registers {
        set(layout.register(thread, register), scratch[register])
      }
      next = it.immediate
    case .yield: break
    case .join: break
    default:
      if let problem = operate(thread, it, place) { return fail(.error, problem, thread, counter) }
    }
    set(layout.counters + thread, next)
    runLocally(thread)
  }

  @inline(__always)
  private static func update(_ opcode: Opcode, _ old: Int, _ operand: Int) -> Int {
    switch opcode {
    case .fetchAdd: old &+ operand
    case .fetchSubtract: old &- operand
    case .fetchAnd: old & operand
    case .fetchOr: old | operand
    case .fetchXor: old ^ operand
    default: operand
    }
  }

  // MARK: Memory

  @inline(__always)
  private func load(_ thread: Int, _ variable: Int) -> Int {
    if let base = newestStore(of: thread, to: variable) {
      if keepsGraph { note(eventID(thread), state[base + 3]) }
      return state[base + 1]
    }
    noteRead(thread, variable)
    return state[layout.memory + variable]
  }

  @inline(__always)
  private func store(_ thread: Int, _ variable: Int, _ value: Int, _ ordering: Ordering) {
    if model == .sc || ordering == .sequentiallyConsistent {
      return write(thread, variable, value, eventID(thread))
    }
    if model == .pso, ordering.releases {
      set(layout.epoch + thread, state[layout.epoch + thread] + 1)
    }
    let count = state[layout.bufferCount + thread]
    let base = layout.entry(thread, count)
    set(base, variable)
    set(base + 1, value)
    set(base + 2, state[layout.epoch + thread])
    set(base + 3, eventID(thread))
    set(layout.bufferCount + thread, count + 1)
  }

  private func flush(_ choice: Choice) {
    let thread = choice.thread
    let count = state[layout.bufferCount + thread]
    var index = 0
    while state[layout.entry(thread, index)] != choice.variable { index += 1 }
    let base = layout.entry(thread, index)
    write(thread, state[base], state[base + 1], state[base + 3])
    for entry in index + 1..<max(count, index + 1) {
      let from = layout.entry(thread, entry)
      let to = layout.entry(thread, entry - 1)
      for word in 0..<4 { set(to + word, state[from + word]) }
    }
    let last = layout.entry(thread, count - 1)
    for word in 0..<4 { set(last + word, 0) }
    set(layout.bufferCount + thread, count - 1)
    // Epochs count from the oldest that still waits, so that equal buffers are equal states.
    if count == 1 { set(layout.epoch + thread, 0) }
  }

  @inline(__always)
  private func write(_ thread: Int, _ variable: Int, _ value: Int, _ event: Int) {
    set(layout.memory &+ variable, value)
    guard keepsGraph else { return }
    note(event, ~state[layout.writers + variable])
    set(layout.writers + variable, event)
  }

  @inline(__always)
  private func eventID(_ thread: Int) -> Int { (thread + 1) << 32 | state[layout.stepsOf + thread] }

  @inline(__always)
  private func noteRead(_ thread: Int, _ variable: Int) {
    if keepsGraph { note(eventID(thread), state[layout.writers + variable]) }
  }

  /// Adds an edge to the hash of the execution graph: a sum, so that the order does not matter.
  @inline(__always)
  func note(_ event: Int, _ source: Int) {
    var hash = UInt64(bitPattern: Int64(event)) &* 0x9E37_79B9_7F4A_7C15
    hash ^= UInt64(bitPattern: Int64(source)) &* 0xC2B2_AE3D_27D4_EB4F
    hash = (hash ^ (hash &>> 29)) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ (hash &>> 32)) &* 0x94D0_49BB_1331_11EB
    set(layout.graph, state[layout.graph] &+ Int(truncatingIfNeeded: hash ^ (hash &>> 31)))
  }

  /// What identifies the execution so far: who read from whom, and in which order each variable and object
  /// was written.
  public var graph: UInt64 { UInt64(bitPattern: Int64(state[layout.graph])) }

  // MARK: Conditions

  /// Computes the condition of an `await` into the scratch registers.
  ///
  /// With `record` its reads are part of the execution graph.
  func holds(_ thread: Int, _ counter: Int, record: Bool = false) -> Bool {
    let head = instruction(thread, counter).pointee
    for register in 0..<layout.registers {
      scratch[register] = state[layout.register(thread, register)]
    }
    var next = counter + 1
    var left = Limits.localInstructions
    while next != head.immediate, left > 0 {
      left -= 1
      let it = instruction(thread, next).pointee
      next += 1
      switch it.opcode {
      case .load:
        guard let variable = scratchPlace(it.place) else { return false }
        let own = newestStore(of: thread, to: variable)
        scratch[Int(it.target)] = own.map { state[$0 + 1] } ?? state[layout.memory + variable]
        if record, keepsGraph {
          note(eventID(thread), own.map { state[$0 + 3] } ?? state[layout.writers + variable])
        }
      case .jump: next = it.immediate
      case .jumpIfZero: if scratch[Int(it.left)] == 0 { next = it.immediate }
      default:
        let a = it.left >= 0 ? scratch[Int(it.left)] : 0
        let b = it.right >= 0 ? scratch[Int(it.right)] : 0
        guard let result = it.result(a, b) else { return false }
        if it.target >= 0 { scratch[Int(it.target)] = result }
      }
    }
    return scratch[Int(head.left)] != 0
  }

  func scratchPlace(_ place: Place) -> Int? {
    if place.index < 0 { return Int(place.base) }
    let index = scratch[Int(place.index)]
    return index >= 0 && index < Int(place.count) ? Int(place.base) + index : nil
  }

  /// What a thread would load, its own buffer first.
  func peek(_ thread: Int, _ variable: Int) -> Int {
    newestStore(of: thread, to: variable).map { state[$0 + 1] } ?? state[layout.memory + variable]
  }

  /// Where the newest store to a variable stands in a thread's own buffer.
  @inline(__always)
  func newestStore(of thread: Int, to variable: Int) -> Int? {
    guard model != .sc else { return nil }
    var entry = state[layout.bufferCount + thread]
    while entry > 0 {
      entry -= 1
      let base = layout.entry(thread, entry)
      if state[base] == variable { return base }
    }
    return nil
  }

  // MARK: The end

  /// How the execution ended; `nil` while a step can be made.
  public var end: End? {
    if hasFailed, let failure { return .failed(failure) }
    if fillEnabled() > 0 { return nil }
    return conclude()
  }

  /// The end of an execution in which nobody can make a step.
  func conclude() -> End {
    if hasFailed, let failure { return .failed(failure) }
    if let deadlock { return .failed(deadlock) }
    for (index, object) in program.objects.enumerated() {
      let base = layout.object(index)
      let isHeld =
        object.kind == .mutex && state[base] != 0
        || object.kind == .readWriteLock && (state[base] != 0 || state[base + 1] != 0)
      if isHeld {
        return .failed(
          Failure(
            .lockNotReleased, "\(object.name) is still held when all threads have ended.",
            thread: state[base] > 0 ? state[base] - 1 : nil))
      }
    }
    return judge()
  }

  /// Whether threads wait that nobody will ever wake.
  private var deadlock: Failure? {
    var waiting: [Int] = []
    var hasMissed = false
    for thread in 0..<layout.threads where state[layout.status + thread] == StateLayout.running {
      waiting.append(thread)
      let it = instruction(thread, counter(thread)).pointee
      if it.opcode == .waitEnd, let condition = resolve(it.place, thread),
        state[layout.object(condition) + 1] & (1 << 20) != 0,
        state[layout.object(condition) + 2] & (1 << thread) == 0
      {
        hasMissed = true
      }
    }
    guard let first = waiting.first else { return nil }
    let all = Wording.list(waiting.map { program.threads[$0].name })
    let place = program.threads[first].places[counter(first)]
    return hasMissed
      ? Failure(
        .lostWakeup, "\(all) waits for a signal that was given when nobody was waiting.",
        thread: first, place: place)
      : Failure(
        .deadlock, waiting.count == 1 ? "\(all) waits for ever." : "\(all) wait for ever.",
        thread: first, place: place)
  }

  /// What the end is when everybody has ended well: the final assertions and the outcome decide.
  private func judge() -> End {
    let (outcome, failure) = finalState()
    if let failure { return .failed(failure) }
    if let grade = program.grades.first(where: { $0.values == outcome && $0.grade == .forbidden }) {
      let values = outcome.map(String.init).joined(separator: ", ")
      return .failed(
        Failure(
          .forbiddenOutcome,
          "The outcome (\(values)) is forbidden" + (grade.note.map { ": \($0)." } ?? "."),
          place: grade.place))
    }
    return .finished(outcome: outcome)
  }

  /// The outcome as it would be now, also of an execution that failed at its end.
  public var outcome: [Int] { finalState().outcome }

  private func finalState() -> (outcome: [Int], failure: Failure?) {
    program.finalState(
      memory: { self.state[self.layout.memory + $0] },
      register: { self.state[self.layout.register($0, $1)] })
  }
}
