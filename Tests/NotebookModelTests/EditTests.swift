import NotebookModel
import Testing

@Suite struct `Editing a notebook` {
  @Test func `a new source is saved with the cell alone`() throws {
    var state = threeCells()
    let effects = try state.change(.setSource(second, "new"), key: "tab-1")
    let cell = try #require(state.cell(second))
    #expect(cell.source == "new")
    #expect(cell.revision == 2)
    #expect(
      effects == [
        .append([
          .save(state.notebook, cells: [cell], by: Origin(), at: noon), .key("tab-1", .revision(2)),
        ]),
        .publish([.cellChanged(cell, Save(revision: 2, key: "tab-1"))]),
        .answer(.revision(2)),
      ])
  }

  @Test func `the same text again changes nothing`() throws {
    var state = threeCells()
    let source = try #require(state.cell(first)).source
    let effects = try state.change(.setSource(first, source))
    #expect(effects.events.isEmpty)
    #expect(effects.answer == .revision(1))
  }

  @Test func `a text that only looks the same is another text`() throws {
    var state = threeCells()
    _ = try state.change(.setSource(first, "e\u{301}"), key: "a")
    let effects = try state.change(.setSource(first, "\u{e9}"), key: "b")
    #expect(effects.events.count == 1)
    #expect(state.cell(first).map { Array($0.source.utf8) } == Array("\u{e9}".utf8))
  }

  @Test func `a cell that somebody else changed is a conflict`() throws {
    var state = threeCells()
    _ = try state.change(.setSource(first, "theirs"), key: "a")
    let before = state
    let current = try #require(state.cell(first))
    for change in [Change.setSource(first, "mine"), .deleteCell(first), .setKind(first, .markdown)]
    {
      #expect(throws: Refusal.conflict([current])) { try state.change(change, key: "b", base: 1) }
    }
    #expect(state == before)
  }

  @Test func `another cell of the same revision is no conflict`() throws {
    var state = threeCells()
    _ = try state.change(.setSource(first, "theirs"), key: "a")
    _ = try state.change(.setSource(second, "mine"), key: "b", base: 1)
    #expect(state.notebook.revision == 3)
  }

  @Test func `a cell that was moved can still be edited`() throws {
    var state = threeCells()
    _ = try state.change(.moveCell(first, after: third), key: "a")
    _ = try state.change(.setSource(first, "mine"), key: "b", base: 1)
    #expect(state.cell(first)?.source == "mine")
  }

  @Test func `one refused change refuses them all`() throws {
    var state = threeCells()
    let before = state
    #expect(throws: Refusal.unknownCell(CellID("nowhere"))) {
      try state.change(.setTitle("New"), .deleteCell(first), .deleteCell(CellID("nowhere")))
    }
    #expect(state == before)
  }

  @Test func `several changes are one save`() throws {
    var state = threeCells()
    let effects = try state.change(
      .setSource(first, "a"), .setSource(first, "b"), .setKind(first, .markdown))
    #expect(effects.answer == .revision(2))
    #expect(effects.events.count == 3)
    #expect(effects.records.count == 2)
  }

  @Test func `a repeated key gets the same answer and changes nothing`() throws {
    var state = threeCells()
    _ = try state.change(.setSource(first, "a"), key: "once")
    _ = try state.change(.setSource(first, "b"), key: "twice")
    let again = try state.change(.setSource(first, "a"), key: "once", base: 1)
    #expect(again == [.answer(.revision(2))])
    #expect(state.cell(first)?.source == "b")
  }

  @Test func `only the newest keys are remembered`() throws {
    var state = threeCells()
    for number in 0...ModelLimits.answers {
      let effects = try state.change(.setSource(first, "\(number)"), key: "key \(number)")
      let forgets = effects.records.contains(.forgetKey("key 0"))
      #expect(forgets == (number == ModelLimits.answers))
    }
    let again = try state.change(.setSource(first, "0"), key: "key 0")
    #expect(again.answer == .revision(ModelLimits.answers + 3))
  }

  @Test func `an unusable key is refused`() {
    var state = threeCells()
    for key in ["", String(repeating: "k", count: ModelLimits.keyBytes + 1), "a\0b"] {
      #expect(throws: Refusal.invalidKey) { try state.change(.setTitle("T"), key: key) }
    }
  }

  @Test func `a source over the limit is refused`() {
    var state = threeCells()
    let long = String(repeating: "x", count: ModelLimits.sourceBytes + 1)
    #expect(throws: Refusal.sourceTooLong(first, limit: ModelLimits.sourceBytes)) {
      try state.change(.setSource(first, long))
    }
  }

  @Test func `nothing changes in the bin`() throws {
    var state = threeCells()
    #expect(try state.apply(.delete(at: noon)).events == [.notebookDeleted])
    #expect(throws: Refusal.notebookDeleted) { try state.change(.setTitle("T")) }
    #expect(try state.apply(.restore(at: noon)).events == [.notebookRestored])
    _ = try state.change(.setTitle("T"))
    #expect(state.notebook.title == "T")
  }
}
