/// Something that strongly connected components can be computed of.
protocol Successors {
  var nodeCount: Int { get }
  func degree(_ node: Int) -> Int
  /// The end of an edge, or -1 for one that does not count.
  func successor(_ node: Int, _ edge: Int) -> Int
}

/// The strongly connected components of a graph (Tarjan 1972), without recursion.
struct Components {
  /// The component of each node; an edge between two leads to a lower number, or stays.
  private(set) var number: [Int32]
  /// The nodes of those components in which one can go round: more than one node, or an edge to itself.
  private(set) var cyclic: [[Int]] = []

  init(of graph: some Successors, from roots: some Sequence<Int>) {
    let count = graph.nodeCount
    number = Array(repeating: -1, count: count)
    var index = [Int32](repeating: 0, count: count)
    var low = [Int32](repeating: 0, count: count)
    var next: Int32 = 0
    var found: Int32 = 0
    var stack: [Int] = []
    var path: [(node: Int, edge: Int)] = []

    for root in roots where index[root] == 0 {
      next += 1
      (index[root], low[root]) = (next, next)
      stack.append(root)
      path.append((root, 0))
      while let (node, edge) = path.last {
        if edge < graph.degree(node) {
          path[path.count - 1].edge += 1
          let target = graph.successor(node, edge)
          if target < 0 { continue }
          if index[target] == 0 {
            next += 1
            (index[target], low[target]) = (next, next)
            stack.append(target)
            path.append((target, 0))
          } else if number[target] < 0 {
            low[node] = min(low[node], index[target])
          }
          continue
        }
        path.removeLast()
        if let parent = path.last?.node { low[parent] = min(low[parent], low[node]) }
        guard low[node] == index[node] else { continue }
        var members: [Int] = []
        while let member = stack.popLast() {
          number[member] = found
          members.append(member)
          if member == node { break }
        }
        found += 1
        let isCyclic =
          members.count > 1
          || (0..<graph.degree(node)).contains { graph.successor(node, $0) == node }
        if isCyclic { cyclic.append(members.sorted()) }
      }
    }
  }
}
