import HTTPServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct `Serving requests` {
  let routes = [
    TestRoute(.get, "/hello", true) { _, _ in Response(type: "text/plain", "hello") },
    TestRoute(.get, "/later", true) { _, _ in
      await Task.yield()
      return Response(type: "text/plain", "later")
    },
    TestRoute(.post, "/echo", true, bodyLimit: 300_000) { request, _ in
      Response(body: request.body)
    },
    TestRoute(.post, "/small", true, bodyLimit: 10) { request, _ in Response(body: request.body) },
    TestRoute(.get, "/secret", false) { _, _ in Response() },
  ]

  @Test(arguments: ["/hello", "/later", "/secret", "/nothing"])
  func `keeps a connection for the next request`(path: String) async throws {
    try await withDaemon(routes) { daemon in
      let client = try TestClient(port: daemon.port)
      for _ in 0..<5 {
        let response = try await client.request("GET", path)
        #expect(response["connection"] == nil)
        #expect(response["x-common"] == "yes")
      }
      #expect(daemon.connections == 1)
    }
  }

  @Test func `answers requests that came in one piece, in order`() async throws {
    try await withDaemon(routes) { daemon in
      let client = try TestClient(port: daemon.port)
      let request = { (path: String) in "GET /\(path) HTTP/1.1\r\nHost: localhost\r\n\r\n" }
      try await client.send(["hello", "later", "nothing", "hello"].map(request).joined())
      for text in ["hello", "later", "unknown", "hello"] {
        #expect(try await client.response().text == text)
      }
    }
  }

  @Test(arguments: [0, 1, 1_000, 300_000])
  func `reads a whole body`(size: Int) async throws {
    try await withDaemon(routes) { daemon in
      let client = try TestClient(port: daemon.port)
      let body = String(repeating: "x", count: size)
      #expect(try await client.request("POST", "/echo", body: body).text == body)
      #expect(try await client.request("GET", "/hello").text == "hello")
    }
  }

  @Test func `reads a body in chunks`() async throws {
    try await withDaemon(routes) { daemon in
      let client = try TestClient(port: daemon.port)
      try await client.send("POST", "/echo", headers: [("Transfer-Encoding", "chunked")])
      try await client.send("3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n")
      #expect(try await client.response().text == "abcdefg")
    }
  }

  @Test func `answers HEAD without a body and with its length`() async throws {
    try await withDaemon(routes) { daemon in
      let client = try TestClient(port: daemon.port)
      #expect(try await client.request("HEAD", "/hello")["content-length"] == "5")
      #expect(try await client.request("GET", "/hello").text == "hello")
    }
  }

  @Test(arguments: ["OPTIONS", "TRACE", "BREW", "PUT"])
  func `knows no other method`(method: String) async throws {
    try await withDaemon(routes) { daemon in
      let client = try TestClient(port: daemon.port)
      let response = try await client.request(method, "/hello")
      #expect(response.status == 405)
      #expect(response["allow"] == "GET, HEAD")
    }
  }

  @Test func `drops a body over the limit and keeps the connection`() async throws {
    try await withDaemon(routes) { daemon in
      let client = try TestClient(port: daemon.port)
      let body = String(repeating: "x", count: 100_000)
      #expect(try await client.request("POST", "/small", body: body).status == 413)
      #expect(try await client.request("POST", "/small", body: "fits").text == "fits")
      try await client.send("POST", "/small", headers: [("Transfer-Encoding", "chunked")])
      try await client.send("b\r\nhello world\r\n0\r\n\r\n")
      #expect(try await client.response().status == 413)
      #expect(try await client.request("POST", "/small", body: "fits").text == "fits")
    }
  }

  @Test func `does not wait for a body that is far too large`() async throws {
    try await withDaemon(routes) { daemon in
      let client = try TestClient(port: daemon.port)
      try await client.send("POST", "/small", headers: [("Content-Length", "10000000000")])
      let response = try await client.response()
      #expect(response.status == 413)
      #expect(response["connection"] == "close")
    }
  }

  @Test func `refuses before the body when the peer asks first`() async throws {
    try await withDaemon(routes) { daemon in
      let client = try TestClient(port: daemon.port)
      let headers = [("Content-Length", "11"), ("Expect", "100-continue")]
      try await client.send("POST", "/small", headers: headers)
      #expect(try await client.response().status == 413)
    }
  }

  @Test func `hangs up on endless chunks`() async throws {
    var limits = Limits()
    limits.discardedBody = 100_000
    try await withDaemon(routes, limits: limits) { daemon in
      let client = try TestClient(port: daemon.port)
      try await client.send("POST", "/small", headers: [("Transfer-Encoding", "chunked")])
      let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
      await #expect(throws: TestClient.Failure.ended) {
        for _ in 0..<1_000 { try await client.send(chunk) }
      }
    }
  }

  @Test func `refuses a body with two lengths`() async throws {
    try await withDaemon(routes) { daemon in
      let client = try TestClient(port: daemon.port)
      try await client.send(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "0\r\n\r\n")
      #expect(try await client.response().status == 400)
    }
  }

  @Test func `refuses a head that is too large`() async throws {
    try await withDaemon(routes) { daemon in
      let client = try TestClient(port: daemon.port)
      let headers = [("X-Long", String(repeating: "x", count: 100_000))]
      try await client.send("GET", "/hello", headers: headers)
      #expect(try await client.response().status == 431)
    }
  }

  @Test(arguments: [
    "/../hello", "/%2e%2e/hello", "/hello%00", "/hello%2f", "/a%5c..%5chello", "/%c0%ae", "//hello",
    "/hello/", "/./hello", "/%", "hello", "http://localhost/hello",
  ])
  func `refuses a crooked path`(path: String) async throws {
    try await withDaemon(routes) { daemon in
      let client = try TestClient(port: daemon.port)
      #expect([400, 404].contains(try await client.request("GET", path).status))
    }
  }

  @Test func `serves others while a request is half there`() async throws {
    try await withDaemon(routes) { daemon in
      let slow = try TestClient(port: daemon.port)
      try await slow.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Le")
      let quick = try TestClient(port: daemon.port)
      #expect(try await quick.request("GET", "/hello").text == "hello")
      try await slow.send("ngth: 4\r\n\r\nab")
      #expect(try await quick.request("GET", "/hello").text == "hello")
      try await slow.send("cd")
      #expect(try await slow.response().text == "abcd")
    }
  }

  @Test func `serves others while an answer takes its time`() async throws {
    let latch = Latch()
    let slow = TestRoute(.get, "/slow", true) { _, _ in
      await latch.wait()
      return Response(type: "text/plain", "done")
    }
    try await withDaemon(routes + [slow]) { daemon in
      let patient = try TestClient(port: daemon.port)
      try await patient.send("GET", "/slow")
      let quick = try TestClient(port: daemon.port)
      for _ in 0..<20 { #expect(try await quick.request("GET", "/hello").status == 200) }
      latch.open()
      #expect(try await patient.response().text == "done")
    }
  }

  @Test func `ends a connection that only trickles`() async throws {
    var limits = Limits()
    limits.heartbeat = .milliseconds(20)
    limits.readingTime = .milliseconds(50)
    try await withDaemon(routes, limits: limits) { daemon in
      let client = try TestClient(port: daemon.port)
      try await client.send("GET /hello HTTP/1.1\r\nX-Tri")
      let running = Task { await daemon.run() }
      #expect(try await client.waitForEnd() == 0)
      running.cancel()
    }
  }

  @Test func `makes room when idle connections take all places`() async throws {
    var limits = Limits()
    limits.connections = 16
    try await withDaemon(routes, limits: limits) { daemon in
      var idle: [TestClient] = []
      for _ in 0..<200 { idle.append(try TestClient(port: daemon.port)) }
      let client = try TestClient(port: daemon.port)
      #expect(try await client.request("GET", "/hello").text == "hello")
    }
  }

  @Test func `says that its port is in use`() async throws {
    try await withDaemon(routes) { daemon in
      #expect(throws: StartError.portInUse(host: "127.0.0.1", port: daemon.port)) {
        try Daemon(port: daemon.port, router: Router(routes, policy: OpenPolicy()))
      }
    }
  }

  @Test func `says that it knows no such host`() {
    #expect(throws: StartError.unknownHost("host.invalid")) {
      try Daemon(host: "host.invalid", port: 0, router: Router(routes, policy: OpenPolicy()))
    }
  }
}
