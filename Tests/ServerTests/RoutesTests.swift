import Foundation
import HTTPServer
import Testing

@testable import Server

@Suite struct `The table of routes` {
  /// Everything that answers without a sign-in; a route that is not here must ask for one.
  static let open: Set<String> = [
    "/", "/:page", "/scripts/*file", "/styles/*file", "/images/*file", "/vendor/*file", "/health",
  ]

  /// What the token of a link opens instead of a sign-in; `SharesTests` says to whom.
  static let byLink: Set<String> = [
    "/s/:token", "/s/:token/notebook", "/s/:token/events", "/s/:token/file",
    "/s/:token/runs/:run/events", "/s/:token/runs/:run/output", "/s/:token/runs/:run/trace",
    "/s/:token/runs/:run/frames/:number",
  ]

  func path(_ pattern: String) -> String {
    let parts = pattern.split(separator: "/").map { part in
      part.first == ":" || part.first == "*" ? "x" : String(part)
    }
    return "/" + parts.joined(separator: "/")
  }

  @Test func `asks everybody to sign in, whatever the method, except for the open list`()
    async throws
  {
    let edge = try await EdgeFixture()
    for endpoint in Routes.table(edge.resources) {
      for method in HTTPServer.Method.all {
        let json = [("Content-Type", "application/json"), ("Origin", EdgeFixture.origin)]
        for headers in [[], json] {
          let status = try await edge.ask(method, path(endpoint.pattern), headers).status
          if Self.open.contains(endpoint.pattern) {
            #expect([200, 404, 405].contains(status), "\(method.rawValue) \(endpoint.pattern)")
          } else if Self.byLink.contains(endpoint.pattern) {
            #expect([404, 405].contains(status), "\(method.rawValue) \(endpoint.pattern)")
            continue
          } else {
            #expect([401, 403, 405].contains(status), "\(method.rawValue) \(endpoint.pattern)")
          }
          let isGet = endpoint.method == .get && method == .head
          if method == endpoint.method || isGet, !Self.open.contains(endpoint.pattern) {
            #expect([401, 403].contains(status), "\(method.rawValue) \(endpoint.pattern)")
          }
        }
      }
    }
  }

  @Test func `is open exactly where the list says`() async throws {
    let edge = try await EdgeFixture()
    let open = Routes.table(edge.resources).filter { $0.access.role == nil }
    #expect(Set(open.map(\.pattern)) == Self.open)
    let links = Routes.table(edge.resources).filter(\.access.isByLink)
    #expect(Set(links.map(\.pattern)) == Self.byLink)
    #expect((open + links).allSatisfy { $0.method == .get })
  }

  @Test func `changes nothing by GET`() async throws {
    let edge = try await EdgeFixture()
    for endpoint in Routes.table(edge.resources) where endpoint.method == .get {
      // Who made which link is for the owner alone.
      let least: Role = endpoint.pattern.hasSuffix("/shares") ? .owner : .viewer
      #expect(endpoint.access.role ?? .viewer == least, "\(endpoint.pattern)")
    }
  }

  @Test func `puts the strict policy on every answer`() async throws {
    let edge = try await EdgeFixture()
    for endpoint in Routes.table(edge.resources) {
      let headers = try await edge.ask(endpoint.method, path(endpoint.pattern)).headers
      let policy = try #require(headers["content-security-policy"])
      #expect(policy.hasPrefix("default-src 'none'; script-src 'self';"))
      #expect(!policy.contains("unsafe"))
      #expect(policy.contains("frame-src 'self'"))
      #expect(headers["x-content-type-options"] == "nosniff")
      #expect(headers["referrer-policy"] == "no-referrer")
      #expect(headers["cache-control"] == "no-store")
    }
  }

  @Test func `is what the description describes`() async throws {
    let edge = try await EdgeFixture()
    let answer = try await edge.ask(.get, "/api/openapi.json", [("Authorization", edge.bearer)])
    let object = try JSONSerialization.jsonObject(with: Data(answer.text.utf8))
    let paths = try #require((object as? [String: Any])?["paths"] as? [String: [String: Any]])
    let described = paths.flatMap { path, operations in operations.keys.map { "\($0) \(path)" } }
    let routes = Routes.table(edge.resources).map {
      "\($0.method.rawValue.lowercased()) \(Resources.template($0.pattern))"
    }
    #expect(described.sorted() == routes.sorted())
  }
}
