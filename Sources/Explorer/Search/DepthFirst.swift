/// How many executions end in one way, and one of them.
struct EndRecord: Sendable {
  var end: End
  /// What the outcome was, also where the end is a failure.
  var outcome: [Int]
  /// Of a search that skips equivalent executions: how many it walked.
  var count: UInt64
  var witness: [Choice]
}

extension EndRecord {
  /// The end at which a machine is.
  init(of machine: Machine) {
    self.init(
      end: machine.conclude(), outcome: machine.outcome, count: 0, witness: machine.witness)
  }
}

/// What a depth-first search has seen.
package struct DepthFirstResult: Sendable {
  var ends: [EndRecord] = []
  /// Executions that were walked to their end.
  package var explored = 0
  /// Walks that were given up because everything that could follow was covered elsewhere.
  package var redundant = 0
  /// Executions that were cut at the longest length.
  var cut = 0
  package var steps = 0
  /// Executions that differ in who read from whom and in the order of writes.
  var distinct = 0
  /// Whether ``distinct`` counts all of them.
  var isDistinctExact = true
  /// Whether everything was walked.
  package var isComplete = false
}

/// Walks the tree of schedules depth first: all of it, or, with sleep sets, one execution of each class of
/// equivalent ones.
package enum DepthFirst {
  /// Searches everything, or until `isWanted` says no; it is asked every few thousand steps.
  package static func search(
    _ machine: Machine, usesSleepSets: Bool, limit: Int = .max, maxSteps: Int = 10_000,
    isWanted: (borrowing DepthFirstResult) -> Bool = { _ in true }
  ) -> DepthFirstResult {
    machine.layout.resources <= NarrowFootprint.resources
      ? TreeWalk<NarrowFootprint>.search(machine, usesSleepSets, limit, maxSteps, isWanted)
      : TreeWalk<WideFootprint>.search(machine, usesSleepSets, limit, maxSteps, isWanted)
  }
}

/// Sleep sets (Godefroid 1996).
///
/// A step that was explored at a node sleeps in the nodes behind its later siblings, until a step that depends on it is
/// made. What sleeps need not be explored again.
private struct TreeWalk<Print: Footprint>: ~Copyable {
  private let machine: Machine
  private let usesSleepSets: Bool
  private let countsGraphs: Bool
  private let limit: Int
  private let maxSteps: Int
  private var result = DepthFirstResult()

  /// A state of the path.
  ///
  /// What is left to do here stands at the end of ``choices``, what sleeps at the end of ``sleepers``: both are stacks,
  /// each node begins where the one before it ends.
  private struct Node: BitwiseCopyable {
    var firstChoice: Int
    var firstSleeper: Int
  }

  private var nodes = Column<Node>(capacity: 256)
  private var choices = Column<Int32>(capacity: 1024)
  private var sleepers = Sleepers<Print>()
  private var tally = EndTally()

  private init(_ machine: Machine, _ usesSleepSets: Bool, _ limit: Int, _ maxSteps: Int) {
    self.machine = machine
    self.usesSleepSets = usesSleepSets
    self.limit = limit
    self.maxSteps = maxSteps
    countsGraphs = !usesSleepSets || machine.graphsDifferFromClasses
  }

  static func search(
    _ machine: Machine, _ usesSleepSets: Bool, _ limit: Int, _ maxSteps: Int,
    _ isWanted: (borrowing DepthFirstResult) -> Bool
  ) -> DepthFirstResult {
    var walk = TreeWalk(machine, usesSleepSets, limit, maxSteps)
    walk.run(isWanted: isWanted)
    return walk.result
  }

  private mutating func run(isWanted: (borrowing DepthFirstResult) -> Bool) {
    machine.reset()
    machine.keepsGraph = countsGraphs
    var untilLook = Limits.stepsBetweenLooks
    var isStopped = false
    if machine.hasFailed { conclude() } else { _ = open(sleepersFrom: 0) }
    while nodes.count > 0 {
      let node = nodes[nodes.count - 1]
      guard choices.count > node.firstChoice else {
        close(node)
        continue
      }
      untilLook &-= 1
      if untilLook == 0 {
        untilLook = Limits.stepsBetweenLooks
        isStopped = !isWanted(result)
      }
      if isStopped || result.explored >= limit { break }
      take(Choice(raw: choices.removeLast()), at: node)
    }
    result.isComplete = nodes.count == 0 && result.cut == 0
    tally.settle(&result)
    result.distinct = countsGraphs ? tally.distinct : result.explored
  }

  @inline(__always)
  private mutating func take(_ choice: Choice, at node: Node) {
    let firstSleeper =
      usesSleepSets
      ? sleepers.put(choice.raw, machine.footprint(of: choice), from: node.firstSleeper)
      : sleepers.count
    machine.step(choice)
    result.steps &+= 1
    if machine.hasFailed {
      conclude()
    } else if machine.depth >= maxSteps {
      result.cut += 1
    } else if open(sleepersFrom: firstSleeper) {
      return
    }
    sleepers.shrink(to: firstSleeper)
    machine.undo()
  }

  private mutating func close(_ node: Node) {
    _ = nodes.removeLast()
    sleepers.shrink(to: node.firstSleeper)
    if nodes.count > 0 { machine.undo() }
  }

  /// Begins the node of the machine's state; false when nothing is to be done there.
  @inline(__always)
  private mutating func open(sleepersFrom firstSleeper: Int) -> Bool {
    let count = machine.fillEnabled()
    if count == 0 {
      conclude()
      return false
    }
    let firstChoice = choices.count
    // Backwards, because the last one is taken first.
    var index = count
    while index > 0 {
      index &-= 1
      let raw = machine.enabledBuffer[index]
      if !sleepers.contains(raw, from: firstSleeper) { choices.append(raw) }
    }
    if choices.count == firstChoice {
      result.redundant += 1
      return false
    }
    nodes.append(Node(firstChoice: firstChoice, firstSleeper: firstSleeper))
    return true
  }

  /// Counts the execution that ends in the machine's state.
  private mutating func conclude() {
    if countsGraphs, !tally.note(graph: machine.graph) { result.isDistinctExact = false }
    tally.count(machine.endFingerprint, in: &result) { [machine] in EndRecord(of: machine) }
  }
}
