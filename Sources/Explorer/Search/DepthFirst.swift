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
///
/// Sleep sets (Godefroid 1996): a step that was explored at a node sleeps in the nodes behind its later
/// siblings, until a step that depends on it is made. What sleeps need not be explored again.
package struct DepthFirst: ~Copyable {
  private let machine: Machine
  private let usesSleepSets: Bool
  private let countsGraphs: Bool
  private let limit: Int
  private let maxSteps: Int
  private(set) var result = DepthFirstResult()

  private struct Entry: BitwiseCopyable {
    var choice: Int32
    var isDone: Bool
    var footprint: Footprint
  }

  /// A node: its entries are those asleep, then those to explore.
  private struct Frame: BitwiseCopyable {
    var first: Int
    var next: Int
    var end: Int
  }

  private var entries = Column<Entry>(capacity: 1024)
  private var frames = Column<Frame>(capacity: 256)
  private var tally = EndTally()

  private init(_ machine: Machine, usesSleepSets: Bool, limit: Int, maxSteps: Int) {
    self.machine = machine
    self.usesSleepSets = usesSleepSets
    self.limit = limit
    self.maxSteps = maxSteps
    // Under SC classes and execution graphs are the same, but for a wait that need not read all that it may.
    countsGraphs =
      !usesSleepSets || machine.model != .sc
      || machine.program.threads.contains { thread in
        thread.code.contains { $0.opcode == .awaitCondition }
      }
  }

  /// Searches everything, or until `isWanted` says no; it is asked every few thousand steps.
  package static func search(
    _ machine: Machine, usesSleepSets: Bool, limit: Int = .max, maxSteps: Int = 10_000,
    isWanted: (borrowing DepthFirstResult) -> Bool = { _ in true }
  ) -> DepthFirstResult {
    var search = DepthFirst(
      machine, usesSleepSets: usesSleepSets, limit: limit, maxSteps: maxSteps)
    search.run(isWanted: isWanted)
    return search.result
  }

  private mutating func run(isWanted: (borrowing DepthFirstResult) -> Bool) {
    machine.reset()
    machine.keepsGraph = countsGraphs
    result = DepthFirstResult()
    var untilLook = 4096
    var isStopped = false
    if machine.hasFailed { conclude() } else { open() }
    while frames.count > 0 {
      let top = frames.count - 1
      let frame = frames[top]
      guard frame.next < frame.end else {
        close(frame)
        continue
      }
      frames.base[top].next += 1
      if entries[frame.next].isDone { continue }
      let choice = Choice(raw: entries[frame.next].choice)
      machine.step(choice)
      result.steps += 1
      untilLook -= 1
      if untilLook == 0 {
        untilLook = 4096
        if !isWanted(result) { isStopped = true }
      }
      if isStopped || result.explored >= limit { break }
      if machine.hasFailed {
        conclude()
        machine.undo()
      } else if machine.depth >= maxSteps {
        result.cut += 1
        machine.undo()
      } else {
        open(behind: frame, taken: frame.next)
      }
    }
    result.isComplete = frames.count == 0 && result.cut == 0
    tally.settle(&result)
    result.distinct = countsGraphs ? tally.distinct : result.explored
  }

  private mutating func close(_ frame: Frame) {
    _ = frames.removeLast()
    entries.shrink(to: frame.first)
    if frames.count > 0 { machine.undo() }
  }

  /// Begins the node of the machine's state.
  private mutating func open(behind parent: Frame? = nil, taken: Int = 0) {
    let count = machine.fillEnabled()
    if count == 0 {
      conclude()
      if parent != nil { machine.undo() }
      return
    }
    let first = entries.count
    var awake = count
    for index in 0..<count {
      let raw = machine.enabledBuffer[index]
      var entry = Entry(choice: raw, isDone: false, footprint: Footprint())
      if usesSleepSets {
        entry.footprint = machine.footprint(of: Choice(raw: raw))
        if let parent, sleeps(raw, parent, taken) {
          entry.isDone = true
          awake -= 1
        }
      }
      entries.append(entry)
    }
    if awake == 0 {
      result.redundant += 1
      entries.shrink(to: first)
      machine.undo()
      return
    }
    frames.append(Frame(first: first, next: first, end: first + count))
  }

  /// Whether a choice slept at the parent, or was explored there before, and does not depend on what was taken.
  @inline(__always)
  private func sleeps(_ raw: Int32, _ parent: Frame, _ taken: Int) -> Bool {
    let step = entries[taken]
    if raw == step.choice { return false }
    for index in parent.first..<parent.end {
      let entry = entries[index]
      guard entry.choice == raw else { continue }
      return (entry.isDone || index < taken) && !entry.footprint.conflicts(with: step.footprint)
    }
    return false
  }

  /// Counts the execution that ends in the machine's state.
  private mutating func conclude() {
    if countsGraphs, !tally.note(graph: machine.graph) { result.isDistinctExact = false }
    tally.count(machine.fingerprint, in: &result) { [machine] in EndRecord(of: machine) }
  }
}
