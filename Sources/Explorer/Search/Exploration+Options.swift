/// How a program is searched.
public enum Strategy: String, Sendable, CaseIterable {
  /// Everything there is within the time, then the best that is left: what one wants unless one studies searches.
  case automatic
  /// Every interleaving, one by one.
  case naive
  /// Every interleaving that differs, by sleep sets (Godefroid 1996).
  case sleepSets
  /// Every interleaving that differs, without walking to those that don't (Abdulla et al. 2014).
  case dpor
  /// All schedules with at most `bound` preemptions, from 0 upwards (Musuvathi and Qadeer 2007).
  case bounded
  /// At each step any thread, all equally likely.
  case random
  /// Random priorities with a few places of change (Burckhardt et al. 2010).
  case pct
  /// At each step any thread, weighted such that all interleavings are about equally likely.
  case walk
  /// Every reachable state once; sees cycles, hence livelock and starvation.
  case stateful
}

/// What a person may say about an exploration, on the first line of a cell or on the command line.
public struct ExplorationOptions: Sendable, Hashable {
  /// The memory models; without any, ``MemoryModel/sc``, or all of them for a program that declares outcomes.
  public var models: [MemoryModel]?
  public var strategy: Strategy
  /// The most preemptions of a bounded search; for ``Strategy/pct`` the depth of the bugs it aims at.
  public var bound: Int?
  /// The most executions in each model.
  public var limit: Int?
  /// The time in each model.
  public var seconds: Double
  public var seed: UInt64
  /// The longest schedule; one that is longer is cut, and then nothing is proved.
  public var maxSteps: Int
  /// How often it is also run on the processors of the machine; `nil` for not at all.
  public var iterations: Int?

  public init(
    models: [MemoryModel]? = nil, strategy: Strategy = .automatic, bound: Int? = nil,
    limit: Int? = nil, seconds: Double = 5, seed: UInt64 = 1, maxSteps: Int = 10_000,
    iterations: Int? = nil
  ) {
    self.models = models
    self.strategy = strategy
    self.bound = bound
    self.limit = limit
    self.seconds = seconds
    self.seed = seed
    self.maxSteps = maxSteps
    self.iterations = iterations
  }
}

extension ExplorationOptions {
  /// The models in which a program is explored, never none.
  public func models(of program: Program) -> [MemoryModel] { models ?? program.usualModels }
}

extension Program {
  /// The models in which it is explored when nobody said any.
  ///
  /// A program that says what its outcomes are is a litmus test, and those are for comparing models.
  public var usualModels: [MemoryModel] { declaresOutcome ? MemoryModel.allCases : [.sc] }
}
