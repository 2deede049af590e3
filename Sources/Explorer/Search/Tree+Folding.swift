extension InterleavingTree {
  /// Folds a graph of all states into a tree that people can look at; `nil` when it isn't known as a whole, or
  /// has cycles and so no end.
  init?(folding graph: StateGraph) {
    guard graph.isComplete, !graph.hasCycles, let paths = graph.pathCounts() else { return nil }
    var numbers = [0: 0]
    var queue = [0]
    var next = 0
    var isCut = false
    while next < queue.count {
      let node = queue[next]
      next += 1
      let targets = graph.successors(of: node).map { Int($0.target) }
      let fresh = Set(targets.filter { numbers[$0] == nil }).count
      guard queue.count + fresh <= Limits.treeNodes else {
        isCut = true
        continue
      }
      for target in targets where numbers[target] == nil {
        numbers[target] = queue.count
        queue.append(target)
      }
    }
    self.init(model: graph.walker.machine.model, nodes: [], isCut: isCut)
    for node in queue {
      let it = graph.nodes[node]
      nodes.append(Node(total: it.total, failing: it.failing, paths: paths[node]))
    }
    label(graph, queue, numbers)
  }

  /// Walks through the states of the tree and writes what each step does.
  private mutating func label(_ graph: StateGraph, _ queue: [Int], _ numbers: [Int: Int]) {
    let walker = graph.walker
    let base = walker.depth
    var isVisited = [Bool](repeating: false, count: queue.count)
    var path = [(number: 0, edge: 0)]
    isVisited[0] = true
    nodes[0].children = edges(graph, queue[0], numbers)
    while let (number, edge) = path.last {
      guard edge < nodes[number].children.count else {
        path.removeLast()
        if !path.isEmpty { walker.undo() }
        continue
      }
      path[path.count - 1].edge += 1
      let child = nodes[number].children[edge]
      guard !isVisited[child.node] else { continue }
      isVisited[child.node] = true
      walker.step(child.choice)
      nodes[child.node].children = edges(graph, queue[child.node], numbers)
      path.append((child.node, 0))
    }
    walker.undo(to: base)
  }

  /// The steps out of the walker's state, as far as they stay in the tree.
  private func edges(_ graph: StateGraph, _ node: Int, _ numbers: [Int: Int]) -> [Edge] {
    graph.successors(of: node).compactMap { edge in
      guard let target = numbers[Int(edge.target)] else { return nil }
      let words = graph.walker.machine.wording(of: edge.choice)
      return Edge(choice: edge.choice, text: words.text, line: words.line, node: target)
    }
  }
}
