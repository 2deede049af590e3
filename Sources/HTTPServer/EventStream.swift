/// One open event stream: what is sent here arrives at the peer, in order.
///
/// A peer that reads slowly makes `send` wait once the buffer is full, so memory stays bounded. A
/// peer that is gone ends the stream: at once when a write fails, otherwise at the next heartbeat.
public final class EventStream: Sendable {
  /// Why a stream ended.
  public enum Ending: Error, Sendable, Equatable {
    /// The writer finished it.
    case finished
    /// The peer closed the connection, or never took the answer.
    case peerGone
    /// A newer stream of the same key took its place.
    case replaced
    /// The server is stopping.
    case stopping
    /// The task that wanted to send was cancelled; the stream itself goes on.
    case cancelled
  }

  let body: EventBody

  /// Makes a stream that holds at most `buffer` unsent bytes, one send excepted.
  public init(buffer: Int = Limits().streamBuffer) {
    body = EventBody(limit: buffer)
  }

  /// Why the stream ended, nil while it is open.
  public var ending: Ending? { body.ending }

  /// How many bytes the peer has not taken yet.
  public var unsent: Int { body.unsent }

  /// Sends bytes, waiting while the peer is behind.
  ///
  /// - Throws: why nothing was sent.
  public func send(_ bytes: [UInt8]) async throws(Ending) { try await body.send(bytes) }

  /// Sends one event, waiting while the peer is behind.
  public func send(_ event: ServerSentEvent) async throws(Ending) {
    try await body.send(event.encoded)
  }

  /// Sends bytes if there is room for them now.
  public func offer(_ bytes: [UInt8]) -> Bool { body.offer(bytes) }

  /// Ends the stream after what was already sent.
  public func finish() { body.end(.finished) }

  /// Calls back once when the stream has ended, at once if it already has.
  func whenEnded(_ call: @escaping @Sendable () -> Void) { body.whenEnded(call) }
}
