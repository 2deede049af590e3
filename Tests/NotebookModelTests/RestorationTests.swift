import NotebookModel
import Testing

@Suite struct `Bringing back what was` {
  @Test func `gives the notebook the cells, order, title and tags that it had`() throws {
    var state = threeCells()
    let old = state.cells.map(\.content)
    _ = try state.change(
      .deleteCell(first), .setSource(second, "other"), .moveCell(third, after: nil),
      .insertCell(CellContent(id: CellID("x"), kind: .code, source: "x"), after: nil),
      .setTitle("New"), .setTags(["new"]))
    _ = try state.change(.become(title: "Three", tags: ["old"], cells: old), key: "k2")
    #expect(state.cells.filter { !$0.isDeleted }.map(\.content) == old)
    #expect(state.notebook.title == "Three")
    #expect(state.notebook.tags == ["old"])
    #expect(state.cell(CellID("x"))?.isDeleted == true)
  }

  @Test func `is one save, and another one brings the newer text back`() throws {
    var state = threeCells()
    _ = try state.change(.setSource(first, "newer"))
    let newer = state.cells.map(\.content)
    _ = try state.change(
      .become(title: "Three", tags: [], cells: threeCells().cells.map(\.content)), key: "k2")
    #expect(state.notebook.revision == 3)
    _ = try state.change(.become(title: "Three", tags: [], cells: newer), key: "k3")
    #expect(state.cells.map(\.content) == newer)
  }

  @Test func `gives one cell its text back, also out of the bin`() throws {
    var state = threeCells()
    let old = try #require(state.cell(second)).content
    _ = try state.change(.setSource(second, "other"), .deleteCell(second))
    let effects = try state.change(.setContent(old), key: "k2")
    #expect(state.cell(second)?.content == old)
    #expect(state.order == [first, second, third])
    #expect(effects.events.map(\.type) == ["cellInserted", "cellChanged"])
  }

  @Test func `tells apart texts that only look alike`() throws {
    var state = threeCells()
    _ = try state.change(.setSource(first, "e\u{301}"))
    let content = CellContent(id: first, kind: .code, source: "\u{e9}")
    _ = try state.change(.setContent(content), key: "k2")
    #expect(state.cell(first).map { Array($0.source.utf8) } == Array("\u{e9}".utf8))
  }

  @Test func `changes nothing when all is as it was`() throws {
    var state = threeCells()
    let effects = try state.change(
      .become(title: "Three", tags: [], cells: state.cells.map(\.content)))
    #expect(effects.events.isEmpty)
    #expect(state.notebook.revision == 1)
  }
}

@Suite struct `Tags` {
  @Test func `lose white space, empty ones and repetitions`() throws {
    var state = threeCells()
    let effects = try state.change(.setTags(["  week   3 ", "", "Locks", "locks", "\n"]))
    #expect(state.notebook.tags == ["week 3", "Locks"])
    #expect(
      effects.events == [
        .notebookChanged(title: "Three", tags: ["week 3", "Locks"], Save(revision: 2, key: "k"))
      ])
  }

  @Test func `are refused when they are too many or too long`() {
    var state = threeCells()
    #expect(throws: Refusal.tooManyTags(limit: ModelLimits.tags)) {
      try state.change(.setTags((0...ModelLimits.tags).map { "tag \($0)" }))
    }
    let long = String(repeating: "x", count: ModelLimits.tagBytes + 1)
    #expect(throws: Refusal.tagTooLong(long, limit: ModelLimits.tagBytes)) {
      try state.change(.setTags([long]))
    }
    #expect(state == threeCells())
  }
}

@Suite struct `What can be taken back` {
  private func stack(_ steps: (String, String?)...) -> UndoStack {
    UndoStack(steps.map { (step: $0.0, takesBack: $0.1) })
  }

  @Test func `is the latest step first`() {
    let stack = stack(("a", nil), ("b", nil))
    #expect(stack.done == ["a", "b"])
    #expect(stack.undone.isEmpty)
  }

  @Test func `is not what was taken back already`() {
    let stack = stack(("a", nil), ("b", nil), ("u", "b"))
    #expect(stack.done == ["a"])
    #expect(stack.undone == ["u"])
  }

  @Test func `is again what was done again`() {
    let stack = stack(("a", nil), ("b", nil), ("u", "b"), ("v", "a"), ("r", "v"))
    #expect(stack.done == ["r"])
    #expect(stack.undone == ["u"])
  }

  @Test func `cannot be done again after something new`() {
    let stack = stack(("a", nil), ("u", "a"), ("b", nil))
    #expect(stack.done == ["b"])
    #expect(stack.undone.isEmpty)
  }

  @Test func `counts a step of several saves once`() {
    #expect(stack(("a", nil), ("b", nil), ("a", nil)).done == ["a", "b"])
    let stack = stack(("a", nil), ("u", "a"), ("u", "a"))
    #expect(stack.done.isEmpty)
    #expect(stack.undone == ["u"])
  }
}
