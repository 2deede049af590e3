import SourceLanguage
import TestSupport
import Testing

@testable import Explorer

/// What a search says about how a program may end.
private struct Ends: Equatable {
  var outcomes: Set<[Int]> = []
  var failures: Set<FailureKind> = []

  init(_ result: DepthFirstResult) {
    for record in result.ends { note(record.end, record.end.hasOutcome ? record.outcome : nil) }
  }

  init(_ graph: StateGraph) {
    for ending in graph.ends { note(ending.end, ending.outcome) }
  }

  private mutating func note(_ end: End, _ outcome: [Int]?) {
    if let outcome { outcomes.insert(outcome) }
    if case .failed(let failure) = end { failures.insert(failure.kind) }
  }

  func isSubset(of other: Ends) -> Bool {
    outcomes.isSubset(of: other.outcomes) && failures.isSubset(of: other.failures)
  }

  func difference(from other: Ends) -> String {
    let more = outcomes.subtracting(other.outcomes).sorted { $0.description < $1.description }
    let fewer = other.outcomes.subtracting(outcomes).sorted { $0.description < $1.description }
    return "outcomes too many \(more), missing \(fewer);"
      + " failures too many \(failures.subtracting(other.failures)),"
      + " missing \(other.failures.subtracting(failures))"
  }
}

func statesOf(_ program: Program, _ model: MemoryModel, findsRaces: Bool = false) -> StateGraph {
  let graph = StateGraph(Walker(program, model, findsRaces: findsRaces))
  graph.explore(maximumStates: 200_000) { true }
  return graph
}

func sampled(
  _ program: Program, _ model: MemoryModel, _ method: RandomSearch.Method, seed: UInt64, limit: Int
) -> DepthFirstResult {
  var search = RandomSearch(Walker(program, model), method, seed: seed, maxSteps: 10_000)
  search.run(limit: limit) { _ in true }
  return search.result
}

/// Whether any schedule under SC has a data race, found by walking every single one.
private func racesSomewhere(_ walker: Walker) -> Bool {
  let count = walker.listEnabled()
  if count == 0 {
    if case .failed(let failure) = walker.end { return failure.kind == .dataRace }
    return false
  }
  let choices = (0..<count).map { Choice(raw: walker.enabled[$0]) }
  for choice in choices {
    walker.step(choice)
    let races = racesSomewhere(walker)
    walker.undo()
    if races { return true }
  }
  return false
}

/// Compares all searches of one program; sums up what was done.
private struct Agreement {
  var seed: UInt64
  var naive = 0
  var interleavings: UInt64 = 0
  var raceWalks = 0
  var racy = 0

  /// Programs whose interleavings the naive search walks, and those in which each one is looked through for races.
  static let naiveLimit: UInt64 = 4_000
  static let raceLimit: UInt64 = 400
  /// The most interleavings of a program under PSO; larger ones are cut down.
  static let limit: UInt64 = 60_000

  /// What is wrong, as a sentence; `nil` for a program in which everything agrees.
  mutating func complaint(_ source: String) -> String? {
    let parsed = Program.parse(source)
    guard let program = parsed.program else { return "\(parsed.diagnostics.map(\.message))" }
    var weaker: Ends?
    for model in MemoryModel.allCases {
      let graph = statesOf(program, model)
      guard graph.isComplete, !graph.hasCycles else { return "\(model): not all states" }
      let ends = Ends(graph)
      if let weaker, !weaker.isSubset(of: ends) {
        return "\(model) lacks what a stronger model has: \(weaker.difference(from: ends))"
      }
      weaker = ends
      if let complaint = executions(program, model, graph, ends) { return "\(model): \(complaint)" }
      if let complaint = samples(program, model, ends) { return "\(model): \(complaint)" }
      if let complaint = layers(program, model, ends) { return "\(model): \(complaint)" }
      if model == .sc, let complaint = races(program, graph) { return complaint }
    }
    return nil
  }

  private mutating func executions(
    _ program: Program, _ model: MemoryModel, _ graph: StateGraph, _ ends: Ends
  ) -> String? {
    let sleeping = DepthFirst.search(Machine(program, model: model), usesSleepSets: true)
    guard let reduced = DPOR.search(Machine(program, model: model)) else {
      return "DPOR refuses"
    }
    if reduced.redundant > 0 { return "DPOR gives up \(reduced.redundant) walks" }
    guard let all = graph.interleavings else { return "no number of interleavings" }
    // A thread that fails ends the execution: how much of the others is part of it depends on the order.
    let stopsEarly = graph.ends.contains { ending in
      ending.outcome == nil && [.assertion, .error].contains(ending.failure?.kind)
    }
    interleavings += all
    var results = [("sleep sets", sleeping), ("DPOR", reduced)]
    if all <= Self.naiveLimit {
      naive += 1
      let every = DepthFirst.search(Machine(program, model: model), usesSleepSets: false)
      results.append(("naive", every))
      if UInt64(every.explored) != all { return "\(every.explored) walked, \(all) counted" }
      let counted = every.ends.reduce(0) { $0 + $1.count }
      if counted != all { return "\(counted) ends, \(all) counted" }
    }
    for (name, result) in results {
      guard result.isComplete else { return "\(name) is not complete" }
      let seen = Ends(result)
      if seen != ends { return "\(name) and states: \(seen.difference(from: ends))" }
      if !stopsEarly, result.distinct != sleeping.distinct {
        return "\(name) sees \(result.distinct) executions, sleep sets \(sleeping.distinct)"
      }
    }
    return nil
  }

