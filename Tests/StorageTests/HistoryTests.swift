import Foundation
import NotebookModel
import Storage
import TestSupport
import Testing

/// A notebook that is edited through its rules and kept in a store.
struct Desk {
  let store: Store
  private(set) var state: SessionState
  private var keys = 0

  init(store: Store) async throws {
    self.store = store
    try store.create()
    state = try #require(try await store.state(of: notebook))
  }

  mutating func edit(
    by author: String? = nil, step: String? = nil, takesBack: String? = nil, _ changes: Change...
  ) throws {
    try edit(Origin(author: author, name: author, step: step, takesBack: takesBack), changes)
  }

  mutating func edit(_ origin: Origin, _ changes: [Change]) throws {
    keys += 1
    let edit = Edit(
      base: state.notebook.revision, key: "key \(keys)", changes: changes, origin: origin,
      at: Timestamp(milliseconds: noon.rawValue + 1_000 * keys))
    try apply(.edit(edit))
  }

  mutating func apply(_ operation: NotebookModel.Operation) throws {
    var group = Group(notebook: notebook)
    for case .append(let records) in try state.apply(operation) { group.records += records }
    _ = try store.commit([group])
  }

  var shown: [CellContent] { state.cells.filter { !$0.isDeleted }.map(\.content) }
}

@Suite struct `The history of a notebook` {
  let store: Store

  init() throws { store = try Store(inMemoryWithEpoch: "e1") }

  @Test(arguments: UInt64(1)...8)
  func `holds every save as it was, and each can be brought back`(seed: UInt64) async throws {
    var random = SplitMix(seed: seed)
    var desk = try await Desk(store: store)
    var saves: [Int: (cells: [CellContent], title: String, tags: [String])] = [:]
    func remember() {
      saves[desk.state.notebook.revision] = (
        desk.shown, desk.state.notebook.title, desk.state.notebook.tags
      )
    }
    remember()
    for step in 0..<120 {
      guard let change = change(step, on: desk.state, &random) else { continue }
      try desk.edit(by: "ann", step: "s\(step)", change)
      remember()
    }
    #expect(saves.count > 60)
    for (number, save) in saves {
      let past = try #require(try await store.pastNotebook(notebook, at: number))
      #expect(past.cells.map(\.content) == save.cells, "seed \(seed), revision \(number)")
      #expect(past.revision.heading.title == save.title)
      #expect(past.revision.heading.tags == save.tags)
      #expect(past.newest == desk.state.notebook.revision)
    }
    for number in [1, saves.count / 2, saves.count - 1] {
      let past = try #require(try await store.pastNotebook(notebook, at: number))
      try desk.edit(
        Origin(restored: number),
        [
          .become(
            title: past.revision.heading.title, tags: past.revision.heading.tags,
            cells: past.cells.map(\.content))
        ])
      #expect(desk.shown == saves[number]?.cells, "seed \(seed), revision \(number)")
    }
    #expect(try await store.state(of: notebook) == desk.state)
    #expect(try await store.findings() == [])
  }

  private func change(
    _ step: Int, on state: SessionState, _ random: inout SplitMix
  ) -> Change? {
    let shown = state.cells.filter { !$0.isDeleted }.map(\.id)
    let cell = shown.randomElement(using: &random)
    let after = Bool.random(using: &random) ? shown.randomElement(using: &random) : nil
    let content = CellContent(
      id: CellID("c\(step)"), kind: .markdown, source: "new \(step)",
      attachments: step % 2 == 0 ? #"{"a.png":{}}"# : nil, extra: #"{"step":\#(step)}"#)
    switch Int.random(in: 0..<9, using: &random) {
    case 0...1: return cell.map { .setSource($0, "text \(step)\n\u{0}") }
    case 2: return .insertCell(content, after: after)
    case 3: return cell.map { .deleteCell($0) }
    case 4:
      return state.cells.filter(\.isDeleted).randomElement(using: &random).map {
        .restoreCell($0.id)
      }
    case 5: return cell.map { .moveCell($0, after: after == $0 ? nil : after) }
    case 6: return step % 2 == 0 ? .setTitle("title \(step)") : .setTags(["tag \(step)"])
    case 7: return cell.map { .setKind($0, .raw) }
    default:
      return cell.map {
        .setContent(
          CellContent(id: $0, kind: .code, source: "\(step)", attachments: content.attachments))
      }
    }
  }

  @Test func `says what each save changed, and who made it`() async throws {
    var desk = try await Desk(store: store)
    let new = CellContent(id: CellID("x"), kind: .code, source: "\n  law.amdahl()\nmore")
    try desk.edit(by: "ann", step: "1", .insertCell(new, after: first))
    try desk.edit(by: "bob", step: "2", .setSource(first, "edited"), .deleteCell(second))
    try desk.edit(by: "ann", step: "3", .restoreCell(second), .setKind(first, .markdown))
    try desk.edit(.moveCell(first, after: second), .setTitle("T"))
    let lines = try await store.revisions(of: notebook, before: nil, limit: 10)
    #expect(lines.map(\.number) == [5, 4, 3, 2, 1])
    #expect(lines.map(\.origin.name) == [nil, "ann", "bob", "ann", nil])
    #expect(
      lines.map { $0.changes.map(\.what) } == [
        [.moved], [.retyped, .restored], [.edited, .deleted], [.inserted], [.inserted, .inserted],
      ])
    #expect(lines[3].changes[0].excerpt == "law.amdahl()")
    #expect(lines[0].previous?.title == "Title of n1")
    #expect(lines.last?.previous == nil)
    let page = try await store.revisions(of: notebook, before: 4, limit: 2)
    #expect(page.map(\.number) == [3, 2])
  }

