extension Estimate {
  /// Guesses the number of interleavings from random walks: the mean of 1 ∕ likelihood is unbiased whatever the
  /// weights are (Knuth 1975), and the better they fit, the smaller is the deviation.
  ///
  /// `nil` when no walk came to an end.
  static func sampling(
    _ walker: Walker, walks: Int, seed: UInt64, maxSteps: Int, isWanted: () -> Bool
  ) -> Estimate? {
    // The first walks are for the weights, and count as well: they are unbiased too.
    var search = RandomSearch(walker, .walk, seed: seed, maxSteps: maxSteps)
    search.run(limit: walks) { _ in isWanted() }
    let (sum, squares, count) = search.inverse
    guard count > 0 else { return nil }
    let mean = sum / Double(count)
    let variance = max(squares / Double(count) - mean * mean, 0)
    return Estimate(mean: mean, deviation: (variance / Double(max(count - 1, 1))).squareRoot())
  }
}
