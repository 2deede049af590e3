/// Why the server itself turned a request down, before or instead of a route.
public enum Refusal: Error, Sendable, Equatable {
  /// The request line, a header or the framing of the body makes no sense.
  case malformed(String)
  case unknownPath
  /// The path exists, but only for these methods.
  case methodNotAllowed([Method])
  case bodyTooLarge(limit: Int)
  /// As many event streams are open as may be.
  case tooManyStreams
  /// The server is about to end.
  case stopping
}
