/// Tries schedules at random, each from the start to an end; the same seed tries the same ones.
package struct RandomSearch: ~Copyable {
  package enum Method {
    /// Any of the choices, all equally likely.
    case uniform
    /// Priorities with changes at `depth - 1` places.
    case pct(depth: Int)
    /// Weighted by how much each thread still has to do.
    case walk
  }

  private let walker: Walker
  private let method: Method
  private let maxSteps: Int
  private var numbers: RandomNumbers
  private var priorities: PCTPriorities
  private var weights: WalkWeights
  private var tally = EndTally()
  /// Of the walks that came to an end: the inverse of how likely each was, and its square.
  private(set) var inverse = (sum: 0.0, squares: 0.0, count: 0)
  package private(set) var result = DepthFirstResult()

  package init(_ walker: Walker, _ method: Method, seed: UInt64, maxSteps: Int) {
    self.walker = walker
    self.method = method
    self.maxSteps = maxSteps
    numbers = RandomNumbers(seed: seed)
    priorities = PCTPriorities(threads: walker.threadCount)
    weights = WalkWeights(threads: walker.threadCount)
    walker.machine.keepsGraph = true
    result.isDistinctExact = false
  }

  /// Tries `limit` schedules, or as many as are wanted; asks after each few thousand steps.
  package mutating func run(limit: Int, isWanted: (borrowing DepthFirstResult) -> Bool) {
    var untilLook = Limits.stepsBetweenLooks
    while result.explored + result.cut < limit {
      let before = result.steps
      once()
      untilLook -= result.steps - before + 1
      if untilLook <= 0 {
        untilLook = Limits.stepsBetweenLooks
        if !isWanted(result) { break }
      }
    }
    walker.reset()
    tally.settle(&result)
    result.distinct = tally.distinct
  }

  private mutating func once() {
    walker.reset()
    if case .pct(let depth) = method { priorities.begin(depth: depth, &numbers) }
    weights.begin()
    var likelihood = 1.0
    while true {
      let count = walker.listEnabled()
      if count == 0 { break }
      if walker.depth >= maxSteps {
        result.cut += 1
        return
      }
      let index: Int
      switch method {
      case .uniform:
        index = count == 1 ? 0 : numbers.below(count)
        likelihood /= Double(count)
      case .pct:
        index = priorities.choose(walker.enabled, count, step: walker.depth, &numbers)
      case .walk:
        let choice = weights.choose(walker.enabled, count, &numbers)
        index = choice.index
        likelihood *= choice.likelihood
      }
      let choice = Choice(raw: walker.enabled[index])
      weights.note(choice)
      walker.step(choice)
      result.steps += 1
    }
    weights.end()
    priorities.end(steps: walker.depth)
    let weight = 1 / likelihood
    if weight.isFinite {
      inverse.sum += weight
      inverse.squares += weight * weight
      inverse.count += 1
    }
    conclude()
  }

  private mutating func conclude() {
    _ = tally.note(graph: walker.machine.graph)
    tally.count(walker.fingerprint, in: &result) { [walker] in
      EndRecord(
        end: walker.end, outcome: walker.machine.outcome, count: 0, witness: walker.path)
    }
  }
}
