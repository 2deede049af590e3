import CallLanguage
import SourceLanguage
import Testing

@Suite struct `Completion` {
  /// Completes at the `|` of a source.
  private func complete(_ marked: String) -> (prefix: String, labels: [String], inserts: [String]) {
    let parts = marked.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
    let source = parts.joined()
    let offset = parts[0].utf16.count
    let found = vocabulary.completions(in: source, at: offset)
    let prefix = Array(source.utf16)[found.from..<offset]
    return (
      String(decoding: prefix, as: UTF16.self), found.items.map(\.label), found.items.map(\.insert)
    )
  }

  @Test(arguments: [
    ("|", "", ["law.amdahl", "race.lostUpdate", "image.blur"]),
    ("la|", "la", ["law.amdahl"]),
    ("law.|", "law.", ["law.amdahl"]),
    ("law.am|", "law.am", ["law.amdahl"]),
    ("amd|", "amd", ["law.amdahl"]),
    ("law.amdahl()\nra|", "ra", ["race.lostUpdate"]),
    ("law.amdahl(|", "", ["p", "n", "seed"]),
    ("law.amdahl(|)", "", ["p", "n", "seed"]),
    ("law.amdahl(p: 0.5, |", "", ["n", "seed"]),
    ("law.amdahl(|, p: 0.5)", "", ["n", "seed"]),
    ("law.amdahl(s|)", "s", ["seed"]),
    ("// 😀\nlaw.amdahl(s|)", "s", ["seed"]),
    ("race.lostUpdate(gap: |", "", [".none", ".yield", ".sleep", ".spin"]),
    ("race.lostUpdate(gap: .|", ".", [".none", ".yield", ".sleep", ".spin"]),
    ("race.lostUpdate(gap: .s|)", ".s", [".sleep", ".spin"]),
    ("race.lostUpdate(gap: [.none, .y|])", ".y", [".yield"]),
    ("race.lostUpdate(traced: |)", "", ["true", "false"]),
    ("race.lostUpdate(traced: t|)", "t", ["true"]),
    ("race.lostUpdate(pause: 5.|)", "", ["s", "ms", "us", "ns"]),
    ("race.lostUpdate(pause: 5.m|)", "m", ["ms"]),
    ("race.lostUpdate(threads: |)", "", ["2"]),
    ("race.lostUpdate(limit: |)", "", ["nil"]),
    ("race.lostUpdate(threads: 2 // |", "", []),
    (#"race.lostUpdate(note: "x|"#, "", []),
    ("%%|", "%%", ["%%experiment", "%%compare", "%%program"]),
    ("%%pr|", "%%pr", ["%%program"]),
    ("%%python\nlaw.|", "", []),
    ("nothing.here(|", "", []),
    // A call without an end does not swallow the next one.
    ("race.lostUpdate(gap: .none\nlaw.amdahl(|", "", ["p", "n", "seed"]),
  ])
  func `proposes what can stand there`(marked: String, prefix: String, labels: [String]) {
    let found = complete(marked)
    #expect(found.prefix == prefix)
    #expect(found.labels == labels)
  }

  @Test func `puts in what is needed to go on`() {
    #expect(complete("image|").inserts == ["image.blur(picture: )"])
    #expect(complete("race.lostUpdate(thr|").inserts == ["threads: "])
    #expect(complete("race.lostUpdate(gap: .sl|").inserts == [".sleep(1.ms)"])
  }
}

@Suite struct `Hover` {
  private func hover(_ marked: String) -> (word: String, title: String, text: String)? {
    let parts = marked.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
    let source = parts.joined()
    guard let found = vocabulary.hover(in: source, at: parts[0].utf16.count) else { return nil }
    let word = Array(source.utf16)[found.from..<found.to]
    return (String(decoding: word, as: UTF16.self), found.title, found.text)
  }

  @Test(arguments: [
    ("race.lost|Update(threads: 2)", "race.lostUpdate", "race.lostUpdate"),
    ("ra|ce.lostUpdate(threads: 2)", "race.lostUpdate", "race.lostUpdate"),
    ("race.lostUpdate(thr|eads: 2)", "threads", "threads"),
    ("race.lostUpdate(|threads: 2)", "threads", "threads"),
    ("race.lostUpdate(threads: |25)", "25", "threads"),
    ("race.lostUpdate(gap: .yi|eld)", ".yield", ".yield"),
    ("race.lostUpdate(gap: |.yield)", ".yield", ".yield"),
    ("race.lostUpdate(gap: .sleep(1|0.ms))", "10", "gap"),
    ("// 😀\nrace.lostUpdate(gap: [.none, .sp|in])", ".spin", ".spin"),
  ])
  func `explains the word under the pointer`(marked: String, word: String, title: String) throws {
    let found = try #require(hover(marked))
    #expect(found.word == word)
    #expect(found.title == title)
  }

  @Test func `names range, default and choices`() throws {
    let threads = try #require(hover("race.lostUpdate(thr|eads: 2)"))
    #expect(
      threads.text == """
        Threads that increment.
        A whole number between 2 and 64.
        Default: 2
        A list or a range tries several values.
        """)
    let gap = try #require(hover("race.lostUpdate(g|ap: .none)"))
    #expect(gap.text.contains(".yield: the processor is offered"))
  }

  @Test(arguments: [
    "|", "  |  ", "law.amdahl(| )", "nothing.he|re()", "// la|w.amdahl()", "%%py|thon",
  ])
  func `is silent where there is nothing to say`(marked: String) {
    #expect(hover(marked) == nil)
  }
}
