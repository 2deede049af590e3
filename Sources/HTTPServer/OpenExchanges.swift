import Synchronization

/// The requests whose work or answer is still on its way, so that a stop can wait for them.
final class OpenExchanges: Sendable {
  private struct State {
    var open: [ObjectIdentifier: Exchange] = [:]
    var isStopping = false
    var isReleased = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  /// Counts an exchange in; false once the server is stopping.
  func begin(_ exchange: Exchange) -> Bool {
    state.withLock { state in
      guard !state.isStopping else { return false }
      state.open[ObjectIdentifier(exchange)] = exchange
      return true
    }
  }

  func end(_ exchange: Exchange) {
    let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      state.open[ObjectIdentifier(exchange)] = nil
      guard state.open.isEmpty else { return [] }
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  /// All that are open now.
  var all: [Exchange] { state.withLock { Array($0.open.values) } }

  /// Lets nobody in any more.
  func close() { state.withLock { $0.isStopping = true } }

  /// Waits until the last one has ended, or until `release`.
  func drained() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        let isOver = state.open.isEmpty || state.isReleased
        if !isOver { state.waiters.append(continuation) }
        return isOver
      }
      if isOver { continuation.resume() }
    }
  }

  /// Lets those who wait in `drained` go on although something is still open.
  func release() {
    let waiters = state.withLock { state in
      state.isReleased = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}
