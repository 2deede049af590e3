/// Everything of the server that can grow or wait, with its bound.
///
/// The defaults suit one machine on a local network. Tests make them small to reach them quickly.
public struct Limits: Sendable {
  /// The most connections held at once; beyond it the longest idle one is closed.
  public var connections = 2_048
  /// The most bytes of a request's head, and of one chunk of an event stream.
  public var connectionMemory = 32 * 1_024
  /// How long a connection may be silent before it is closed.
  public var idleTime = Duration.seconds(30)
  /// How long a peer may take to send one whole request, however busily it trickles.
  public var readingTime = Duration.seconds(60)
  /// How much of a refused body is read and thrown away so that the peer gets to see the refusal.
  public var discardedBody = 1 << 20
  /// How long handlers may go on after `stop()` before they are cancelled.
  public var stopTime = Duration.seconds(5)
  /// How often an event stream proves that its peer is still there.
  public var heartbeat = Duration.seconds(10)
  /// The most event streams at once; well below `connections`, so that streams starve nobody.
  public var streams = 1_024
  /// The most event streams of one key; a further one ends the oldest.
  public var streamsPerKey = 4
  /// The most unsent bytes of one event stream; beyond it its writer waits.
  public var streamBuffer = 256 * 1_024
  /// The largest file that is kept in memory.
  public var cachedFile = 512 * 1_024
  /// The most bytes of files kept in memory.
  public var fileCache = 32 << 20

  /// Makes the defaults.
  public init() {}
}
