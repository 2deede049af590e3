import Glibc
import Synchronization

/// One connection from the first byte to the last.
final class Connection: Sendable {
  private struct State {
    var since: ContinuousClock.Instant
    var isBusy = false
    var isOpen = true
  }

  let socket: Int32
  let peer: Peer
  private let state: Mutex<State>

  init(socket: Int32, peer: Peer, now: ContinuousClock.Instant) {
    (self.socket, self.peer) = (socket, peer)
    state = Mutex(State(since: now))
  }

  /// Since when the peer owes a whole request, nil while one is being answered.
  var waitingSince: ContinuousClock.Instant? {
    state.withLock { $0.isBusy || !$0.isOpen ? nil : $0.since }
  }

  func begin() { state.withLock { $0.isBusy = true } }

  func end(now: ContinuousClock.Instant) {
    state.withLock { state in
      state.isBusy = false
      state.since = now
    }
  }

  /// Makes libmicrohttpd see the end of the connection, which then frees it.
  ///
  /// The lock keeps the descriptor's number from being closed and used again in between.
  func cut() {
    state.withLock { state in
      guard state.isOpen, !state.isBusy else { return }
      state.isOpen = false
      shutdown(socket, Int32(SHUT_RDWR))
    }
  }

  /// Takes note that the descriptor is about to be closed.
  func closed() { state.withLock { $0.isOpen = false } }
}

/// All open connections; makes room when there are too many and ends those that only trickle.
final class Connections: Sendable {
  private let limit: Int
  private let state = Mutex<[ObjectIdentifier: Connection]>([:])

  init(limit: Int) { self.limit = limit }

  var count: Int { state.withLock { $0.count } }

  /// Counts a connection in, and cuts the one that has been idle longest when there are too many.
  func add(_ connection: Connection) {
    let victim = state.withLock { state in
      defer { state[ObjectIdentifier(connection)] = connection }
      return state.count < limit ? nil : Self.longestIdle(state.values)
    }
    victim?.cut()
  }

  func remove(_ connection: Connection) {
    connection.closed()
    state.withLock { $0[ObjectIdentifier(connection)] = nil }
  }

  /// Cuts every connection whose request has been on its way since before `deadline`.
  func cutThoseWaiting(since deadline: ContinuousClock.Instant) {
    let all = state.withLock { Array($0.values) }
    for connection in all {
      if let since = connection.waitingSince, since < deadline { connection.cut() }
    }
  }

  private static func longestIdle(_ all: some Sequence<Connection>) -> Connection? {
    var oldest: (connection: Connection, since: ContinuousClock.Instant)?
    for connection in all {
      guard let since = connection.waitingSince else { continue }
      if let oldest, oldest.since <= since { continue }
      oldest = (connection, since)
    }
    return oldest?.connection
  }
}
