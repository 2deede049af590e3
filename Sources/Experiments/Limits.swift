/// The numbers that bound what one case may do, beside the engine's.
enum Limits {
  /// The most turns that the threads of a virtual world may take; a turn costs some microseconds.
  static let virtualSteps = 100_000

  /// The most records that one player keeps: the first half of them and the last.
  static let recordsPerPlayer = 4_000

  /// The most lines of a live chart; with more threads than that their sum is drawn.
  static let liveSeries = 8

  /// How often a live run looks at its threads, to chart them and to find deadlocks.
  static let look = Duration.milliseconds(5)

  /// How long threads that should have ended may still take before their waits are ended.
  static let grace = Duration.seconds(1)

  /// The most increments of all threads together in the model of the lost update.
  static let modelIncrements = 20_000

  /// The steps of that model that are drawn.
  static let modelSteps = 60

  /// The increments of each thread in a repetition that is drawn.
  static let filmedIncrements = 12

  /// The most waits that one visitor of the readers' and writers' room keeps.
  static let waits = 20_000

  /// How long philosophers wait for one another to sit down.
  static let seating = Duration.milliseconds(100)

  /// The most threads of an experiment's program, of which every schedule is to be tried.
  static let programThreads = 3

  /// The most instructions of one thread of a program on the machine's processors, in one execution.
  static let instructionsOnProcessors = 10_000
}
