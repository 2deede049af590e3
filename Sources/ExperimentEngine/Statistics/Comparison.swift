/// What two cases that were measured alternately say about each other.
///
/// Both are measured once a round, in an order drawn anew for each round, so that a slow drift of the
/// machine and whatever disturbs a round meet both alike. The interval of the ratio draws whole
/// rounds (``Bootstrap/ratioInterval(of:)``). They differ only when that interval lies beyond a
/// margin on one side of 1: of two cases that are the same, one in twenty intervals does not hold 1,
/// and a machine that is never quite still needs a little more.
public struct Comparison: Hashable, Sendable {
  /// Ratios nearer to 1 than this are not told apart.
  public static let margin = 0.01

  /// What can be said.
  public enum Finding: Hashable, Sendable {
    case differ, noDifference
    /// Too few rounds for an interval.
    case undecided
  }

  /// How many times the median of A the median of B is.
  public var ratio: Estimate
  public var finding: Finding

  /// Compares the second variant with the first; `nil` before the first round, or where the first
  /// measured nothing at all.
  public init?(_ trials: Trials, seed: UInt64, resamples: Int = Limits.resamples) {
    guard let ratio = trials.ratio(1, to: 0, seed: seed, resamples: resamples) else { return nil }
    self.ratio = ratio
    guard let low = ratio.low, let high = ratio.high else {
      finding = .undecided
      return
    }
    finding = low > 1 + Self.margin || high < 1 - Self.margin ? .differ : .noDifference
  }
}
