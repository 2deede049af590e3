import NotebookModel
import Server
import Storage
import Testing
import Wire

@Suite(.timeLimit(.minutes(2))) struct `A session` {
  @Test func `shows an edit to everybody who follows, once it is committed`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    let sequence = try await session.decodedSnapshot()["sequence"]?.text
    var reader = try await desk.library.hub.subscribe(to: [session.id], after: sequence)
    let revision = try await session.edit(
      base: 1, key: "tab-1", changes: [.setSource(first, "say \"hi\"\u{1}\n")])
    #expect(revision == 2)
    let events = try #require(try await reader.next())
    let frame = String(decoding: events[0].frame, as: UTF8.self)
    #expect(
      frame == """
        id: e1.1
        data: {"type":"cellChanged","notebook":"\(session.id)","revision":2,"key":"tab-1",\
        "cell":{"id":"first","kind":"code","source":"say \\"hi\\"\\u0001\\n","revision":2}}


        """)
  }

  @Test func `answers a repeated key with what it answered before`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    let changes = [Change.setSource(first, "new")]
    #expect(try await session.edit(base: 1, key: "k", changes: changes) == 2)
    #expect(try await session.edit(base: 1, key: "k", changes: changes) == 2)
    let revived = try await desk.revived()
    let again = try await revived.library.session(session.id)
    #expect(try await again.edit(base: 1, key: "k", changes: changes) == 2)
    #expect(try await again.currentState().notebook.revision == 2)
  }

  @Test func `tells in a conflict how the cell stands`() async throws {
    let session = try await Desk().session()
    _ = try await session.edit(base: 1, key: "a", changes: [.setSource(first, "theirs")])
    do {
      _ = try await session.edit(base: 1, key: "b", changes: [.setSource(first, "mine")])
      Issue.record("the edit went through")
    } catch {
      guard case .refused(.conflict(let cells)) = error else { throw error }
      #expect(cells.map(\.source) == ["theirs"])
    }
  }

  @Test func `is the only one of its notebook`() async throws {
    let desk = try await Desk()
    let id = try await desk.session().id
    let sessions = try await withThrowingTaskGroup(of: Session.self) { group in
      for _ in 0..<20 { group.addTask { try await desk.library.session(id) } }
      return try await group.reduce(into: [Session]()) { $0.append($1) }
    }
    #expect(Set(sessions.map(ObjectIdentifier.init)).count == 1)
  }

  @Test func `opens many notebooks and forgets none of their changes`() async throws {
    let desk = try await Desk()
    var names: [NotebookID] = []
    for number in 0..<(SessionLimits.idleSessions + 20) {
      names.append(try await desk.library.create(title: "\(number)", cells: []))
      _ = try await desk.library.session(names[number]).edit(
        base: 1, key: "k", changes: [.setTitle("new \(number)")])
    }
    for (number, name) in names.enumerated() {
      let state = try await desk.library.session(name).currentState()
      #expect(state.notebook.title == "new \(number)")
    }
  }

  @Test func `opens a lesson once, whoever asks first`() async throws {
    let desk = try await Desk()
    let names = try await withThrowingTaskGroup(of: NotebookID.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try await desk.library.create(title: "Welcome", cells: [], lesson: "00-welcome")
        }
      }
      return try await group.reduce(into: Set<NotebookID>()) { $0.insert($1) }
    }
    #expect(names.count == 1)
    #expect(try await desk.store.notebooks().count == 1)
  }

  @Test func `ends with its notebook in the bin and comes back`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    try await session.delete()
    await #expect(throws: SessionError.self) { try await session.snapshot() }
    try await session.restore()
    #expect(try await session.decodedSnapshot()["title"] == "Two")
  }
}

