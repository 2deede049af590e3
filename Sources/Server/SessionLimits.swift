/// The limits of sessions, the journal and the event hub.
public enum SessionLimits {
  /// Events and bytes that one commit takes at most.
  static let commitEvents = 1_000
  static let commitBytes = 1 << 20
  /// Bytes of a notebook's run output that may wait for their commit before its workers wait too.
  static let bytesInFlight = 1 << 20

  /// The newest committed events, held for readers that are nearly up to date.
  static let ringEvents = 4_096
  static let ringBytes = 8 << 20
  /// Events and bytes that one reader is given at once.
  static let deliveryEvents = 256
  static let deliveryBytes = 1 << 20

  /// Notebooks kept open though nobody uses them.
  public static let idleSessions = 64
  /// A snapshot up to this size is kept until the notebook changes.
  static let cachedSnapshot = 1 << 20

  /// A worker's line, and how deep its JSON may nest.
  static let lineBytes = 1 << 20
  static let lineDepth = 512

  /// Events and bytes of output that one request gets at most.
  public static let eventsOfRequest = 1_000
  public static let outputOfRequest = 4 << 20
}
