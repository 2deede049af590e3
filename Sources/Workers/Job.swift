import Synchronization

/// A run in the pool's hands: the order, who hears of it, and what the pool tells its task.
final class Job: Sendable {
  enum Note: Sendable {
    case waiting(position: Int, reason: String)
    /// A worker is its own now.
    case worker(Worker)
    /// It will not start: a person removed it.
    case removed
    /// The server stops before it could start, or before it could go on.
    case abandoned
  }

  let order: RunOrder
  let updates: @Sendable (RunUpdate) async -> Void
  let notes = Inbox<Note>()
  private let isStopped = Mutex(false)

  init(order: RunOrder, updates: @escaping @Sendable (RunUpdate) async -> Void) {
    self.order = order
    self.updates = updates
  }

  /// Whether a person asked for its end.
  var isStopping: Bool { isStopped.withLock { $0 } }

  /// Remembers that a person asked for its end; false when somebody had before.
  func markStopping() -> Bool {
    isStopped.withLock { isStopped in
      defer { isStopped = true }
      return !isStopped
    }
  }
}
