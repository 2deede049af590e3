/// A schedule that fails, and what is known about it.
struct Shortest {
  var choices: [Choice]
  var cost: ScheduleCost
  /// Whether it is proved that fewer preemptions are not enough.
  var isMinimal: Bool
}

/// What makes one schedule easier to follow than another: preemptions, then steps, then switches.
struct ScheduleCost: Comparable {
  var preemptions = 0
  var steps = 0
  var switches = 0
  private var last = -1

  static func < (a: Self, b: Self) -> Bool {
    (a.preemptions, a.steps, a.switches) < (b.preemptions, b.steps, b.switches)
  }

  static func == (a: Self, b: Self) -> Bool {
    (a.preemptions, a.steps, a.switches) == (b.preemptions, b.steps, b.switches)
  }

  init() {}

  /// The cost of a schedule, which can be made from the start.
  init(of choices: [Choice], _ walker: Walker) {
    walker.reset()
    for choice in choices {
      note(choice, walker)
      walker.step(choice)
    }
  }

  /// Adds a step that is about to be made.
  mutating func note(_ choice: Choice, _ walker: Walker) {
    steps += 1
    guard !choice.isFlush else { return }
    if last >= 0, choice.thread != last {
      switches += 1
      if walker.canTake(Choice(thread: last)) { preemptions += 1 }
    }
    last = choice.thread
  }
}

extension ModelExploration {
  /// Notes the best schedule for each end in a graph.
  func note(
    _ graph: StateGraph, isMinimal: Bool = false, onlyRaces: Bool = false,
    isWanted: () -> Bool
  ) {
    let best = BoundedPaths.find(
      in: graph,
      group: { end in
        let isRace = graph.ends[Int(end)].failure?.kind == .dataRace
        return isRace == onlyRaces ? Int(end) : nil
      }, isWanted: isWanted)
    for (index, path) in best.sorted(by: { $0.key < $1.key }) {
      let ending = graph.ends[index]
      known.add(ending.end, outcome: ending.outcome, count: nil, witness: path.choices)
      guard let failure = ending.failure else { continue }
      let key = FindingKey(failure)
      var cost = ScheduleCost()
      cost.preemptions = path.preemptions
      cost.steps = path.choices.count
      cost.switches = path.switches
      if let other = shortest[key], other.isMinimal || !isMinimal, other.cost <= cost { continue }
      shortest[key] = Shortest(choices: path.choices, cost: cost, isMinimal: isMinimal)
      known.improve(key, witness: path.choices, failure: failure)
    }
  }

  /// Looks for the best schedules of the failures that have none yet.
  func shorten() {
    if let graph { note(graph, isMinimal: true) { [clock] in clock.allows(0.97) } }
    var missing = known.failures.keys.filter { shortest[$0]?.isMinimal != true }
    if !missing.isEmpty, missing.contains(where: { $0.kind != .dataRace }) {
      layByLayer(missing)
      missing = missing.filter { shortest[$0]?.isMinimal != true }
    }
    for key in missing where shortest[key] == nil {
      guard let witness = known.failures[key]?.witness else { continue }
      let walker = Walker(program, model, findsRaces: key.kind == .dataRace)
      let choices = Shrinking(walker, key).run(witness) { [clock] in clock.allows(1) }
      shortest[key] = Shortest(
        choices: choices, cost: ScheduleCost(of: choices, walker), isMinimal: false)
    }
  }

  private func layByLayer(_ missing: [FindingKey]) {
    guard options.strategy != .bounded else { return }
    let graph = StateGraph(Walker(program, model))
    let search = BoundedSearch(graph)
    let wanted = Set(missing.filter { $0.kind != .dataRace })
    var isGoing = true
    while isGoing, !search.isExhausted {
      isGoing = search.searchLayer(maximumStates: Limits.states) { [clock] in
        clock.progress.states = graph.count
        return clock.allows(0.95)
      }
      let found = Set(graph.ends.compactMap { $0.failure.map(FindingKey.init) })
      if wanted.isSubset(of: found) { break }
    }
    note(graph, isMinimal: true) { [clock] in clock.allows(0.97) }
  }
}
