/// Why the threads of a crew did not do their work.
public enum ThreadFailure: Error, Hashable, CustomStringConvertible {
  /// The system refused a thread.
  case refused(number: Int, count: Int, reason: String)
  /// Threads went on although they were told to stop.
  case stuck([String])

  public var description: String {
    switch self {
    case .refused(let number, let count, let reason):
      "Starting thread \(number) of \(count) failed: \(reason)."
    case .stuck(let names):
      "Still running although they were told to stop: \(names.joined(separator: ", "))."
    }
  }
}
