extension Limits {
  /// Steps between two looks at the clock, and at whether somebody wants to stop.
  static let stepsBetweenLooks = 4_096
  /// States that are kept, about 80 bytes each with the steps between them.
  static let states = 3_000_000
  /// The same where each state also holds who knows of which access.
  static let raceStates = 1_000_000
  /// Schedules that are tried at random when nobody said how many.
  static let samples = 100_000
  /// The longest path that a search over states follows.
  static let depth = 1_000_000
  /// States of a part in which one can go round that is examined for fairness.
  static let statesOfOneCycle = 100_000
  /// States that are looked at to find out since when a failure could not be avoided.
  static let statesOfOneQuestion = 200_000
  /// The same for a hint, which somebody waits for while playing.
  static let statesOfOneHint = 50_000
  /// Steps that are made to find the passing schedule that is most like a failing one.
  static let stepsForNearest = 1_000_000
  /// Findings in one model; with more, the first ones are enough to begin with.
  static let findings = 16
  /// Nodes of the tree that is shown.
  static let treeNodes = 2_000
  /// Steps in a row after which a thread's priority falls: it is probably waiting in a loop.
  static let pctPatience = 200
  /// How deep the bugs are that probabilistic testing aims at, when nobody said it.
  static let pctDepth = 3
  /// Walks for an estimate of the number of interleavings.
  static let estimatingWalks = 2_000
  /// Executions for which the complete search of equivalent ones is repeated to count them.
  static let schedulesOfOneProgram = 100_000_000
}
