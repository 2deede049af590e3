import NotebookModel
import Storage
import Synchronization

/// The way of one session's groups through the journal.
///
/// When a group fails, those behind it were made from a state that never became true; they fail
/// too, until the session has read its state anew. Each such life of the state has a number.
final class JournalLane: Sendable {
  private let state = Mutex(State())

  private struct State {
    var life = 0
    var failure: StorageError?
    var commits = 0
    var lostRuns: [RunID: StorageError] = [:]
    var bytes = 0
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  var life: Int { state.withLock { $0.life } }

  /// How many groups were committed: what was read before the last one may be out of date.
  var commits: Int { state.withLock { $0.commits } }

  /// Why groups of a life can no longer be written; nil while they can.
  func failure(since life: Int) -> StorageError? {
    state.withLock { $0.life == life ? nil : $0.failure }
  }

  func fail(_ error: StorageError) {
    state.withLock { state in
      state.life += 1
      state.failure = error
    }
  }

  func committed() { state.withLock { $0.commits += 1 } }

  /// Notes that events of a run could not be written.
  func lose(_ run: RunID, _ error: StorageError) { state.withLock { $0.lostRuns[run] = error } }

  /// Hands over, once, the runs that lost events.
  func takeLostRuns() -> [RunID: StorageError] {
    state.withLock { state in
      defer { state.lostRuns = [:] }
      return state.lostRuns
    }
  }

  func enter(_ bytes: Int) { state.withLock { $0.bytes += bytes } }

  func leave(_ bytes: Int) {
    let waiting = state.withLock { state in
      state.bytes -= bytes
      guard state.bytes <= SessionLimits.bytesInFlight else {
        return [CheckedContinuation<Void, Never>]()
      }
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Waits while more bytes than allowed wait for their commit.
  func room() async {
    await withCheckedContinuation { continuation in
      let hasRoom = state.withLock { state in
        if state.bytes <= SessionLimits.bytesInFlight { return true }
        state.waiting.append(continuation)
        return false
      }
      if hasRoom { continuation.resume() }
    }
  }
}
