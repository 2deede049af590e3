/// Something that can go on for ever although nobody is treated unfairly.
struct Endless {
  var failure: Failure
  var choices: [Choice]
  /// The step from which on it repeats.
  var cycleStart: Int
}

extension StateGraph: Successors {
  var nodeCount: Int { nodes.count }
  func degree(_ node: Int) -> Int { Int(nodes[node].degree) }
  func successor(_ node: Int, _ edge: Int) -> Int {
    let target = edges[Int(nodes[node].firstEdge) + edge].target
    return target == Self.unknown ? -1 : Int(target)
  }
}

/// Looks for livelock and starvation: rounds that a fair schedule can go for ever.
///
/// Unfair rounds are none of the program's faults: a spin lock whose holder is never scheduled again says
/// something about the scheduler. A thread counts as stuck when it stays in a loop that has a way out, or at
/// one step that has to wait. When all that act are stuck it is livelock; when others get on
/// meanwhile, starvation. Programs that are meant to run for ever have neither.
struct FairnessCheck {
  private let graph: StateGraph
  private let program: Program
  private let model: MemoryModel
  private let loops: [CodeLoops]
  /// The edge over which each node is first reached, in order of distance.
  private var origin: [(node: Int32, choice: Choice)]
  private var distance: [Int32]
  private var found: [Endless] = []

  /// What there is in a graph whose walker is at its start; at most one for each kind and thread.
  static func run(_ graph: StateGraph, program: Program, isWanted: () -> Bool) -> [Endless] {
    guard graph.hasCycles else { return [] }
    var check = FairnessCheck(graph, program)
    let parts = Components(of: graph, from: CollectionOfOne(0)).cyclic
    for part in parts where part.count <= Limits.statesOfOneCycle && isWanted() {
      check.look(at: part)
    }
    return check.found
  }

  private init(_ graph: StateGraph, _ program: Program) {
    self.graph = graph
    self.program = program
    model = graph.walker.machine.model
    loops = program.threads.map(CodeLoops.init)
    distance = Array(repeating: -1, count: graph.count)
    origin = Array(repeating: (-1, .none), count: graph.count)
    distance[0] = 0
    var queue = [0]
    var next = 0
    while next < queue.count {
      let node = queue[next]
      next += 1
      for edge in graph.successors(of: node) where edge.target != StateGraph.unknown {
        let target = Int(edge.target)
        guard distance[target] < 0 else { continue }
        distance[target] = distance[node] + 1
        origin[target] = (Int32(node), edge.choice)
        queue.append(target)
      }
    }
  }

  private func way(to node: Int) -> [Choice] {
    var choices: [Choice] = []
    var here = node
    while origin[here].node >= 0 {
      choices.append(origin[here].choice)
      here = Int(origin[here].node)
    }
    return choices.reversed()
  }

  // MARK: One part

  private mutating func look(at members: [Int]) {
    let near = members.sorted { (distance[$0], $0) < (distance[$1], $1) }
    let part = survey(near)
    findLivelock(in: part)
    for thread in 0..<part.threads { findStarvation(of: thread, in: part) }
  }

  /// Walks through all states of a part and notes who stands where.
  private func survey(_ members: [Int]) -> CyclicPart {
    let walker = graph.walker
    let base = walker.depth
    var part = CyclicPart(members: members, threads: program.threads.count)
    let local = Dictionary(uniqueKeysWithValues: zip(members, members.indices))
    var flushes: [Choice: UInt64] = [:]
    func actor(_ choice: Choice) -> UInt64 {
      guard choice.isFlush else { return 1 << UInt64(choice.thread) }
      if let bit = flushes[choice] { return bit }
      let bit: UInt64 = 1 << UInt64(min(program.threads.count + flushes.count, 63))
      flushes[choice] = bit
      return bit
    }
    for node in members {
      part.edges.append(
        graph.successors(of: node).map { edge in
          CyclicPart.Edge(
            choice: edge.choice, actor: actor(edge.choice),
            target: edge.target == StateGraph.unknown ? -1 : local[Int(edge.target)] ?? -1)
        })
      part.enabled.append(part.edges[part.edges.count - 1].reduce(0) { $0 | $1.actor })
    }
    part.positions = Array(repeating: -1, count: members.count * part.threads)

    var isVisited = [Bool](repeating: false, count: members.count)
    func visit(_ node: Int) {
      isVisited[node] = true
      for thread in 0..<part.threads {
        part.positions[node * part.threads + thread] = walker.position(of: thread)
      }
    }
    for choice in way(to: members[0]) { walker.step(choice) }
    visit(0)
    var path = [(node: 0, edge: 0)]
    while let (node, index) = path.last {
      if index < part.edges[node].count {
        path[path.count - 1].edge += 1
        let edge = part.edges[node][index]
        guard edge.target >= 0, !isVisited[edge.target] else { continue }
        walker.step(edge.choice)
        visit(edge.target)
        path.append((edge.target, 0))
      } else {
        path.removeLast()
        if !path.isEmpty { walker.undo() }
      }
    }
    walker.undo(to: base)
    return part
  }

  // MARK: Livelock

  private mutating func findLivelock(in part: CyclicPart) {
    guard !found.contains(where: { $0.failure.kind == .livelock }) else { return }
    var narrowed = part
    for node in part.members.indices {
      narrowed.isAlive[node] = (0..<part.threads).allSatisfy { thread in
        let position = part.position(node, thread)
        return position < 0 || part.enabled[node] & 1 << UInt64(thread) == 0
          || loops[thread].loops.contains { $0.contains(Int(position)) }
      }
    }
    let rounds = narrowed.rounds().filter { $0.isWeaklyFair && stuck(in: $0, narrowed).isAll }
    guard let best = choose(rounds, narrowed) else { return }
    report(.livelock, best.round, isStrong: best.isStrong, thread: nil, narrowed)
  }