  @Test func `shows the run that a cell had then`() async throws {
    var desk = try await Desk(store: store)
    func time(_ seconds: Int) -> Timestamp {
      Timestamp(milliseconds: noon.rawValue + 1_000 * seconds)
    }
    // The first save after it is at second 1, the second one at second 2.
    try desk.edit(.setSource(first, "a"))
    try desk.apply(
      .run(cells: [first], runs: [one], key: nil, at: Timestamp(milliseconds: time(1).rawValue + 1))
    )
    try desk.edit(.setSource(first, "b"))
    try desk.apply(.run(cells: [first], runs: [RunID("r2")], key: nil, at: time(3)))
    let runs = try await [1, 2, 3].asyncMap { number in
      try await store.pastNotebook(notebook, at: number)?.cells.first?.run?.id
    }
    #expect(runs == [nil, one, RunID("r2")])
  }

  @Test func `knows no save that was never made`() async throws {
    try store.create()
    #expect(try await store.pastNotebook(notebook, at: 2) == nil)
    #expect(try await store.pastNotebook(notebook, at: 0) == nil)
    #expect(try await store.revisions(of: NotebookID("none"), before: nil, limit: 9).isEmpty)
  }
}

@Suite struct `Undo after a reload` {
  let store: Store

  init() throws { store = try Store(inMemoryWithEpoch: "e1") }

  @Test func `takes back one's own steps only`() async throws {
    var desk = try await Desk(store: store)
    try desk.edit(by: "ann", step: "a", .setSource(first, "ann's"))
    try desk.edit(by: "bob", step: "b", .setSource(second, "bob's"))
    let (undo, redo) = try await store.undoSteps(of: "ann", in: notebook)
    #expect(undo?.name == "a")
    #expect(undo?.cells.map(\.cell) == [first])
    #expect(undo?.cells.first?.before?.source == "source of first")
    #expect(undo?.cells.first?.after.source == "ann's")
    #expect(redo == nil)
    let (none, _) = try await store.undoSteps(of: "cid", in: notebook)
    #expect(none == nil)
    let (skipped, _) = try await store.undoSteps(of: "ann", in: notebook, skipping: ["a"])
    #expect(skipped == nil)
  }

  @Test func `tells saves of one step that follow each other as one`() async throws {
    var desk = try await Desk(store: store)
    for text in ["a", "ab", "abc"] { try desk.edit(by: "ann", step: "t", .setSource(first, text)) }
    let undo = try #require(try await store.undoSteps(of: "ann", in: notebook).undo)
    #expect(undo.cells.map(\.before?.source) == ["source of first"])
    #expect(undo.cells.map(\.after.source) == ["abc"])
    #expect(undo.revisions.map(\.number) == [4, 3, 2])
  }

  @Test func `leaves out what somebody else did between two saves of a step`() async throws {
    var desk = try await Desk(store: store)
    try desk.edit(by: "ann", step: "t", .setSource(first, "a"))
    try desk.edit(by: "bob", step: "b", .setSource(first, "a, bob"))
    try desk.edit(by: "ann", step: "t", .setSource(first, "ab, bob"))
    let undo = try #require(try await store.undoSteps(of: "ann", in: notebook).undo)
    #expect(undo.cells.map(\.before?.source) == ["a, bob", "source of first"])
    #expect(undo.cells.map(\.after.source) == ["ab, bob", "a"])
  }

  @Test func `knows where a moved cell stood, and that a new one was not there`() async throws {
    var desk = try await Desk(store: store)
    let new = CellContent(id: CellID("x"), kind: .code, source: "x")
    try desk.edit(by: "ann", step: "1", .insertCell(new, after: second))
    var undo = try #require(try await store.undoSteps(of: "ann", in: notebook).undo)
    #expect(undo.cells.map(\.before) == [nil])
    try desk.edit(by: "ann", step: "2", .moveCell(new.id, after: nil))
    undo = try #require(try await store.undoSteps(of: "ann", in: notebook).undo)
    #expect(undo.cells.map(\.isMove) == [true])
    #expect(undo.cells.first?.before?.follows == second)
    #expect(undo.cells.first?.after.follows == nil)
    try desk.edit(by: "ann", step: "3", .deleteCell(new.id))
    undo = try #require(try await store.undoSteps(of: "ann", in: notebook).undo)
    #expect(undo.cells.first?.before?.isDeleted == false)
    #expect(undo.cells.first?.after.isDeleted == true)
    #expect(undo.cells.first?.isMove == false)
  }

  @Test func `offers again what was taken back`() async throws {
    var desk = try await Desk(store: store)
    try desk.edit(by: "ann", step: "a", .setSource(first, "new"))
    try desk.edit(by: "ann", step: "u", takesBack: "a", .setSource(first, "source of first"))
    let (undo, redo) = try await store.undoSteps(of: "ann", in: notebook)
    #expect(undo == nil)
    #expect(redo?.name == "u")
    #expect(redo?.cells.first?.before?.source == "new")
  }
}

extension Sequence where Element: Sendable {
  func asyncMap<Value>(_ body: (Element) async throws -> Value) async rethrows -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await body(element)) }
    return values
  }
}
