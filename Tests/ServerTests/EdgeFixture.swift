import Foundation
import HTTPServer
import Logging
import Storage
import TestSupport
import Testing

@testable import Server

/// The table of routes over a database in memory, without a socket and without workers.
struct EdgeFixture {
  static let origin = "http://localhost:9797"
  let secrets = Secrets()
  let router: Router<AccessPolicy>
  let resources: Resources

  init(
    publicOrigin: String? = nil, publicHost: String? = nil, host: String = "127.0.0.1",
    environment: SessionEnvironment = .system, folder: String? = nil
  ) async throws {
    let library = try await Library(
      store: try Store(inMemoryWithEpoch: "e"), starter: RunConductor(), environment: environment)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let policy = AccessPolicy(
      hosts: HostList(host: host, publicHost: publicHost), publicOrigin: publicOrigin,
      secrets: secrets, cookieName: "interleave-9797", logger: logger)
    resources = Resources(
      library: library, lessons: Lessons(folder: ""), door: WorkshopDoor(), policy: policy,
      streams: StreamBudget(), reach: Reach(origin: publicOrigin, isLocal: publicOrigin == nil),
      files: nil, folder: folder, version: "test", isSecure: false, logger: logger)
    router = Router(Routes.table(resources).map(\.route), policy: policy)
  }

  var bearer: String { "Bearer \(secrets.token)" }
  var cookie: String { "interleave-9797=\(secrets.cookie).abc" }

  /// Asks the router; a `Host` is there unless the headers name another.
  func ask(
    _ method: HTTPServer.Method, _ path: String, _ headers: [(String, String)] = [],
    body: String = "", peer: Peer = .local
  ) async throws -> (status: Int, text: String, headers: Headers) {
    var fields = Headers()
    if !headers.contains(where: { $0.0 == "Host" }) { fields.add("Host", "localhost:9797") }
    for (name, value) in headers { fields.add(name, value) }
    let request = Request(
      method, try #require(Target(path)), headers: fields, body: Array(body.utf8), peer: peer)
    let response = await router.answer(request)
    guard case .bytes(let bytes) = response.body else { return (response.status, "", [:]) }
    return (response.status, String(decoding: bytes, as: UTF8.self), response.headers)
  }
}
