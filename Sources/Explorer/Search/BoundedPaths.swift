/// The best schedules of a state graph: fewest preemptions, then fewest steps, then fewest switches.
///
/// Dijkstra's search over (state, thread that came there last), the three numbers compared one after
/// another: such an order goes along with adding, so the first visit is the best one. All steps cost one,
/// hence no heap: the waiting entries lie in a list for each number of preemptions and steps.
struct BoundedPaths {
  struct Best {
    var choices: [Choice]
    var preemptions: Int
    var switches: Int
  }

  private struct Entry {
    var parent: Int32
    var choice: Choice
    var key: UInt32
    var switches: Int32
  }

  private let graph: StateGraph
  private let width: Int
  private var labels: [UInt64]
  private var entries: [Entry] = []
  /// By preemptions, then by steps.
  private var waiting: [[[Int32]]] = [[]]

  /// Finds the best schedule for each group of ends: `group` says to which one an end belongs, or
  /// `nil` when it is not asked for.
  ///
  /// `last` is the thread that made the step before the start.
  static func find(
    in graph: StateGraph, last: Int = -1, atMost maximum: Int = .max,
    group: (Int32) -> Int?, isWanted: () -> Bool = { true }
  ) -> [Int: Best] {
    var groups: [Int32: Int] = [:]
    for end in graph.ends.indices {
      if let number = group(Int32(end)) { groups[Int32(end)] = number }
    }
    guard !groups.isEmpty else { return [:] }
    var search = BoundedPaths(graph)
    return search.run(last, maximum, groups, isWanted)
  }

  private init(_ graph: StateGraph) {
    self.graph = graph
    width = graph.walker.threadCount + 1
    labels = Array(repeating: .max, count: graph.count * width)
  }

  private mutating func run(
    _ last: Int, _ maximum: Int, _ groups: [Int32: Int], _ isWanted: () -> Bool
  ) -> [Int: Best] {
    var found: [Int: Best] = [:]
    let number = Set(groups.values).count
    offer(state: 0, last: last, parent: -1, choice: .none, (0, 0, 0))
    var preemptions = 0
    while preemptions < waiting.count, preemptions <= maximum {
      var steps = 0
      while steps < waiting[preemptions].count {
        var list: [Int32] = []
        swap(&list, &waiting[preemptions][steps])
        list.sort { entries[Int($0)].switches < entries[Int($1)].switches }
        for index in list {
          let entry = entries[Int(index)]
          guard labels[Int(entry.key)] == Self.label(preemptions, steps, Int(entry.switches)) else {
            continue
          }
          let state = Int(entry.key) / width
          let end = graph.nodes[state].end
          if end >= 0, let group = groups[end], found[group] == nil {
            found[group] = Best(
              choices: choices(index), preemptions: preemptions, switches: Int(entry.switches))
            if found.count == number { return found }
          }
          follow(entry, index, preemptions, steps)
        }
        if entries.count & 0xFFFF < list.count, !isWanted() { return found }
        steps += 1
      }
      waiting[preemptions] = []
      preemptions += 1
    }
    return found
  }

  private mutating func follow(_ entry: Entry, _ index: Int32, _ preemptions: Int, _ steps: Int) {
    let state = Int(entry.key) / width
    let last = Int(entry.key) % width - 1
    let interrupts = last >= 0 && graph.canStep(state, thread: last)
    for edge in graph.successors(of: state) where edge.target != StateGraph.unknown {
      let thread = edge.choice.thread
      let isSwitch = !edge.choice.isFlush && last >= 0 && thread != last
      offer(
        state: Int(edge.target), last: edge.choice.isFlush ? last : thread, parent: index,
        choice: edge.choice,
        (
          preemptions + (isSwitch && interrupts ? 1 : 0), steps + 1,
          Int(entry.switches) + (isSwitch ? 1 : 0)
        ))
    }
  }

  private mutating func offer(
    state: Int, last: Int, parent: Int32, choice: Choice, _ cost: (Int, Int, Int)
  ) {
    let key = state * width + last + 1
    let label = Self.label(cost.0, cost.1, cost.2)
    guard label < labels[key] else { return }
    labels[key] = label
    while waiting.count <= cost.0 { waiting.append([]) }
    while waiting[cost.0].count <= cost.1 { waiting[cost.0].append([]) }
    waiting[cost.0][cost.1].append(Int32(entries.count))
    entries.append(
      Entry(parent: parent, choice: choice, key: UInt32(key), switches: Int32(cost.2)))
  }

  private static func label(_ preemptions: Int, _ steps: Int, _ switches: Int) -> UInt64 {
    UInt64(preemptions) << 48 | UInt64(steps) << 24 | UInt64(switches)
  }

  private func choices(_ index: Int32) -> [Choice] {
    var result: [Choice] = []
    var number = index
    while entries[Int(number)].parent >= 0 {
      result.append(entries[Int(number)].choice)
      number = entries[Int(number)].parent
    }
    return result.reversed()
  }
}