  private func samples(_ program: Program, _ model: MemoryModel, _ ends: Ends) -> String? {
    let methods: [(String, RandomSearch.Method)] = [
      ("random", .uniform), ("PCT", .pct(depth: 3)), ("walk", .walk),
    ]
    for (name, method) in methods {
      let seen = Ends(sampled(program, model, method, seed: seed, limit: 12))
      if !seen.isSubset(of: ends) { return "\(name) and states: \(seen.difference(from: ends))" }
    }
    return nil
  }

  /// Each layer of the bounded search adds to the one before, and the last one has everything.
  private func layers(_ program: Program, _ model: MemoryModel, _ ends: Ends) -> String? {
    let graph = StateGraph(Walker(program, model))
    let search = BoundedSearch(graph)
    while search.searchLayer(maximumStates: 200_000, isWanted: { true }) {
      let seen = Ends(graph)
      if !seen.isSubset(of: ends) {
        return "layer \(search.finishedLayers - 1): \(seen.difference(from: ends))"
      }
    }
    let seen = Ends(graph)
    return search.isExhausted && seen == ends
      ? nil : "all layers together: \(seen.difference(from: ends))"
  }

  private mutating func races(_ program: Program, _ graph: StateGraph) -> String? {
    guard !RaceTracker.candidates(program).isEmpty else { return nil }
    let states = statesOf(program, .sc, findsRaces: true)
    let isRacy = states.ends.contains { $0.failure?.kind == .dataRace }
    if isRacy { racy += 1 }
    guard let all = graph.interleavings, all <= Self.raceLimit else { return nil }
    raceWalks += 1
    let walked = racesSomewhere(Walker(program, .sc, findsRaces: true))
    return walked == isRacy ? nil : "race in some schedule: \(walked), in some state: \(isRacy)"
  }
}

@Suite struct `The searches` {
  #if DEBUG
    static let programs = 15
  #else
    static let programs = 1_250
  #endif

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `agree about random programs`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var agreement = Agreement(seed: seed)
    for number in 0..<Self.programs {
      var program =
        number % 8 == 0 ? RandomProgram(relaxed: &random) : RandomProgram(&random)
      while let parsed = Program.parse(program.source).program,
        statesOf(parsed, .pso).interleavings ?? .max > Agreement.limit
      {
        program.shorten()
      }
      guard agreement.complaint(program.source) != nil else { continue }
      let least = program.shrunk {
        Program.parse($0.source).program == nil ? nil : agreement.complaint($0.source)
      }
      Issue.record(
        """
        seed \(seed), program \(number): \(agreement.complaint(least.source) ?? "")
        \(least.source)
        It was made smaller from
        \(program.source)
        """)
    }
    print(
      "seed \(seed): \(Self.programs) programs, \(agreement.interleavings) interleavings in three models,"
        + " \(agreement.naive) walked naively, \(agreement.racy) racy, \(agreement.raceWalks) looked through"
    )
  }

  /// What random programs once found, as small as it could be made.
  @Test(arguments: [
    // An `await` that looks at more than what its own flush brings to memory.
    """
    atomic(.relaxed) a = 0
    atomic(.acquire) b = 0
    thread t0 { let r = a.exchange(1, .seqCst); b = 0 }
    thread t1 { b = 2; await a == 0 || b == 1 }
    outcome a, b, t0.r
    """,
    // A load that its own buffer answers, before and behind the flush.
    "atomic(.release) a = 0\nthread t0 { a = 1; let r = a.load(.relaxed) }\nthread t1 { a = 1 }\noutcome a, t0.r",
    // More come to a barrier than it holds back.
    "barrier gate = 2\nthread t(i) for i in 1...3 { gate.wait() }",
    // A failure behind another one that has nothing to do with it.
    "mutex m\nvar p = 0\nthread a { p = 3 }\nthread b { m.unlock() }\nthread c { assert p != 3 }",
    // A barrier for two that three come to.
    """
    barrier gate = 2
    thread a { gate.wait() }
    thread b { gate.wait() }
    thread c { gate.wait(); assert false }
    """,
    // A wait that need not read all that it may, and one that reads its own buffer.
    "atomic a = 0, b = 0\nthread one { await a == 0 || b == 1 }\nthread two { b.fetchAdd(1) }",
    """
    atomic(.release) a = 0
    thread one { a = 1; await a > 0 }
    thread two { let r = a.compareExchange(0, 2) }
    outcome a, two.r
    """,
    // A lock that was tried in vain while it was held for the first time, or for the second.
    """
    mutex m
    thread one { with m { }; m.lock() }
    thread two { let got = m.tryLock(); if got { m.unlock() } }
    """,
  ])
  func `agree about what they once did not`(source: String) {
    var agreement = Agreement(seed: 1)
    #expect(agreement.complaint(source) == nil)
  }
}
