/// What libmicrohttpd's callbacks share: whom to let in, and who is there.
final class Reception: Sendable {
  /// How many connections libmicrohttpd may hold above the limit while old ones are being cut.
  static let spareConnections = 64

  let limits: Limits
  let admit: @Sendable (Request) -> Admission
  let refuse: @Sendable (Request, any Error) -> Response
  let open = OpenExchanges()
  let connections: Connections

  init(
    limits: Limits, admit: @escaping @Sendable (Request) -> Admission,
    refuse: @escaping @Sendable (Request, any Error) -> Response
  ) {
    (self.limits, self.admit, self.refuse) = (limits, admit, refuse)
    connections = Connections(limit: limits.connections)
  }
}

extension Request {
  /// Stands for a request that could not be read.
  static let unreadable = Request(.get, .root)
}
