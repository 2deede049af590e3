import HTTPServer
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct `Streaming events` {
  @Test func `delivers every event in order`() async throws {
    let route = TestRoute(.get, "/events", true) { _, _ in
      Response(events: EventStream()) { stream in
        for number in 0..<2_000 {
          do { try await stream.send(ServerSentEvent(id: "\(number)", data: "x")) } catch { return }
        }
      }
    }
    try await withDaemon([route]) { daemon in
      let client = try TestClient(port: daemon.port)
      let response = try await client.request("GET", "/events")
      #expect(response["content-type"] == "text/event-stream")
      #expect(response["cache-control"] == "no-store")
      let expected = (0..<2_000).map { "id: \($0)\ndata: x\n\n" }.joined()
      #expect(response.text == expected)
    }
  }

  @Test func `holds no more than its buffer for a slow reader`() async throws {
    let most = Mutex(0)
    let route = TestRoute(.get, "/events", true) { _, _ in
      Response(events: EventStream(buffer: 64 * 1_024)) { stream in
        for _ in 0..<1_024 {
          do { try await stream.send([UInt8](repeating: 0x61, count: 16 * 1_024)) } catch { return }
          let unsent = stream.unsent
          most.withLock { $0 = max($0, unsent) }
        }
      }
    }
    try await withDaemon([route]) { daemon in
      let client = try TestClient(port: daemon.port, receiveBuffer: 4_096)
      let response = try await client.request("GET", "/events")
      #expect(response.body.count == 16 << 20)
      #expect(most.withLock { $0 } <= 64 * 1_024)
    }
  }

  @Test func `says no to an offer without room`() throws {
    let stream = EventStream(buffer: 10)
    #expect(stream.offer([UInt8](repeating: 0, count: 20)))
    #expect(!stream.offer([1]))
    stream.finish()
    #expect(!stream.offer([]))
    #expect(stream.ending == .finished)
  }

  @Test func `stops waiting for room when the task is cancelled`() async throws {
    let stream = EventStream(buffer: 1)
    #expect(stream.offer([1]))
    let writer = Task {
      do throws(EventStream.Ending) {
        try await stream.send([2])
        return EventStream.Ending?.none
      } catch { return error }
    }
    writer.cancel()
    #expect(await writer.value == .cancelled)
    #expect(stream.ending == nil)
  }

  @Test func `tells a waiting writer that the stream has ended`() async throws {
    let stream = EventStream(buffer: 1)
    #expect(stream.offer([1]))
    let writer = Task {
      do throws(EventStream.Ending) {
        try await stream.send([2])
        return EventStream.Ending?.none
      } catch { return error }
    }
    stream.finish()
    #expect(await writer.value == .finished)
  }

  @Test func `notices that a silent peer has left`() async throws {
    var limits = Limits()
    limits.heartbeat = .milliseconds(20)
    let (never, ended) = (Latch(), Latch())
    let route = TestRoute(.get, "/events", true) { _, _ in
      Response(events: EventStream()) { stream in
        await withTaskCancellationHandler {
          await never.wait()
        } onCancel: {
          never.open()
        }
        #expect(stream.ending == .peerGone)
        ended.open()
      }
    }
    try await withDaemon([route], limits: limits) { daemon in
      let running = Task { await daemon.run() }
      let client = try TestClient(port: daemon.port)
      try await client.send("GET", "/events")
      _ = try await client.head()
      #expect(try await client.events { $0.contains(":\n\n") }.hasPrefix(":\n\n"))
      await client.close()
      await ended.wait()
      running.cancel()
    }
  }

  @Test func `ends the oldest stream of a key for a new one`() async throws {
    var limits = Limits()
    (limits.streamsPerKey, limits.streams) = (2, 3)
    let budget = StreamBudget(limits: limits)
    let first = try budget.open(for: "a")
    let second = try budget.open(for: "a")
    let third = try budget.open(for: "a")
    #expect([first.ending, second.ending, third.ending] == [.replaced, nil, nil])
    #expect(budget.count == 2)
    _ = try budget.open(for: "b")
    #expect(throws: Refusal.tooManyStreams) { try budget.open(for: "c") }
    second.finish()
    #expect(budget.count == 2)
    _ = try budget.open(for: "c")
  }

  @Test func `ends a replaced stream at its peer`() async throws {
    var limits = Limits()
    limits.streamsPerKey = 1
    let budget = StreamBudget(limits: limits)
    let route = TestRoute(.get, "/events", true) { _, caller in
      Response(events: try budget.open(for: caller)) { stream in
        do {
          try await stream.send(ServerSentEvent(data: "open"))
          try await Task.sleep(for: .seconds(3_600))
        } catch {}
      }
    }
    try await withDaemon([route]) { daemon in
      let clients = try (0..<3).map { _ in try TestClient(port: daemon.port) }
      for client in clients {
        try await client.send("GET", "/events")
        _ = try await client.head()
        _ = try await client.events { $0.contains("open") }
      }
      #expect(try await clients[0].chunk() == nil)
      #expect(try await clients[1].chunk() == nil)
      #expect(budget.count == 1)
    }
  }

  @Test func `carries one event to many streams`() async throws {
    let budget = StreamBudget()
    let publish = Latch()
    let route = TestRoute(.get, "/events/:key", true) { request, _ in
      Response(events: try budget.open(for: request.parameters["key"] ?? "")) { stream in
        do {
          try await stream.send(ServerSentEvent(data: "ready"))
          await publish.wait()
          try await stream.send(ServerSentEvent(data: "news"))
        } catch {}
      }
    }
    let hello = TestRoute(.get, "/hello", true) { _, _ in Response(type: "text/plain", "hello") }
    try await withDaemon([route, hello]) { daemon in
      let clients = try (0..<200).map { _ in try TestClient(port: daemon.port) }
      for (number, client) in clients.enumerated() {
        try await client.send("GET", "/events/\(number)")
        _ = try await client.head()
        _ = try await client.events { $0.contains("ready") }
      }
      #expect(budget.count == 200)
      let other = try TestClient(port: daemon.port)
      #expect(try await other.request("GET", "/hello").status == 200)
      publish.open()
      for client in clients {
        #expect(try await client.events { $0.contains("news") } == "data: news\n\n")
        #expect(try await client.chunk() == nil)
      }
    }
  }

  @Test func `answers HEAD without starting the stream`() async throws {
    let route = TestRoute(.get, "/events", true) { _, _ in
      Response(events: EventStream()) { _ in Issue.record("a stream was filled for HEAD") }
    }
    try await withDaemon([route]) { daemon in
      let client = try TestClient(port: daemon.port)
      #expect(try await client.request("HEAD", "/events")["content-type"] == "text/event-stream")
    }
  }
}
