/// The formulas of speed-up and fairness.
public enum Scaling {
  /// Amdahl's law: the speed-up by `n` workers when the share `p` of the work can be spread.
  public static func amdahl(p: Double, n: Double) -> Double { 1 / ((1 - p) + p / n) }

  /// Gustafson's law: the same when the work grows with the workers.
  public static func gustafson(p: Double, n: Double) -> Double { (1 - p) + p * n }

  /// Karp and Flatt's experimentally found serial share for a measured speed-up; `nil` for one
  /// worker.
  ///
  /// A share that rises with the workers tells of overhead, a flat one of serial work.
  public static func karpFlatt(speedup: Double, n: Double) -> Double? {
    guard n > 1, speedup > 0 else { return nil }
    return (1 / speedup - 1 / n) / (1 - 1 / n)
  }

  /// Jain's index of fairness: 1 when all shares are equal, 1/n when one has everything.
  ///
  /// Without any share at all nothing is unfair: 1.
  public static func jain(_ shares: [Double]) -> Double {
    let sum = shares.reduce(0, +)
    let squares = shares.reduce(0) { $0 + $1 * $1 }
    return squares > 0 ? sum * sum / (Double(shares.count) * squares) : 1
  }
}
