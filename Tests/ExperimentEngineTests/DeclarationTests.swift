import CallLanguage
import ExperimentEngine
import Testing

enum Pace: ParameterChoice {
  case none
  case sleep(Duration)
  case spins(Int)

  static let choices: [Alternative<Pace>] = [
    Alternative("none", "no pause", Pace.none),
    Alternative(
      "sleep", "a sleep", .microseconds(1)...Duration.seconds(1), default: .milliseconds(1),
      make: Pace.sleep, read: { if case .sleep(let time) = $0 { time } else { nil } }),
    Alternative(
      "spins", "a number of turns", 1...100, make: Pace.spins,
      read: { if case .spins(let turns) = $0 { turns } else { nil } }),
  ]
}

enum Order: String, NamedChoice {
  case first, last
  var summary: String { self == .first ? "first come" : "last come" }
}

struct Sample: Experiment {
  static let name: ExperimentName = "test.sample"
  static let title = "Sample"
  static let summary = "Shows every kind of parameter."
  static let chapter = Chapter(3, "Working with threads")
  static let question = "What will happen?"
  static let pitfall = "Nothing."
  static let claims = [
    Claim("adds up", "The sum is right.", .exact),
    Claim("is faster", "Two threads are faster.", .conditional),
    Claim("loses", "Updates get lost.", .robust),
    Claim("is nice", "It is nice.", .informative),
  ]
  static let python = "print(1)"
  static let example = "test.sample()"

  @Parameter(2...64, "threads that work", unit: "threads") var threads = 2
  @Parameter(0...1, "share of the work") var share = 0.5
  @Parameter("whether a lock is held") var locked = false
  @Parameter("what it is called") var label = "x"
  @Parameter("what happens between") var pace = Pace.sleep(.milliseconds(2))
  @Parameter("who comes next") var order = Order.first
  @Parameter(1...1_000, count: 1...100, "workers") var n = Array(1...10)
  @Parameter(1...9, "a limit that may be open") var limit: Int? = nil
  @Parameter(count: 1...2, "orders to try") var orders = [Order.first, .last]

  func run(_ run: Run) throws -> [Verdict] {
    run.progress(0.5, "Half.")
    return [run.verdict("adds up", threads == 2, "There were \(threads) threads.")]
  }
}

@Suite struct `The declaration of parameters` {
  @Test func `says name, type, default, unit and words, in the order of the source`() {
    let signature = Sample.signature
    #expect(signature.name == "test.sample")
    #expect(signature.chapter == "3 Working with threads")
    let own = signature.parameters.filter { !$0.isCommon }
    #expect(
      own.map(\.name) == [
        "threads", "share", "locked", "label", "pace", "order", "n", "limit", "orders",
      ])
    #expect(own[0].type == .integer(2...64))
    #expect(own[0].standard == .integer(2))
    #expect(own[0].unit == "threads")
    #expect(own[0].summary == "threads that work")
    #expect(own[1].type == .decimal(0...1))
    #expect(own[2].type == .boolean)
    #expect(own[3].standard == .string("x"))
    #expect(own[4].standard == .symbol("sleep", .duration(.milliseconds(2))))
    #expect(own[5].type == .choice([Choice("first", "first come"), Choice("last", "last come")]))
    #expect(own[6].type == .list(of: .integer(1...1_000), count: 1...100))
    #expect(own[6].standard == .range(ValueRange(lower: .integer(1), upper: .integer(10))))
    #expect(own[7].type == .optional(.integer(1...9)))
    #expect(own[7].standard == .absent)
    #expect(own[8].standard == .list([.symbol("first"), .symbol("last")]))
  }

  @Test func `ends with the parameters that every experiment has`() {
    let common = Sample.signature.parameters.filter(\.isCommon)
    #expect(common.map(\.name) == ["mode", "seed", "effort", "budget", "timeScale", "warmups"])
    #expect(common[0].standard == .symbol("both"))
    #expect(common[3].type == .duration(.milliseconds(100)...(.seconds(60))))
  }

  @Test func `keeps the defaults of what a call leaves out`() throws {
    let sample = try Sample.make([])
    #expect(sample.threads == 2)
    #expect(sample.pace == .sleep(.milliseconds(2)))
    #expect(sample.n == Array(1...10))
    #expect(sample.limit == nil)
  }

  @Test func `gives each property the value of its name, in whatever order they come`() throws {
    let sample = try Sample.make([
      Argument("orders", .list([.symbol("last")])),
      Argument("seed", .integer(9)),
      Argument("limit", .integer(4)),
      Argument("share", .integer(1)),
      Argument("n", .range(ValueRange(lower: .integer(2), upper: .integer(8), step: .integer(3)))),
      Argument("pace", .symbol("spins", .integer(7))),
      Argument("order", .symbol("last")),
      Argument("locked", .boolean(true)),
      Argument("label", .string("y")),
      Argument("threads", .integer(64)),
    ])
    #expect(sample.threads == 64)
    #expect(sample.share == 1)
    #expect(sample.locked)
    #expect(sample.label == "y")
    #expect(sample.pace == .spins(7))
    #expect(sample.order == .last)
    #expect(sample.n == [2, 5, 8])
    #expect(sample.limit == 4)
    #expect(sample.orders == [.last])
    #expect(try CommonParameters.make([Argument("seed", .integer(9))]).seed == 9)
  }

  @Test func `fills the argument of a case that was left out, where there is a default`() throws {
    #expect(
      try Sample.make([Argument("pace", .symbol("sleep"))]).pace == .sleep(.milliseconds(1)))
    #expect(throws: ParameterError.self) {
      try Sample.make([Argument("pace", .symbol("spins"))])
    }
  }

  @Test(arguments: [
    Argument("threads", .integer(1)), Argument("threads", .decimal(2.5)),
    Argument("share", .decimal(1.1)), Argument("pace", .symbol("spins", .integer(101))),
    Argument("order", .symbol("middle")), Argument("limit", .integer(10)),
    Argument("n", .list([])), Argument("n", .list([.integer(0)])),
    Argument("orders", .list([.symbol("last"), .symbol("last"), .symbol("last")])),
    Argument("locked", .integer(1)),
  ])
  func `refuses a value that does not fit and names the parameter`(argument: Argument) {
    let error = #expect(throws: ParameterError.self) { try Sample.make([argument]) }
    #expect(error?.parameter == argument.name)
  }

  @Test func `writes the values of an instance so that they make the same instance`() throws {
    let values = [
      Argument("threads", .integer(3)), Argument("pace", .symbol("none")),
      Argument("limit", .integer(4)), Argument("n", .list([.integer(5), .integer(9)])),
    ]
    let sample = try Sample.make(values)
    let again = try Sample.make(sample.arguments)
    #expect(again.arguments == sample.arguments)
    #expect(sample.arguments.first { $0.name == "n" }?.value == values[3].value)
  }
}
