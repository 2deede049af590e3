/// A sentence that an experiment stands for, and how strong its evidence can be.
public struct Claim: Hashable, Sendable {
  public var name: String
  /// What is claimed, as a full sentence.
  public var sentence: String
  public var evidence: Evidence
  /// The outcomes that agree with the claim; any other but `inconclusive` contradicts it.
  public var expects: Set<Outcome>

  public init(
    _ name: String, _ sentence: String, _ evidence: Evidence, expects: Set<Outcome>? = nil
  ) {
    self.name = name
    self.sentence = sentence
    self.evidence = evidence
    self.expects =
      expects ?? (evidence == .exact ? [.exact, .proved, .provedUpTo, .observed] : [.observed])
  }
}

/// How strong an observation is.
public enum Evidence: String, Hashable, Sendable, CaseIterable {
  /// A formula, an enumeration, a virtual clock or an invariant: always asserted.
  case exact
  /// Holds on one busy CPU as on two: always asserted.
  case robust
  /// Asserted only when calibration found the CPUs for it.
  case conditional
  /// Shown, never asserted.
  case informative
}

/// What became of a claim, in one word; its sentence always comes first.
public enum Outcome: String, Hashable, Sendable, CaseIterable {
  case observed, notObserved, inconclusive, exact, proved, provedUpTo, sampled, refuted
}
