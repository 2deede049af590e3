import NotebookModel
import Storage
import TestSupport
import Testing

@Suite struct `Searching all notebooks` {
  let store: Store

  init() throws { store = try Store(inMemoryWithEpoch: "e1") }

  private func create(_ id: String, _ sources: String...) throws {
    let cells = sources.enumerated().map {
      CellContent(id: CellID("\(id)-\($0.offset)"), kind: .code, source: $0.element)
    }
    try store.create(NotebookID(id), cells: cells)
  }

  private func found(_ words: String...) async throws -> [String] {
    try await store.search(words).map(\.id.rawValue)
  }

  @Test func `finds parts of words in cells, whatever their case`() async throws {
    try create("a", "race.lostUpdate(threads: 2)", "law.amdahl()")
    try create("b", "deadlock.dining()")
    #expect(try await found("update") == ["a"])
    #expect(try await found("DINING") == ["b"])
    #expect(try await found("nothing") == [])
    let passage = try #require(try await store.search(["amdahl"]).first?.passages.first)
    #expect(passage.cell == CellID("a-1"))
    #expect(passage.place == 2)
    #expect(passage.text == "law.amdahl()")
  }

  @Test func `wants every word, but not in the same cell`() async throws {
    try create("a", "lost update", "philosophers")
    try create("b", "lost")
    #expect(try await found("lost", "philosophers") == ["a"])
    #expect(try await found("lost").sorted() == ["a", "b"])
  }

  @Test(arguments: ["go", "5", "%", "_x", "\"q\"", "a\"b", "*", "AND", "é"])
  func `takes signs and short words as they are`(word: String) async throws {
    try create("a", "before \(word) behind")
    try create("b", "something else")
    #expect(try await found(word) == ["a"])
  }

  @Test func `puts titles and tags first, and shows the cells with most words`() async throws {
    try create("a", "x lock", "lock and key", "lock", "key and lock", "lock key")
    try create("b", "nothing")
    var desk = try #require(try await store.state(of: NotebookID("b")))
    let edit = Edit(base: 1, key: "k", changes: [.setTags(["Lock"]), .setTitle("Key")], at: noon)
    for case .append(let records) in try desk.apply(.edit(edit)) {
      _ = try store.commit([Group(notebook: NotebookID("b"), records: records)])
    }
    let results = try await store.search(["lock", "key"])
    #expect(results.map(\.id.rawValue) == ["b", "a"])
    #expect(results[0].tags == ["Lock"])
    #expect(results[1].passages.map(\.place) == [2, 4, 5])
    #expect(results[1].cells == 5)
  }

  @Test func `knows what was changed, deleted and brought back`() async throws {
    var desk = try await Desk(store: store)
    #expect(try await found("source") == ["n1"])
    try desk.edit(.setSource(first, "elephant"), .deleteCell(second))
    #expect(try await found("elephant") == ["n1"])
    #expect(try await found("source") == [])
    try desk.edit(.restoreCell(second))
    #expect(try await found("source") == ["n1"])
    try desk.edit(.setTitle("Zebra"))
    #expect(try await found("zebra") == ["n1"])
    #expect(try await found("Title of") == [])
    try desk.apply(.delete(at: noon))
    #expect(try await found("zebra") == [])
    try desk.apply(.restore(at: noon))
    #expect(try await found("zebra", "elephant") == ["n1"])
  }

  @Test(arguments: UInt64(1)...4)
  func `finds exactly what stands in the cells, after any edits`(seed: UInt64) async throws {
    var random = SplitMix(seed: seed)
    var desk = try await Desk(store: store)
    let words = ["alpha", "beta", "gamma", "delta"]
    for step in 0..<80 {
      let cells = desk.state.cells
      let cell = cells.randomElement(using: &random)!
      let text = (0..<2).map { _ in words.randomElement(using: &random)! }.joined(separator: " ")
      switch Int.random(in: 0..<5, using: &random) {
      case 0...1 where !cell.isDeleted: try desk.edit(.setSource(cell.id, text))
      case 2 where !cell.isDeleted: try desk.edit(.deleteCell(cell.id))
      case 3: try desk.edit(.restoreCell(cell.id))
      default:
        let content = CellContent(id: CellID("c\(step)"), kind: .code, source: text)
        try desk.edit(.insertCell(content, after: nil))
      }
      let word = words.randomElement(using: &random)!
      let expected = desk.shown.filter { $0.source.contains(word) }.count
      #expect(try await store.search([word]).first?.cells ?? 0 == expected, "seed \(seed)")
    }
  }

  @Test func `looks at the beginning of a very long cell`() async throws {
    let filler = String(repeating: "filler ", count: 200_000)
    try create("a", "early \(filler) late")
    #expect(try await found("early") == ["a"])
    #expect(try await found("late") == [])
  }
}

@Suite struct `The bin` {
  @Test func `lists what was deleted, with the time, the latest first`() async throws {
    let store = try Store(inMemoryWithEpoch: "e1")
    for (index, id) in ["a", "b", "c"].enumerated() {
      try store.create(NotebookID(id))
      let at = Timestamp(milliseconds: noon.rawValue + index)
      guard id != "b" else { continue }
      _ = try store.commit([Group(notebook: NotebookID(id), records: [.delete(at: at)])])
    }
    let bin = try await store.notebooks(inBin: true)
    #expect(bin.map(\.id.rawValue) == ["c", "a"])
    #expect(bin.map(\.deleted?.rawValue) == [noon.rawValue + 2, noon.rawValue])
    #expect(try await store.notebooks().map(\.deleted) == [nil])
  }
}
