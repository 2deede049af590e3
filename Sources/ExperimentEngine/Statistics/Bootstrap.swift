/// Intervals by drawing again from the samples themselves.
///
/// The percentile method: what share of the resampled statistics lies where. It assumes no
/// distribution; below ten samples it is too narrow to be honest, and there is none.
public struct Bootstrap: Sendable {
  /// How often an interval is meant to hold the truth.
  public static let level = 0.95

  public var seed: UInt64
  public var resamples: Int

  public init(seed: UInt64, resamples: Int = Limits.resamples) {
    self.seed = seed
    self.resamples = resamples
  }

  /// The interval of a statistic that is computed from samples in rising order.
  public func interval(
    of samples: [Double], _ statistic: ([Double]) -> Double
  ) -> ClosedRange<Double>? {
    guard samples.count >= Limits.samplesForInterval else { return nil }
    let sorted = samples.sorted()
    var generator = SeededGenerator(seed: seed)
    var counts = [Int](repeating: 0, count: sorted.count)
    var resample = sorted
    return interval {
      // Counting the draws keeps the resample in order without sorting it.
      for index in counts.indices { counts[index] = 0 }
      for _ in counts.indices { counts[generator.below(counts.count)] += 1 }
      var next = 0
      for (index, count) in counts.enumerated() {
        for _ in 0..<count {
          resample[next] = sorted[index]
          next += 1
        }
      }
      return statistic(resample)
    }
  }

  /// The interval of the ratio of two medians; `pairs` are measured in the same round, and are
  /// drawn together, so that what disturbed a whole round disturbs no ratio.
  public func ratioInterval(of pairs: [(Double, Double)]) -> ClosedRange<Double>? {
    guard pairs.count >= Limits.samplesForInterval else { return nil }
    var generator = SeededGenerator(seed: seed)
    var (tops, bottoms) = (pairs.map(\.0), pairs.map(\.1))
    return interval {
      for index in pairs.indices {
        (tops[index], bottoms[index]) = pairs[generator.below(pairs.count)]
      }
      return medianOfSorted(tops.sorted()) / medianOfSorted(bottoms.sorted())
    }
  }

  private func interval(_ draw: () -> Double) -> ClosedRange<Double>? {
    let statistics = (0..<max(resamples, 1)).map { _ in draw() }
    guard let summary = Summary(statistics.filter(\.isFinite)) else { return nil }
    let tail = (1 - Self.level) / 2
    return summary.quantile(tail)...summary.quantile(1 - tail)
  }
}
