import HTTPServer
import Logging
import NotebookModel

extension Resources {
  /// Follows notebooks; the standard's header wins over the query, which a new stream needs.
  func followEvents(_ request: Request, _ caller: Caller) async throws -> Response {
    let names = Set(request.queries("notebook"))
    guard !names.isEmpty else { throw RequestError.missingQuery("notebook") }
    guard names.count <= ServerLimits.topics else {
      throw RequestError.invalidQuery(
        "notebook", expected: "given at most \(ServerLimits.topics) times")
    }
    let subscription = try await library.hub.subscribe(
      to: Set(names.map { NotebookID($0) }), after: Self.lastEvent(request))
    let stream = try streams.open(for: caller.client)
    let logger = logger
    return Response(events: stream) { await Self.fill($0, from: subscription, logger) }
  }

  /// The event that a reader saw last; a browser that reconnects says it in a header.
  static func lastEvent(_ request: Request) -> String? {
    [request.headers["last-event-id"], request.query("after")].compactMap { $0 }
      .first { !$0.isEmpty }
  }

  /// Sends what comes, until the reader, the server or the task is gone.
  static func fill(
    _ stream: EventStream, from subscription: Subscription, _ logger: Logger
  ) async {
    do {
      try await follow(subscription, into: stream)
    } catch is EventStream.Ending, is CancellationError {
      // The browser went away, or the server is stopping.
    } catch {
      logger.error("an event stream ended: \(error)")
    }
  }

  private static func follow(
    _ subscription: Subscription, into stream: EventStream
  ) async throws {
    var subscription = subscription
    let seconds = ServerLimits.reconnect.components.seconds
    try await stream.send(Array("retry: \(seconds * 1_000)\n\n".utf8))
    while let events = try await subscription.next() {
      for event in events { try await stream.send(event.frame) }
    }
  }
}
