/// Weights that make all interleavings about equally likely (Zhao and others, 2025): a thread is chosen in proportion
/// to the number of steps that it still has to make, as known from the walks before.
///
/// Choosing any thread with the same likelihood favours schedules in which the short threads come last; with
/// the right numbers every interleaving of straight-line threads is exactly as likely as any other.
struct WalkWeights {
  /// How many steps each thread, and each thread's buffer, made on average.
  private var expected: [Double]
  private var made: [Double]
  private let threads: Int
  private var walks = 0.0

  init(threads: Int) {
    self.threads = threads
    expected = Array(repeating: 0, count: threads * 2)
    made = expected
  }

  mutating func begin() {
    for index in made.indices { made[index] = 0 }
  }

  mutating func note(_ choice: Choice) { made[actor(choice.raw)] += 1 }

  /// Learns from the walk that just came to its end.
  mutating func end() {
    walks += 1
    for index in made.indices { expected[index] += (made[index] - expected[index]) / walks }
  }

  /// Which of the enabled choices is made, and how likely that was.
  func choose(
    _ enabled: UnsafeMutablePointer<Int32>, _ count: Int, _ numbers: inout RandomNumbers
  ) -> (index: Int, likelihood: Double) {
    if count == 1 { return (0, 1) }
    var total = 0.0
    for index in 0..<count { total += weight(enabled[index]) }
    var point = Double(numbers.next() >> 11) * 0x1p-53 * total
    for index in 0..<count - 1 {
      let weight = weight(enabled[index])
      if point < weight { return (index, weight / total) }
      point -= weight
    }
    return (count - 1, weight(enabled[count - 1]) / total)
  }

  private func weight(_ raw: Int32) -> Double {
    let actor = actor(raw)
    return max(expected[actor] - made[actor], 0.5)
  }

  private func actor(_ raw: Int32) -> Int {
    let choice = Choice(raw: raw)
    return choice.isFlush ? threads + choice.thread : choice.thread
  }
}
