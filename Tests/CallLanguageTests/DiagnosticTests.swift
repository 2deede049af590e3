import CallLanguage
import SourceLanguage
import Testing

@Suite struct `Messages` {
  @Test(arguments: [
    ("race.lostUpdate(threads: 100)", "`threads` must be between 2 and 64; 100 is too many."),
    ("race.lostUpdate(threads: 1)", "`threads` must be between 2 and 64; 1 is too few."),
    ("law.amdahl(p: 1.5)", "`p` must be between 0 and 1; 1.5 is too large."),
    ("race.lostUpdate(pause: 11.s)", "`pause` must be between 0.s and 10.s; 11.s is too long."),
    ("race.lostUpdate(seed: -1)", "`seed` must be at least 0; -1 is too small."),
    (
      "race.lostUpdate(gap: .sleep(2.s))",
      "`.sleep` must be between 1.us and 1.s; 2.s is too long."
    ),
    (
      "race.lostUpdate(thread: 4)",
      "`race.lostUpdate` has no parameter `thread`; did you mean `threads`?"
    ),
    (
      "law.amdahl(velocity: 4)", "`law.amdahl` has no parameter `velocity`; it has `p`, `n`."
    ),
    (
      "race.lostupdates()",
      "There is no experiment `race.lostupdates`; did you mean "
        + "`race.lostUpdate`?"
    ),
    ("amdahl(p: 1)", "There is no experiment `amdahl`; did you mean `law.amdahl`?"),
    ("quantum.teleport()", "There is no experiment `quantum.teleport`."),
    (
      "race.lostUpdate(gap: .yeild)", "`gap` has no case `.yeild`; did you mean `.yield`?"
    ),
    (
      "race.lostUpdate(gap: .wait)",
      "`gap` has no case `.wait`; it is `.none`, `.yield`, `.sleep` or `.spin`."
    ),
    ("race.lostUpdate(gap: yield)", "`yield` is not a value; did you mean `.yield`?"),
    (
      #"race.lostUpdate(gap: "yield")"#,
      "`gap` must be `.none`, `.yield`, `.sleep` or `.spin`; found `\"yield\"`, "
        + "did you mean `.yield`?"
    ),
    (
      "race.lostUpdate(gap: .spin)",
      "`.spin` needs a value in parentheses: a whole number between 1 and 1000."
    ),
    ("race.lostUpdate(gap: .none(3))", "`.none` takes no value in parentheses."),
    ("race.lostUpdate(traced: True)", "`True` is not a value; did you mean `true`?"),
    (
      "race.lostUpdate(threads: 2.5)",
      "`threads` must be a whole number between 2 and 64; found `2.5`."
    ),
    (
      "race.lostUpdate(pause: 5)",
      "`pause` must be a duration between 0.s and 10.s; found `5`, did you mean `5.ms`?"
    ),
    ("race.lostUpdate(pause: 5ms)", "A dot stands between a number and its unit."),
    (
      "race.lostUpdate(pause: 5.sec)",
      "There is no unit `sec`; durations end in `.s`, `.ms`, `.us` or `.ns`."
    ),
    (
      "race.lostUpdate(pause: 0.5.ns)",
      "A duration is a whole number of nanoseconds and shorter than 292 years."
    ),
    (
      "race.lostUpdate(4)", "The name of the parameter is missing; write `threads: 4`."
    ),
    (
      "race.lostUpdate(threads: 2, threads: 4)",
      "`threads` is given twice; a list tries several values."
    ),
    (
      "race.lostUpdate(threads: [])",
      "This list is empty; a sweep of `threads` needs at least one value."
    ),
    (
      "race.lostUpdate(threads: 8...2)",
      "This range is empty: it rises from the first number to the second."
    ),
    (
      "race.lostUpdate(threads: 2...8 by 0)",
      "The step must be a number above zero, without a fraction."
    ),
    ("law.amdahl(p: 0.1...0.9)", "A range of decimals needs a step: `0.1...0.9 by 0.1`."),
    (
      "race.lostUpdate(threads: 2..<8)", "A range includes both ends: write `...` instead of `..<`."
    ),
    ("race.lostUpdate(threads = 4)", "A colon stands between a parameter and its value, not `=`."),
    ("race.lostUpdate(threads: )", "A value is missing after `threads:`."),
    ("race.lostUpdate(threads: 2 traced: true)", "A comma is missing between these arguments."),
    ("race.lostUpdate(threads: 2", "The call of `race.lostUpdate` has no end; `)` is missing."),
    ("race.lostUpdate(threads: [2, 3)", "This list has no end; `]` is missing."),
    (
      #"race.lostUpdate(note: "oh)"#, "This string has no end; close it with `\"` on the same line."
    ),
    (
      "race.lostUpdate",
      "`race.lostUpdate` is not a call yet; arguments stand in parentheses: `race.lostUpdate(…)`."
    ),
    ("law.amdahl() law.amdahl()", "The next call starts on a new line."),
    (
      "image.blur()",
      "`image.blur` needs `picture`: an attached file such as `attachment(\"cat.png\")`."
    ),
    ("law.amdahl(n: [1, 2] ) # why", "A comment starts with `//`, not `#`."),
    ("law.amdahl(p: 99999999999999999999)", "This number is too large to be read."),
    ("law.amdahl(n: [[[1]]])", "A list inside a list is one too many: `n` takes single values."),
    ("%%python\nprint(1)", "This cell is written in Python (`%%python`), not in experiment calls."),
    (
      "%%experimant\nlaw.amdahl()",
      "There is no cell language `%%experimant`; did you mean `%%experiment`?"
    ),
    ("law.amdahl(p: “0.5”)", "`“` is not read here; write `\"`."),
    ("42", "A call starts with the name of an experiment, such as `law.amdahl(p: 0.9)`."),
  ])
  func `say what is wrong and what would be right`(source: String, message: String) {
    let found = messages(source)
    #expect(found.first == message || found.contains(message), "found \(found)")
    #expect(vocabulary.check(source).plan == nil)
  }

