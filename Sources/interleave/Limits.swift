/// The limits of the commands.
enum CommandLimits {
  /// Bytes of an answer of the server that are read.
  static let answer = 256 << 20
  /// Seconds that a server may be silent.
  static let patience = 60
  /// Problems of one file that are printed.
  static let problems = 20
}
