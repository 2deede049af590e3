extension Limits {
  /// Steps of a schedule that is recorded: each keeps a whole state, and nobody steps through more.
  static let recordedSteps = 20_000
  /// Characters of an id, or of a list of choices, that is read: links stay shorter by far.
  static let idLength = 65_536
  /// Choices that can stand beside each other: the threads, and a buffer for each thread and variable.
  static let choicesAtOnce = 16 + 16 * 256

  /// Steps of one thread in a row that a sentence tells before it leaves some out in the middle.
  static let toldRun = 6
  /// Values that a sentence tells.
  static let toldValues = 4
  /// Turns of threads that a sentence tells before it leaves some out in the middle.
  static let toldTurns = 14
}
