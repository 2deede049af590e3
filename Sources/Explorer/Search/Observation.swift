/// How a program ended on the processors of a machine, again and again.
///
/// It shows what the machine does, never what it will not do.
public struct Observation: Sendable, Hashable {
  /// How often each outcome was seen.
  public var counts: [[Int]: Int]
  /// Executions that failed, and so had no outcome.
  public var failures: Int
  /// Why it was not run, as half a sentence.
  public var obstacle: String?

  public var iterations: Int { counts.values.reduce(failures, +) }

  public init(counts: [[Int]: Int] = [:], failures: Int = 0, obstacle: String? = nil) {
    self.counts = counts
    self.failures = failures
    self.obstacle = obstacle
  }

  /// What it is worth, in one sentence.
  public var sentence: String {
    if let obstacle { return Wording.sentence("It was not run on this machine: \(obstacle)") }
    let failed = failures == 0 ? "" : ", \(Wording.grouped(UInt64(failures))) of which failed"
    return
      "This machine ran it \(Wording.grouped(UInt64(iterations))) times\(failed); what was not seen "
      + "may happen all the same."
  }
}
