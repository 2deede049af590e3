/// Explores a program in one memory model: chooses searches, divides the time, and says honestly what
/// follows.
final class ModelExploration {
  let program: Program
  let model: MemoryModel
  let options: ExplorationOptions
  let clock: ExplorationClock
  var known = KnownEnds()
  var counts = Counts()
  /// The states, when all of them are known.
  var graph: StateGraph?
  /// The states with what decides about races, when there can be any and all of them are known.
  var raceGraph: StateGraph?
  var endless: [Endless] = []
  /// The best schedules for each kind of failure, as far as they were looked for.
  var shortest: [FindingKey: Shortest] = [:]
  /// All schedules were covered, in this or another way.
  var isComplete = false
  var strategy: Strategy
  var finishedBound: Int?
  var remark: String?

  init(
    _ program: Program, _ model: MemoryModel, _ options: ExplorationOptions,
    report: @escaping (ExplorationProgress) -> Bool
  ) {
    self.program = program
    self.model = model
    self.options = options
    strategy = options.strategy
    clock = ExplorationClock(model, options.strategy, seconds: options.seconds, report: report)
  }

  func run() -> ModelResult {
    clock.beforeLongSearch = { [unowned self] in estimate() }
    switch options.strategy {
    case .automatic: automatic()
    case .naive, .sleepSets, .dpor: executions(options.strategy, until: 0.8)
    case .bounded: bounded()
    case .random, .pct, .walk: sample(options.strategy, until: 0.8)
    case .stateful: _ = states(until: 0.7)
    }
    if model == .sc, strategy != .naive || known.failures.isEmpty { races() }
    let findings = findings()
    return conclude(findings)
  }

  // MARK: Automatic

  /// All states if there are not too many, and all executions that differ, for their number; otherwise
  /// few preemptions first, then samples.
  private func automatic() {
    let all = states(until: 0.35)
    if all {
      if !clock.isStopped, graph?.hasCycles == false {
        // Nothing hangs on their number any more: it may take some times as long as the answer did.
        let patience = Limits.patience + Limits.patienceFactor * clock.elapsed
        executions(reduction(), until: min(0.5, patience / options.seconds))
        if !isComplete { strategy = .stateful }
      } else {
        strategy = .stateful
      }
      isComplete = true
      remark = nil
      return
    }
    if known.failures.isEmpty { executions(.dpor, until: 0.55) }
    guard !isComplete, !clock.isStopped else { return }
    if known.failures.isEmpty {
      bounded(until: 0.75)
      guard !isComplete else { return }
    }
    if known.failures.isEmpty { sample(.pct, until: 0.87) }
    if known.failures.isEmpty { sample(.walk, until: 0.93) }
  }

  /// Which of the two reductions is the quicker one here: sleep sets walk faster, the other one walks less.
  private func reduction() -> Strategy {
    (graph?.interleavings ?? .max) < 20_000 ? .sleepSets : .dpor
  }

  // MARK: The searches

  /// Every state; answers whether that was possible.
  private func states(until share: Double) -> Bool {
    let graph = StateGraph(Walker(program, model))
    graph.explore(maximumStates: Limits.states) { [clock] in
      clock.progress.states = graph.count
      clock.progress.steps = graph.steps
      let hasFailure = graph.ends.contains { $0.failure != nil }
      return clock.allows(hasFailure && self.options.strategy == .automatic ? share * 0.5 : share)
    }
    counts.states = graph.count
    counts.steps += graph.steps
    strategy = .stateful
    let endCounts = graph.endCounts()
    for (index, ending) in graph.ends.enumerated() {
      known.add(ending.end, outcome: ending.outcome, count: endCounts?[index], witness: nil)
    }
    counts.explored = graph.finalStates
    counts.interleavings = graph.interleavings
    counts.failing = graph.failingInterleavings
    if graph.hasCycles {
      endless = FairnessCheck.run(graph, program: program) { [clock] in clock.allows(share + 0.1) }
    }
    isComplete = graph.isComplete
    if graph.isComplete {
      self.graph = graph
    } else {
      remark = "There are more than \(Wording.grouped(UInt64(graph.count))) states."
      note(graph) { [clock] in clock.allows(share + 0.1) }
    }
    return graph.isComplete
  }

  /// Every execution, or one of each class of equivalent ones.
  private func executions(_ wanted: Strategy, until share: Double) {
    let machine = Machine(program, model: model)
    let limit = options.limit ?? Limits.schedulesOfOneProgram
    let isWanted: (borrowing DepthFirstResult) -> Bool = { [clock] result in
      clock.progress.explored = result.explored
      clock.progress.steps = result.steps
      clock.progress.strategy = wanted
      return clock.allows(share)
    }
    var result: DepthFirstResult?
    strategy = wanted
    if wanted == .dpor {
      result = DPOR.search(
        machine, limit: limit, maxSteps: options.maxSteps, isWanted: isWanted)
    }
    if result == nil {
      if wanted == .dpor { strategy = .sleepSets }
      result = DepthFirst.search(
        machine, usesSleepSets: wanted != .naive, limit: limit, maxSteps: options.maxSteps,
        isWanted: isWanted)
    }
    guard let result else { return }
    let isNaive = wanted == .naive && result.isComplete
    known.add(result, areCountsExact: isNaive && graph == nil)
    if isNaive {
      counts.interleavings = UInt64(result.explored)
      counts.failing = known.failures.values.reduce(0) { $0 + ($1.count ?? 0) }
    }
    counts.explored = result.explored
    counts.redundant = result.redundant
    counts.cut = result.cut
    counts.steps += result.steps
    counts.distinct = result.isDistinctExact ? result.distinct : nil
    isComplete = isComplete || result.isComplete
    if result.cut > 0 {
      remark =
        "Schedules of more than \(Wording.grouped(UInt64(options.maxSteps))) steps were cut."
    } else if !result.isComplete {
      remark = "There was not enough time for all schedules."
    }
  }

