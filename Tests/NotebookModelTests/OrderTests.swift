import NotebookModel
import Testing

@Suite struct `The order of cells` {
  private func content(_ name: String) -> CellContent {
    CellContent(id: CellID(name), kind: .code, source: name)
  }

  @Test func `a cell is inserted behind the one that is named`() throws {
    var state = threeCells()
    let effects = try state.change(.insertCell(content("new"), after: first))
    #expect(state.order == [first, CellID("new"), second, third])
    let cell = try #require(state.cell(CellID("new")))
    #expect(
      effects.events == [
        .cellInserted(cell, run: nil, after: first, Save(revision: 2, key: "k"))
      ])
  }

  @Test func `a cell without a place before it comes first`() throws {
    var state = threeCells()
    _ = try state.change(.insertCell(content("new"), after: nil))
    #expect(state.order.first == CellID("new"))
  }

  @Test func `an id is used once`() {
    var state = threeCells()
    #expect(throws: Refusal.cellExists(second)) {
      try state.change(.insertCell(content("second"), after: nil))
    }
  }

  @Test(arguments: ["", "a b", "é", "a.b", String(repeating: "x", count: 65), "line\n"])
  func `an id that no file may hold is refused`(id: String) {
    var state = threeCells()
    #expect(throws: Refusal.invalidCellID(id)) {
      try state.change(.insertCell(content(id), after: nil))
    }
  }

  @Test func `a move names the cell that it now stands behind`() throws {
    var state = threeCells()
    let effects = try state.change(.moveCell(first, after: second))
    #expect(state.order == [second, first, third])
    #expect(effects.events == [.cellMoved(first, after: second, Save(revision: 2, key: "k"))])
    guard case .save(_, let cells, _, _) = effects.records[0] else {
      Issue.record("nothing was saved")
      return
    }
    #expect(cells.map(\.id) == [first])
  }

  @Test func `a move to where the cell stands changes nothing`() throws {
    var state = threeCells()
    #expect(try state.change(.moveCell(second, after: first)).events.isEmpty)
  }

  @Test func `a deleted cell comes back to its place`() throws {
    var state = threeCells()
    let deleted = try state.change(.deleteCell(second), key: "a")
    #expect(deleted.events == [.cellDeleted(second, after: first, Save(revision: 2, key: "a"))])
    _ = try state.change(.insertCell(content("new"), after: first), key: "b")
    _ = try state.change(.restoreCell(second), key: "c")
    #expect(state.order == [first, CellID("new"), second, third])
  }

  @Test func `a deleted cell is gone for every other change`() throws {
    var state = threeCells()
    _ = try state.change(.deleteCell(second), key: "a")
    for change in [
      Change.setSource(second, ""), .deleteCell(second), .moveCell(second, after: nil),
    ] {
      #expect(throws: Refusal.unknownCell(second)) { try state.change(change, key: "b") }
    }
  }

  @Test func `the gap between two cells never runs out`() throws {
    var state = threeCells()
    var expected = [first, second, third]
    for number in 0..<100 {
      let id = CellID("c\(number)")
      _ = try state.change(.insertCell(content(id.rawValue), after: first), key: "k\(number)")
      expected.insert(id, at: 1)
    }
    #expect(state.order == expected)
    #expect(Set(state.cells.map(\.rank)).count == state.cells.count)
  }

  @Test func `starting again gives a lesson its text back`() throws {
    var state = threeCells(lesson: "00-welcome")
    _ = try state.change(.setSource(first, "spoilt"), key: "a")
    _ = try state.change(.deleteCell(second), key: "b")
    _ = try state.change(.insertCell(content("mine"), after: nil), key: "c")
    let original = Original(
      title: "Welcome",
      cells: [content("second"), content("first"), content("fresh")], hash: "h2")
    let effects = try state.change(.restart(original), key: "d")
    #expect(state.order == [second, first, CellID("fresh")])
    #expect(state.cell(first)?.source == "first")
    #expect(state.notebook.title == "Welcome")
    #expect(state.notebook.original == "h2")
    #expect(effects.answer == .revision(5))
    #expect(state.cell(CellID("mine"))?.isDeleted == true)
  }

  @Test func `only a lesson can be started again`() {
    var state = threeCells()
    #expect(throws: Refusal.notALesson) {
      try state.change(.restart(Original(title: "T", cells: [])))
    }
  }
}
