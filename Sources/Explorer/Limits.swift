/// Every bound of this module; those of a part stand in an extension beside the part.
enum Limits {
  /// Execution graphs that are told apart by their hashes; beyond, the count says "at least".
  static let graphs = 4_000_000
  /// The most threads of a program that is run on the processors of a machine.
  static let threadsOnProcessors = 8
}
