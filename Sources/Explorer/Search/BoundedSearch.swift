/// Iterative preemption bounding (Musuvathi and Qadeer 2007): first everything that no preemption is needed
/// for, then everything that one is enough for, and so on.
///
/// A preemption is a switch away from a thread that could have gone on; the flush of a store buffer is the work
/// of the machine and switches nothing. A state is looked at once for each thread that came there
/// last: what can follow, and at which price, depends on nothing else. What a layer finds needs exactly as
/// many preemptions as the layer's number, because the layers before it were finished without it.
final class BoundedSearch {
  private struct Entry: BitwiseCopyable {
    var parent: UInt32
    var choice: Choice
    var state: UInt32
    /// The thread that made the last step, -1 for none.
    var last: Int8
  }

  private struct Interruption: BitwiseCopyable {
    var entry: UInt32
    var edge: UInt32
  }

  let graph: StateGraph
  private let walker: Walker
  private let base: Int
  /// For each state, bit `last + 1` of the threads it was entered with.
  private var seen = Column<UInt32>(capacity: 256)
  private var entries = Column<Entry>(capacity: 256)
  private var frontier: [Interruption] = []
  private var path = Column<(entry: UInt32, edge: UInt32)>(capacity: 256)
  /// The layers that are finished: nothing more can be found with fewer preemptions than this.
  private(set) var finishedLayers = 0
  /// Whether a layer was left with no interruption to go on from: all was searched.
  private(set) var isExhausted = false
  /// In which layer each of the graph's ends was first met.
  private(set) var layerOfEnd: [Int32: Int] = [:]
  private(set) var wasStopped = false

  /// Searches from the state in which the graph's walker is.
  init(_ graph: StateGraph) {
    self.graph = graph
    walker = graph.walker
    base = walker.depth
  }

  /// Searches the next layer; answers whether it was finished.
  func searchLayer(maximumStates: Int, isWanted: () -> Bool) -> Bool {
    guard !wasStopped, !isExhausted else { return false }
    var next: [Interruption] = []
    var isGoing = true
    if finishedLayers == 0 {
      isGoing =
        enter(0, parent: .max, choice: Choice.none, last: -1)
        ? descend(&next, maximumStates, isWanted) : true
    } else {
      for interruption in frontier {
        isGoing = resume(interruption, &next, maximumStates, isWanted)
        if !isGoing { break }
      }
    }
    walker.undo(to: base)
    guard isGoing else {
      wasStopped = true
      return false
    }
    finishedLayers += 1
    frontier = next
    isExhausted = next.isEmpty
    return true
  }

  private func resume(
    _ interruption: Interruption, _ next: inout [Interruption], _ maximumStates: Int,
    _ isWanted: () -> Bool
  ) -> Bool {
    let edge = graph.edges[Int(interruption.edge)]
    let last = Int8(truncatingIfNeeded: edge.choice.thread)
    if edge.target != StateGraph.unknown, isSeen(Int(edge.target), last) { return true }
    goTo(interruption.entry)
    let state = take(Int(interruption.edge))
    guard enter(state, parent: interruption.entry, choice: edge.choice, last: last) else {
      return true
    }
    return descend(&next, maximumStates, isWanted)
  }

  /// Everything behind the entry that was just made, as far as it costs nothing.
  private func descend(
    _ next: inout [Interruption], _ maximumStates: Int, _ isWanted: () -> Bool
  ) -> Bool {
    var untilLook = Limits.stepsBetweenLooks
    let start = walker.depth
    path.removeAll()
    path.append((UInt32(entries.count - 1), 0))
    while path.count > 0 {
      let top = path.count - 1
      let (number, index) = path[top]
      let entry = entries[Int(number)]
      let node = graph.nodes[Int(entry.state)]
      guard index < UInt32(node.degree) else {
        _ = path.removeLast()
        if path.count > 0 { walker.undo() }
        continue
      }
      path.base[top].edge += 1
      let place = Int(node.firstEdge) + Int(index)
      let edge = graph.edges[place]
      var last = entry.last
      if !edge.choice.isFlush {
        let thread = Int8(truncatingIfNeeded: edge.choice.thread)
        if thread != last, last >= 0, graph.canStep(Int(entry.state), thread: Int(last)) {
          next.append(Interruption(entry: number, edge: UInt32(truncatingIfNeeded: place)))
          continue
        }
        last = thread
      }
      if edge.target != StateGraph.unknown, isSeen(Int(edge.target), last) { continue }
      let state = take(place)
      guard enter(state, parent: number, choice: edge.choice, last: last) else {
        walker.undo()
        continue
      }
      untilLook -= 1
      if untilLook == 0 {
        untilLook = Limits.stepsBetweenLooks
        if !isWanted() { return false }
      }
      guard graph.count <= maximumStates, graph.bytes + entries.bytes < Limits.stateBytes,
        walker.depth - start < Limits.depth
      else { return false }
      path.append((UInt32(entries.count - 1), 0))
    }
    return true
  }

  /// Makes the step of an edge and says where it leads.
  private func take(_ place: Int) -> Int {
    let edge = graph.edges[place]
    walker.step(edge.choice)
    if edge.target != StateGraph.unknown { return Int(edge.target) }
    let target = graph.addNode().number
    graph.edges.base[place].target = UInt32(truncatingIfNeeded: target)
    return target
  }

  private func isSeen(_ state: Int, _ last: Int8) -> Bool {
    state < seen.count && seen[state] & (1 << UInt32(last + 1)) != 0
  }

  /// Notes that the walker is in `state`; answers whether that is news.
  private func enter(_ state: Int, parent: UInt32, choice: Choice, last: Int8) -> Bool {
    if isSeen(state, last) { return false }
    if seen.count <= state { seen.append(repeating: 0, count: state + 1 - seen.count) }
    seen.base[state] |= 1 << UInt32(last + 1)
    entries.append(
      Entry(parent: parent, choice: choice, state: UInt32(truncatingIfNeeded: state), last: last))
    if !graph.nodes[state].isExpanded { graph.expand(state) }
    let end = graph.nodes[state].end
    if end >= 0, layerOfEnd[end] == nil { layerOfEnd[end] = finishedLayers }
    return true
  }

  /// Leads the walker to where an entry was made, over as few steps as possible.
  private func goTo(_ entry: UInt32) {
    var choices: [Choice] = []
    var number = entry
    while entries[Int(number)].parent != .max {
      choices.append(entries[Int(number)].choice)
      number = entries[Int(number)].parent
    }
    choices.reverse()
    var common = 0
    while common < choices.count, base + common < walker.depth,
      walker.path[base + common] == choices[common]
    {
      common += 1
    }
    walker.undo(to: base + common)
    for choice in choices[common...] { walker.step(choice) }
  }
}

extension StateGraph {
  /// Whether a thread could make a step (a flush is none).
  @inline(__always)
  func canStep(_ node: Int, thread: Int) -> Bool {
    let it = nodes[node]
    for place in Int(it.firstEdge)..<Int(it.firstEdge) + Int(it.degree) {
      let choice = edges[place].choice
      if choice.thread == thread, !choice.isFlush { return true }
    }
    return false
  }
}
