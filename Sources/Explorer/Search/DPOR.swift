/// Optimal dynamic partial order reduction (Abdulla, Aronis, Jonsson and Sagonas, "Source sets", JACM 2017).
///
/// Walks one execution, looks in it for pairs of steps whose order could be turned round, and notes for each the
/// whole sequence that does so where that gives something new. No walk is given up half way.
///
/// A flush of a store buffer is a process of its own. A step that had to wait (for a lock, a unit, a
/// condition …) does not race with the step that let it go: the pair that can be turned round is found by
/// trying (an acquire and the other thread's acquire). Whatever is still blocked at the end is treated as
/// if it were about to be made; a thread that failed stops, and the others go on, for their steps
/// may hide the failure elsewhere.
package enum DPOR {
  /// Processes that a set of them has bits for.
  static let maximumProcesses = 64

  /// Searches everything, or until `isWanted` says no; `nil` when there are too many processes: many threads and
  /// variables under PSO.
  ///
  /// `atEnd` gets the steps of each execution.
  package static func search(
    _ machine: Machine, limit: Int = .max, maxSteps: Int = 10_000,
    isWanted: (borrowing DepthFirstResult) -> Bool = { _ in true },
    atEnd: (([Choice]) -> Void)? = nil
  ) -> DepthFirstResult? {
    guard processes(of: machine) <= maximumProcesses else { return nil }
    return machine.layout.resources <= NarrowFootprint.resources
      ? DPORWalk<NarrowFootprint>.search(machine, limit, maxSteps, isWanted, atEnd)
      : DPORWalk<WideFootprint>.search(machine, limit, maxSteps, isWanted, atEnd)
  }

  static func processes(of machine: Machine) -> Int {
    let threads = machine.layout.threads
    return switch machine.model {
    case .sc: threads
    case .tso: threads * 2
    case .pso: threads + threads * machine.layout.variables
    }
  }
}

struct DPORWalk<Print: Footprint>: ~Copyable {
  let machine: Machine
  let width: Int
  private let limit: Int
  private let maxSteps: Int
  private let countsGraphs: Bool
  var result = DepthFirstResult()

  /// A step of the path.
  struct Event: BitwiseCopyable {
    var process: Int
    var choice: Int32
    var thread: Int
    var print: Print
    /// Its number among the steps of its thread; of a flush, that of its store.
    var number: Int32 = 0
    /// Whether what it touches depends on what it finds, as with a compare-exchange, or a load that the own buffer
    /// may answer.
    var isConditional = false
    /// Whether it arrives at a barrier.
    var isArrival = false
    /// Whether later stores of its thread may not overtake earlier ones.
    var holdsStores = false
  }

  /// A state of the path.
  struct Node: BitwiseCopyable {
    /// The first of the branches that are left here, or -1; the path goes along it.
    var tree: Int32
    /// Where in ``sleepers`` begins what sleeps here; each node's end where the next one's begin.
    var firstSleeper: Int
  }

  /// Two steps of the path whose order can be turned round.
  struct Race: BitwiseCopyable {
    var first: Int
    var second: Int
  }

  var events = Column<Event>(capacity: 256)
  var nodes = Column<Node>(capacity: 256)
  var sleepers = Sleepers<Print>()
  var trees = WakeupTrees<Print>()
  /// Those that nothing was decided about, in the order of their second steps.
  var races = Column<Race>(capacity: 64)
  /// The second step of the race that is looked at, and what it touches once it comes before the first.
  struct Turned {
    var place: Int
    var print: Print
    /// How many steps at the beginning of ``sequence`` are there however the path goes on.
    var settling: Int
  }

  /// The places of the steps that make up the reversed order of a race.
  var sequence = Column<Int>(capacity: 64)
  var turned = Turned(place: -1, print: Print(), settling: 0)
  /// Two clocks for each event, `width` words each: what its process knew before, and with all that it comes behind.
  var clocks: UnsafeMutablePointer<Int32>
  var clockRoom: Int
  /// Before each step, for each process: the event whose clock holds what it knows, or -1; `width` numbers a level.
  var newest: UnsafeMutablePointer<Int32>
  /// A clock; see ``findRaces(_:canWait:)``.
  let scratch: UnsafeMutablePointer<Int32>
  private var tally = EndTally()

  private init(_ machine: Machine, _ limit: Int, _ maxSteps: Int) {
    self.machine = machine
    self.limit = limit
    self.maxSteps = maxSteps
    countsGraphs = machine.graphsDifferFromClasses
    width = DPOR.processes(of: machine)
    clockRoom = 256
    clocks = .allocate(capacity: clockRoom * width * 2)
    newest = .allocate(capacity: clockRoom * width)
    newest.initialize(repeating: -1, count: width)
    scratch = .allocate(capacity: width)
  }

  deinit {
    clocks.deallocate()
    newest.deallocate()
    scratch.deallocate()
  }

