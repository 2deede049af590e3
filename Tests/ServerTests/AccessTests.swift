import HTTPServer
import Testing

@testable import Server

@Suite struct `Access` {
  // MARK: Who asks

  @Test func `lets the token and the cookie in`() async throws {
    let edge = try await EdgeFixture()
    #expect(try await edge.ask(.get, "/api/status", [("Authorization", edge.bearer)]).status == 200)
    #expect(try await edge.ask(.get, "/api/status", [("Cookie", edge.cookie)]).status == 200)
  }

  @Test func `refuses anything that only looks like the token`() async throws {
    let edge = try await EdgeFixture()
    let token = edge.secrets.token
    let wrong = [
      "", "x", String(token.dropLast()), String(token.dropFirst()), token + token, token + "x",
      token.lowercased(), edge.secrets.cookie,
    ]
    for (index, value) in wrong.enumerated() {
      let fields = [("Authorization", "Bearer \(value)")]
      let status = try await edge.ask(.get, "/api/status", fields).status
      #expect(status == 401, "candidate \(index)")
    }
    for value in ["", ".", ".abc", "\(token).abc", "\(edge.secrets.cookie)", "x.abc"] {
      let fields = [("Cookie", "interleave-9797=\(value)")]
      #expect(try await edge.ask(.get, "/api/status", fields).status == 401)
    }
  }

  @Test func `says how to sign in, and never a secret`() async throws {
    let edge = try await EdgeFixture()
    let answer = try await edge.ask(.get, "/api/status", [("Authorization", "Bearer wrong")])
    #expect(answer.headers["www-authenticate"] == "Bearer")
    #expect(answer.headers["content-type"] == "application/problem+json")
    #expect(!answer.text.contains(edge.secrets.token) && !answer.text.contains("wrong\""))
  }

  @Test func `makes those wait who guess`() async throws {
    let edge = try await EdgeFixture()
    var statuses: [Int] = []
    for _ in 0...ServerLimits.attempts {
      statuses.append(
        try await edge.ask(.get, "/api/status", [("Authorization", "Bearer wrong")]).status)
    }
    #expect(statuses.dropLast().allSatisfy { $0 == 401 })
    #expect(statuses.last == 429)
    let answer = try await edge.ask(.get, "/?token=\(edge.secrets.token)")
    #expect(answer.status == 429)
    #expect(answer.headers["retry-after"] != nil)
    // Somebody who is signed in does not suffer from it.
    #expect(try await edge.ask(.get, "/api/status", [("Cookie", edge.cookie)]).status == 200)
  }

  @Test func `forgets guesses after their time`() throws {
    let (attempts, start) = (Attempts(), ContinuousClock.now)
    for _ in 0..<ServerLimits.attempts { attempts.fail("a", now: start) }
    #expect(throws: AccessRefusal.self) { try attempts.check("a", now: start) }
    try attempts.check("b", now: start)
    try attempts.check("a", now: start + ServerLimits.attemptTime)
    for number in 0..<ServerLimits.attemptPeers * 2 { attempts.fail("\(number)", now: start) }
  }

  // MARK: Signing in

  @Test func `turns the token of the link into a cookie and takes it out of the address`()
    async throws
  {
    let edge = try await EdgeFixture()
    for _ in 0..<2 {
      let answer = try await edge.ask(.get, "/?token=\(edge.secrets.token)")
      #expect(answer.status == 303)
      #expect(answer.headers["location"] == "/")
      let cookie = try #require(answer.headers["set-cookie"])
      #expect(cookie.contains("; HttpOnly; SameSite=Strict"))
      #expect(!cookie.contains(edge.secrets.token))
      let value = String(cookie.prefix { $0 != ";" })
      #expect(try await edge.ask(.get, "/api/status", [("Cookie", value)]).status == 200)
    }
    #expect(try await edge.ask(.get, "/?token=wrong").status == 401)
  }

  // MARK: The server's name

  @Test(arguments: [
    "localhost", "LOCALHOST", "localhost.", "localhost:9797", "localhost:1", "127.0.0.1",
    "127.0.0.1:9797", "127.1.2.3", "[::1]", "[::1]:9797", "[::ffff:127.0.0.1]:80",
  ])
  func `answers to its own names`(host: String) async throws {
    let edge = try await EdgeFixture()
    #expect(try await edge.ask(.get, "/health", [("Host", host)]).status == 200)
  }

