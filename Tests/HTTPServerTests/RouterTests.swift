import HTTPServer
import Testing

@Suite struct `Routing` {
  let router = Router(
    [
      TestRoute(.get, "/", true) { _, _ in Response(type: "text/plain", "root") },
      TestRoute(.get, "/things", true) { _, caller in Response(type: "text/plain", caller) },
      TestRoute(.post, "/things", true, bodyLimit: 4) { request, _ in Response(body: request.body)
      },
      TestRoute(.get, "/things/:thing/parts/:part", true) { request, _ in
        Response(
          type: "text/plain",
          "\(request.parameters["thing"] ?? "") \(request.parameters["part"] ?? "")")
      },
      TestRoute(.get, "/things/first/parts/:part", true) { _, _ in
        Response(type: "text/plain", "never")
      },
      TestRoute(.get, "/files/*rest", true) { request, _ in
        Response(type: "text/plain", request.parameters["rest"] ?? "")
      },
      TestRoute(.delete, "/secret", false) { _, _ in Response() },
      TestRoute(.get, "/broken", true) { _, _ in throw OpenPolicy.Forbidden() },
    ], policy: OpenPolicy())

  func answer(
    _ method: Method, _ path: String, headers: Headers = [:], body: String = ""
  ) async throws -> (Int, String, Headers) {
    let target = try #require(Target(path))
    let request = Request(method, target, headers: headers, body: Array(body.utf8))
    let response = await router.answer(request)
    guard case .bytes(let bytes) = response.body else { return (response.status, "", [:]) }
    return (response.status, String(decoding: bytes, as: UTF8.self), response.headers)
  }

  @Test(arguments: [
    ("/", "root"), ("/things", "127.0.0.1"), ("/things/a%20b/parts/2?x=1", "a b 2"),
    ("/files/a/b.js", "a/b.js"), ("/things/first/parts/1", "first 1"),
  ])
  func `finds the row of a path`(path: String, text: String) async throws {
    #expect(try await answer(.get, path).1 == text)
  }

  @Test(arguments: ["/thing", "/things/a", "/things/a/parts", "/things/a/parts/b/c", "/files"])
  func `says 404 for any other path`(path: String) async throws {
    #expect(try await answer(.get, path).0 == 404)
  }

  @Test func `says which methods a path has`() async throws {
    let (status, _, headers) = try await answer(.delete, "/things")
    #expect(status == 405)
    #expect(headers["allow"] == "GET, HEAD, POST")
    #expect(try await answer(Method(rawValue: "BREW"), "/secret").2["Allow"] == "DELETE")
  }

  @Test func `answers HEAD by the row for GET`() async throws {
    #expect(try await answer(.head, "/things").0 == 200)
  }

  @Test func `asks the policy before anything runs`() async throws {
    #expect(try await answer(.delete, "/secret").0 == 403)
    #expect(try await answer(.get, "/nothing", headers: ["X-Screened": "1"]).0 == 403)
  }

  @Test func `hands what a handler throws to the policy`() async throws {
    #expect(try await answer(.get, "/broken").0 == 403)
  }

  @Test func `refuses a body over the row's limit`() async throws {
    #expect(try await answer(.post, "/things", body: "1234").1 == "1234")
    #expect(try await answer(.post, "/things", body: "12345").0 == 413)
    #expect(try await answer(.post, "/things", headers: ["Content-Length": "5"]).0 == 413)
  }

  @Test(arguments: [
    ["Content-Length": "x"], ["Content-Length": "+1"], ["Content-Length": "-1"],
    ["Content-Length": "1, 1"], ["Content-Length": "99999999999999999999"],
    ["Content-Length": "1", "Transfer-Encoding": "chunked"], ["Transfer-Encoding": "gzip, chunked"],
  ])
  func `refuses a body whose end is in doubt`(fields: [String: String]) async throws {
    var headers: Headers = [:]
    for (name, value) in fields { headers.add(name, value) }
    #expect(try await answer(.post, "/things", headers: headers).0 == 400)
  }

  @Test func `puts the common headers on every answer`() async throws {
    for path in ["/", "/nothing", "/broken"] {
      #expect(try await answer(.get, path).2["x-common"] == "yes")
    }
  }
}
