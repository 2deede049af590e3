import HTTPServer
import Storage

/// A row of the table of routes, with a sentence for its description.
struct Endpoint: Sendable {
  let route: Route<Access, Caller>
  let summary: String

  var method: HTTPServer.Method { route.method }
  var pattern: String { route.pattern }
  var access: Access { route.access }

  static func get(
    _ pattern: String, _ access: Access, _ summary: String,
    _ handler: @escaping Route<Access, Caller>.Handler
  ) -> Endpoint {
    Endpoint(route: Route(.get, pattern, access, handler), summary: summary)
  }

  static func post(
    _ pattern: String, _ access: Access, bodyLimit: Int = ServerLimits.body, _ summary: String,
    _ handler: @escaping Route<Access, Caller>.Handler
  ) -> Endpoint {
    Endpoint(
      route: Route(.post, pattern, access, bodyLimit: bodyLimit, handler), summary: summary)
  }

  /// A row for whoever has a link, whose token is the part `:token` of the pattern.
  ///
  /// The handler is given what the token opens, so none can forget to look.
  static func link(
    _ pattern: String, _ summary: String, _ resources: Resources,
    _ handler: @escaping @Sendable (Request, Share) async throws -> Response
  ) -> Endpoint {
    .get(pattern, .link, summary) { request, _ in
      let share = try await resources.library.share(opening: request.shareToken)
      var response = try await handler(request, share)
      response.headers.fill(from: SecurityHeaders.link)
      return response
    }
  }

  static func delete(
    _ pattern: String, _ access: Access, _ summary: String,
    _ handler: @escaping Route<Access, Caller>.Handler
  ) -> Endpoint {
    Endpoint(
      route: Route(.delete, pattern, access, bodyLimit: ServerLimits.body, handler),
      summary: summary)
  }
}
