import TestSupport
import Testing

@testable import Explorer

private let twoSteps = """
  atomic x = 0, y = 0
  thread left { x = 1; x = 2 }
  thread right { y = 1; y = 2 }
  """

/// Fails in one way only: the second thread's step lies between the two of the first.
private let narrow = """
  atomic x = 0
  thread worker { x = 1; x = 0 }
  thread watcher { assert x == 0 }
  """

private func failures(_ result: DepthFirstResult) -> Int {
  result.ends.reduce(0) { sum, record in
    if case .failed = record.end { return sum + Int(record.count) }
    return sum
  }
}

/// How often each interleaving of a program is walked.
private func frequencies(
  _ program: Program, weighs: Bool, runs: Int
) -> [[Choice]: Int] {
  var counts: [[Choice]: Int] = [:]
  let walker = Walker(program, .sc)
  var numbers = RandomNumbers(seed: 11)
  var weights = WalkWeights(threads: walker.threadCount)
  for _ in 0..<runs {
    walker.reset()
    weights.begin()
    while true {
      let count = walker.listEnabled()
      if count == 0 { break }
      let index =
        weighs
        ? weights.choose(walker.enabled, count, &numbers).index : numbers.below(count)
      let choice = Choice(raw: walker.enabled[index])
      weights.note(choice)
      walker.step(choice)
    }
    weights.end()
    counts[walker.path, default: 0] += 1
  }
  return counts
}

@Suite struct `Sampling` {
  @Test func `walks every interleaving about equally often when it weighs threads by their steps`()
    throws
  {
    // Two steps beside four: picking threads evenly makes some of the 15 interleavings four times as likely as others.
    let program = try compiled(
      """
      atomic x = 0, y = 0
      thread short { x = 1; x = 2 }
      thread long { y = 1; y = 2; y = 3; y = 4 }
      """)
    let runs = 15_000
    let weighted = frequencies(program, weighs: true, runs: runs)
    #expect(weighted.count == 15)
    let expected = Double(runs) / 15
    let chiSquare = weighted.values.reduce(0.0) { sum, count in
      let distance = Double(count) - expected
      return sum + distance * distance / expected
    }
    // 14 degrees of freedom: 1 in 1,000 of such sums is larger than 36.1. The seed is fixed.
    #expect(chiSquare < 36.1, "seed 11")
    let even = frequencies(program, weighs: false, runs: runs)
    #expect(even.values.max() ?? 0 > 2 * (even.values.min() ?? 0))
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `finds a narrow bug with PCT at least as often as the bound says`(seed: UInt64) throws {
    let program = try compiled(narrow)
    let runs = 4_000
    // Two threads, three steps, a bug of depth two: 1 of 2 · 3 runs; four standard deviations less are allowed.
    let found = failures(sampled(program, .sc, .pct(depth: 2), seed: seed, limit: runs))
    #expect(found >= 572, "seed \(seed)")
    #expect(found < runs)
    #expect(failures(sampled(program, .sc, .uniform, seed: seed, limit: runs)) >= runs / 8)
  }

  @Test(arguments: [1, 2] as [UInt64])
  func `finds a bug that needs an order of two steps even at depth one`(seed: UInt64) throws {
    // Whoever has the higher priority is first: half of all runs.
    let program = try compiled(
      """
      atomic x = 0
      thread writer { x = 1 }
      thread reader { assert x == 0 }
      """)
    let found = failures(sampled(program, .sc, .pct(depth: 1), seed: seed, limit: 2_000))
    #expect((900...1_100).contains(found), "seed \(seed)")
  }

  @Test func `gives the same for the same seed, and something else for another`() throws {
    let program = try compiled(twoSteps + "\noutcome x, y")
    for method: RandomSearch.Method in [.uniform, .pct(depth: 3), .walk] {
      let first = sampled(program, .tso, method, seed: 5, limit: 50)
      let again = sampled(program, .tso, method, seed: 5, limit: 50)
      let other = sampled(program, .tso, method, seed: 6, limit: 50)
      #expect(first.steps == again.steps)
      #expect(first.ends.map(\.witness) == again.ends.map(\.witness))
      #expect(first.ends.map(\.witness) != other.ends.map(\.witness))
    }
  }

  @Test(arguments: [
    twoSteps, narrow,
    "atomic x = 0\nthread t(i) for i in 1...3 { x = 1; x = 2; x = 3 }",
    "mutex m\nthread t(i) for i in 1...3 { m.lock(); m.unlock() }",
    "atomic x = 0\nthread a { if x == 0 { x = 1; x = 2 } }\nthread b { x = 3; x = 4; x = 5 }",
  ])
  func `estimates how many interleavings there are`(source: String) throws {
    let program = try compiled(source)
    let exact = try #require(statesOf(program, .sc).interleavings)
    for seed: UInt64 in 1...3 {
      let estimate = try #require(
        Estimate.sampling(
          Walker(program, .sc), walks: 2_000, seed: seed, maxSteps: 1_000, isWanted: { true }))
      let error = abs(estimate.mean - Double(exact))
      #expect(
        error <= 4 * estimate.deviation + 0.001, "seed \(seed): \(estimate), exactly \(exact)")
      #expect(estimate.mean > 0.8 * Double(exact) && estimate.mean < 1.25 * Double(exact))
    }
  }
}
