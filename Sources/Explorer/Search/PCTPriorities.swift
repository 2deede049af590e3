/// Probabilistic concurrency testing (Burckhardt and others, 2010): the thread with the highest priority goes on,
/// priorities are dealt at random, and at `d − 1` random steps the one that would go on falls behind.
///
/// A bug that needs `d` ordered steps is found by one run with a likelihood of at least 1 ∕ (n·kᵈ⁻¹), for `n` threads
/// and `k` steps.
///
/// Each store buffer takes part like a thread.
struct PCTPriorities {
  /// A higher number goes first; threads, then their buffers.
  private var priority: [Int]
  private var changes: [Int] = []
  private var nextLow = 0
  private let threads: Int
  /// The longest run so far: where the changes may lie.
  ///
  /// A length that is only guessed is forgotten after the first run: one that is too long makes all bugs rarer.
  private var longest = 0
  private static let guess = 16
  private var previous = -1
  private var inARow = 0

  init(threads: Int) {
    self.threads = threads
    priority = Array(0..<threads * 2)
  }

  mutating func begin(depth: Int, _ numbers: inout RandomNumbers) {
    for index in priority.indices { priority[index] = index + depth }
    priority.shuffle(using: &numbers)
    changes = (1..<max(depth, 1)).map { _ in numbers.below(longest > 0 ? longest : Self.guess) }
    nextLow = 0
    previous = -1
    inARow = 0
  }

  mutating func end(steps: Int) { longest = max(longest, steps) }

  /// Which of the enabled choices is made.
  mutating func choose(
    _ enabled: UnsafeMutablePointer<Int32>, _ count: Int, step: Int,
    _ numbers: inout RandomNumbers
  ) -> Int {
    var best = highest(enabled, count, &numbers)
    var who = actor(enabled[best])
    // Someone who waits for others in a loop would keep everybody else out for ever.
    inARow = who == previous ? inARow + 1 : 0
    let isStuck = inARow > Limits.pctPatience
    if changes.contains(step) || isStuck {
      nextLow -= 1
      priority[who] = nextLow
      inARow = 0
      best = highest(enabled, count, &numbers)
      who = actor(enabled[best])
    }
    previous = who
    return best
  }

  private func highest(
    _ enabled: UnsafeMutablePointer<Int32>, _ count: Int, _ numbers: inout RandomNumbers
  ) -> Int {
    var best = 0
    var ties = 1
    for index in 1..<max(count, 1) {
      let (mine, top) = (priority[actor(enabled[index])], priority[actor(enabled[best])])
      if mine > top {
        best = index
        ties = 1
      } else if mine == top {
        // Only several buffers of one thread are equal.
        ties += 1
        if numbers.below(ties) == 0 { best = index }
      }
    }
    return best
  }

  private func actor(_ raw: Int32) -> Int {
    let choice = Choice(raw: raw)
    return choice.isFlush ? threads + choice.thread : choice.thread
  }
}