  @Test func `several errors are found at once, in the order of the source`() {
    let source = """
      race.lostUpdate(thread: 4, gap: .yeild, increments: 0)
      law.amdahl(p: 2, n: [1, 2)
      laws.amdahl(p: 0.5
      law.amdahl(p: 0.5, q: 1)
      """
    #expect(
      messages(source) == [
        "`race.lostUpdate` has no parameter `thread`; did you mean `threads`?",
        "`gap` has no case `.yeild`; did you mean `.yield`?",
        "`increments` must be between 1 and 100_000_000; 0 is too few.",
        "`p` must be between 0 and 1; 2 is too large.",
        "This list has no end; `]` is missing.",
        "There is no experiment `laws.amdahl`; did you mean `law.amdahl`?",
        "The call of `laws.amdahl` has no end; `)` is missing.",
        "`law.amdahl` has no parameter `q`; it has `p`, `n`.",
      ])
  }

  @Test func `a suggestion put in place mends the source`() throws {
    for source in [
      "race.lostUpdate(thread: 4)", "race.lostUpdate(gap: .yeild)", "amdahl(p: 0.5)",
      "race.lostUpdate(threads: 100)", "race.lostUpdate(pause: 5ms)", "race.lostUpdate(4)",
      "race.lostUpdate(gap: \"none\")", "law.amdahl() # why", "law.amdahl(p = 1)",
      "race.lostUpdate(threads: 2 traced: true)", "race.lostUpdate(pause: 5)", "law.amdahl",
      "race.lostUpdate(threads: 8...2)", "// 😀\r\n\trace.lostUpdate(thread: 4)",
    ] {
      let diagnostic = try #require(vocabulary.check(source).diagnostics.first)
      let suggestion = try #require(diagnostic.suggestion, "\(source): \(diagnostic.message)")
      var units = Array(source.utf16)
      units.replaceSubrange(
        diagnostic.range.from.offset..<diagnostic.range.to.offset, with: Array(suggestion.utf16))
      let mended = String(decoding: units, as: UTF16.self)
      #expect(messages(mended) == [], "\(source) became \(mended)")
    }
  }

  @Test func `never more than the limit`() {
    let source = String(repeating: "nothing.here()\n", count: 90)
    let found = vocabulary.check(source).diagnostics
    #expect(found.count == Limits.diagnostics)
    #expect(
      found.last?.message.hasSuffix("(More errors follow; they show once these are mended.)")
        == true)
  }

  @Test func `no word about more where there are no more`() {
    let source = String(repeating: "nothing.here()\n", count: Limits.diagnostics)
    #expect(Set(messages(source)) == ["There is no experiment `nothing.here`."])
  }

  @Test func `a source beyond the limit is refused in one sentence`() {
    let source = String(repeating: "/", count: Limits.sourceSize + 1)
    #expect(messages(source) == ["This cell is too long: 65537 bytes; it may have 65536."])
  }
}

@Suite struct `Places` {
  @Test(arguments: [
    ("race.lostUpdate(threads: 1)", 1, 26, 25, 26),
    ("law.amdahl()\n\trace.lostUpdate(threads: 1)", 2, 27, 39, 40),
    ("law.amdahl()\r\nrace.lostUpdate(threads: 1)", 2, 26, 39, 40),
    ("law.amdahl()\rrace.lostUpdate(threads: 1)", 2, 26, 38, 39),
    ("// 👩‍👩‍👧 é\nrace.lostUpdate(threads: 1)", 2, 26, 39, 40),
    (#"race.lostUpdate(note: "👩‍👩‍👧e\#u{301}", threads: 1)"#, 1, 38, 45, 46),
  ])
  func `count lines and characters for people and code units for editors`(
    source: String, line: Int, column: Int, from: Int, to: Int
  ) throws {
    let range = try #require(vocabulary.check(source).diagnostics.first).range
    #expect(range.from.line == line)
    #expect(range.from.column == column)
    #expect(range.from.offset == from)
    #expect(range.to.offset == to)
    let units = Array(source.utf16)[range.from.offset..<range.to.offset]
    #expect(String(decoding: units, as: UTF16.self) == "1")
  }

  @Test func `arguments of a plan name their own places`() throws {
    let source = "// 😀\nrace.lostUpdate(threads: [2, 4], gap: .sleep(1.ms))"
    let call = try #require(vocabulary.check(source).plan?.calls.first)
    let units = Array(source.utf16)
    func text(_ range: SourceRange) -> String {
      String(decoding: units[range.from.offset..<range.to.offset], as: UTF16.self)
    }
    #expect(call.arguments.map { text($0.name) } == ["threads", "gap"])
    #expect(call.arguments.map { text($0.value) } == ["[2, 4]", ".sleep(1.ms)"])
    #expect(call.arguments.map(\.isSweep) == [true, false])
    #expect(text(call.range) == "race.lostUpdate(threads: [2, 4], gap: .sleep(1.ms))")
  }
}