@Suite(.timeLimit(.minutes(2))) struct `A run of a session` {
  @Test func `is started once it is committed, and its lines are shown and kept`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    let run = try #require(try await session.run([first], key: "k").first).id
    #expect(desk.runs.started.map(\.run) == [run])
    try await session.started(run)
    try await session.workerEvent(run, line: line("plan", run, ["calls": []]))
    try await session.workerEvent(run, line: textLine(run, "héllo\n"))
    try await session.workerEvent(run, line: line("novelty", run, ["x": 1]))
    try await session.ended(run, .done, reason: nil)
    let shown = try #require(try await session.decodedSnapshot()["cells"]?[0]?["run"])
    #expect(shown["phase"] == "done")
    #expect(shown["events"]?.array.map { $0["type"] } == ["plan", "text", "novelty"])
    #expect(shown["withheld"] == .null)
    #expect(try WireCoding.decode(JSON.self, from: try await desk.library.run(run)) == shown)
  }

  @Test func `has its output read by bytes`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    let run = try #require(try await session.run([first]).first).id
    for text in ["aé\0b\n", "cd", "ef\n"] {
      try await session.workerEvent(run, line: textLine(run, text))
    }
    try await session.ended(run, .done, reason: nil)
    let whole = Array("aé\0b\ncdef\n".utf8)
    for from in 0...whole.count {
      for limit in 0...whole.count {
        let range = try await desk.library.output(of: run, from: from, limit: limit)
        #expect(range.total == whole.count)
        #expect(range.bytes == Array(whole.dropFirst(from).prefix(limit)))
      }
    }
    #expect(try await desk.library.output(of: run, from: .max, limit: .max).bytes == [])
  }

  @Test func `leaves its trace to be fetched, and its time span in the stream`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    let run = try #require(try await session.run([first]).first).id
    var records: [UInt8] = []
    for (from, to) in [(0.5, 1.5), (0.25, 2.0)] {
      for value in [from, to] {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { records += $0 }
      }
      records += Array(repeating: 0, count: 16)
    }
    let block: [String: JSON] = [
      "call": 0, "case": 1, "block": 0, "count": 2, "names": [], "lanes": [["name": "t1"]],
      "bytes": .string(records.base64),
    ]
    try await session.workerEvent(run, line: line("trace", run, block))
    try await session.ended(run, .done, reason: nil)
    let event = try await session.decodedSnapshot()["cells"]?[0]?["run"]?["events"]?[0]
    #expect(event?["bytes"] == nil)
    #expect(event?["from"] == 0.25)
    #expect(event?["to"] == 2)
    #expect(try await desk.library.trace(of: run, call: 0, case: 1) == records)
  }

  @Test(arguments: [
    "", "{}", "[1]", "nonsense", #"{"type":"text"}"#, #"{"type":"plan","a":1.2.3}"#,
    #"{"type":"plan","a":01}"#, #"{"type":"plan","a":"\x"}"#, "{\"type\":\"plan\",\"a\":\"\u{1}\"}",
    #"{"type":"plan",}"#, #"{"type":"plan"}}"#, #"{"type":"plan","a":[}"#, #"{"type":"plan""#,
    #"{"type":"plan","run":"another"}"#, #"{"type":"trace","bytes":"????"}"#,
    #"{"type":"plan","a":nul}"#, #"{"type":"plan","a":[1,]}"#, #"{"type":"plan" "a":1}"#,
    #"{"type":"plan","a":-}"#, #"{"type":"plan","a":1e}"#, #"{"type":"plan","a":"\u12"}"#,
  ])
  func `a line that no browser could read is refused`(text: String) async throws {
    let session = try await Desk().session()
    let run = try #require(try await session.run([first]).first).id
    await #expect(throws: SessionError.self) {
      try await session.workerEvent(run, line: Array(text.utf8))
    }
    #expect(try await session.currentState().runs[run]?.totals.events == 0)
  }

  @Test func `a line may have white space and every escape`() async throws {
    let session = try await Desk().session()
    let run = try #require(try await session.run([first]).first).id
    let text = "{ \"type\" :\r \"plan\",\n\"a\":[-0.5e+3,{},[],true,false,null,\"\\u00e9\\\"\\/\"]}"
    try await session.workerEvent(run, line: Array(text.utf8))
    // Unlike a line, the end is committed when it returns, and with it everything before.
    try await session.ended(run, .done, reason: nil)
    let event = try await session.decodedSnapshot()["cells"]?[0]?["run"]?["events"]?[0]
    #expect(event?["a"] == [-500, [:], [], true, false, nil, "é\"/"])
  }

  @Test func `is stopped by request, also while it waits`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    let run = try #require(try await session.run([first]).first).id
    try await session.waiting(run, position: 1, reason: "Another run goes first.")
    let waiting = try await session.decodedSnapshot()["cells"]?[0]?["run"]?["waiting"]
    #expect(waiting == ["position": 1, "reason": "Another run goes first."])
    try await session.stop(run)
    #expect(desk.runs.stopped == [run])
    try await session.ended(run, .stopped, reason: "It was taken out of the queue.")
    #expect(try await session.decodedSnapshot()["cells"]?[0]?["run"]?["phase"] == "stopped")
  }

  @Test func `waits with its worker while the disk is behind`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    let run = try #require(try await session.run([first]).first).id
    let text = String(repeating: "0123456789abcde\n", count: 2_048)
    for _ in 0..<100 { try await session.workerEvent(run, line: textLine(run, text)) }
    try await session.ended(run, .done, reason: nil)
    let total = try await desk.library.output(of: run, from: 0, limit: 0).total
    #expect(total == 100 * text.utf8.count)
  }
}

extension [UInt8] {
  fileprivate var base64: String {
    let digits = Array<UInt8>(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: count, by: 3) {
      let group = self[start..<Swift.min(start + 3, count)]
      let bits = group.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
      for place in 0..<4 {
        text.append(
          place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
