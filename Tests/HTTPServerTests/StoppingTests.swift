import HTTPServer
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Stopping` {
  @Test func `ends open streams cleanly`() async throws {
    let route = TestRoute(.get, "/events", true) { _, _ in
      Response(events: EventStream()) { stream in
        do {
          try await stream.send(ServerSentEvent(data: "open"))
          try await Task.sleep(for: .seconds(3_600))
        } catch {}
        #expect(stream.ending == .stopping)
      }
    }
    let router = Router([route], policy: OpenPolicy())
    let daemon = try Daemon(port: 0, router: router)
    let clients = try (0..<20).map { _ in try TestClient(port: daemon.port) }
    for client in clients {
      try await client.send("GET", "/events")
      _ = try await client.head()
      _ = try await client.events { $0.contains("open") }
    }
    await daemon.stop()
    for client in clients { #expect(try await client.chunk() == nil) }
    #expect(throws: TestClient.Failure.self) { try TestClient(port: daemon.port) }
  }

  @Test func `waits for running work and refuses new work`() async throws {
    let latch = Latch()
    let routes = [
      TestRoute(.get, "/slow", true) { _, _ in
        await latch.wait()
        return Response(type: "text/plain", "done")
      },
      TestRoute(.get, "/hello", true) { _, _ in Response(type: "text/plain", "hello") },
    ]
    let daemon = try Daemon(port: 0, router: Router(routes, policy: OpenPolicy()))
    let patient = try TestClient(port: daemon.port)
    let other = try TestClient(port: daemon.port)
    try await patient.send("GET", "/slow")
    #expect(try await other.request("GET", "/hello").status == 200)
    async let stopped: Void = daemon.stop()
    while try await other.request("GET", "/hello").status != 503 {}
    latch.open()
    #expect(try await patient.response().text == "done")
    await stopped
  }

  @Test func `gives up on work that does not end`() async throws {
    var limits = Limits()
    limits.stopTime = .milliseconds(50)
    let (begun, latch) = (Latch(), Latch())
    let route = TestRoute(.get, "/endless", true) { _, _ in
      begun.open()
      await latch.wait()
      return Response(type: "text/plain", "too late")
    }
    let daemon = try Daemon(
      port: 0, router: Router([route], policy: OpenPolicy()), limits: limits)
    let client = try TestClient(port: daemon.port)
    try await client.send("GET", "/endless")
    await begun.wait()
    await daemon.stop()
    latch.open()
  }

  @Test func `may happen twice, or never`() async throws {
    let route = TestRoute(.get, "/hello", true) { _, _ in Response(type: "text/plain", "hello") }
    let daemon = try Daemon(port: 0, router: Router([route], policy: OpenPolicy()))
    await daemon.stop()
    await daemon.stop()
    _ = try Daemon(port: 0, router: Router([route], policy: OpenPolicy()))
  }

  @Test func `leaves nothing behind`() async throws {
    let budget = StreamBudget()
    let latest = Mutex(WeakStream())
    let route = TestRoute(.get, "/events", true) { _, _ in
      let stream = try budget.open(for: "a")
      latest.withLock { $0.stream = stream }
      return Response(events: stream) { stream in
        do { while true { try await stream.send(ServerSentEvent(data: "x")) } } catch {}
      }
    }
    try await withDaemon([route]) { daemon in
      let client = try TestClient(port: daemon.port)
      try await client.send("GET", "/events")
      _ = try await client.head()
      _ = try await client.chunk()
    }
    #expect(budget.count == 0)
    while latest.withLock({ $0.stream }) != nil { await Task.yield() }
  }

  /// A wake-up that comes while the daemon stops would abort the process, so survival is the proof.
  @Test func `survives a thousand stops while others publish`() async throws {
    for round in 0..<1_000 {
      let streams = Mutex<[EventStream]>([])
      let route = TestRoute(.get, "/events", true) { _, _ in
        let stream = EventStream(buffer: 1_024)
        streams.withLock { $0.append(stream) }
        return Response(events: stream) { stream in
          do { while true { try await stream.send(ServerSentEvent(data: "x")) } } catch {}
        }
      }
      let slow = TestRoute(.get, "/slow", true) { _, _ in
        for _ in 0..<round % 7 { await Task.yield() }
        return Response(type: "text/plain", "slow")
      }
      let daemon = try Daemon(port: 0, router: Router([route, slow], policy: OpenPolicy()))
      let client = try TestClient(port: daemon.port)
      let other = try TestClient(port: daemon.port)
      try await client.send("GET", "/events")
      _ = try await client.head()
      try await other.send("GET", "/slow")
      let stream = try #require(streams.withLock { $0.first })
      let publisher = Task {
        while stream.ending == nil {
          _ = stream.offer([0x3a, 0x0a])
          await Task.yield()
        }
      }
      for _ in 0..<round % 5 { await Task.yield() }
      await daemon.stop()
      await publisher.value
    }
  }
}

private struct WeakStream {
  weak var stream: EventStream?
}
