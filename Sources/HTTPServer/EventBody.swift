import Glibc
import Synchronization

/// The unsent bytes of one event stream, between its writers and libmicrohttpd's reader.
///
/// A reader that finds nothing suspends its connection, and whoever then adds bytes or ends the
/// stream resumes it. Both happen under the one lock: resumed outside it, a wake-up could overtake
/// its suspension, or a connection could be resumed after the daemon stopped.
final class EventBody: Sendable {
  private struct Writer {
    let ticket: UInt64
    let bytes: [UInt8]
    let continuation: CheckedContinuation<EventStream.Ending?, Never>
  }

  private struct State {
    /// The socket of the connection that reads, between `attach` and `detach`.
    var socket: Int32?
    /// Set exactly while the connection is suspended.
    var waiting: SuspendedConnection?
    var unsent = UnsentBytes()
    /// Sends that found no room, in order; empty unless `unsent` is at its limit.
    var writers: [Writer] = []
    var nextTicket: UInt64 = 0
    var ending: EventStream.Ending?
    var endCalls: [@Sendable () -> Void] = []

    mutating func wake() {
      waiting?.resume()
      waiting = nil
    }
  }

  /// What `read` answers when the stream ended well, and when its peer is gone.
  static let ended = -1
  static let failed = -2

  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) { self.limit = limit }

  var ending: EventStream.Ending? { state.withLock { $0.ending } }

  var unsent: Int { state.withLock { $0.unsent.count } }

  // MARK: Writers

  func offer(_ bytes: [UInt8]) -> Bool {
    state.withLock { append(bytes, to: &$0) }
  }

  func send(_ bytes: [UInt8]) async throws(EventStream.Ending) {
    if offer(bytes) { return }
    let ticket = state.withLock { state in
      state.nextTicket += 1
      return state.nextTicket
    }
    let ending = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        enqueue(Writer(ticket: ticket, bytes: bytes, continuation: continuation))
      }
    } onCancel: {
      cancel(ticket)
    }
    if let ending { throw ending }
  }

  private func append(_ bytes: [UInt8], to state: inout State) -> Bool {
    guard state.ending == nil, state.writers.isEmpty, state.unsent.hasRoom(for: bytes, limit: limit)
    else { return false }
    state.unsent.append(bytes)
    state.wake()
    return true
  }

  private func enqueue(_ writer: Writer) {
    let isCancelled = Task.isCancelled
    let (isSettled, ending) = state.withLock { state -> (Bool, EventStream.Ending?) in
      if let ending = state.ending { return (true, ending) }
      if isCancelled { return (true, .cancelled) }
      if append(writer.bytes, to: &state) { return (true, nil) }
      state.writers.append(writer)
      return (false, nil)
    }
    if isSettled { writer.continuation.resume(returning: ending) }
  }

  private func cancel(_ ticket: UInt64) {
    let writer = state.withLock { state -> Writer? in
      guard let index = state.writers.firstIndex(where: { $0.ticket == ticket }) else { return nil }
      return state.writers.remove(at: index)
    }
    writer?.continuation.resume(returning: .cancelled)
  }

  // MARK: Endings

  /// Ends the stream for one reason, the first given; what is unsent still goes out if it can.
  func end(_ ending: EventStream.Ending) {
    finish { state in
      if state.ending == nil { state.ending = ending }
      state.wake()
    }
  }

  func whenEnded(_ call: @escaping @Sendable () -> Void) {
    let isEnded = state.withLock { state in
      if state.ending == nil { state.endCalls.append(call) }
      return state.ending != nil
    }
    if isEnded { call() }
  }

  /// Proves that the peer is there, or ends the stream when it is not.
  func beat() {
    finish { state in
      guard state.ending == nil, let socket = state.socket else { return }
      var byte: UInt8 = 0
      if recv(socket, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) == 0 {
        state.ending = .peerGone
        state.wake()
      } else if state.unsent.isEmpty {
        state.unsent.append(ServerSentEvent.heartbeat)
        state.wake()
      }
    }
  }

  private func finish(_ change: (inout State) -> Void) {
    let (ending, writers, calls) = state.withLock { state in
      change(&state)
      guard let ending = state.ending else {
        return (EventStream.Ending?.none, [Writer](), [@Sendable () -> Void]())
      }
      defer { (state.writers, state.endCalls) = ([], []) }
      return (ending, state.writers, state.endCalls)
    }
    for writer in writers { writer.continuation.resume(returning: ending) }
    for call in calls { call() }
  }

  // MARK: The reader

  /// Takes note of the connection that will read; called before its response is queued.
  func attach(socket: Int32) {
    state.withLock { $0.socket = socket }
  }

  /// Forgets the connection, which is about to be freed.
  func detach() {
    finish { state in
      state.socket = nil
      state.waiting = nil
      if state.ending == nil { state.ending = .peerGone }
      state.unsent = UnsentBytes()
    }
  }

  /// Copies what is unsent, or suspends the connection when there is nothing.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, suspend: () -> SuspendedConnection
  ) -> Int {
    let (count, writers) = state.withLock { state -> (Int, [Writer]) in
      if state.ending == .peerGone { return (Self.failed, []) }
      guard state.unsent.isEmpty else {
        let count = state.unsent.read(into: buffer)
        return (count, admitWriters(&state))
      }
      guard state.ending == nil else { return (Self.ended, []) }
      state.waiting = suspend()
      return (0, [])
    }
    for writer in writers { writer.continuation.resume(returning: nil) }
    return count
  }

  private func admitWriters(_ state: inout State) -> [Writer] {
    var admitted = 0
    while admitted < state.writers.count,
      state.unsent.hasRoom(for: state.writers[admitted].bytes, limit: limit)
    {
      state.unsent.append(state.writers[admitted].bytes)
      admitted += 1
    }
    defer { state.writers.removeFirst(admitted) }
    return Array(state.writers.prefix(admitted))
  }
}
