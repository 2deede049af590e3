extension Limits {
  /// What a footprint has bits for: variables, objects, and one buffer a thread.
  static let resources = 256
  /// Local instructions between two visible ones.
  static let localInstructions = 100_000
  /// Stores of one thread that wait for memory; with more, the thread waits.
  static let bufferedStores = 8
}
