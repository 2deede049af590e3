import HTTPServer

/// What somebody may do; each includes those before it.
enum Role: Int, Sendable, Comparable, CaseIterable {
  /// Reads.
  case viewer
  /// Reads, edits and runs.
  case member
  /// Everything. The only role that is given out so far.
  case owner

  static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// What a route asks of its caller.
struct Access: Sendable, Equatable {
  /// The least role; nil when nobody needs to sign in.
  let role: Role?
  /// The media types that a body may have.
  let bodies: Set<String>
  /// Whether the address itself holds the right to it, as the token of a link.
  var isByLink = false

  static let open = Access(role: nil, bodies: [])
  static let viewer = Access(role: .viewer, bodies: ["application/json"])
  static let member = Access(role: .member, bodies: ["application/json"])
  static let owner = Access(role: .owner, bodies: ["application/json"])
  /// Whoever has a link reads what it shows; only ``Endpoint/link(_:_:_:_:)`` makes such a row.
  static let link = Access(role: .viewer, bodies: [], isByLink: true)

  /// The same with one more media type.
  func accepting(_ type: String) -> Access { Access(role: role, bodies: bodies.union([type])) }
}

/// Who asks.
struct Caller: Sendable, Equatable {
  let role: Role?
  /// The same for all requests of a browser, another for every other client.
  let client: String
}

/// Why somebody may not.
enum AccessRefusal: Error, Sendable, Equatable {
  /// The request is for a name that is not this server's.
  case unknownHost
  case notSignedIn
  case wrongToken
  case tooManyAttempts(retryAfter: Duration)
  case needs(Role)
  /// A page of another site, or of another port, asks.
  case foreignPage
  /// A change with a cookie must come from a page of this server.
  case missingOrigin
  case wrongContentType(expected: [String])
}
