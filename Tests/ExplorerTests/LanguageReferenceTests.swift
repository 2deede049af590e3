import Explorer
import Foundation
import SourceLanguage
import Testing

@Suite struct `The reference` {
  @Test(arguments: ProgramReference.sections)
  func `has an example that can be explored`(section: ProgramReference.Section) {
    let parsed = Program.parse(section.example)
    #expect(parsed.diagnostics.map(\.message) == [])
    #expect(parsed.program != nil)
    #expect(CellLanguage.of(section.example) == .program)
    #expect(!section.title.isEmpty && !section.text.isEmpty)
  }

  @Test func `speaks of every word, method and ordering`() {
    let text = ProgramReference.sections.map { $0.text + "\n" + $0.example }.joined(separator: "\n")
    for word in Words.keywords + Words.methods + Words.orderings {
      #expect(text.contains(word), "the reference does not speak of \(word)")
    }
  }

  @Test func `and the grammar know the same words`() {
    for word in Words.keywords where !["true", "false"].contains(word) {
      #expect(Program.grammar.contains("\"\(word)\""), "the grammar does not know \(word)")
    }
    for ordering in Words.orderings { #expect(Program.grammar.contains("\".\(ordering)\"")) }
  }

  @Test func `is the notebook that comes with the server`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Notebooks/model-language.ipynb")
    let notebook = try JSONDecoder().decode(Notebook.self, from: Data(contentsOf: file))
    let cells = notebook.cells.map { $0.source.joined() }
    let sections = ProgramReference.sections
    try #require(cells.count == 2 * sections.count + 2)
    for (index, section) in sections.enumerated() {
      let text = section.text.split(separator: "\n").joined(separator: "\n\n")
      #expect(cells[2 * index + 1] == "## \(section.title)\n\n\(text)")
      #expect(cells[2 * index + 2] == section.example)
    }
    #expect(cells.last?.contains(Program.grammar) == true)
  }

  private struct Notebook: Decodable {
    struct Cell: Decodable { var source: [String] }
    var cells: [Cell]
  }
}
