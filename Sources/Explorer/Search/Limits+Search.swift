extension Limits {
  /// Steps between two looks at the clock, and at whether somebody wants to stop.
  static let stepsBetweenLooks = 4_096
  /// The same for a search that looks for races, whose steps take longer.
  static let stepsBetweenReductions = 1_024
  /// States that are kept, about 100 bytes each with the steps between them, more where many threads can go on.
  static let states = 3_000_000
  /// What they may take, with the steps between them, in bytes: a worker has 1 GiB, and what grows is copied.
  static let stateBytes = 384 << 20
  /// The same for the states with what decides about races, which are kept beside the others.
  static let raceStateBytes = 128 << 20
  /// The same where each state also holds who knows of which access.
  static let raceStates = 1_000_000
  /// The same before it is tried whether there are few executions.
  static let fewRaceStates = 20_000
  /// Executions that are walked to see whether there is any data race.
  static let executionsForRaces = 50_000
  /// How long, in seconds, the executions of a program are counted when everything else is known, and for each second
  /// that it took to know it.
  static let patience = 1.0
  static let patienceFactor = 4.0
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
  /// Nodes of the tree that is shown; more are nothing to look at, and each costs some 300 bytes on the way.
  static let treeNodes = 500
  /// Steps in a row after which a thread's priority falls: it is probably waiting in a loop.
  static let pctPatience = 200
  /// How deep the bugs are that probabilistic testing aims at, when nobody said it.
  static let pctDepth = 3
  /// Walks for an estimate of the number of interleavings.
  static let estimatingWalks = 2_000
  /// Executions for which the complete search of equivalent ones is repeated to count them.
  static let schedulesOfOneProgram = 100_000_000
}
