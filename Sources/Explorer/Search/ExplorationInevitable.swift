extension ModelExploration {
  /// After how many steps of a schedule nothing could save it any more: everything that can follow fails
  /// in the same way.
  ///
  /// `nil` when that was too much to find out.
  func inevitableFrom(_ finding: Finding) -> Int? {
    guard finding.cycleStart == nil, clock.allows(1) else { return nil }
    let kind = finding.failure.kind
    if let graph = kind == .dataRace ? raceGraph : graph {
      return firstDoomed(finding.choices, in: graph, kind)
    }
    guard kind != .dataRace else { return nil }
    return searchBackwards(finding.choices, kind)
  }

  private func firstDoomed(
    _ choices: [Choice], in graph: StateGraph, _ kind: FailureKind
  ) -> Int? {
    let canEscape = graph.canEscape(kind)
    var node = 0
    var doomed = canEscape[0] ? nil : 0
    for (step, choice) in choices.enumerated() {
      guard let edge = graph.successors(of: node).first(where: { $0.choice == choice }) else {
        return nil
      }
      node = Int(edge.target)
      if canEscape[node] { doomed = nil } else if doomed == nil { doomed = step + 1 }
    }
    return doomed
  }

  /// From the end of the schedule backwards, with what can follow searched anew: that is little at first.
  private func searchBackwards(_ choices: [Choice], _ kind: FailureKind) -> Int? {
    var left = Limits.statesOfOneQuestion
    var doomed = choices.count
    let walker = Walker(program, model)
    for place in stride(from: choices.count - 1, through: 0, by: -1) {
      walker.replay(choices[..<place])
      let graph = StateGraph(walker)
      graph.explore(maximumStates: left) { [clock] in clock.allows(1) }
      left -= graph.count
      guard graph.isComplete, left > 0 else { return nil }
      if graph.canEscape(kind)[0] { return doomed }
      doomed = place
    }
    return doomed
  }
}

extension StateGraph {
  /// For each state of a complete graph, whether it may still turn out otherwise than with a failure
  /// of this kind: with another end, or by going on for ever without anybody being treated unfairly.
  func canEscape(_ kind: FailureKind) -> [Bool] {
    var escapes = [Bool](repeating: false, count: count)
    if !hasCycles {
      for place in 0..<order.count {
        let node = Int(order[place])
        let degree = nodes[node].degree
        escapes[node] =
          degree == 0
          ? !ends(node, with: kind)
          : successors(of: node).contains { escapes[Int($0.target)] }
      }
      return escapes
    }
    var sources: [[Int32]] = Array(repeating: [], count: count)
    var queue: [Int] = []
    for node in 0..<count {
      for edge in successors(of: node) where edge.target != Self.unknown {
        sources[Int(edge.target)].append(Int32(node))
      }
      if nodes[node].degree == 0, !ends(node, with: kind) { queue.append(node) }
    }
    for part in Components(of: self, from: CollectionOfOne(0)).cyclic where isFair(part) {
      queue += part
    }
    for node in queue { escapes[node] = true }
    while let node = queue.popLast() {
      for source in sources[node] where !escapes[Int(source)] {
        escapes[Int(source)] = true
        queue.append(Int(source))
      }
    }
    return escapes
  }

  private func ends(_ node: Int, with kind: FailureKind) -> Bool {
    let end = nodes[node].end
    return end >= 0 && ends[Int(end)].failure?.kind == kind
  }

  /// Whether one can go round in a part for ever and weakly fairly.
  private func isFair(_ part: [Int]) -> Bool {
    let inside = Set(part)
    var always: Set<Choice>?
    var acting: Set<Choice> = []
    for node in part {
      var here: Set<Choice> = []
      for edge in successors(of: node) {
        here.insert(edge.choice)
        if inside.contains(Int(edge.target)) { acting.insert(edge.choice) }
      }
      always = always?.intersection(here) ?? here
    }
    return always?.isSubset(of: acting) ?? true
  }
}
