import Explorer
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
}
