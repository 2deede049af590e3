/// The answer to one request.
public struct Response: Sendable {
  /// What follows the head.
  public enum Body: Sendable {
    case bytes([UInt8])
    case file(OpenFile)
    /// An event stream, and the work that fills it; the stream ends when the work returns.
    case events(EventStream, fill: @Sendable (EventStream) async -> Void)
  }

  public var status: Int
  public var headers: Headers
  public var body: Body

  /// Makes an answer of bytes, empty unless given.
  public init(status: Int = 200, headers: Headers = [:], body: [UInt8] = []) {
    (self.status, self.headers, self.body) = (status, headers, .bytes(body))
  }

  /// Makes an answer of text with its media type.
  public init(status: Int = 200, type: String, _ text: String) {
    self.init(status: status, headers: ["Content-Type": type], body: Array(text.utf8))
  }

  /// Makes an answer that sends an open file.
  public init(file: OpenFile, headers: Headers = [:]) {
    (status, self.headers, body) = (200, headers, .file(file))
  }

  /// Makes an event stream and the work that fills it.
  ///
  /// The work runs in the request's own task: it is cancelled when the peer is gone or the server
  /// stops, and the stream ends when it returns.
  public init(
    events stream: EventStream, fill: @escaping @Sendable (EventStream) async -> Void
  ) {
    status = 200
    headers = [
      "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no",
    ]
    body = .events(stream, fill: fill)
  }
}
