import NotebookModel
import Server
import Storage
import Synchronization
import Testing
import Wire

@Suite(.timeLimit(.minutes(2))) struct `Following notebooks` {
  @Test func `resumes behind any id, from memory or from the store`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    let run = try #require(try await session.run([first]).first).id
    // More bytes than are held in memory.
    let text = String(repeating: "x", count: 400_000)
    for _ in 0..<40 { try await session.workerEvent(run, line: textLine(run, text)) }
    try await session.ended(run, .done, reason: nil)
    for after in [0, 1, 5, 20, 40, 41] {
      var reader = try await desk.library.hub.subscribe(to: [session.id], after: "e1.\(after)")
      let events = try await reader.events(upTo: 42)
      #expect(events.map(\.sequence) == Array((after + 1)...42))
    }
  }

  @Test func `hears only of what it follows`() async throws {
    let desk = try await Desk()
    let one = try await desk.session()
    let two = try await desk.session()
    var reader = try await desk.library.hub.subscribe(to: [two.id])
    var both = try await desk.library.hub.subscribe(to: [one.id, two.id])
    for number in 1...5 {
      _ = try await one.edit(base: number, key: "k\(number)", changes: [.setTitle("\(number)")])
    }
    _ = try await two.edit(base: 1, key: "k", changes: [.setTitle("News")])
    #expect(try await reader.events(upTo: 6).map(\.sequence) == [6])
    #expect(try await both.events(upTo: 6).map(\.sequence) == [1, 2, 3, 4, 5, 6])
  }

  @Test(arguments: ["e1.99", "e0.1", "1", "", "e1.", "e1.x", ".1", "e1.-1"])
  func `an id that was never given out is answered by one reset`(id: String) async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    var reader = try await desk.library.hub.subscribe(to: [session.id], after: id)
    let reset = try #require(try await reader.next())
    #expect(
      reset.map { String(decoding: $0.frame, as: UTF8.self) } == [
        "id: e1.0\ndata: {\"type\":\"reset\"}\n\n"
      ])
    _ = try await session.edit(base: 1, key: "k", changes: [.setTitle("T")])
    #expect(try await reader.next()?.map(\.sequence) == [1])
  }

  @Test func `an id older than what is kept is answered by a reset`() async throws {
    let desk = try await Desk()
    let id = try await desk.session().id
    for number in 1...4 {
      _ = try await desk.library.session(id).edit(
        base: number, key: "k\(number)", changes: [.setTitle("\(number)")])
    }
    try await desk.library.close()
    let next = try await Desk(folder: desk.folder, epoch: "e2", keptNotices: 2)
    var old = try await next.library.hub.subscribe(to: [id], after: "e1.1")
    #expect(try await old.next()?.first?.json["type"] == "reset")
    var kept = try await next.library.hub.subscribe(to: [id], after: "e1.2")
    #expect(try await kept.next()?.map(\.sequence) == [3, 4])
  }

  @Test func `ends when its task is cancelled`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    let hub = desk.library.hub
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        var reader = try? await hub.subscribe(to: [session.id])
        do {
          _ = try await reader?.next()
          return false
        } catch is CancellationError {
          return true
        } catch {
          return false
        }
      }
      while hub.waiting == 0 { await Task.yield() }
      group.cancelAll()
      #expect(await group.next() == true)
    }
    #expect(hub.waiting == 0)
  }

  @Test func `ends when the server stops`() async throws {
    let desk = try await Desk()
    let hub = desk.library.hub
    let ended = try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        var reader = try await hub.subscribe(to: [NotebookID("n")])
        return try await reader.next() == nil
      }
      while hub.waiting == 0 { await Task.yield() }
      hub.close()
      return try await group.next()
    }
    #expect(ended == true)
    var late = try await hub.subscribe(to: [NotebookID("n")])
    #expect(try await late.next() == nil)
  }

  @Test func `900 readers miss nothing and see nothing twice`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    let hub = desk.library.hub
    let counts = try await withThrowingTaskGroup(of: [Int].self) { group in
      for _ in 0..<900 {
        group.addTask {
          var reader = try await hub.subscribe(to: [session.id], after: "e1.0")
          return try await reader.events(upTo: 20).map(\.sequence)
        }
      }
      for number in 1...20 {
        _ = try await session.edit(
          base: number, key: "k\(number)", changes: [.setTitle("\(number)")])
      }
      return try await group.reduce(into: Set<[Int]>()) { $0.insert($1) }
    }
    #expect(counts == [Array(1...20)])
  }
}
