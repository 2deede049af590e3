/// The parameters that every experiment has.
public struct CommonParameters: Parameterized, Hashable {
  @Parameter("real threads, the deterministic model, or both") public var mode = Mode.both
  @Parameter(0...Int.max, "where the random numbers start") public var seed = 1
  @Parameter("how many repetitions are made") public var effort = Effort.lesson
  @Parameter(
    Duration.milliseconds(100)...Duration.seconds(60), "about how long one case may measure")
  public var budget = Duration.seconds(5)
  @Parameter(0.001...1, "what sleeps are multiplied by") public var timeScale = 0.05
  @Parameter(0...10, "repetitions before the first one that counts") public var warmups = 1

  public init() {}
}

extension CommonParameters {
  /// A sleep that is written at its usual length, as long as the time scale makes it.
  public func scaled(_ duration: Duration) -> Duration { duration * timeScale }
}

/// What an experiment runs on.
public enum Mode: String, NamedChoice {
  case live, model, both

  public var summary: String {
    switch self {
    case .live: "real threads on this machine"
    case .model: "a deterministic scheduler with a virtual clock"
    case .both: "the model first, then real threads"
    }
  }

  public var runsLive: Bool { self != .model }
  public var runsModel: Bool { self != .live }
}

/// How much certainty is asked for.
public enum Effort: String, NamedChoice {
  case glance, lesson, paper

  public var summary: String { "\(repetitions) repetitions" }

  public var repetitions: Int {
    switch self {
    case .glance: 5
    case .lesson: 15
    case .paper: 30
    }
  }
}
