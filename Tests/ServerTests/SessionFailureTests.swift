import NotebookModel
import Server
import Storage
import Testing
import Wire

@Suite(.timeLimit(.minutes(2))) struct `When the disk is full` {
  private let long = String(repeating: "x", count: 200_000)

  private func isFull(_ body: () async throws -> Void) async -> Bool {
    do {
      try await body()
      return false
    } catch SessionError.failed(let error) {
      return error.code == .full
    } catch {
      return false
    }
  }

  @Test func `nothing is shown that was not stored, and work goes on when there is room`()
    async throws
  {
    let desk = try await Desk()
    let session = try await desk.session()
    let before = try await session.decodedSnapshot()
    var reader = try await desk.library.hub.subscribe(
      to: [session.id], after: before["sequence"]?.text)
    try desk.store.limit(bytes: 1)
    let changes = [Change.setSource(first, long)]
    #expect(await isFull { _ = try await session.edit(base: 1, key: "k", changes: changes) })
    #expect(try await session.decodedSnapshot() == before)
    #expect(try await session.currentState().notebook.revision == 1)

    try desk.store.limit(bytes: nil)
    #expect(try await session.edit(base: 1, key: "k", changes: changes) == 2)
    let events = try #require(try await reader.next())
    #expect(events.map(\.sequence) == [1])
    #expect(try events[0].json["revision"] == 2)
  }

  @Test func `everybody who waits is told, and no run is started`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    try desk.store.limit(bytes: 1)
    let told = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<10 {
        group.addTask {
          await isFull {
            // Later ones build on the state of the first, which never came true.
            _ = try await session.edit(
              base: 100, key: "k\(number)", changes: [.setSource(first, "\(number)\(long)")])
          }
        }
      }
      return await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    #expect(told == Array(repeating: true, count: 10))
    #expect(desk.runs.started.isEmpty)
    #expect(try await session.currentState().cells.map(\.source).allSatisfy { $0.count < 100 })
  }

  @Test func `a run whose output cannot be stored is stopped and says why`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    let run = try #require(try await session.run([first]).first).id
    try await session.started(run)
    try await session.workerEvent(run, line: textLine(run, "kept\n"))
    _ = try await session.edit(base: 1, key: "k", changes: [.setTitle("Committed")])
    try desk.store.limit(bytes: 1)
    await #expect(throws: SessionError.self) {
      for _ in 0..<100 { try await session.workerEvent(run, line: textLine(run, long)) }
    }
    try? await session.ended(run, .stopped, reason: "It was told to stop.")
    #expect(desk.runs.stopped.contains(run))

    try desk.store.limit(bytes: nil)
    _ = try await session.edit(base: 2, key: "l", changes: [.setTitle("Room again")])
    let shown = try await session.decodedSnapshot()["cells"]?[0]?["run"]
    #expect(shown?["phase"] == "failed")
    #expect(shown?["reason"]?.text?.contains("could not be stored") == true)
    #expect(shown?["events"]?[0]?["text"] == "kept\n")
    // The cell can be run again.
    #expect(try await session.run([first]).count == 1)
  }

  @Test func `other notebooks go on`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    let other = try await desk.session()
    // A group that breaks a rule of the database stands beside good ones in one commit.
    let journal = Journal(store: desk.store, hub: desk.library.hub)
    let results = await withTaskGroup(of: (Int, Bool).self) { group in
      for number in 0..<30 {
        group.addTask {
          let name =
            number % 3 == 0 ? NotebookID("nowhere") : number % 3 == 1 ? session.id : other.id
          let notice = EventRow.notice(type: "t", json: Array("{}".utf8))
          let result = await journal.commit(Group(notebook: name, events: [notice]))
          return (number, (try? result.get()) != nil)
        }
      }
      return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
    }
    #expect(results.allSatisfy { number, isDone in isDone == (number % 3 != 0) })
  }
}

@Suite(.timeLimit(.minutes(2))) struct `When the server was killed` {
  @Test func `what ran is interrupted with its output, and what was queued goes on`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    let runs = try await session.run([first, second]).map(\.id)
    try await session.started(runs[0])
    for number in 0..<20 {
      try await session.workerEvent(runs[0], line: textLine(runs[0], "line \(number)\n"))
    }
    var reader = try await desk.library.hub.subscribe(to: [session.id], after: "e1.0")
    _ = try await session.edit(base: 1, key: "k", changes: [.setTitle("New")])
    let shown = try await reader.events(upTo: 24)
    #expect(shown.count == 24)

    let revived = try await desk.revived()
    try await revived.library.recover()
    let again = try await revived.library.session(session.id)
    let cells = try await again.decodedSnapshot()["cells"]
    #expect(cells?[0]?["run"]?["phase"] == "interrupted")
    #expect(cells?[0]?["run"]?["events"]?.array.count == 20)
    #expect(cells?[1]?["run"]?["phase"] == "queued")
    #expect(revived.runs.started.map(\.run) == [runs[1]])

    // Everything that was shown is there, once, under its number; its old name asks for a reset.
    var late = try await revived.library.hub.subscribe(to: [session.id], after: "e2.0")
    let kept = try await late.events(upTo: 24)
    #expect(kept.prefix(24).map { Array($0.data) } == shown.map { Array($0.data) })
    var old = try await revived.library.hub.subscribe(to: [session.id], after: "e1.24")
    #expect(try await old.next()?.first?.json["type"] == "reset")
  }

  @Test func `a clean end loses no reader`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    _ = try await session.edit(base: 1, key: "a", changes: [.setTitle("A")])
    try await desk.library.close()
    let next = try await Desk(folder: desk.folder, epoch: "e2")
    var reader = try await next.library.hub.subscribe(to: [session.id], after: "e1.0")
    #expect(try await reader.next()?.first?.json["title"] == "A")
  }
}