  // MARK: Starvation

  private mutating func findStarvation(of thread: Int, in part: CyclicPart) {
    guard
      !found.contains(where: { $0.failure.kind == .starvation && $0.failure.thread == thread })
    else { return }
    let bit: UInt64 = 1 << UInt64(thread)
    var candidates: [CyclicPart] = []
    for loop in loops[thread].loops {
      candidates.append(
        part.narrowed { node in loop.contains(Int(part.position(node, thread))) })
    }
    let waits = Set(
      part.members.indices.compactMap { node in
        let position = part.position(node, thread)
        return position >= 0 && part.enabled[node] & bit == 0 ? position : nil
      })
    for position in waits.sorted() {
      var candidate = part.narrowed { node in part.position(node, thread) == position }
      candidate.allowed = ~bit
      candidates.append(candidate)
    }
    var weak: (part: CyclicPart, round: CyclicPart.Round)?
    for candidate in candidates {
      let rounds = candidate.rounds().filter {
        $0.isWeaklyFair && !stuck(in: $0, candidate).isAll
      }
      guard let best = choose(rounds, candidate) else { continue }
      if best.isStrong {
        report(.starvation, best.round, isStrong: true, thread: thread, candidate)
        return
      }
      if weak == nil { weak = (candidate, best.round) }
    }
    if let weak { report(.starvation, weak.round, isStrong: false, thread: thread, weak.part) }
  }

  /// A strongly fair round if there is one, otherwise the nearest.
  private func choose(
    _ rounds: [CyclicPart.Round], _ part: CyclicPart
  ) -> (round: CyclicPart.Round, isStrong: Bool)? {
    let near = rounds.sorted { $0.nodes[0] < $1.nodes[0] }
    for round in near {
      if let strong = part.strongRound(within: round) { return (strong, true) }
    }
    return near.first.map { ($0, false) }
  }

  /// Which of the acting threads stay in one loop that has a way out.
  private func stuck(
    in round: CyclicPart.Round, _ part: CyclicPart
  ) -> (threads: [Int], isAll: Bool) {
    let acting = (0..<part.threads).filter { round.acting & 1 << UInt64($0) != 0 }
    let stuck = acting.filter { thread in
      loops[thread].loops.contains { loop in
        round.nodes.allSatisfy { loop.contains(Int(part.position($0, thread))) }
      }
    }
    return (stuck, stuck.count == acting.count)
  }

  // MARK: Reporting

  private mutating func report(
    _ kind: FailureKind, _ round: CyclicPart.Round, isStrong: Bool, thread: Int?,
    _ part: CyclicPart
  ) {
    let (start, cycle) = part.tour(of: round)
    guard !cycle.isEmpty else { return }
    let prefix = way(to: part.members[start])
    let acting = (0..<part.threads).filter { round.acting & 1 << UInt64($0) != 0 }
    let shown = thread ?? acting.first
    let place =
      shown.map { note(of: $0, at: part.position(start, $0)) } ?? SourceNote()
    let message =
      if kind == .livelock {
        livelockMessage(acting, part, round)
      } else {
        starvationMessage(thread ?? 0, acting, part, round, isStrong: isStrong)
      }
    found.append(
      Endless(
        failure: Failure(kind, message, thread: shown, place: place),
        choices: prefix + cycle, cycleStart: prefix.count))
  }

  private func livelockMessage(
    _ acting: [Int], _ part: CyclicPart, _ round: CyclicPart.Round
  ) -> String {
    let waiting = (0..<part.threads).filter { thread in
      !acting.contains(thread) && part.position(round.nodes[0], thread) >= 0
    }
    var sentence =
      acting.count == 1
      ? "\(names(acting)) goes round for ever and never gets on"
      : "\(names(acting)) go round for ever and none of them gets on"
    if !waiting.isEmpty {
      sentence +=
        waiting.count == 1
        ? ", and \(names(waiting)) waits" : ", and \(names(waiting)) wait"
    }
    return sentence + ", although everybody who can act does so again and again."
  }

  private func starvationMessage(
    _ thread: Int, _ acting: [Int], _ part: CyclicPart, _ round: CyclicPart.Round, isStrong: Bool
  ) -> String {
    let name = program.threads[thread].name
    let others = acting.filter { $0 != thread }
    let meanwhile =
      others.count == 1 ? "\(names(others)) goes on" : "\(names(others)) go on"
    if acting.contains(thread) {
      return isStrong
        ? "\(name) tries for ever and never gets through while \(meanwhile), although everybody "
          + "who can act does so again and again."
        : "\(name) tries for ever and never gets through while \(meanwhile), unless the scheduler is "
          + "strongly fair: somebody who could act now and then is passed over each time."
    }
    if isStrong { return "\(name) waits for ever while \(meanwhile)." }
    return
      "\(name) may wait for ever while \(meanwhile): it could go on again and again but is passed "
      + "over each time. A scheduler or lock that is only weakly fair allows that, a strongly fair one "
      + "does not."
  }

  private func names(_ threads: [Int]) -> String {
    let names = threads.map { program.threads[$0].name }
    guard names.count > 1, let last = names.last else { return names.first ?? "the machine" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  private func note(of thread: Int, at position: Int32) -> SourceNote {
    let places = program.threads[thread].places
    return places.indices.contains(Int(position)) ? places[Int(position)] : SourceNote()
  }
}

extension CyclicPart {
  /// The same with fewer nodes.
  func narrowed(to isWanted: (Int) -> Bool) -> Self {
    var part = self
    for node in members.indices { part.isAlive[node] = isWanted(node) }
    return part
  }
}
