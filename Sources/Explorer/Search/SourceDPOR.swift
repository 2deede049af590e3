/// Source-set dynamic partial order reduction (Abdulla, Aronis, Jonsson and Sagonas, POPL 2014): walks one
/// execution, looks in it for pairs of steps whose order could be turned round, and walks again only where
/// that gives something new.
///
/// A flush of a store buffer is a process of its own. A step that had to wait (for a lock, a unit, a
/// condition …) does not race with the step that let it go: the pair that can be turned round is found by
/// trying (an acquire and the other thread's acquire). Whatever is still blocked at the end is treated as
/// if it were about to be made; a thread that failed stops, and the others go on, for their steps
/// may hide the failure elsewhere.
package struct SourceDPOR: ~Copyable {
  /// Processes that a set of them has bits for.
  static let maximumProcesses = 64

  private let machine: Machine
  private let width: Int
  private let limit: Int
  private let maxSteps: Int
  private(set) var result = DepthFirstResult()

  /// A step of the path.
  private struct Event: BitwiseCopyable {
    var process: Int
    var choice: Int32
    var thread: Int
    var footprint: Footprint
  }

  /// A state of the path.
  private struct Node: BitwiseCopyable {
    var backtrack: UInt64
    var done: UInt64
    var sleep: UInt64
    var enabled: UInt64
  }

  private var events = Column<Event>(capacity: 256)
  private var nodes = Column<Node>(capacity: 256)
  /// One clock for each event, `width` words each.
  private var clocks: UnsafeMutablePointer<Int32>
  private var clockRoom: Int
  /// Before each step: the clock of each process, `width · width` words a level.
  private var knowledge: UnsafeMutablePointer<Int32>
  private var knowledgeRoom: Int
  /// Two clocks of the event that is looked at; see ``findRaces(_:canWait:)``.
  private let scratch: UnsafeMutablePointer<Int32>
  private var choiceOf: [Int32]
  private var tally = EndTally()

  /// `nil` when there are too many processes: many threads and variables under PSO.
  private init?(_ machine: Machine, limit: Int, maxSteps: Int) {
    let threads = machine.layout.threads
    let variables = machine.layout.variables
    let number =
      switch machine.model {
      case .sc: threads
      case .tso: threads * 2
      case .pso: threads + threads * variables
      }
    guard number <= Self.maximumProcesses else { return nil }
    self.machine = machine
    self.limit = limit
    self.maxSteps = maxSteps
    width = number
    clockRoom = 256
    clocks = .allocate(capacity: clockRoom * number)
    knowledgeRoom = 256
    knowledge = .allocate(capacity: knowledgeRoom * number * number)
    scratch = .allocate(capacity: number * 2)
    choiceOf = Array(repeating: 0, count: number)
  }

  deinit {
    clocks.deallocate()
    knowledge.deallocate()
    scratch.deallocate()
  }

  private func process(_ choice: Choice) -> Int {
    guard let variable = choice.variable else { return choice.thread }
    let threads = machine.layout.threads
    return machine.model == .tso
      ? threads + choice.thread : threads + choice.thread * machine.layout.variables + variable
  }

  // MARK: The walk

  /// Searches everything, or until `isWanted` says no; `nil` when there are too many processes.
  package static func search(
    _ machine: Machine, limit: Int = .max, maxSteps: Int = 10_000,
    isWanted: (borrowing DepthFirstResult) -> Bool = { _ in true }
  ) -> DepthFirstResult? {
    guard var search = SourceDPOR(machine, limit: limit, maxSteps: maxSteps) else { return nil }
    search.run(isWanted: isWanted)
    return search.result
  }

  private mutating func run(isWanted: (borrowing DepthFirstResult) -> Bool) {
    machine.reset()
    machine.keepsGraph = true
    for index in 0..<width * width { knowledge[index] = 0 }
    var untilLook = 1024
    open(sleep: 0)
    while nodes.count > 0 {
      let top = nodes.count - 1
      let node = nodes[top]
      let waiting = node.backtrack & ~node.done & ~node.sleep
      guard waiting != 0 else {
        _ = nodes.removeLast()
        if nodes.count > 0 {
          machine.undo()
          let event = events.removeLast()
          nodes.base[top - 1].done |= 1 << UInt64(event.process)
          nodes.base[top - 1].sleep |= 1 << UInt64(event.process)
        }
        continue
      }
      untilLook -= 1
      if untilLook == 0 {
        untilLook = 1024
        if !isWanted(result) { return finish() }
      }
      if result.explored >= limit { return finish() }
      take(waiting.trailingZeroBitCount, node)
    }
    result.isComplete = result.cut == 0
    finish()
  }

  private mutating func finish() {
    tally.settle(&result)
    result.distinct = tally.distinct
  }

  /// Lists what is enabled into a set, and its choices into ``choiceOf``.
  private mutating func listEnabled() -> UInt64 {
    let count = machine.fillEnabled()
    var set: UInt64 = 0
    for index in 0..<count {
      let choice = Choice(raw: machine.enabledBuffer[index])
      let number = process(choice)
      choiceOf[number] = choice.raw
      set |= 1 << UInt64(number)
    }
    return set
  }

  private mutating func open(sleep: UInt64) {
    let enabled = listEnabled()
    let awake = enabled & ~sleep
    var node = Node(backtrack: 0, done: 0, sleep: sleep, enabled: enabled)
    if awake != 0, machine.depth < maxSteps {
      // The process that made the last step goes on if it can: fewer switches in what is walked first.
      let last = events.count > 0 ? UInt64(1) << UInt64(events[events.count - 1].process) : 0
      node.backtrack = awake & last != 0 ? last : awake & (0 &- awake)
    } else {
      reverseBlocked()
      if enabled == 0 || machine.depth >= maxSteps { conclude() } else { result.redundant += 1 }
    }
    nodes.append(node)
  }

  private mutating func take(_ process: Int, _ node: Node) {
    _ = listEnabled()
    let choice = Choice(raw: choiceOf[process])
    let footprint = machine.footprint(of: choice)
    let event = Event(
      process: process, choice: choice.raw, thread: choice.thread, footprint: footprint)
    // What sleeps goes on sleeping while nothing that it depends on is done.
    var sleep: UInt64 = 0
    var rest = node.sleep & ~(1 << UInt64(process))
    while rest != 0 {
      let other = rest.trailingZeroBitCount
      rest &= rest - 1
      if !machine.footprint(of: Choice(raw: choiceOf[other])).conflicts(with: footprint) {
        sleep |= 1 << UInt64(other)
      }
    }
    let place = events.count
    reserve(place + 2)
    prepare(event, place)
    findRaces(event, canWait: machine.canWait(choice))
    let before = machine.started
    let behind = machine.waited(for: choice)
    machine.step(choice)
    result.steps += 1
    events.append(event)
    advance(event, place, before, behind)
    open(sleep: sleep)
  }

  private mutating func reserve(_ number: Int) {
    if number >= clockRoom {
      let larger = UnsafeMutablePointer<Int32>.allocate(capacity: clockRoom * 2 * width)
      larger.moveInitialize(from: clocks, count: clockRoom * width)
      clocks.deallocate()
      clocks = larger
      clockRoom *= 2
    }
    if number >= knowledgeRoom {
      let size = width * width
      let larger = UnsafeMutablePointer<Int32>.allocate(capacity: knowledgeRoom * 2 * size)
      larger.moveInitialize(from: knowledge, count: knowledgeRoom * size)
      knowledge.deallocate()
      knowledge = larger
      knowledgeRoom *= 2
    }
  }

  // MARK: Clocks

  @inline(__always)
  private func clock(_ event: Int) -> UnsafeMutablePointer<Int32> { clocks + event * width }

  @inline(__always)
  private func known(_ level: Int, _ process: Int) -> UnsafeMutablePointer<Int32> {
    knowledge + (level * width + process) * width
  }

  @inline(__always)
  private func join(_ clock: UnsafeMutablePointer<Int32>, _ other: UnsafeMutablePointer<Int32>) {
    for index in 0..<width where clock[index] < other[index] { clock[index] = other[index] }
  }

  /// Whether the event is known to whoever has this clock.
  @inline(__always)
  private func isKnown(_ event: Int, to clock: UnsafeMutablePointer<Int32>) -> Bool {
    let process = events[event].process
    return clock[process] >= self.clock(event)[process]
  }

  /// Into the clock of the event that is about to be made: what its process knows, its own buffer included.
  private func prepare(_ event: Event, _ place: Int) {
    let own = clock(place)
    own.update(from: known(place, event.process), count: width)
    let threads = machine.layout.threads
    guard machine.model != .sc else { return }
    let choice = Choice(raw: event.choice)
    if choice.isFlush {
      // Its store, and with it what the thread knew then.
      let store = machine.bufferedEvent(choice)
      var index = place - 1
      while index >= 0 {
        if events[index].process == choice.thread, clock(index)[choice.thread] == store {
          join(own, clock(index))
          break
        }
        index -= 1
      }
      return
    }
    // A thread is behind its own flushes where it looks at memory: they are no races.
    for process in threads..<width where owner(process) == event.thread {
      if !event.footprint.isEmpty || machine.instruction(of: choice)?.opcode == .fence {
        join(own, known(place, process))
      }
    }
  }

  private func owner(_ process: Int) -> Int {
    let threads = machine.layout.threads
    if process < threads { return process }
    return machine.model == .tso
      ? process - threads : (process - threads) / machine.layout.variables
  }

  /// After the step: its full clock, and what everybody knows now.
  private mutating func advance(
    _ event: Event, _ place: Int, _ before: UInt64, _ behind: Predecessor
  ) {
    let own = clock(place)
    join(own, scratch + width)
    if case .object(let resource) = behind {
      for index in 0..<place where events[index].footprint.touches(resource) {
        join(own, clock(index))
      }
    } else if case .thread(let other) = behind {
      join(own, known(place, other))
    }
    own[event.process] = known(place, event.process)[event.process] + 1
    known(place + 1, 0).update(from: known(place, 0), count: width * width)
    known(place + 1, event.process).update(from: own, count: width)
    var born = machine.started & ~before
    while born != 0 {
      let thread = born.trailingZeroBitCount
      born &= born - 1
      join(known(place + 1, thread), own)
    }
  }

  // MARK: Races

  /// Notes for each step of the path that could come after this one instead what has to be tried there.
  ///
  /// The clock of the event, at the place behind the path, holds what its process knows before the step. What it
  /// knows once it has been made, with all that it conflicts with, is left in the second half of ``scratch``.
  private mutating func findRaces(_ event: Event, canWait: Bool) {
    let place = events.count
    let reached = scratch
    let full = scratch + width
    reached.update(from: clock(place), count: width)
    full.update(from: clock(place), count: width)
    for earlier in 0..<place where events[earlier].footprint.conflicts(with: event.footprint) {
      join(full, clock(earlier))
    }
    var index = place - 1
    while index >= 0 {
      let other = events[index]
      if other.process != event.process, other.footprint.conflicts(with: event.footprint),
        !isKnown(index, to: reached)
      {
        if !canWait || isReversible(index, event) {
          reverse(index, event)
          join(reached, clock(index))
        }
      }
      index -= 1
    }
  }

  /// At an end: as if every blocked thread made its step.
  private mutating func reverseBlocked() {
    let place = events.count
    reserve(place + 2)
    for thread in 0..<machine.layout.threads where machine.isBlocked(thread) {
      var footprint = Footprint()
      machine.fill(&footprint, thread, machine.counter(thread))
      let event = Event(
        process: thread, choice: Int32(truncatingIfNeeded: thread), thread: thread,
        footprint: footprint)
      prepare(event, place)
      findRaces(event, canWait: true)
    }
  }

  /// Whether the event could be made without the step at `index` and what depends on it.
  private mutating func isReversible(_ index: Int, _ event: Event) -> Bool {
    let depth = machine.depth
    let end = events.count
    while machine.depth > depth - (end - index) { machine.undo() }
    var isPossible = true
    for later in index + 1..<max(end, index + 1) where !follows(later, index) {
      let choice = Choice(raw: events[later].choice)
      guard machine.isEnabled(choice) else {
        isPossible = false
        break
      }
      machine.step(choice)
    }
    if isPossible { isPossible = machine.isEnabled(Choice(raw: event.choice)) }
    while machine.depth > depth - (end - index) { machine.undo() }
    for later in index..<end { machine.step(Choice(raw: events[later].choice)) }
    return isPossible
  }

  /// Whether the step at `later` happens after the one at `index`.
  @inline(__always)
  private func follows(_ later: Int, _ index: Int) -> Bool {
    let process = events[index].process
    return clock(later)[process] >= clock(index)[process]
  }

  /// Makes sure that a step which can begin the reversed order is tried where `index` was made.
  private mutating func reverse(_ index: Int, _ event: Event) {
    let place = events.count
    var initials: UInt64 = 0
    var begun: UInt64 = 0
    for later in index + 1..<max(place, index + 1) where !follows(later, index) {
      let bit = UInt64(1) << UInt64(events[later].process)
      guard begun & bit == 0 else { continue }
      begun |= bit
      if !hasPredecessor(clock(later), index + 1, later, index) { initials |= bit }
    }
    let own = UInt64(1) << UInt64(event.process)
    if begun & own == 0, !hasPredecessor(scratch + width, index + 1, place, index) {
      initials |= own
    }
    // A step that sleeps there was tried, or is covered elsewhere.
    guard (nodes[index].backtrack | nodes[index].sleep) & initials == 0 else { return }
    let possible = initials & nodes[index].enabled
    guard possible != 0 else {
      // Nothing of it could begin there: everything that could is tried.
      nodes.base[index].backtrack |= nodes[index].enabled
      return
    }
    nodes.base[index].backtrack |= possible & own != 0 ? own : possible & (0 &- possible)
  }

  /// Whether a step from `first` on, among those that do not follow `index`, comes before the one with this clock.
  private func hasPredecessor(
    _ clock: UnsafeMutablePointer<Int32>, _ first: Int, _ end: Int, _ index: Int
  ) -> Bool {
    for earlier in first..<max(end, first) where !follows(earlier, index) {
      if isKnown(earlier, to: clock) { return true }
    }
    return false
  }

  // MARK: Ends

  private mutating func conclude() {
    if machine.depth >= maxSteps, machine.fillEnabled() > 0 {
      result.cut += 1
      return
    }
    if !tally.note(graph: machine.graph) { result.isDistinctExact = false }
    tally.count(machine.fingerprint, in: &result) { [machine] in EndRecord(of: machine) }
    if machine.hasFailed { concludeOthers() }
  }

  /// Of several threads that fail in one execution the machine tells the first; each other one that does not come
  /// behind it is the first in an equivalent execution.
  private mutating func concludeOthers() {
    let path = machine.path
    var left = Array(path.indices)
    while machine.hasFailed, let failing = left[..<machine.witness.count].last {
      left.removeAll { $0 == failing || $0 > failing && follows($0, failing) }
      machine.reset()
      for event in left { machine.step(path[event]) }
      if machine.hasFailed { EndTally.place(of: EndRecord(of: machine), in: &result.ends) }
    }
    machine.reset()
    for choice in path { machine.step(choice) }
  }
}