  @inline(__always)
  func process(_ choice: Choice) -> Int {
    guard let variable = choice.variable else { return choice.thread }
    let threads = machine.layout.threads
    return machine.model == .tso
      ? threads + choice.thread : threads + choice.thread * machine.layout.variables + variable
  }

  // MARK: The walk

  static func search(
    _ machine: Machine, _ limit: Int, _ maxSteps: Int,
    _ isWanted: (borrowing DepthFirstResult) -> Bool, _ atEnd: (([Choice]) -> Void)?
  ) -> DepthFirstResult {
    var walk = DPORWalk(machine, limit, maxSteps)
    walk.run(isWanted, atEnd)
    walk.tally.settle(&walk.result)
    walk.result.distinct = walk.countsGraphs ? walk.tally.distinct : walk.result.explored
    return walk.result
  }

  private mutating func run(
    _ isWanted: (borrowing DepthFirstResult) -> Bool, _ atEnd: (([Choice]) -> Void)?
  ) {
    machine.reset()
    machine.keepsGraph = countsGraphs
    var untilLook = Limits.stepsBetweenReductions
    open(tree: -1, sleepersFrom: 0)
    while nodes.count > 0 {
      let node = nodes[nodes.count - 1]
      guard node.tree >= 0 else {
        close(node)
        continue
      }
      untilLook -= 1
      if untilLook == 0 {
        untilLook = Limits.stepsBetweenReductions
        if !isWanted(result) { return }
      }
      if result.explored >= limit { return }
      let explored = result.explored
      take(node)
      if let atEnd, result.explored > explored { atEnd(machine.path) }
    }
    result.isComplete = result.cut == 0
  }

  /// Begins the node of the machine's state, with the branches that were noted for it.
  private mutating func open(tree: Int32, sleepersFrom firstSleeper: Int) {
    let isCut = machine.depth >= maxSteps
    if tree >= 0, !isCut {
      nodes.append(Node(tree: tree, firstSleeper: firstSleeper))
      return
    }
    trees.remove(tree)
    let count = machine.fillEnabled()
    let choice = isCut ? Choice.none : awake(count, from: firstSleeper)
    if choice != .none {
      let branch = trees.add(process: process(choice), choice: choice.raw, print: Print())
      nodes.append(Node(tree: branch, firstSleeper: firstSleeper))
      return
    }
    nodes.append(Node(tree: -1, firstSleeper: firstSleeper))
    reverse()
    if count == 0 || isCut { conclude(isCut: count > 0) } else { result.redundant += 1 }
  }

  /// A choice that does not sleep, if there is one: that of the process that made the last step, for fewer switches in
  /// what is walked first.
  private func awake(_ count: Int, from firstSleeper: Int) -> Choice {
    let last = events.count > 0 ? events[events.count - 1].choice : -1
    var first: Int32 = -1
    for index in 0..<count {
      let raw = machine.enabledBuffer[index]
      if sleepers.contains(raw, from: firstSleeper) { continue }
      if raw == last { return Choice(raw: raw) }
      if first < 0 { first = raw }
    }
    return Choice(raw: first)
  }

  private mutating func close(_ node: Node) {
    _ = nodes.removeLast()
    sleepers.shrink(to: node.firstSleeper)
    guard nodes.count > 0 else { return }
    machine.undo()
    _ = events.removeLast()
    while races.count > 0, races[races.count - 1].second >= events.count { _ = races.removeLast() }
    dropBranch(of: nodes.count - 1)
  }

  private mutating func dropBranch(of node: Int) {
    nodes.base[node].tree = trees.removeFirst(nodes[node].tree)
  }

  private mutating func take(_ node: Node) {
    let choice = Choice(raw: trees[node.tree].choice)
    precondition(
      machine.isEnabled(choice), "A branch is only noted when it can be walked to its end.")
    if sleepers.contains(choice.raw, from: node.firstSleeper) {
      result.redundant += 1
      return dropBranch(of: nodes.count - 1)
    }
    let print: Print = machine.footprint(of: choice)
    trees.setPrint(print, of: node.tree)
    let event = event(of: choice, print)
    let firstSleeper = sleepers.put(choice.raw, print, from: node.firstSleeper)
    let place = events.count
    reserve(place + 2)
    prepare(event, place)
    let it = machine.instruction(of: choice)
    findRaces(event, canWait: it.map(machine.canWait) ?? false)
    let behind = it.map { machine.waited(for: $0, choice.thread) } ?? .nobody
    let before = machine.started
    machine.step(choice)
    result.steps += 1
    events.append(event)
    advance(event, place, before, behind)
    open(tree: trees.takeChildren(of: node.tree), sleepersFrom: firstSleeper)
  }

  // MARK: Ends

  private mutating func conclude(isCut: Bool) {
    if isCut {
      result.cut += 1
      return
    }
    if countsGraphs, !tally.note(graph: machine.graph) { result.isDistinctExact = false }
    tally.count(machine.endFingerprint, in: &result) { [machine] in EndRecord(of: machine) }
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
