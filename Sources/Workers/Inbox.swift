import Synchronization

/// What one task receives from a worker and from the pool, in one order.
///
/// Batches of lines come from a reader that must wait: the inbox holds one batch, the
/// reader gets no further than one buffer ahead, the pipe fills, and the worker stops writing. That
/// is the whole back-pressure. Notes come from the pool, are few, never wait, and go first.
final class Inbox<Note: Sendable>: Sendable {
  /// What was received.
  enum Item: Sendable {
    case note(Note)
    case lines([[UInt8]])
  }

  private struct State {
    var notes: [Note] = []
    var batch: [[UInt8]]?
    var nextBatch: [[UInt8]]?
    var sender: CheckedContinuation<Void, Never>?
    var receiver: CheckedContinuation<Item?, Never>?
    var isClosed = false
  }

  private let state = Mutex(State())

  /// Offers a batch and returns once there is room for the next one.
  func send(_ batch: [[UInt8]]) async {
    guard !batch.isEmpty else { return }
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      var receiver: CheckedContinuation<Item?, Never>?
      let goesOn = state.withLock { state in
        if state.isClosed { return true }
        if let waiting = state.receiver {
          state.receiver = nil
          receiver = waiting
          return true
        }
        if state.batch == nil {
          state.batch = batch
          return true
        }
        state.nextBatch = batch
        state.sender = continuation
        return false
      }
      receiver?.resume(returning: .lines(batch))
      if goesOn { continuation.resume() }
    }
  }

  /// Leaves a note; after the end it is dropped.
  func post(_ note: Note) {
    let receiver = state.withLock { state -> CheckedContinuation<Item?, Never>? in
      if state.isClosed { return nil }
      if let waiting = state.receiver {
        state.receiver = nil
        return waiting
      }
      state.notes.append(note)
      return nil
    }
    receiver?.resume(returning: .note(note))
  }

  /// The next note or batch, or nothing after the end.
  func next() async -> Item? {
    await withCheckedContinuation { (continuation: CheckedContinuation<Item?, Never>) in
      var sender: CheckedContinuation<Void, Never>?
      var item: Item?
      let goesOn = state.withLock { state in
        if !state.notes.isEmpty {
          item = .note(state.notes.removeFirst())
          return true
        }
        if let batch = state.batch {
          item = .lines(batch)
          state.batch = state.nextBatch
          state.nextBatch = nil
          sender = state.sender
          state.sender = nil
          return true
        }
        if state.isClosed { return true }
        state.receiver = continuation
        return false
      }
      sender?.resume()
      if goesOn { continuation.resume(returning: item) }
    }
  }

  /// Ends the stream; what was handed over before is still received.
  func close() {
    let (sender, receiver) = state.withLock { state in
      state.isClosed = true
      defer {
        state.sender = nil
        state.receiver = nil
      }
      return (state.sender, state.receiver)
    }
    sender?.resume()
    receiver?.resume(returning: nil)
  }

  /// Ends the stream and drops the lines that nobody has received.
  func discard() {
    state.withLock { state in
      state.batch = nil
      state.nextBatch = nil
    }
    close()
  }
}
