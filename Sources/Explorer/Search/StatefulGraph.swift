/// The states that a program reaches and the steps between them: each state once, however many
/// interleavings lead to it.
///
/// A state is expanded when the steps that leave it are known. The graph can be built as a whole
/// (``StateGraph/explore(maximumStates:maximumBytes:isWanted:)``) or as far as a bounded search comes; all that is asked of it
/// afterwards is honest about what was not expanded.
package final class StateGraph {
  struct Edge: BitwiseCopyable {
    var choice: Choice
    /// ``unknown`` until the step was made.
    var target: UInt32
  }

  struct Node: BitwiseCopyable {
    var firstEdge: UInt32
    var degree: UInt16
    var isExpanded: Bool
    /// Which of ``ends`` it is, or -1.
    var end: Int32
    /// Interleavings from here to an end, and those that fail; counted while the graph has no cycle.
    var total: UInt64
    var failing: UInt64
  }

  struct Ending: Hashable {
    var end: End
    /// What all the threads left behind, also where that is a failure; `nil` when they didn't all end.
    var outcome: [Int]?

    var failure: Failure? {
      if case .failed(let failure) = end { return failure }
      return nil
    }
  }

  static let unknown = UInt32.max

  let walker: Walker
  @exclusivity(unchecked) var table = StateTable()
  @exclusivity(unchecked) var nodes = Column<Node>(capacity: 256)
  @exclusivity(unchecked) var edges = Column<Edge>(capacity: 512)
  /// Expanded nodes in the order in which everything behind them was finished.
  @exclusivity(unchecked) private(set) var order = Column<UInt32>(capacity: 256)
  /// The different ways in which it ends.
  private(set) var ends: [Ending] = []
  private var endNumbers: [Ending: Int32] = [:]
  /// Whether every reachable state was expanded.
  @exclusivity(unchecked) package private(set) var isComplete = false
  /// Whether one can come back to a state.
  @exclusivity(unchecked) private(set) var hasCycles = false
  @exclusivity(unchecked) package private(set) var steps = 0

  /// Starts at the state in which the walker is.
  package init(_ walker: Walker) {
    self.walker = walker
    _ = addNode()
  }

  package var count: Int { nodes.count }

  /// The memory that it takes; while a part of it grows, that part takes twice as much for a moment.
  var bytes: Int { table.bytes + nodes.bytes + edges.bytes }

  func successors(of node: Int) -> UnsafeBufferPointer<Edge> {
    let it = nodes[node]
    return UnsafeBufferPointer(start: edges.base + Int(it.firstEdge), count: Int(it.degree))
  }

  /// States in which the program has ended.
  var finalStates: Int { (0..<nodes.count).count { nodes[$0].end >= 0 } }

  func isFailing(_ end: Int32) -> Bool { end >= 0 && ends[Int(end)].failure != nil }

  // MARK: Building

  /// The node of the walker's state, and whether it is new.
  @inline(__always)
  func addNode() -> (number: Int, isNew: Bool) {
    let key = walker.fingerprint
    let entry = table.insert(key.0, key.1)
    if entry.isNew {
      nodes.append(
        Node(
          firstEdge: 0, degree: 0, isExpanded: false, end: -1, total: 0, failing: 0))
    }
    return entry
  }

  /// Finds out what can be done in the walker's state, which is that of `node`.
  @inline(__always)
  func expand(_ node: Int) {
    let number = walker.listEnabled()
    nodes.base[node].isExpanded = true
    if number == 0 {
      nodes.base[node].end = endNumber()
      return
    }
    nodes.base[node].firstEdge = UInt32(truncatingIfNeeded: edges.count)
    nodes.base[node].degree = UInt16(truncatingIfNeeded: number)
    for index in 0..<number {
      edges.append(Edge(choice: Choice(raw: walker.enabled[index]), target: Self.unknown))
    }
  }

  private func endNumber() -> Int32 {
    let end = walker.end
    let ending = Ending(end: end, outcome: end.hasOutcome ? walker.machine.outcome : nil)
    if let number = endNumbers[ending] { return number }
    let number = Int32(ends.count)
    endNumbers[ending] = number
    ends.append(ending)
    return number
  }

  /// Expands everything that can be reached, unless that becomes too much or is no longer wanted.
  package func explore(
    maximumStates: Int, maximumBytes: Int? = nil, isWanted: () -> Bool
  ) {
    let maximumBytes = maximumBytes ?? Limits.stateBytes
    let base = walker.depth
    var path = Column<(node: UInt32, edge: UInt32)>(capacity: 1024)
    // Apart from the nodes: most steps lead to a state that is known, and this is all that is asked of it.
    var isOnPath = BitColumn()
    var untilLook = Limits.stepsBetweenLooks
    expand(0)
    isOnPath.insert(0)
    path.append((0, 0))

    while path.count > 0 {
      let top = path.count - 1
      let (number, edge) = path[top]
      let node = nodes.base + Int(number)
      if edge < UInt32(node.pointee.degree) {
        path.base[top].edge += 1
        let place = Int(node.pointee.firstEdge) + Int(edge)
        walker.step(edges.base[place].choice)
        steps += 1
        let (target, isNew) = addNode()
        edges.base[place].target = UInt32(truncatingIfNeeded: target)
        guard isNew else {
          if isOnPath.contains(target) { hasCycles = true }
          walker.undo()
          continue
        }
        untilLook -= 1
        if untilLook == 0 {
          untilLook = Limits.stepsBetweenLooks
          if !isWanted() { break }
        }
        guard nodes.count <= maximumStates, bytes < maximumBytes, path.count < Limits.depth else {
          break
        }
        expand(target)
        isOnPath.insert(target)
        path.append((UInt32(truncatingIfNeeded: target), 0))
      } else {
        finish(Int(number))
        isOnPath.remove(Int(number))
        _ = path.removeLast()
        if path.count > 0 { walker.undo() }
      }
    }
    isComplete = path.count == 0
    while walker.depth > base { walker.undo() }
  }

  private func finish(_ number: Int) {
    let node = nodes.base + number
    order.append(UInt32(truncatingIfNeeded: number))
    if node.pointee.degree == 0 {
      node.pointee.total = 1
      node.pointee.failing = isFailing(node.pointee.end) ? 1 : 0
      return
    }
    var total: UInt64 = 0
    var failing: UInt64 = 0
    for index in 0..<Int(node.pointee.degree) {
      let target = nodes.base + Int(edges.base[Int(node.pointee.firstEdge) + index].target)
      total = total.addingSaturated(target.pointee.total)
      failing = failing.addingSaturated(target.pointee.failing)
    }
    node.pointee.total = total
    node.pointee.failing = failing
  }

  // MARK: Counting

  /// The number of all interleavings, when it is finite, known and fits.
  var interleavings: UInt64? { exact(nodes[0].total) }

  var failingInterleavings: UInt64? { exact(nodes[0].failing) }

  private func exact(_ number: UInt64) -> UInt64? {
    isComplete && !hasCycles && nodes[0].total != .max ? number : nil
  }

  /// The ways from the start to each node; `nil` when they are not known or endlessly many.
  func pathCounts() -> [UInt64]? {
    guard isComplete, !hasCycles else { return nil }
    var paths = [UInt64](repeating: 0, count: nodes.count)
    paths[0] = 1
    for place in stride(from: order.count - 1, through: 0, by: -1) {
      let number = Int(order[place])
      for edge in successors(of: number) {
        paths[Int(edge.target)] = paths[Int(edge.target)].addingSaturated(paths[number])
      }
    }
    return paths
  }

  /// How many interleavings end in each of ``ends``.
  func endCounts() -> [UInt64]? {
    guard let paths = pathCounts() else { return nil }
    var counts = [UInt64](repeating: 0, count: ends.count)
    for number in 0..<nodes.count where nodes[number].end >= 0 {
      let end = Int(nodes[number].end)
      counts[end] = counts[end].addingSaturated(paths[number])
    }
    return counts
  }
}

extension UInt64 {
  /// The sum, or the largest number there is.
  @inline(__always)
  func addingSaturated(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

extension End {
  /// Whether all threads had ended, so that there is an outcome, be it one that fails.
  var hasOutcome: Bool {
    switch self {
    case .finished: true
    case .failed(let failure):
      switch failure.kind {
      case .forbiddenOutcome, .lockNotReleased: true
      case .assertion, .error: failure.thread == nil
      case .deadlock, .lostWakeup, .livelock, .starvation, .dataRace: false
      }
    }
  }
}

extension Choice {
  /// No step at all: before the first one.
  static let none = Choice(raw: -1)
}
