/// What is known about a program after it was explored.
public struct Exploration: Sendable {
  public var program: Program
  public var options: ExplorationOptions
  /// One for each model, never mixed.
  public var models: [ModelResult]
  /// All outcomes that any of the models reached, failing ones among them, in the order of their values.
  public var outcomes: [OutcomeRow]
  /// The interleavings of the first model with those that meet again folded together; `nil` when it was not searched
  /// to the end.
  public var tree: InterleavingTree?
  /// What the machine's own processors did, when somebody asked for it (``ExplorationOptions/iterations``).
  public var seen: Observation?

  public init(
    program: Program, options: ExplorationOptions, models: [ModelResult], outcomes: [OutcomeRow],
    tree: InterleavingTree? = nil
  ) {
    self.program = program
    self.options = options
    self.models = models
    self.outcomes = outcomes
    self.tree = tree
  }
}

/// How sure one may be.
public enum Answer: Hashable, Sendable {
  /// Every schedule was covered and none fails.
  case proved
  /// Every schedule with at most so many preemptions was covered and none fails.
  case provedUpTo(preemptions: Int)
  /// So many schedules were tried and none failed.
  case sampled(Int)
  /// A schedule that fails was found.
  case refuted
}

/// What exploring a program in one memory model gave.
public struct ModelResult: Sendable {
  public var model: MemoryModel
  /// The search that the answer rests on.
  public var strategy: Strategy
  public var answer: Answer
  public var counts: Counts
  /// The first is the one to show; at most one of each kind and place.
  public var findings: [Finding]
  /// A schedule that passes and differs as little as possible from the first finding's.
  public var nearestPassing: [Choice]?
  public var seconds: Double
  /// Whether every schedule was covered, whatever came out: only then is an outcome that was not seen impossible.
  public var isComplete: Bool
  /// Why it is not complete, as a sentence.
  public var remark: String?

  public init(
    model: MemoryModel, strategy: Strategy, answer: Answer, counts: Counts = Counts(),
    findings: [Finding] = [], nearestPassing: [Choice]? = nil, seconds: Double = 0,
    isComplete: Bool = false, remark: String? = nil
  ) {
    self.model = model
    self.strategy = strategy
    self.answer = answer
    self.counts = counts
    self.findings = findings
    self.nearestPassing = nearestPassing
    self.seconds = seconds
    self.isComplete = isComplete
    self.remark = remark
  }
}

/// The numbers that stand side by side: interleavings, explored, distinct, outcomes.
public struct Counts: Sendable, Hashable {
  /// All schedules that there are; `nil` when there are too many to say, or endlessly many.
  public var interleavings: UInt64?
  /// Those among them that fail.
  public var failing: UInt64?
  /// What sampling says about the number of schedules, when it is not known.
  public var estimate: Estimate?
  /// How many schedules were walked to their end.
  public var explored: Int
  /// How many of them differ in who read what from whom.
  public var distinct: Int?
  public var outcomes: Int
  /// Walks that were given up because they would have repeated another one.
  public var redundant: Int
  /// Schedules that were cut because they are too long.
  public var cut: Int
  public var steps: Int
  /// How many states were stored.
  public var states: Int?

  public init(
    interleavings: UInt64? = nil, failing: UInt64? = nil, estimate: Estimate? = nil,
    explored: Int = 0, distinct: Int? = nil, outcomes: Int = 0, redundant: Int = 0, cut: Int = 0,
    steps: Int = 0, states: Int? = nil
  ) {
    self.interleavings = interleavings
    self.failing = failing
    self.estimate = estimate
    self.explored = explored
    self.distinct = distinct
    self.outcomes = outcomes
    self.redundant = redundant
    self.cut = cut
    self.steps = steps
    self.states = states
  }

  /// Whether ``interleavings`` was counted; otherwise there is only an ``estimate``, or nothing.
  public var isExact: Bool { interleavings != nil }
}

/// How many interleavings there are, guessed from random walks (Knuth 1975).
public struct Estimate: Sendable, Hashable {
  public var mean: Double
  /// The standard error of the mean; often as large as itself, hence "about".
  public var deviation: Double

  public init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
  }
}

/// One way in which the program fails, with the best schedule that shows it.
public struct Finding: Sendable, Hashable {
  public var failure: Failure
  public var model: MemoryModel
  public var choices: [Choice]
  /// From this step on it repeats for ever: livelock and starvation.
  public var cycleStart: Int?
  /// How often a thread that could have gone on was interrupted.
  public var preemptions: Int
  /// Whether it is proved that fewer preemptions are not enough.
  public var isMinimal: Bool
  /// The number of steps after which nothing could save it any more; `nil` when that was too much to find out.
  public var inevitableFrom: Int?
  /// How many interleavings fail in this way.
  public var count: UInt64?

  public init(
    failure: Failure, model: MemoryModel, choices: [Choice], cycleStart: Int? = nil,
    preemptions: Int = 0, isMinimal: Bool = false, inevitableFrom: Int? = nil,
    count: UInt64? = nil
  ) {
    self.failure = failure
    self.model = model
    self.choices = choices
    self.cycleStart = cycleStart
    self.preemptions = preemptions
    self.isMinimal = isMinimal
    self.inevitableFrom = inevitableFrom
    self.count = count
  }
}

/// One outcome, and who reaches it.
public struct OutcomeRow: Sendable, Hashable {
  /// How one model reaches it.
  public struct Reach: Sendable, Hashable {
    /// The number of interleavings that end so, when it is known.
    public var count: UInt64?
    /// One of them.
    public var witness: [Choice]

    public init(count: UInt64? = nil, witness: [Choice]) {
      self.count = count
      self.witness = witness
    }
  }

  public var values: [Int]
  public var grade: OutcomeGrade.Grade?
  public var note: String?
  /// Whether ending so is a failure: it is forbidden, or an assertion at the end doesn't hold.
  public var fails: Bool
  /// Empty for an outcome that the program speaks of and nobody reaches.
  public var models: [MemoryModel: Reach]

  public init(
    values: [Int], grade: OutcomeGrade.Grade? = nil, note: String? = nil, fails: Bool = false,
    models: [MemoryModel: Reach] = [:]
  ) {
    self.values = values
    self.grade = grade
    self.note = note
    self.fails = fails
    self.models = models
  }
}

/// How far a search has come.
public struct ExplorationProgress: Sendable, Hashable {
  public var model: MemoryModel
  public var strategy: Strategy
  public var explored: Int
  public var steps: Int
  public var states: Int?
  public var failing: Int
  public var seconds: Double
  /// How many interleavings there are, roughly: known once a search turns out to be long.
  public var estimate: Estimate?

  public init(
    model: MemoryModel, strategy: Strategy, explored: Int = 0, steps: Int = 0, states: Int? = nil,
    failing: Int = 0, seconds: Double = 0, estimate: Estimate? = nil
  ) {
    self.model = model
    self.strategy = strategy
    self.explored = explored
    self.steps = steps
    self.states = states
    self.failing = failing
    self.seconds = seconds
    self.estimate = estimate
  }
}
