import Foundation
import NotebookModel
import Storage
import TestSupport
import Testing
import Wire

@testable import HTTPServer
@testable import Server

@Suite(.timeLimit(.minutes(2))) struct `Links` {
  let edge: EdgeFixture
  let notebook: NotebookID
  var owner: [(String, String)] {
    [("Authorization", edge.bearer), ("Content-Type", "application/json")]
  }

  init() async throws {
    edge = try await EdgeFixture()
    let cells = [CellContent(id: CellID("a"), kind: .code, source: "first text")]
    notebook = try await edge.resources.library.create(title: "Shown", cells: cells)
  }

  func make(_ kind: String = "live", _ lifetime: String = "never") async throws -> (
    id: String, path: String
  ) {
    let answer = try await edge.ask(
      .post, "/api/notebooks/\(notebook)/shares", owner,
      body: #"{"kind":"\#(kind)","lifetime":"\#(lifetime)"}"#)
    #expect(answer.status == 201)
    let report = try WireCoding.decode(ShareReport.self, from: answer.text.utf8)
    return (report.id, try #require(report.path))
  }

  func edit(_ source: String) async throws {
    let session = try await edge.resources.library.session(notebook)
    let base = try await session.currentState().notebook.revision
    _ = try await session.edit(
      base: base, key: "k\(base)", changes: [.setSource(CellID("a"), source)])
  }

  /// Queues a run that nobody executes.
  func run() async throws -> RunID {
    let session = try await edge.resources.library.session(notebook)
    let id = try #require(try await session.run([CellID("a")]).first).id
    try await session.workerEvent(
      id, line: try line("output", id, ["bundle": ["text/html": "<b>"]]))
    try await session.ended(id, .done, reason: nil)
    return id
  }

  // MARK: What they open

  @Test func `show the notebook to whoever has one, without a sign-in`() async throws {
    let link = try await make()
    let answer = try await edge.ask(.get, "\(link.path)/notebook")
    #expect(answer.status == 200)
    #expect(answer.text.contains(#""kind":"live""#) && answer.text.contains("first text"))
    #expect(answer.text.contains(#""isSignedIn":false"#))
    #expect(answer.headers["x-robots-tag"]?.contains("noindex") == true)
    #expect(answer.headers["referrer-policy"] == "no-referrer")
    #expect(answer.headers["cache-control"] == "no-store")
    let signedIn = try await edge.ask(.get, "\(link.path)/notebook", [("Cookie", edge.cookie)])
    #expect(signedIn.text.contains(#""isSignedIn":true"#))
  }

  @Test func `that are frozen stay at their revision`() async throws {
    let (frozen, live) = (try await make("frozen"), try await make("live"))
    try await edit("second text")
    #expect(try await edge.ask(.get, "\(frozen.path)/notebook").text.contains("first text"))
    #expect(try await edge.ask(.get, "\(live.path)/notebook").text.contains("second text"))
    #expect(try await edge.ask(.get, "\(frozen.path)/file").text.contains("first text"))
    #expect(try await edge.ask(.get, "\(live.path)/file").text.contains("second text"))
    let stream = try await edge.ask(.get, "\(frozen.path)/events")
    #expect(stream.status == 404 && stream.text.contains("does not change"))
  }

  @Test func `show the runs that the cells show, and no others`() async throws {
    let earlier = try await run()
    let frozen = try await make("frozen")
    let shown = try await run()
    let live = try await make("live")
    for part in ["events", "output", "trace?call=0&case=0", "frames/1"] {
      for (link, mine, other) in [(live, shown, earlier), (frozen, earlier, shown)] {
        let status = try await edge.ask(.get, "\(link.path)/runs/\(mine)/\(part)").status
        #expect(status == 200, "\(part)")
        for run in [other.rawValue, "nothing"] {
          let answer = try await edge.ask(.get, "\(link.path)/runs/\(run)/\(part)")
          #expect(answer.status == 404 && answer.text.contains("does not show"), "\(part)")
        }
      }
    }
    let frame = try await edge.ask(.get, "\(live.path)/runs/\(shown)/frames/1")
    #expect(frame.headers["content-security-policy"]?.hasPrefix("sandbox;") == true)
  }

  // MARK: What they do not open

  @Test func `open no other route, however the token is sent`() async throws {
    let link = try await make()
    let token = String(link.path.dropFirst(3))
    let shown = try await run()
    let other = try await edge.resources.library.create(title: "Secret", cells: [])
    let credentials: [[(String, String)]] = [
      [("Authorization", "Bearer \(token)")], [("Cookie", "interleave-9797=\(token)")],
      [("Cookie", "interleave-9797=\(token).abc")],
      [("Referer", "http://localhost:9797/s/\(token)")],
    ]
    var guesses = 0
    for endpoint in Routes.table(edge.resources) where !endpoint.access.isByLink {
      guard endpoint.access.role != nil else { continue }
      for name in [notebook, other] {
        let path = endpoint.pattern.split(separator: "/").map { part in
          switch part {
          case ":notebook": name.rawValue
          case ":run": shown.rawValue
          case ":share": link.id
          default: part.first == ":" ? "1" : String(part)
          }
        }.joined(separator: "/")
        for credential in credentials {
          // Who guesses often is refused unheard, so each guess comes from a machine of its own.
          let peer = Peer(v4: UInt32(guesses), port: 1)
          guesses += 1
          for query in ["", "?token=\(token)&notebook=\(name)"] {
            let answer = try await edge.ask(
              endpoint.method, "/\(path)\(query)",
              credential + [
                ("Content-Type", "application/json"), ("Origin", EdgeFixture.origin),
              ], body: endpoint.method == .post ? "{}" : "", peer: peer)
            #expect(
              answer.status == 401,
              "\(endpoint.method.rawValue) \(endpoint.pattern) answered \(answer.status)")
            #expect(!answer.text.contains("first text") && !answer.text.contains("Secret"))
          }
        }
      }
    }
    // The token is no sign-in either.
    let page = try await edge.ask(.get, "/?token=\(token)")
    #expect(page.status != 303 && page.headers["set-cookie"] == nil)
  }

  @Test func `answer to nothing but reading`() async throws {
    let link = try await make()
    let rows = Routes.table(edge.resources).filter(\.access.isByLink)
    #expect(rows.count == 8)
    for row in rows {
      let path = row.pattern.split(separator: "/").map { part in
        part == ":token" ? String(link.path.dropFirst(3)) : part.first == ":" ? "1" : String(part)
      }
      for method in HTTPServer.Method.all where method != .get && method != .head {
        let answer = try await edge.ask(
          method, "/" + path.joined(separator: "/"),
          [("Content-Type", "application/json"), ("Origin", EdgeFixture.origin)], body: "{}")
        #expect(answer.status == 405, "\(method.rawValue) \(row.pattern)")
      }
    }
  }

  @Test func `are not opened by anything that only looks like a token`() async throws {
    let link = try await make()
    let token = String(link.path.dropFirst(3))
    #expect(token.utf8.count == 43)
    let wrong = [
      String(token.dropLast()), token + "A", token.lowercased() + "x", link.id, "%25", "*", "null",
      String(token.reversed()) + "0",
    ]
    for value in wrong {
      let answer = try await edge.ask(.get, "/s/\(value)/notebook")
      #expect(answer.status == 404 && answer.text.contains("Ask whoever sent it"), "\(value)")
    }
  }

  @Test func `are kept as fingerprints, and their tokens are told once`() async throws {
    let link = try await make()
    let list = try await edge.ask(.get, "/api/notebooks/\(notebook)/shares", owner)
    #expect(list.text.contains(link.id) && !list.text.contains(link.path))
    let answer = try WireCoding.decode(SharesAnswer.self, from: list.text.utf8)
    #expect(answer.isLocal && answer.origin == nil)
    #expect(answer.shares.map(\.path) == [nil])
  }

  // MARK: How they end

  @Test func `that were withdrawn say so in a sentence`() async throws {
    let link = try await make()
    let path = "/api/notebooks/\(notebook)/shares/\(link.id)"
    #expect(try await edge.ask(.delete, path, owner).status == 204)
    for part in ["notebook", "events", "file", "runs/r/output", "runs/r/frames/1"] {
      let answer = try await edge.ask(.get, "\(link.path)/\(part)")
      #expect(answer.status == 410 && answer.text.contains("withdrawn"), "\(part)")
      #expect(answer.headers["x-robots-tag"] != nil)
    }
    let list = try await edge.ask(.get, "/api/notebooks/\(notebook)/shares", owner)
    #expect(list.text.contains(#""ended":"revoked""#))
    #expect(try await edge.ask(.delete, "\(path)x", owner).status == 404)
  }

  @Test func `expire`() async throws {
    let library = edge.resources.library
    let past = Timestamp(milliseconds: 1_000)
    let share = Share(id: "s1", notebook: notebook, created: past, expires: past)
    _ = try await library.store.add(
      share, fingerprint: Library.fingerprint(of: "abc"), isFrozen: false)
    let answer = try await edge.ask(.get, "/s/abc/notebook")
    #expect(answer.status == 410 && answer.text.contains("has expired"))
    let made = try await make("live", "day")
    let list = try WireCoding.decode(
      SharesAnswer.self,
      from: try await edge.ask(.get, "/api/notebooks/\(notebook)/shares", owner).text.utf8)
    #expect(list.shares.map(\.ended) == [nil, "expired"])
    #expect(list.shares.first?.id == made.id && list.shares.first?.expires != nil)
  }

  @Test func `end with the notebook, and come back with it`() async throws {
    let link = try await make("frozen")
    let session = try await edge.resources.library.session(notebook)
    try await session.delete()
    let answer = try await edge.ask(.get, "\(link.path)/notebook")
    #expect(answer.status == 410 && answer.text.contains("deleted by its owner"))
    try await session.restore()
    #expect(try await edge.ask(.get, "\(link.path)/notebook").status == 200)
  }

  @Test func `are limited in number`() async throws {
    for _ in 0..<ServerLimits.sharesOfNotebook { _ = try await make() }
    let answer = try await edge.ask(
      .post, "/api/notebooks/\(notebook)/shares", owner,
      body: #"{"kind":"live","lifetime":"day"}"#)
    #expect(answer.status == 422 && answer.text.contains("Withdraw one"))
  }

  @Test(arguments: [
    "{}", #"{"kind":"live","lifetime":"year"}"#, #"{"kind":"edit","lifetime":"day"}"#,
  ])
  func `are made of known kinds only`(body: String) async throws {
    let answer = try await edge.ask(
      .post, "/api/notebooks/\(notebook)/shares", owner, body: body)
    #expect(answer.status == 400)
  }

  // MARK: Following

  func follow(
    _ path: String, on other: EdgeFixture? = nil
  ) async throws -> (stream: EventStream, task: Task<Void, Never>) {
    let edge = other ?? edge
    let request = Request(.get, try #require(Target(path)), headers: ["Host": "localhost:9797"])
    let response = await edge.router.answer(request)
    guard case .events(let stream, let fill) = response.body else {
      throw ShareRefusal.unknownLink
    }
    return (stream, Task { await fill(stream) })
  }

  @Test func `end the streams that they opened, and only those`() async throws {
    let (link, other) = (try await make(), try await make())
    let one = try await follow("\(link.path)/events")
    let two = try await follow("\(other.path)/events")
    #expect(edge.resources.viewers.count == 2)
    _ = try await edge.ask(
      .delete, "/api/notebooks/\(notebook)/shares/\(link.id)", owner)
    await one.task.value
    #expect(edge.resources.viewers.count == 1)
    #expect(!two.task.isCancelled)
    two.task.cancel()
    await two.task.value
    #expect(edge.resources.viewers.count == 0)
  }

  @Test func `end their streams when they expire`() async throws {
    // A clock that stands, so that the link is open however long the way to it takes.
    let noon = Timestamp(milliseconds: 1_700_000_000_000)
    let edge = try await EdgeFixture(
      environment: SessionEnvironment(
        now: { noon }, newName: SessionEnvironment.system.newName))
    let library = edge.resources.library
    let notebook = try await library.create(title: "Shown", cells: [])
    let soon = Timestamp(milliseconds: noon.rawValue + 50)
    let share = Share(id: "s1", notebook: notebook, created: noon, expires: soon)
    _ = try await library.store.add(
      share, fingerprint: Library.fingerprint(of: "abc"), isFrozen: false)
    let (_, task) = try await follow("/s/abc/events", on: edge)
    await task.value
    #expect(edge.resources.viewers.count == 0)
  }

  @Test func `follow one notebook only, also when they go on`() async throws {
    let link = try await make()
    let other = try await edge.resources.library.create(title: "Secret", cells: [])
    for path in ["events?notebook=\(other)", "events?notebook=\(notebook)&notebook=\(other)"] {
      #expect(try await edge.ask(.get, "\(link.path)/\(path)").status == 403)
      let headers = [("Last-Event-ID", "e.1")]
      #expect(try await edge.ask(.get, "\(link.path)/\(path)", headers).status == 403)
    }
  }

  @Test func `tell nothing of what happened before they were made`() async throws {
    try await edit("a secret that was taken out again")
    try await edit("harmless")
    let link = try await make()
    let token = String(link.path.dropFirst(3))
    let share = try await edge.resources.library.share(opening: token)
    var reader = try await edge.resources.library.hub.subscribe(
      to: [notebook], after: "e.0", notBefore: share.since)
    try await edit("after")
    let first = try #require(try await reader.next())
    #expect(first.count == 1 && String(decoding: first[0].frame, as: UTF8.self).contains("reset"))
    let next = try #require(try await reader.next())
    #expect(String(decoding: next[0].frame, as: UTF8.self).contains("after"))
  }
}

/// Over a real socket: what arrives at a reader while others work.
extension `The server` {
  @Test func `sends a reader by link what happens, and tells when the link is withdrawn`()
    async throws
  {
    let page = folder.url.appending(path: "public/shared.html")
    try Data("<p>shared".utf8).write(to: page)
    try await serve { server, ask in
      let made = try await ask("POST", "/api/notebooks", #"{"title":"Mine"}"#)
      let path = try #require(made["location"])
      let link = try await ask(
        "POST", "\(path)/shares", #"{"kind":"live","lifetime":"week"}"#)
      let report = try WireCoding.decode(ShareReport.self, from: link.body)
      let address = try #require(report.path)
      let reader = try TestClient(port: server.port)
      #expect(try await reader.request("GET", address).text == "<p>shared")
      let follower = try TestClient(port: server.port)
      try await follower.send("GET", "\(address)/events")
      #expect(try await follower.head().status == 200)
      let edit = #"{"base":1,"key":"k1","operations":[{"type":"setTitle","title":"Ours"}]}"#
      _ = try await ask("POST", "\(path)/operations", edit)
      _ = try await follower.events { $0.contains(#""title":"Ours""#) }
      #expect(try await ask("DELETE", "\(path)/shares/\(report.id)").status == 204)
      let end = try await follower.events { $0.contains("closed") }
      #expect(end.contains(#"data: {"type":"closed"}"#))
      #expect(try await follower.chunk() == nil)
      let gone = try await reader.request("GET", address)
      #expect(gone.status == 410 && gone.text == "<p>shared")
      #expect(gone["x-robots-tag"]?.contains("noindex") == true)
      #expect(try await reader.request("GET", "/s/none").status == 404)
    }
  }
}