  /// All schedules with no preemption, then those with one, with two and so on.
  private func bounded(until share: Double = 0.8) {
    let graph = StateGraph(Walker(program, model))
    let search = BoundedSearch(graph)
    strategy = .bounded
    let maximum = options.strategy == .bounded ? options.bound ?? .max : .max
    while search.finishedLayers <= maximum {
      let isFinished = search.searchLayer(maximumStates: Limits.states) { [clock] in
        clock.progress.strategy = .bounded
        clock.progress.states = graph.count
        return clock.allows(share)
      }
      guard isFinished else { break }
      finishedBound = search.finishedLayers - 1
      if search.isExhausted || graph.ends.contains(where: { $0.failure != nil }) { break }
    }
    counts.states = graph.count
    counts.steps += graph.steps
    counts.explored += graph.finalStates
    for ending in graph.ends {
      known.add(ending.end, outcome: ending.outcome, count: nil, witness: nil)
    }
    note(graph, isMinimal: true) { [clock] in clock.allows(share + 0.1) }
    if search.isExhausted {
      isComplete = true
    } else {
      remark = "Only schedules with few preemptions were covered."
    }
  }

  /// Schedules at random.
  private func sample(_ wanted: Strategy, until share: Double) {
    let method: RandomSearch.Method =
      switch wanted {
      case .pct: .pct(depth: max(options.bound ?? Limits.pctDepth, 1))
      case .walk: .walk
      default: .uniform
      }
    var search = RandomSearch(
      Walker(program, model), method, seed: options.seed, maxSteps: options.maxSteps)
    let before = counts.explored
    search.run(limit: options.limit ?? Limits.samples) { [clock] result in
      clock.progress.strategy = wanted
      clock.progress.explored = before + result.explored
      return clock.allows(share)
    }
    strategy = wanted
    let result = search.result
    known.add(result)
    counts.explored += result.explored
    counts.cut += result.cut
    counts.steps += result.steps
    if options.strategy != .automatic { counts.distinct = result.distinct }
    remark = "Only a sample of all schedules was tried."
  }

  /// A first idea of how long it will take.
  private func estimate() {
    let start = clock.elapsed
    let estimate = Estimate.sampling(
      Walker(program, model), walks: Limits.estimatingWalks, seed: options.seed,
      maxSteps: options.maxSteps
    ) { [clock] in clock.elapsed - start < 0.1 }
    counts.estimate = estimate
    clock.progress.estimate = estimate
  }

  // MARK: Races

  /// Looks for data races in all states, as far as time allows.
  private func races() {
    guard !RaceTracker.candidates(program).isEmpty, !clock.isStopped else { return }
    var graph = raceStates(Limits.fewRaceStates)
    if !graph.isComplete, !clock.isStopped {
      // Who knows of which access differs from order to order, so that locks make many states of few executions.
      if graph.ends.allSatisfy({ $0.failure?.kind != .dataRace }), isFreeOfRaces() { return }
      graph = raceStates(Limits.raceStates)
    }
    if graph.isComplete {
      raceGraph = graph
    } else if isComplete {
      isComplete = false
      remark = "Not all executions could be examined for data races."
    }
    for ending in graph.ends where ending.failure?.kind == .dataRace {
      known.add(ending.end, outcome: nil, count: nil, witness: nil)
    }
    note(graph, isMinimal: graph.isComplete, onlyRaces: true) { [clock] in clock.allows(1) }
  }

  private func raceStates(_ maximum: Int) -> StateGraph {
    let graph = StateGraph(Walker(program, .sc, findsRaces: true))
    graph.explore(maximumStates: maximum, maximumBytes: Limits.raceStateBytes) { [clock] in
      clock.allows(0.95)
    }
    return graph
  }

  /// Whether one execution of each class of equivalent ones, if there are not too many, shows no data race: all
  /// executions of a class know of the same accesses.
  private func isFreeOfRaces() -> Bool {
    let walker = Walker(program, .sc, findsRaces: true)
    var hasRace = false
    let result = DPOR.search(
      Machine(program, model: .sc), limit: Limits.executionsForRaces, maxSteps: options.maxSteps
    ) { [clock] _ in
      !hasRace && clock.allows(0.7)
    } atEnd: { path in
      walker.reset()
      for choice in path where !hasRace {
        walker.step(choice)
        hasRace = walker.hasRace
      }
    }
    return result?.isComplete == true && !hasRace
  }

  // MARK: The answer

  private func conclude(_ findings: [Finding]) -> ModelResult {
    counts.outcomes = known.outcomes.count
    let answer: Answer =
      if !findings.isEmpty {
        .refuted
      } else if isComplete {
        .proved
      } else if let finishedBound {
        .provedUpTo(preemptions: finishedBound)
      } else {
        .sampled(counts.explored)
      }
    return ModelResult(
      model: model, strategy: strategy, answer: answer, counts: counts, findings: findings,
      nearestPassing: findings.first.flatMap(nearestPassing), seconds: clock.elapsed,
      isComplete: isComplete, remark: isComplete ? nil : remark)
  }
}
