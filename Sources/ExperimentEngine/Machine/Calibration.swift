/// How many CPUs were really free shortly before a run.
public struct Calibration: Hashable, Sendable {
  /// The work that two spinning threads do together, in units of what one does alone.
  public var parallelism: Double
  /// Seconds since it was measured.
  public var age: Double

  public init(parallelism: Double, age: Double = 0) {
    self.parallelism = parallelism
    self.age = age
  }

  /// Whether a speed-up by parallel work could show at all.
  public var allowsSpeedup: Bool { parallelism >= Limits.parallelismForSpeedup }
}
