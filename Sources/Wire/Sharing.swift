/// The body of `POST …/shares`.
public struct ShareRequest: Codable, Sendable, Equatable {
  public var kind: ShareKind
  public var lifetime: ShareLifetime

  public init(kind: ShareKind, lifetime: ShareLifetime) {
    self.kind = kind
    self.lifetime = lifetime
  }
}

/// What a link shows: the notebook as it was, or as it is at each moment.
public enum ShareKind: String, Codable, Sendable, Equatable {
  case frozen, live
}

/// How long a link opens.
public enum ShareLifetime: String, Codable, Sendable, Equatable, CaseIterable {
  case day, week, month, never

  /// Days until it closes; nil for never.
  public var days: Int? {
    switch self {
    case .day: 1
    case .week: 7
    case .month: 30
    case .never: nil
    }
  }
}

/// A link as its maker sees it.
public struct ShareReport: Codable, Sendable, Equatable {
  public var id: String
  public var kind: ShareKind
  public var revision: Int?
  /// ISO 8601.
  public var created: String
  /// Missing when it never expires.
  public var expires: String?
  /// Why it does not open any more: `revoked` or `expired`.
  public var ended: String?
  /// Its address below the server's; only in the answer that makes it, for it is not kept.
  public var path: String?

  public init(
    id: String, kind: ShareKind, revision: Int? = nil, created: String, expires: String? = nil,
    ended: String? = nil, path: String? = nil
  ) {
    self.id = id
    self.kind = kind
    self.revision = revision
    self.created = created
    self.expires = expires
    self.ended = ended
    self.path = path
  }
}

/// The answer to `GET …/shares`.
public struct SharesAnswer: Codable, Sendable, Equatable {
  /// The latest first.
  public var shares: [ShareReport]
  /// Where others reach the server; missing when it does not know.
  public var origin: String?
  /// Whether nobody but this computer reaches it.
  public var isLocal: Bool

  public init(shares: [ShareReport], origin: String? = nil, isLocal: Bool) {
    self.shares = shares
    self.origin = origin
    self.isLocal = isLocal
  }
}
