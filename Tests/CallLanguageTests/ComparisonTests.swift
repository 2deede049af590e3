import CallLanguage
import SourceLanguage
import Testing

@Suite struct `A cell that compares` {
  @Test(arguments: [
    "%%compare\nlaw.amdahl(p: 0.5)\nlaw.amdahl(p: 0.9)", "%%compare\nlaw.amdahl(p: [0.5, 0.9])",
    "%%compare\n\n// twice the same\nlaw.amdahl(p: 0.5)\nlaw.amdahl(p: 0.5)",
  ])
  func `takes two cases`(source: String) throws {
    let check = vocabulary.check(source)
    #expect(check.diagnostics.isEmpty)
    #expect(try #require(check.plan).calls.flatMap(\.cases).count == 2)
  }

  @Test(arguments: [
    ("%%compare\nlaw.amdahl(p: 0.5)", "here is one"), ("%%compare", "here are 0"),
    ("%%compare\nlaw.amdahl(p: [0.5, 0.6, 0.7])", "here are 3"),
    ("%%compare\nlaw.amdahl(p: [0.5, 0.6])\nlaw.amdahl(p: 0.5)", "here are 3"),
  ])
  func `takes neither more nor fewer`(source: String, words: String) throws {
    let check = vocabulary.check(source)
    #expect(check.plan == nil)
    let found = try #require(check.diagnostics.first)
    #expect(found.message.contains(words) && found.range.from.line == 1)
  }

  @Test func `says first what is wrong with its calls`() {
    let check = vocabulary.check("%%compare\nlaw.amdahl(p: 7)")
    #expect(check.diagnostics.count == 1 && check.diagnostics[0].message.contains("too large"))
  }

  @Test func `has nothing else on its first line`() {
    let check = vocabulary.check("%%compare fast\nlaw.amdahl(p: [0.5, 0.6])")
    #expect(check.diagnostics.first?.message == "Nothing may follow `%%compare` on its line.")
    #expect(vocabulary.completions(in: "%%co", at: 4).items.map(\.label) == ["%%compare"])
  }
}
