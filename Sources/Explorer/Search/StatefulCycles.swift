/// The part of a state graph in which one can go round, with what fairness asks about it.
///
/// A schedule is *weakly fair* when everybody who could go on continuously from some moment on does go on, and
/// *strongly fair* when everybody who could go on again and again does. "Everybody" is each thread and each
/// store buffer: stores reach memory some time.
struct CyclicPart: Successors {
  struct Edge {
    var choice: Choice
    /// Bit of who makes the step.
    var actor: UInt64
    /// -1 when it leads out of this part.
    var target: Int
  }

  /// The numbers of its nodes in the whole graph.
  let members: [Int]
  var edges: [[Edge]] = []
  /// Who can go on.
  var enabled: [UInt64] = []
  /// Where each thread stands, `positions[node * threads + thread]`; -1 for one that is not running.
  var positions: [Int32] = []
  let threads: Int
  /// Which nodes are looked at now.
  var isAlive: [Bool]
  /// Whose steps are looked at now.
  var allowed: UInt64 = .max

  init(members: [Int], threads: Int) {
    self.members = members
    self.threads = threads
    isAlive = Array(repeating: true, count: members.count)
  }

  var nodeCount: Int { members.count }
  func degree(_ node: Int) -> Int { isAlive[node] ? edges[node].count : 0 }
  func successor(_ node: Int, _ edge: Int) -> Int {
    let it = edges[node][edge]
    guard it.target >= 0, it.actor & allowed != 0, isAlive[it.target] else { return -1 }
    return it.target
  }

  func position(_ node: Int, _ thread: Int) -> Int32 { positions[node * threads + thread] }

  /// A set of nodes between which one can go round for ever.
  struct Round {
    var nodes: [Int]
    /// Who makes steps that stay in it.
    var acting: UInt64
    /// Who can go on in all of its nodes, and in any of them.
    var always: UInt64
    var sometimes: UInt64

    /// Whether everybody who can always go on does.
    var isWeaklyFair: Bool { always & ~acting == 0 }
    /// Whether everybody who can ever go on does.
    var isStronglyFair: Bool { sometimes & ~acting == 0 }
  }

  /// The largest rounds among the nodes that are looked at.
  func rounds() -> [Round] {
    Components(of: self, from: members.indices.lazy.filter { isAlive[$0] }).cyclic.map(round)
  }

  private func round(_ nodes: [Int]) -> Round {
    let inside = Set(nodes)
    var round = Round(nodes: nodes, acting: 0, always: .max, sometimes: 0)
    for node in nodes {
      round.always &= enabled[node]
      round.sometimes |= enabled[node]
      for index in edges[node].indices where inside.contains(successor(node, index)) {
        round.acting |= edges[node][index].actor
      }
    }
    return round
  }

  /// A strongly fair round within a weakly fair one: without the nodes in which someone could go on who
  /// never does, as often as that changes anything (Emerson and Lei 1987).
  func strongRound(within round: Round) -> Round? {
    if round.isStronglyFair { return round }
    let passedOver = round.sometimes & ~round.acting
    var smaller = self
    smaller.isAlive = Array(repeating: false, count: members.count)
    for node in round.nodes where enabled[node] & passedOver == 0 { smaller.isAlive[node] = true }
    for inner in smaller.rounds() {
      if let strong = smaller.strongRound(within: inner) { return strong }
    }
    return nil
  }

  // MARK: Walking

  /// Steps that go once round: each actor's step is made, and everybody who stands by is seen unable to go on.
  func tour(of round: Round) -> (start: Int, choices: [Choice]) {
    let inside = Set(round.nodes)
    let start = round.nodes[0]
    var here = start
    var choices: [Choice] = []
    var toAct = round.acting
    var toStop = round.sometimes & ~round.acting & ~round.always
    func note(_ node: Int) { toStop &= enabled[node] }
    note(start)
    while toAct != 0 || toStop != 0 {
      let way = shortest(from: here, inside: inside) { node, edge in
        edge.actor & toAct != 0 || ~enabled[edge.target] & toStop != 0
      }
      guard let way, !way.isEmpty else { break }
      for (edge, _) in way {
        choices.append(edge.choice)
        toAct &= ~edge.actor
        here = edge.target
        note(here)
      }
    }
    if here != start,
      let way = shortest(from: here, inside: inside, where: { $1.target == start })
    {
      choices += way.map(\.edge.choice)
    }
    return (start, choices)
  }

  /// The shortest way whose last edge is wanted.
  private func shortest(
    from start: Int, inside: Set<Int>, where isWanted: (Int, Edge) -> Bool
  ) -> [(edge: Edge, from: Int)]? {
    var origin: [Int: (edge: Edge, from: Int)] = [:]
    var queue = [start]
    var next = 0
    while next < queue.count {
      let node = queue[next]
      next += 1
      for index in edges[node].indices {
        let target = successor(node, index)
        guard target >= 0, inside.contains(target) else { continue }
        let edge = edges[node][index]
        if isWanted(node, edge) {
          var way = [(edge: edge, from: node)]
          var back = node
          while back != start, let step = origin[back] {
            way.append(step)
            back = step.from
          }
          return way.reversed()
        }
        if target != start, origin[target] == nil {
          origin[target] = (edge, node)
          queue.append(target)
        }
      }
    }
    return nil
  }
}
