/// How much the worker holds, and how large its lines may be.
enum Limits {
  /// The longest line in either direction, in bytes, without its line feed.
  static let line = 1 << 20
  /// The most text or samples that are put into one line, in bytes.
  static let batch = 32 * 1_024
  /// The largest exploration or schedule that is sent whole, in bytes: a line holds little else.
  static let exploration = 900_000
  /// About how many bytes one point takes in a line.
  static let pointSize = 32
  /// The bytes that may wait for the pipe before whoever sends more has to wait.
  static let backlog = 1 << 20
  /// The most runs that may wait; the server sends one.
  static let runs = 16
  /// The most complaints about requests that could not be read.
  static let complaints = 20
  /// The stack of the threads that read and write.
  static let stack = 1 << 20
  /// The stack of the thread that runs experiments.
  static let runnerStack = 8 << 20
}
