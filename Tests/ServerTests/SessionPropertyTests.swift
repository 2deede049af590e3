import NotebookModel
import Server
import Storage
import TestSupport
import Testing
import Wire

@Suite(.timeLimit(.minutes(2))) struct `What a page makes of the events` {
  @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6])
  func `is the snapshot, after any operations`(seed: UInt64) async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    var page = Page(try await session.decodedSnapshot())
    var reader = try await desk.library.hub.subscribe(to: [session.id], after: page.sequence)
    var random = SplitMix(seed: seed)
    for step in 0..<150 { try await act(step, on: session, &random) }
    try await expectSame(&page, &reader, session, "seed \(seed)")
  }

  @Test func `is the snapshot, when several people work at once`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    var page = Page(try await session.decodedSnapshot())
    var reader = try await desk.library.hub.subscribe(to: [session.id], after: page.sequence)
    try await withThrowingDiscardingTaskGroup { group in
      for person in UInt64(0)..<4 {
        group.addTask {
          var random = SplitMix(seed: 100 + person)
          for step in 0..<60 {
            try await act(Int(person) * 1_000 + step, on: session, &random)
          }
        }
      }
    }
    try await expectSame(&page, &reader, session, "seeds 100 to 103")
  }

  private func expectSame(
    _ page: inout Page, _ reader: inout Subscription, _ session: Session, _ comment: Comment
  ) async throws {
    let end = try await session.decodedSnapshot()
    let expected = Page(end)
    let sequence = try #require(expected.sequence.split(separator: ".").last.flatMap { Int($0) })
    // A delivery may go on behind the snapshot when somebody is still at work.
    for event in try await reader.events(upTo: sequence) where event.sequence <= sequence {
      page.apply(try event.json)
    }
    #expect(page.title == expected.title, comment)
    #expect(page.tags == expected.tags, comment)
    #expect(page.revision == expected.revision, comment)
    #expect(page.order == expected.order, comment)
    for cell in expected.order { #expect(page.shown(cell) == expected.shown(cell), comment) }
  }

  /// Does one thing that a person or a worker might do; most of it makes sense.
  private func act(
    _ step: Int, on session: Session, _ random: inout SplitMix
  ) async throws {
    let state = try await session.currentState()
    let cells = state.cells.filter { !$0.isDeleted }.map(\.id)
    let deleted = state.cells.filter(\.isDeleted).map(\.id)
    let cell = cells.randomElement(using: &random) ?? first
    let after = Bool.random(using: &random) ? cells.randomElement(using: &random) : nil
    let run = state.activeRuns.randomElement(using: &random)?.id
    func edit(_ changes: Change...) async throws {
      _ = try await session.edit(
        base: state.notebook.revision, key: "key \(step)", changes: changes)
    }
    do {
      switch Int.random(in: 0..<14, using: &random) {
      case 0...1: try await edit(.setSource(cell, "source \(step)"))
      case 2:
        let kind = CellKind.allCases.randomElement(using: &random) ?? .code
        try await edit(
          .insertCell(
            CellContent(id: CellID("c\(step)"), kind: kind, source: "new \(step)"), after: after))
      case 3: try await edit(.deleteCell(cell))
      case 4: try await edit(.restoreCell(deleted.randomElement(using: &random) ?? cell))
      case 5: try await edit(.moveCell(cell, after: after))
      case 6:
        try await edit(.setKind(cell, .code), .setTitle("title \(step)"), .setTags(["tag \(step)"]))
      case 7...8: _ = try await session.run([cell])
      case 9:
        guard let run else { return }
        try await session.started(run)
      case 10:
        guard let run else { return }
        try await session.waiting(run, position: step, reason: "Reason \(step)")
      case 11...12:
        guard let run else { return }
        try await session.workerEvent(run, line: textLine(run, "text \(step)\n"))
      default:
        guard let run else { return }
        let phase: RunPhase = Bool.random(using: &random) ? .done : .stopped
        try await session.ended(run, phase, reason: phase == .done ? nil : "Reason \(step)")
      }
    } catch SessionError.refused {
      // A refusal changes nothing, which is what the comparison at the end shows.
    }
  }
}

/// A page's picture of a notebook, kept up to date by events alone.
private struct Page {
  var title: String?
  var tags: JSON?
  var revision: Int?
  var sequence: String
  var order: [String] = []
  private var cells: [String: JSON] = [:]
  private var runs: [String: JSON] = [:]
  private var runOf: [String: String] = [:]

  init(_ snapshot: JSON) {
    title = snapshot["title"]?.text
    tags = snapshot["tags"]
    revision = snapshot["revision"]?.integer
    sequence = snapshot["sequence"]?.text ?? ""
    for cell in snapshot["cells"]?.array ?? [] {
      take(cell)
      order.append(cell["id"]?.text ?? "")
    }
  }

  func shown(_ cell: String) -> [JSON?] { [cells[cell], runOf[cell].flatMap { runs[$0] }] }

  mutating func apply(_ event: JSON) {
    revision = event["revision"]?.integer ?? revision
    let run = event["run"]?.text
    switch event["type"]?.text {
    case "cellInserted":
      guard let cell = event["cell"], let id = cell["id"]?.text else { return }
      take(cell)
      insert(id, after: event["after"]?.text)
    case "cellChanged":
      if let cell = event["cell"], let id = cell["id"]?.text { cells[id] = cell }
    case "cellMoved":
      guard let id = event["id"]?.text else { return }
      order.removeAll { $0 == id }
      insert(id, after: event["after"]?.text)
    case "cellDeleted":
      order.removeAll { $0 == event["id"]?.text }
    case "notebookChanged":
      title = event["title"]?.text
      tags = event["tags"]
    case "runQueued":
      guard let run = event["run"], let id = run["id"]?.text, let cell = event["cell"]?.text else {
        return
      }
      runs[id] = run
      runOf[cell] = id
    case "runWaiting":
      change(run) { run in
        run["waiting"] = .object([
          "position": event["position"] ?? .null, "reason": event["reason"] ?? .null,
        ])
      }
    case "runStarted":
      change(run) { run in
        run["phase"] = "running"
        run["started"] = event["started"]
        run["waiting"] = .null
      }
    case "runEvent":
      change(run) { run in
        run["events"] = .array((run["events"]?.array ?? []) + [event["event"] ?? .null])
      }
    case "runEnded":
      change(run) { run in
        run["phase"] = event["phase"]
        run["reason"] = event["reason"]
        run["waiting"] = .null
      }
    default: break
    }
  }

  /// Takes a cell apart from its run; a run that is known already is not taken back.
  private mutating func take(_ cell: JSON) {
    guard case .object(var members) = cell, let id = cell["id"]?.text else { return }
    let run = members.removeValue(forKey: "run")
    cells[id] = .object(members)
    guard let run, let name = run["id"]?.text else { return }
    runOf[id] = name
    if runs[name] == nil { runs[name] = run }
  }

  private mutating func insert(_ cell: String, after: String?) {
    let place = after.flatMap { order.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
    order.insert(cell, at: place)
  }

  private mutating func change(_ run: String?, _ body: (inout [String: JSON]) -> Void) {
    guard let run, case .object(var members)? = runs[run] else { return }
    body(&members)
    runs[run] = .object(members)
  }
}