  @Test(arguments: [
    "", " ", "evil.example", "localhost.evil.example", "evil.localhost", "localhost:",
    "localhost:x",
    "localhost:123456", "localhost@evil.example", "192.168.1.2", "10.0.0.1:9797", "[::2]", "::1",
    "[::ffff:10.0.0.1]", "127.0.0.1.evil.example", "127.0.0", "127.0.0.01", "2130706433", "[::1",
    "[::1]x", "localhost/x", "0.0.0.0",
  ])
  func `answers to no other name`(host: String) async throws {
    let edge = try await EdgeFixture()
    #expect(try await edge.ask(.get, "/health", [("Host", host)]).status == 403)
    #expect(try await edge.ask(.get, "/nothing/at/all", [("Host", host)]).status == 403)
  }

  @Test func `refuses two names at once`() async throws {
    let edge = try await EdgeFixture()
    let hosts = [("Host", "localhost"), ("Host", "evil.example")]
    #expect(try await edge.ask(.get, "/health", hosts).status == 403)
  }

  @Test func `answers to the names it was given`() async throws {
    let edge = try await EdgeFixture(
      publicOrigin: "https://lab.example", publicHost: "lab.example", host: "0.0.0.0")
    for host in ["lab.example", "Lab.Example:443", "192.168.1.2:9797", "[fe80::1]"] {
      #expect(try await edge.ask(.get, "/health", [("Host", host)]).status == 200)
    }
    #expect(try await edge.ask(.get, "/health", [("Host", "evil.example")]).status == 403)
  }

  // MARK: From which page

  func create(
    _ edge: EdgeFixture, _ headers: [(String, String)], type: String? = "application/json"
  ) async throws -> Int {
    let fields = headers + (type.map { [("Content-Type", $0)] } ?? [])
    return try await edge.ask(.post, "/api/notebooks", fields, body: #"{"title":"a"}"#).status
  }

  @Test func `takes a change from its own page, or with the token`() async throws {
    let edge = try await EdgeFixture()
    #expect(
      try await create(edge, [("Cookie", edge.cookie), ("Origin", EdgeFixture.origin)]) == 201)
    #expect(try await create(edge, [("Authorization", edge.bearer)]) == 201)
  }

  @Test(arguments: [
    "null", "", "http://localhost", "http://localhost:9798", "https://localhost:9797",
    "http://localhost:9797.evil.example", "http://localhost:97971", "http://127.0.0.1:9797",
    "http://evil.example", "http://localhostx9797", "http://localhost:9797/", "localhost:9797",
  ])
  func `takes no change from another page`(origin: String) async throws {
    let edge = try await EdgeFixture()
    for credential in [("Cookie", edge.cookie), ("Authorization", edge.bearer)] {
      #expect(try await create(edge, [credential, ("Origin", origin)]) == 403)
    }
  }

  @Test func `takes no change by cookie from nobody knows where`() async throws {
    let edge = try await EdgeFixture()
    #expect(try await create(edge, [("Cookie", edge.cookie)]) == 403)
    let origins = [("Origin", EdgeFixture.origin), ("Origin", "http://evil.example")]
    #expect(try await create(edge, [("Cookie", edge.cookie)] + origins) == 403)
  }

  @Test(arguments: ["cross-site", "same-site", "Same-Origin"])
  func `lets no other site change or read`(site: String) async throws {
    let edge = try await EdgeFixture()
    let fields = [("Cookie", edge.cookie), ("Sec-Fetch-Site", site)]
    #expect(try await create(edge, fields + [("Origin", EdgeFixture.origin)]) == 403)
    #expect(try await edge.ask(.get, "/api/notebooks", fields).status == 403)
  }

  @Test func `takes a change from the page behind a proxy`() async throws {
    let edge = try await EdgeFixture(
      publicOrigin: "https://lab.example", publicHost: "lab.example")
    let fields = [("Cookie", edge.cookie), ("Origin", "https://lab.example")]
    #expect(try await create(edge, fields) == 201)
  }

  @Test(arguments: [
    nil, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
    "text/json", "application/jsonp",
  ])
  func `takes no change that a form could send`(type: String?) async throws {
    let edge = try await EdgeFixture()
    #expect(try await create(edge, [("Authorization", edge.bearer)], type: type) == 415)
  }

  @Test func `lets nobody do more than the role allows`() {
    #expect(Role.viewer < Role.member && Role.member < Role.owner)
  }
}
