/// Makes a schedule simpler when there are too many states to search for the simplest: it tries to take the
/// switches out one by one, and keeps what fails in the same way at a lower cost.
struct Shrinking {
  private let walker: Walker
  private let key: FindingKey

  init(_ walker: Walker, _ key: FindingKey) {
    self.walker = walker
    self.key = key
  }

  func run(_ choices: [Choice], isWanted: () -> Bool) -> [Choice] {
    var best = choices
    var cost = ScheduleCost(of: choices, walker)
    var hasImproved = true
    while hasImproved {
      hasImproved = false
      var place = 1
      while place < best.count, isWanted() {
        defer { place += 1 }
        guard best[place].thread != best[place - 1].thread else { continue }
        for candidate in Self.withoutSwitch(best, at: place) {
          walker.reset()
          let tried = walker.follow(candidate, maxSteps: best.count + 64)
          guard case .failed(let failure)? = walker.endIfAny, FindingKey(failure) == key else {
            continue
          }
          let price = ScheduleCost(of: tried, walker)
          guard price < cost else { continue }
          (best, cost, hasImproved) = (tried, price, true)
          break
        }
      }
    }
    return best
  }

  /// The same steps in orders that lack the switch at `place`: the thread before it goes on, or the one
  /// behind it begins later.
  private static func withoutSwitch(_ choices: [Choice], at place: Int) -> [[Choice]] {
    let before = choices[place - 1].thread
    let after = choices[place].thread
    var candidates: [[Choice]] = []
    if let again = choices[place...].firstIndex(where: { $0.thread == before }) {
      let end = choices[again...].firstIndex { $0.thread != before } ?? choices.count
      candidates.append(
        Array(choices[..<place] + choices[again..<end] + choices[place..<again] + choices[end...]))
    }
    let end = choices[place...].firstIndex { $0.thread != after } ?? choices.count
    if let again = choices[end...].firstIndex(where: { $0.thread == after }) {
      candidates.append(
        Array(choices[..<place] + choices[end..<again] + choices[place..<end] + choices[again...]))
    }
    return candidates
  }
}

extension Walker {
  /// How it ended; `nil` when it can go on.
  var endIfAny: End? { listEnabled() == 0 ? end : nil }

  /// Makes the steps of `wanted` as far as they can be made, each as soon as its turn comes and it is possible;
  /// behind them the same thread goes on as long as it can.
  ///
  /// Answers all steps since the start.
  func follow(_ wanted: some Sequence<Choice>, maxSteps: Int) -> [Choice] {
    var pending = Array(wanted)
    var first = 0
    while depth < maxSteps {
      let count = listEnabled()
      if count == 0 { break }
      var choice: Choice?
      var place = first
      while place < pending.count, choice == nil {
        let candidate = pending[place]
        if (0..<count).contains(where: { enabled[$0] == candidate.raw }) {
          choice = candidate
          if place == first { first += 1 } else { pending.remove(at: place) }
        }
        place += 1
      }
      if let choice {
        step(choice)
        continue
      }
      let last = path.last(where: { !$0.isFlush })
      let raw = (0..<count).first { enabled[$0] == last?.raw } ?? 0
      step(Choice(raw: enabled[raw]))
    }
    return path
  }
}
