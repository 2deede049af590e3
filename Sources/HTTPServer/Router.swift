/// Finds the route of a request and asks the policy whether it may go there.
///
/// A literal path wins over a pattern; among patterns the first in the table wins. The order of
/// checks is: the policy's screen, path (404), method (405), admission, length of the body (413).
public struct Router<P: Policy>: Sendable {
  /// The row type of this router's table.
  public typealias Row = Route<P.Access, P.Caller>

  public let routes: [Row]
  private let policy: P
  private let literal: [[String]: [Row]]
  private let patterns: [(pattern: Pattern, rows: [Row])]
  private let common: Headers

  /// Makes a router of a table; two rows with the same method and pattern are a mistake.
  public init(_ routes: [Row], policy: P) {
    self.routes = routes
    self.policy = policy
    common = policy.commonHeaders
    var literal: [[String]: [Row]] = [:]
    var patterns: [(pattern: Pattern, rows: [Row])] = []
    for row in routes {
      let pattern = Pattern(row.pattern)
      if let path = pattern.literal {
        literal[path, default: []].append(row)
      } else if let index = patterns.firstIndex(where: { $0.pattern == pattern }) {
        patterns[index].rows.append(row)
      } else {
        patterns.append((pattern, [row]))
      }
    }
    for rows in Array(literal.values) + patterns.map(\.rows) {
      precondition(
        Set(rows.map(\.method)).count == rows.count, "two routes are the same: \(rows[0].pattern)")
    }
    self.literal = literal
    self.patterns = patterns
  }

  /// Decides about a request of which only the head is known.
  public func admit(_ head: Request) -> Admission {
    do {
      try policy.screen(head)
      let (row, parameters) = try match(head)
      let caller = try policy.admit(head, to: row.access)
      if let length = try head.bodyLength(), length > row.bodyLimit {
        throw Refusal.bodyTooLarge(limit: row.bodyLimit)
      }
      return Admission(bodyLimit: row.bodyLimit) { whole in
        var request = whole
        request.parameters = parameters
        do { return finished(try await row.handler(request, caller)) } catch {
          return refuse(request, error)
        }
      } refuse: { error in
        refuse(head, error)
      }
    } catch {
      return Admission(refusal: refuse(head, error))
    }
  }

  /// Answers a complete request, as the server would after it came through a socket.
  public func answer(_ request: Request) async -> Response {
    let admission = admit(request)
    switch admission.decision {
    case .refused(let response): return response
    case .admitted(let limit, let handle, let refuse):
      if request.body.count > limit { return refuse(Refusal.bodyTooLarge(limit: limit)) }
      return await handle(request)
    }
  }

  /// Answers a request that is too broken to be routed.
  func refuse(_ request: Request, _ error: any Error) -> Response {
    var response = policy.answer(to: error, for: request)
    if case Refusal.methodNotAllowed(let methods)? = error as? Refusal {
      response.headers["Allow"] = methods.map(\.rawValue).joined(separator: ", ")
    }
    return finished(response)
  }

  private func finished(_ response: Response) -> Response {
    var response = response
    response.headers.fill(from: common)
    return response
  }

  private func match(_ request: Request) throws(Refusal) -> (Row, [String: String]) {
    var rows = literal[request.target.path] ?? []
    var parameters: [String: String] = [:]
    if rows.isEmpty {
      for candidate in patterns {
        guard let values = candidate.pattern.match(request.target.path) else { continue }
        (rows, parameters) = (candidate.rows, values)
        break
      }
    }
    if rows.isEmpty { throw .unknownPath }
    let method = request.method == .head ? .get : request.method
    if let row = rows.first(where: { $0.method == method }) { return (row, parameters) }
    throw .methodNotAllowed(rows.flatMap { $0.method == .get ? [.get, .head] : [$0.method] })
  }
}
