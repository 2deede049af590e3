/// What a program in the model language may hold.
///
/// Cells and files hold text that anybody may have written, so everything that can grow is bounded here.
extension Limits {
  /// The longest source, in UTF-8 bytes.
  static let sourceSize = 16_384
  /// The longest name, in UTF-8 bytes.
  static let nameSize = 64
  /// The longest text of an assertion or grade, in UTF-8 bytes.
  static let textSize = 400
  /// The most shared variables and objects together, elements of arrays counted one by one; what a footprint has bits for
  /// beside the threads' buffers.
  static let sharedThings = resources - programThreads
  /// The most threads, spawned ones among them.
  static let programThreads = 16
  /// The most instructions of one thread.
  static let instructionsOfThread = 4_096
  /// The most registers of one thread.
  static let registersOfThread = 512
  /// The most rounds of one `for`.
  static let rounds = 1_024
  /// The most values of one outcome that is declared.
  static let outcomeColumns = 32
  /// The most grades.
  static let grades = 128
  /// The most arguments of one call.
  static let arguments = 16
  /// How deep blocks may stand inside each other.
  static let blockDepth = 24
  /// How deep parentheses, indices and arguments may stand inside each other.
  static let expressionDepth = 32
  /// The most operators of one expression.
  static let operators = 128
  /// The most statements and expressions that are unrolled and inlined for one program; keeps procedures that call
  /// procedures that call procedures from taking for ever although they hold next to nothing.
  static let compiledParts = 400_000
  /// The largest room of a channel and the most units of a semaphore.
  static let objectSize = 1_024
  /// The most schedules that an option may ask for.
  static let executionsAsked = 1_000_000_000
  /// The most executions on the processors of the machine that an option may ask for.
  static let iterationsAsked = 10_000_000
  /// The longest time that an option may ask for, in seconds.
  static let secondsAsked = 600.0
  /// The largest bound of preemptions that an option may ask for.
  static let boundAsked = 64
}
