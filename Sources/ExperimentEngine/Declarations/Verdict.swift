/// What became of a claim in one case.
public struct Verdict: Hashable, Sendable {
  /// The claim's name.
  public var claim: String
  public var outcome: Outcome
  /// What was seen, as a full sentence with its figures.
  public var sentence: String
  public var evidence: Evidence
  /// Whether it agrees with what the claim expects; `nil` while undecided or never asserted.
  public var isMet: Bool?
  /// What would decide it, when it is undecided.
  public var decide: String?
  public var statistics: Estimate?

  public init(
    claim: String, outcome: Outcome, sentence: String, evidence: Evidence, isMet: Bool? = nil,
    decide: String? = nil, statistics: Estimate? = nil
  ) {
    self.claim = claim
    self.outcome = outcome
    self.sentence = sentence
    self.evidence = evidence
    self.isMet = isMet
    self.decide = decide
    self.statistics = statistics
  }
}

extension Claim {
  /// The verdict for an outcome that was reached, under the rule of the claim's evidence.
  ///
  /// A conditional claim on a machine that had not the CPUs for it is inconclusive, never failed;
  /// an informative one is never asserted.
  public func verdict(
    _ outcome: Outcome, _ sentence: String, statistics: Estimate? = nil,
    calibration: Calibration?, decide: String? = nil
  ) -> Verdict {
    var verdict = Verdict(
      claim: name, outcome: outcome, sentence: sentence, evidence: evidence,
      decide: outcome == .inconclusive ? decide : nil, statistics: statistics)
    if evidence == .conditional, !(calibration?.allowsSpeedup ?? false) {
      verdict.outcome = .inconclusive
      verdict.decide = Claim.missingParallelism(calibration)
    } else if evidence != .informative, outcome != .inconclusive {
      verdict.isMet = expects.contains(outcome)
    }
    return verdict
  }

  /// The verdict for a claim that holds or does not.
  public func verdict(
    holds: Bool, _ sentence: String, statistics: Estimate? = nil, calibration: Calibration?
  ) -> Verdict {
    let outcome: Outcome =
      switch (evidence, holds) {
      case (.exact, true): .exact
      case (.exact, false): .refuted
      case (_, true): .observed
      case (_, false): .notObserved
      }
    return verdict(outcome, sentence, statistics: statistics, calibration: calibration)
  }

  private static func missingParallelism(_ calibration: Calibration?) -> String {
    let wanted = figure(Limits.parallelismForSpeedup, digits: 2)
    guard let calibration else {
      return "A calibrated machine with at least \(wanted) free CPUs would decide it."
    }
    let found = figure(calibration.parallelism, digits: 3)
    return "At least \(wanted) free CPUs would decide it; \(found) were free before this run."
  }
}
