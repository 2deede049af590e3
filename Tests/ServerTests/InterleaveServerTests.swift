import Foundation
import HTTPServer
import Logging
import Storage
import TestSupport
import Testing
import Wire

@testable import Server

/// The whole server over a socket; there is no worker program, so no cell can run.
@Suite(.timeLimit(.minutes(2))) struct `The server` {
  let folder: TemporaryFolder
  let configuration: Server.Configuration
  let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  init() throws {
    folder = try TemporaryFolder()
    for name in ["public/scripts", "lessons"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(name), withIntermediateDirectories: true)
    }
    try Data("<p>page".utf8).write(to: folder.url.appending(path: "public/index.html"))
    try Data("export {}".utf8).write(to: folder.url.appending(path: "public/scripts/a.mjs"))
    try Data(Self.lesson.utf8).write(to: folder.url.appending(path: "lessons/00-first.ipynb"))
    var configuration = Server.Configuration(
      database: folder.path("notebooks.sqlite"), worker: folder.path("no-worker"))
    configuration.port = 0
    configuration.page = folder.path("public")
    configuration.lessons = folder.path("lessons")
    self.configuration = configuration
  }

  static let lesson = """
    {"cells":[{"cell_type":"markdown","id":"a1","metadata":{},"source":["# First"]}],
     "metadata":{"title":"First","interleave":{"lesson":{"summary":"Begins.","minutes":5}}},
     "nbformat":4,"nbformat_minor":5}
    """

  /// Starts the server, gives it to `body`, and ends it as the command line does.
  func serve<Result: Sendable>(
    _ body: (InterleaveServer, SignedIn) async throws -> Result
  ) async throws -> Result {
    let server = try await InterleaveServer(configuration, logger: quiet)
    let work = Task { try await server.run() }
    let token = try #require(server.link.split(separator: "=").last)
    let outcome: Swift.Result<Result, any Error>
    do {
      let client = SignedIn(client: try TestClient(port: server.port), token: String(token))
      outcome = .success(try await body(server, client))
    } catch { outcome = .failure(error) }
    server.close()
    try await work.value
    return try outcome.get()
  }

  /// A client with the token.
  struct SignedIn: Sendable {
    let client: TestClient
    let token: String

    func callAsFunction(
      _ method: String, _ path: String, _ body: String = "", type: String = "application/json"
    ) async throws -> TestClient.Response {
      try await client.request(
        method, path, headers: [("Authorization", "Bearer \(token)"), ("Content-Type", type)],
        body: body)
    }

    func object(
      _ method: String, _ path: String, _ body: String = "", type: String = "application/json"
    ) async throws -> (status: Int, object: [String: Any]) {
      let response = try await self(method, path, body, type: type)
      let object = try JSONSerialization.jsonObject(with: Data(response.body))
      return (response.status, object as? [String: Any] ?? [:])
    }
  }

  @Test func `signs a browser in by its link and keeps it signed in after a restart`() async throws
  {
    let (link, cookie) = try await serve { server, _ in
      let client = try TestClient(port: server.port)
      let address = try #require(URL(string: server.link))
      let path = "/?\(try #require(address.query()))"
      let answer = try await client.request("GET", path)
      #expect(answer.status == 303)
      #expect(answer["location"] == "/")
      let shown = try await client.request("GET", "\(path)&notebook=n1-_")
      #expect(shown["location"] == "/notebook.html?id=n1-_")
      let foreign = try await client.request("GET", "\(path)&notebook=//elsewhere")
      #expect(foreign["location"] == "/")
      let cookie = try #require(answer["set-cookie"]?.split(separator: ";").first)
      #expect(try await client.request("GET", "/").text == "<p>page")
      let list = [("Cookie", String(cookie))]
      #expect(try await client.request("GET", "/api/notebooks", headers: list).status == 200)
      #expect(try await client.request("GET", "/api/notebooks").status == 401)
      return (path, [("Cookie", String(cookie))])
    }
    try await serve { server, _ in
      #expect(server.link.hasSuffix(link.dropFirst()))
      let client = try TestClient(port: server.port)
      #expect(try await client.request("GET", "/api/notebooks", headers: cookie).status == 200)
    }
  }

  @Test func `serves the page with its policy and its types`() async throws {
    try await serve { server, _ in
      let client = try TestClient(port: server.port)
      let script = try await client.request("GET", "/scripts/a.mjs")
      #expect(script["content-type"] == "text/javascript; charset=utf-8")
      #expect(script["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
      #expect(script["cache-control"] == "no-cache")
      for path in [
        "/scripts/..%2findex.html", "/notebooks.sqlite", "/scripts", "/api", "/%2e%2e/x",
      ] {
        #expect([400, 404].contains(try await client.request("GET", path).status))
      }
    }
  }

  @Test func `carries a notebook through its life`() async throws {
    try await serve { _, ask in
      let made = try await ask("POST", "/api/notebooks", #"{"title":"Mine"}"#)
      #expect(made.status == 201)
      #expect(made["etag"] == "\"1\"")
      let path = try #require(made["location"])
      let edit = #"{"base":1,"key":"k1","operations":[{"type":"setTitle","title":"Ours"}]}"#
      for _ in 0..<2 {
        #expect(try await ask("POST", "\(path)/operations", edit).text == #"{"revision":2}"#)
      }
      let shown = try await ask("GET", path)
      #expect(shown["etag"] == "\"2\"")
      #expect(shown.text.contains(#""title":"Ours""#))
      let file = try await ask("GET", "\(path)/file?format=ipynb")
      #expect(file["content-disposition"]?.contains("Ours.ipynb") == true)
      let copy = try await ask(
        "POST", "/api/notebooks", file.text, type: "application/x-ipynb+json")
      #expect(copy.status == 201)
      #expect(copy["location"] != path)
      #expect(try await ask("DELETE", path).status == 204)
      #expect(try await ask("GET", path).status == 410)
      #expect(try await ask("POST", "\(path)/restorations", "{}").status == 200)
      #expect(try await ask("GET", "\(path)/file?format=pdf").status == 400)
      let list = try await ask.object("GET", "/api/notebooks").object["notebooks"] as? [Any]
      #expect(list?.count == 2)
    }
  }

  @Test func `hands a file back byte for byte, in every form that was asked for`() async throws {
    let file = """
      {
       "cells": [
        {
         "cell_type": "markdown",
         "metadata": {},
         "source": []
        },
        {
         "cell_type": "code",
         "execution_count": 3,
         "metadata": {},
         "outputs": [
          {
           "data": {
            "application/json": {
             "big": 123456789012345678901,
             "e": 1e-07
            },
            "text/plain": [
             "a\u{2028}",
             "b"
            ]
           },
           "metadata": {},
           "output_type": "display_data"
          }
         ],
         "source": [
          "x = 'é'"
         ]
        }
       ],
       "metadata": {
        "vendor": 1.50
       },
       "nbformat": 4,
       "nbformat_minor": 4
      }

      """
    try await serve { _, ask in
      let type = "application/x-ipynb+json"
      let made = try await ask("POST", "/api/notebooks?name=Mine", file, type: type)
      #expect(made.status == 201)
      #expect(!made.text.contains("report"))
      let path = try #require(made["location"])
      #expect(try await ask("GET", "\(path)/file").text == file)
      let raised = try await ask("GET", "\(path)/file?raise=1").text
      #expect(raised.contains("\"nbformat_minor\": 5") && raised.contains("\"id\""))
      let text = try await ask("GET", "\(path)/file?format=text")
      #expect(text["content-disposition"]?.contains("Mine.nb.md") == true)
      let again = try await ask("POST", "/api/notebooks", text.text, type: type)
      let copy = try #require(again["location"])
      #expect(try await ask("GET", "\(copy)/file?format=text").text == text.text)
      let bare = try await ask("GET", "\(path)/file?outputs=0").text
      #expect(try await ask("GET", "\(copy)/file?outputs=0").text == bare)
      let markdown = try await ask("GET", "\(path)/file?format=markdown")
      #expect(markdown["content-type"] == "text/markdown; charset=utf-8")
      #expect(try await ask("GET", "\(path)/file?outputs=yes").status == 400)
    }
  }

  @Test func `makes a cell of a Python script`() async throws {
    try await serve { _, ask in
      let made = try await ask(
        "POST", "/api/notebooks?name=count", "print(1)\n", type: "text/x-python")
      #expect(made.status == 201)
      #expect(made.text.contains(#""source":"%%python\nprint(1)\n""#))
      #expect(made.text.contains(#""title":"count""#))
      let empty = try await ask("POST", "/api/notebooks", " ", type: "text/x-python")
      #expect(empty.status == 400)
    }
  }

  @Test func `shows the results that a file brought, on demand`() async throws {
    let cell = #"""
      {"cell_type":"code","id":"c","metadata":{},"source":"x","execution_count":1,"outputs":[
      {"output_type":"stream","name":"stdout","text":["a\n"]}]}
      """#
    let bare =
      #"{"cell_type":"code","id":"d","metadata":{},"source":"x","execution_count":1,"outputs":[]}"#
    let file = #"{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[\#(cell),\#(bare)]}"#
    try await serve { _, ask in
      let made = try await ask("POST", "/api/notebooks", file, type: "application/x-ipynb+json")
      #expect(made.text.split(separator: #""results":true"#).count == 2)
      let path = try #require(made["location"])
      let results = try await ask.object("GET", "\(path)/cells/c/results")
      #expect(results.status == 200)
      let events = results.object["events"] as? [[String: Any]]
      #expect(events?.first?["text"] as? String == "a\n")
      #expect(try await ask("GET", "\(path)/cells/d/results").status == 404)
      #expect(try await ask("GET", "\(path)/cells/none/results").status == 404)
    }
  }

  @Test func `tells what it mended in a file, and what it kept`() async throws {
    try await serve { _, ask in
      let file = #"{"nbformat":4,"nbformat_minor":5,"x":1,"cells":[]}"#
      let made = try await ask.object(
        "POST", "/api/notebooks", file, type: "application/x-ipynb+json")
      #expect(made.status == 201)
      let report = made.object["report"] as? [String: [String]]
      #expect(report?["mended"] == ["The notebook had no metadata."])
      #expect(report?["kept"] == ["The notebook has a key that the format does not know: x."])
      let broken = try await ask(
        "POST", "/api/notebooks", #"{"nbformat":3}"#, type: "application/x-ipynb+json")
      #expect(broken.status == 422)
      #expect(broken.text.contains("older than 4"))
    }
  }

  @Test func `opens a lesson once, as one's own copy`() async throws {
    try await serve { _, ask in
      let first = try await ask.object("POST", "/api/notebooks", #"{"lesson":"00-first"}"#)
      let again = try await ask.object("POST", "/api/notebooks", #"{"lesson":"00-first"}"#)
      #expect(first.status == 201)
      #expect(again.status == 200)
      #expect(first.object["id"] as? String == again.object["id"] as? String)
      #expect(try await ask("POST", "/api/notebooks", #"{"lesson":"99"}"#).status == 404)
      let lessons =
        try await ask.object("GET", "/api/notebooks").object["lessons"] as? [[String: Any]]
      #expect(lessons?.first?["notebook"] as? String == first.object["id"] as? String)
    }
  }

  @Test func `shows both sides of a conflict`() async throws {
    try await serve { _, ask in
      let path = try #require(try await ask("POST", "/api/notebooks", "{}")["location"])
      func edit(_ key: String, _ text: String) async throws -> (status: Int, object: [String: Any])
      {
        try await ask.object(
          "POST", "\(path)/operations",
          #"""
          {"base":1,"key":"\#(key)","operations":[{"type":"setSource","cell":"c1","source":"\#(text)"}]}
          """#)
      }
      #expect(try await edit("a", "first").status == 200)
      let answer = try await edit("b", "second")
      #expect(answer.status == 409)
      let cells = answer.object["cells"] as? [[String: Any]]
      #expect(cells?.first?["source"] as? String == "first")
    }
  }

  @Test(arguments: [
    ("", 400), ("{", 400), ("[]", 400), (#"{"base":1}"#, 400),
    (#"{"base":"1","key":"k","operations":[]}"#, 400),
    (#"{"base":1,"key":"k","operations":[{"type":"explode"}]}"#, 400),
    (#"{"base":1,"key":"k","operations":[{"type":"setKind","cell":"c1","kind":"x"}]}"#, 400),
    (#"{"base":1,"key":"k","operations":[{"type":"deleteCell","cell":"none"}]}"#, 404),
    (#"{"base":1,"key":"k","operations":[{"type":"restart"}]}"#, 409),
    (String(repeating: "[", count: 100_000), 400),
  ])
  func `answers nonsense with a sentence`(body: String, status: Int) async throws {
    try await serve { _, ask in
      let path = try #require(try await ask("POST", "/api/notebooks", "{}")["location"])
      let answer = try await ask("POST", "\(path)/operations", body)
      #expect(answer.status == status)
      #expect(answer["content-type"] == "application/problem+json")
    }
  }

  @Test(arguments: [
    "/api/notebooks/none", "/api/runs/none", "/api/runs/none/events", "/api/runs/none/output",
    "/api/runs/none/trace?call=0&case=0", "/api/runs/none/frames/1", "/api/notebooks/none/file",
  ])
  func `says 404 for what is not there`(path: String) async throws {
    try await serve { _, ask in
      let answer = try await ask("GET", path)
      #expect(answer.status == 404)
    }
  }

  @Test func `refuses what is too large`() async throws {
    try await serve { _, ask in
      let long = String(repeating: " ", count: 1 << 17)
      for path in ["/api/notebooks", "/api/notebooks/x/runs"] {
        let answer = try await ask("POST", path, "{\(long)}")
        #expect(answer.status == 413)
      }
    }
  }

  @Test func `says why no cell can run, and follows what happens`() async throws {
    try await serve { server, ask in
      let made = try await ask.object("POST", "/api/notebooks", "{}")
      let id = try #require(made.object["id"] as? String)
      let sequence = try #require(made.object["sequence"] as? String)
      let started = try await ask.object(
        "POST", "/api/notebooks/\(id)/runs", #"{"cells":["c1"],"key":"k"}"#)
      #expect(started.status == 202)
      let stream = try TestClient(port: server.port)
      try await stream.send(
        "GET", "/api/events?notebook=\(id)&after=\(sequence)",
        headers: [("Authorization", "Bearer \(ask.token)")])
      #expect(try await stream.head()["content-type"] == "text/event-stream")
      let text = try await stream.events { $0.contains(#""type":"runEnded""#) }
      #expect(text.contains("retry: 1000"))
      #expect(text.contains(#""type":"runQueued""#))
      #expect(text.contains("Cells cannot run on this machine"))
      let status = try await ask.object("GET", "/api/status").object
      #expect(status["phase"] as? String == "ready")
      #expect(status["level"] as? String == "none")
      let banner = try #require(status["banner"] as? String)
      #expect(banner.contains("Cells cannot run") && !banner.contains("/"))
      #expect(try await ask("POST", "/api/checks", #"{"source":"x"}"#).status == 503)
      #expect(try await ask("GET", "/metrics").text.contains("interleave_event_streams 1"))
      #expect(try await ask("GET", "/api/events").status == 400)
      let reset = try TestClient(port: server.port)
      try await reset.send(
        "GET", "/api/events?notebook=\(id)&after=\(sequence)",
        headers: [("Authorization", "Bearer \(ask.token)"), ("Last-Event-ID", "other.1")])
      _ = try await reset.head()
      _ = try await reset.events { $0.contains(#"{"type":"reset"}"#) }
    }
  }

  @Test func `says in one line that its port or its database is taken`() async throws {
    try await serve { server, _ in
      var other = configuration
      let first = await #expect(throws: ServerStartError.self) {
        try await InterleaveServer(other, logger: quiet)
      }
      #expect(first?.sentence.contains("Another server uses this database") == true)
      other.database = folder.path("other.sqlite")
      other.port = server.port
      let second = await #expect(throws: ServerStartError.self) {
        try await InterleaveServer(other, logger: quiet)
      }
      #expect(second?.sentence.contains("Something else listens") == true)
      other.port = 0
      other.publicURL = "ftp://x"
      let third = await #expect(throws: ServerStartError.self) {
        try await InterleaveServer(other, logger: quiet)
      }
      #expect(third?.sentence.contains("ftp://x") == true)
    }
  }

  @Test func `ends cleanly with open streams and also when it is cancelled`() async throws {
    let server = try await InterleaveServer(configuration, logger: quiet)
    let work = Task { try await server.run() }
    let token = try #require(server.link.split(separator: "=").last)
    let streams = try (0..<3).map { _ in try TestClient(port: server.port) }
    for stream in streams {
      try await stream.send(
        "GET", "/api/events?notebook=x", headers: [("Authorization", "Bearer \(token)")])
      _ = try await stream.head()
      _ = try await stream.events { $0.contains("retry") }
    }
    work.cancel()
    try await work.value
    for stream in streams { #expect(try await stream.chunk() == nil) }
    // Nothing holds the database or the port any more.
    try await serve { _, ask in
      let health = try await ask("GET", "/health")
      #expect(health.status == 200)
    }
  }
}
