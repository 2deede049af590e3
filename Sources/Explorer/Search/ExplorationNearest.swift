extension ModelExploration {
  /// A schedule that passes and is as similar as possible to one that fails: it leaves it at one step, as
  /// late as possible, and comes back to its order as far as that goes.
  func nearestPassing(_ finding: Finding) -> [Choice]? {
    guard finding.model == model else { return nil }
    let walker = Walker(program, model, findsRaces: finding.failure.kind == .dataRace)
    let failing = finding.choices
    let maxSteps = failing.count * 2 + 256
    var best: (choices: [Choice], difference: Int)?
    var steps = 0
    for place in stride(from: failing.count - 1, through: 0, by: -1) {
      if steps > Limits.stepsForNearest || best.map({ $0.difference <= 2 }) == true { break }
      walker.replay(failing[..<place])
      let count = walker.listEnabled()
      let others = (0..<count).map { Choice(raw: walker.enabled[$0]) }
      for other in others where other != failing[place] {
        for variant in Self.variants(failing, leavingAt: place, with: other) {
          walker.undo(to: place)
          let tried = walker.follow(variant, maxSteps: maxSteps)
          steps += tried.count
          guard case .finished? = walker.endIfAny else { continue }
          let difference = SwitchPoint.difference(tried, failing)
          if best.map({ difference < $0.difference }) ?? true { best = (tried, difference) }
        }
      }
    }
    return best?.choices ?? anyPassing()
  }

  /// Ways to go on after leaving a schedule: one step and then as before; one thread first and then as
  /// before; or that thread and then whoever comes.
  private static func variants(
    _ choices: [Choice], leavingAt place: Int, with other: Choice
  ) -> [[Choice]] {
    var rest = Array(choices[place...])
    if let own = rest.firstIndex(of: other) { rest.remove(at: own) }
    let mine = rest.filter { $0.thread == other.thread }
    let others = rest.filter { $0.thread != other.thread }
    return [[other] + rest, [other] + mine + others, [other]]
  }

  /// Any schedule that passes, the simplest one that is known.
  private func anyPassing() -> [Choice]? {
    let failing = known.outcomes.filter { !$0.value.fails }.compactMap(\.value.witness)
    return failing.min {
      ($0.count, $0.map(\.raw).description) < ($1.count, $1.map(\.raw).description)
    }
  }
}

/// Where a schedule goes over from one thread to another: after how many steps of the one, and to whom.
struct SwitchPoint: Hashable {
  var thread: Int
  var steps: Int
  var next: Int

  /// In how many switches two schedules differ.
  static func difference(_ a: [Choice], _ b: [Choice]) -> Int {
    let (left, right) = (all(a), all(b))
    return left.symmetricDifference(right).count
  }

  private static func all(_ choices: [Choice]) -> Set<Self> {
    var points: Set<Self> = []
    var made: [Int: Int] = [:]
    var last = -1
    for choice in choices where !choice.isFlush {
      if choice.thread != last {
        points.insert(Self(thread: last, steps: made[last] ?? 0, next: choice.thread))
      }
      last = choice.thread
      made[last, default: 0] += 1
    }
    return points
  }
}
