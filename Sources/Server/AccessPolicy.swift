import HTTPServer
import Logging

/// Decides about every request before anything else sees it: the server's name, who asks, from
/// which page, with what.
struct AccessPolicy: Policy {
  let hosts: HostList
  /// The origin that a proxy shows to browsers, if there is one.
  let publicOrigin: String?
  let secrets: Secrets
  let cookieName: String
  let attempts = Attempts()
  let logger: Logger

  var commonHeaders: Headers { SecurityHeaders.common }

  func screen(_ request: Request) throws {
    guard hosts.allows(request.headers.only("host")) else { throw AccessRefusal.unknownHost }
  }

  func admit(_ request: Request, to access: Access) throws -> Caller {
    guard let role = access.role else { return Caller(role: nil, client: request.peer.host) }
    // The token stands in the address and not in a cookie, so no foreign page can lend itself one.
    if access.isByLink { return Caller(role: .viewer, client: request.peer.host) }
    let (caller, isBearer) = try identify(request)
    guard let own = caller.role, own >= role else { throw AccessRefusal.needs(role) }
    try refuseForeignPages(request, isBearer: isBearer)
    if request.method.changes, request.method != .delete || request.hasBody {
      guard let type = request.contentType, access.bodies.contains(type) else {
        throw AccessRefusal.wrongContentType(expected: access.bodies.sorted())
      }
    }
    return caller
  }

  func answer(to error: any Error, for request: Request) -> Response {
    let problem = Problem(error)
    let isByLink = request.target.path.first == "s"
    if problem.status >= 500 {
      // Not ready is no failure, and a page asks often. What may hold a token is left out: the
      // query, and the address of a link.
      let level: Logger.Level = problem.status == 503 ? .debug : .error
      let path = isByLink ? "s/…" : request.target.path.joined(separator: "/")
      logger.log(level: level, "\(request.method.rawValue) /\(path): \(error)")
    }
    var response = problem.response
    if isByLink { response.headers.fill(from: SecurityHeaders.link) }
    return response
  }

  /// Whether the browser that asks is signed in, also where nobody has to be.
  func isSignedIn(_ request: Request) -> Bool {
    guard let (caller, _) = try? identify(request) else { return false }
    return caller.role != nil
  }

  // MARK: Who asks

  private func identify(_ request: Request) throws(AccessRefusal) -> (Caller, isBearer: Bool) {
    if let field = request.headers["authorization"] {
      let parts = field.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw .notSignedIn }
      try check(parts[1], of: request)
      let client = "bearer \(request.peer.host):\(request.peer.port)"
      return (Caller(role: .owner, client: client), true)
    }
    guard let cookie = request.cookie(cookieName) else { throw .notSignedIn }
    let parts = cookie.split(separator: ".", maxSplits: 1)
    guard parts.count == 2, Secrets.isEqual(secrets.cookie, parts[0]) else { throw .notSignedIn }
    return (Caller(role: .owner, client: String(parts[1].prefix(32))), false)
  }

  /// Compares a token, and counts against the machine that sent a wrong one.
  func check(_ token: some StringProtocol, of request: Request) throws(AccessRefusal) {
    let (peer, now) = (request.peer.host, ContinuousClock.now)
    try attempts.check(peer, now: now)
    guard Secrets.isEqual(secrets.token, token) else {
      attempts.fail(peer, now: now)
      throw .wrongToken
    }
  }

  // MARK: From which page

  /// A cookie also comes along when a page of another port of this machine asks, so the cookie
  /// alone proves nothing about who wants the change, or who gets to read the answer.
  private func refuseForeignPages(
    _ request: Request, isBearer: Bool
  ) throws(AccessRefusal) {
    if let site = request.headers["sec-fetch-site"], site != "same-origin", site != "none" {
      throw .foreignPage
    }
    let origins = request.headers.all("origin")
    guard let origin = origins.first else {
      if request.method.changes, !isBearer { throw .missingOrigin }
      return
    }
    guard origins.count == 1, isOwn(origin, request) else { throw .foreignPage }
  }

  private func isOwn(_ origin: String, _ request: Request) -> Bool {
    if let publicOrigin, origin == publicOrigin { return true }
    guard let host = request.headers["host"] else { return false }
    return origin == "http://\(host.lowercased())"
  }
}

extension Headers {
  /// The value of a field that may stand there once only.
  fileprivate func only(_ name: String) -> String? {
    let values = all(name)
    return values.count == 1 ? values.first : nil
  }
}

extension Request {
  fileprivate var hasBody: Bool {
    headers["transfer-encoding"] != nil || headers["content-length"].map { $0 != "0" } ?? false
      || !body.isEmpty
  }
}
