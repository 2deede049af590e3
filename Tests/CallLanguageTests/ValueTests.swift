import CallLanguage
import SourceLanguage
import Testing

@Suite struct `Values in calls` {
  @Test(arguments: [
    ("threads: 4", "threads", Value.integer(4)),
    ("increments: 100_000", "increments", .integer(100_000)),
    ("gap: .none", "gap", .symbol("none")),
    ("gap: .sleep(5.ms)", "gap", .symbol("sleep", .duration(.milliseconds(5)))),
    ("gap: .sleep", "gap", .symbol("sleep", .duration(.milliseconds(1)))),
    ("gap: .spin(7)", "gap", .symbol("spin", .integer(7))),
    ("traced: true", "traced", .boolean(true)),
    ("pause: 200.us", "pause", .duration(.microseconds(200))),
    ("pause: 0.5.ms", "pause", .duration(.microseconds(500))),
    ("pause: 1.s", "pause", .duration(.seconds(1))),
    ("pause: 1.5e2.ns", "pause", .duration(.nanoseconds(150))),
    ("limit: nil", "limit", .absent),
    ("limit: 7", "limit", .integer(7)),
    (#"note: "a \"b\" \\ \n \u{1F600}""#, "note", .string("a \"b\" \\ \n 😀")),
    ("", "threads", .integer(2)),
  ])
  func `are read by the type of their parameter`(
    argument: String, parameter: String, value: Value
  ) {
    #expect(messages("race.lostUpdate(\(argument))") == [])
    #expect(values(parameter, "race.lostUpdate(\(argument))") == [value])
  }

  @Test func `a whole number may stand for a decimal`() {
    #expect(values("p", "law.amdahl(p: 1)") == [.decimal(1)])
  }

  @Test func `an attached file is named in quotes`() {
    #expect(
      values("picture", #"image.blur(picture: attachment("cat.png"))"#)
        == [.attachment("cat.png")])
  }

  @Test func `comments, blank lines, trailing commas and a language line are fine`() {
    let source = """
      %%experiment
      // first the law
      law.amdahl(p: 0.9,  // most of it
        n: 1...64,
      )

      race.lostUpdate()
      """
    let check = vocabulary.check(source)
    #expect(check.diagnostics == [])
    #expect(check.plan?.calls.map(\.experiment) == ["law.amdahl", "race.lostUpdate"])
    #expect(check.plan?.calls.map(\.range.from.line) == [3, 7])
  }

  @Test func `an empty cell is an empty plan`() {
    #expect(vocabulary.check("") == Check(plan: Plan(), diagnostics: []))
    #expect(vocabulary.check("// only words\n") == Check(plan: Plan(), diagnostics: []))
  }
}

@Suite struct `Sweeps` {
  @Test func `a list given to a scalar makes one case a value`() {
    let source = "race.lostUpdate(threads: [2, 4, 8])"
    #expect(values("threads", source) == [.integer(2), .integer(4), .integer(8)])
    #expect(
      vocabulary.check(source).plan?.calls.first?.cases.map(\.label)
        == ["threads: 2", "threads: 4", "threads: 8"])
  }

  @Test(arguments: [
    ("2...5", [2, 3, 4, 5]), ("2...11 by 4", [2, 6, 10]), ("[2...3, 8]", [2, 3, 8]), ("[9]", [9]),
  ])
  func `ranges are spelt out`(range: String, numbers: [Int]) {
    #expect(values("threads", "race.lostUpdate(threads: \(range))") == numbers.map { .integer($0) })
  }

  @Test func `decimals keep their digits`() {
    #expect(
      values("p", "law.amdahl(p: 0.1...0.9 by 0.1)")
        == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map { .decimal($0) })
    #expect(values("p", "law.amdahl(p: 0...1)") == [.decimal(0), .decimal(1)])
  }

  @Test func `durations step by durations`() {
    #expect(
      values("pause", "race.lostUpdate(pause: 1.ms...2.ms by 500.us)")
        == [1_000, 1_500, 2_000].map { .duration(.microseconds($0)) })
  }

  @Test func `two sweeps make a grid and the last written changes fastest`() {
    let cases = vocabulary.check("race.lostUpdate(gap: [.none, .yield], threads: 2...3)")
      .plan?.calls.first?.cases
    #expect(
      cases?.map(\.label) == [
        "gap: .none, threads: 2", "gap: .none, threads: 3", "gap: .yield, threads: 2",
        "gap: .yield, threads: 3",
      ])
    #expect(
      cases?.first?.parameters.map(\.name) == [
        "threads", "increments", "gap", "traced", "pause", "limit", "note", "seed",
      ])
  }

  @Test func `a list parameter takes a list, a range or one value as one value`() {
    let range = Value.range(ValueRange(lower: .integer(1), upper: .integer(64)))
    #expect(values("n", "law.amdahl(p: [0.5, 0.9], n: 1...64)") == [range, range])
    #expect(values("n", "law.amdahl(n: [1, 2, 8])") == [.list([1, 2, 8].map { .integer($0) })])
    #expect(values("n", "law.amdahl(n: [1...3, 8])") == [.list([1, 2, 3, 8].map { .integer($0) })])
    #expect(values("n", "law.amdahl(n: 10)") == [.list([.integer(10)])])
    #expect(
      values("n", "law.amdahl(n: [[1, 2], 1...64])") == [.list([.integer(1), .integer(2)]), range])
  }

  @Test func `at most 200 cases a call`() {
    #expect(vocabulary.check("race.lostUpdate(increments: 1...200)").plan != nil)
    #expect(
      messages("race.lostUpdate(threads: 2...22, increments: 1...10)")
        == ["This call stands for 21 × 10 cases; a call may have 200."])
    #expect(
      messages("race.lostUpdate(increments: 1...100_000_000)") == [
        "This range stands for 100_000_000 values; `increments` may have 200 here, "
          + "so take a larger step."
      ])
    #expect(
      messages("race.lostUpdate(seed: 0...9_223_372_036_854_775_807)") == [
        "This range stands for too many values; `seed` may have 200 here, so take a larger step."
      ])
  }
}
