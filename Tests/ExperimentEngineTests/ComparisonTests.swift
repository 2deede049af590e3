import CallLanguage
import Foundation
import Synchronization
import Testing

@testable import ExperimentEngine

@Suite struct `A comparison` {
  /// A machine that is never quite still: it drifts, slows down for a while and recovers, remembers
  /// what it did a moment ago, and now and then takes several times as long.
  struct Machine {
    private var generator: SeededGenerator
    private var memory = 0.0
    private var time = 0.0
    private let slope: Double
    private let period: Double

    init(seed: UInt64) {
      generator = SeededGenerator(seed: seed, stream: 77)
      slope = (generator.fraction() - 0.5) * 0.01
      period = 8 + 40 * generator.fraction()
    }

    /// One measurement of something that would take `truth` on a quiet machine.
    mutating func measure(_ truth: Double) -> Double {
      time += 1
      memory = 0.6 * memory + 0.03 * gauss()
      let drift = 1 + slope * time + 0.1 * sin(2 * .pi * time / period)
      let outlier = generator.fraction() < 0.04 ? 1.5 + 3.5 * generator.fraction() : 1
      return truth * drift * exp(memory + 0.05 * gauss()) * outlier
    }

    /// Normal to within what a comparison can see, from twelve uniform numbers.
    private mutating func gauss() -> Double {
      (0..<12).reduce(-6) { sum, _ in sum + generator.fraction() }
    }
  }

  /// Thirty rounds of A and B, as ``Run/trials(_:unit:repetitions:warmups:subject:_:)`` makes them.
  func trials(_ a: Double, _ b: Double, seed: UInt64, rounds: Int = 30) -> Trials {
    var machine = Machine(seed: seed)
    var generator = SeededGenerator(seed: seed)
    var trials = Trials(["A", "B"], unit: "s", wanted: rounds)
    for round in 0..<rounds {
      let samples = generator.shuffled([0, 1]).enumerated().map { place, variant in
        Trials.Sample(
          variant: variant, round: round, place: place,
          value: machine.measure(variant == 0 ? a : b))
      }
      trials.append(samples, Disturbance(wall: 1))
    }
    return trials
  }

  func finding(_ a: Double, _ b: Double, seed: UInt64) throws -> Comparison.Finding {
    // A thousand draws place an interval nearly as well as ten thousand, and in a tenth of the time.
    try #require(Comparison(trials(a, b, seed: seed), seed: seed, resamples: 1_000)).finding
  }

  @Test(.timeLimit(.minutes(5)))
  func `of something with itself says that they differ in at most 8 % of 200 tries`() throws {
    let differing = try (1...200).filter { try finding(1, 1, seed: UInt64($0)) == .differ }
    #expect(differing.count <= 16, "seeds \(differing)")
  }

  @Test func `finds a difference of a fifth nearly always, whichever is the slower`() throws {
    for (a, b) in [(1.0, 1.2), (1.2, 1)] {
      let found = try (1...40).filter { try finding(a, b, seed: UInt64(1_000 + $0)) == .differ }
      #expect(found.count >= 36, "\(found.count) of 40 with \(a) and \(b)")
    }
  }

  @Test func `gives an interval that holds the true ratio`() throws {
    let held = try (1...40).filter { seed in
      let trials = trials(2, 3, seed: UInt64(2_000 + seed))
      let ratio = try #require(Comparison(trials, seed: 1, resamples: 1_000)).ratio
      return try (#require(ratio.low)...#require(ratio.high)).contains(1.5)
    }
    #expect(held.count >= 34, "\(held.count) of 40")
  }

  @Test func `says nothing on too few rounds`() throws {
    let few = try #require(Comparison(trials(1, 5, seed: 3, rounds: 9), seed: 3))
    #expect(few.finding == .undecided && few.ratio.low == nil)
    #expect(Comparison(Trials(["A", "B"], wanted: 3), seed: 1) == nil)
  }

  @Test func `does not tell apart what differs by less than its margin`() throws {
    // Without any noise the interval is a point, and a thousandth would count.
    var trials = Trials(["A", "B"], unit: "s", wanted: 12)
    for round in 0..<12 {
      let samples = [1.0, 1.001].enumerated().map {
        Trials.Sample(variant: $0, round: round, place: $0, value: $1)
      }
      trials.append(samples, Disturbance(wall: 1))
    }
    #expect(Comparison(trials, seed: 1)?.finding == .noDifference)
  }
}

@Suite(.timeLimit(.minutes(2))) struct `Comparing two cases` {
  static let machine = Machine(cpu: "test", cpus: 2, kernel: "6", build: "b1")
  let execution = Execution(
    catalogue: Catalogue([Paced.self, Counted.self, Broken.self], listings: [:]),
    calibration: nil, machine: machine,
    limits: CaseLimits(caseTime: 30, runTime: 300, memory: 1, output: 2))

  /// Measures a number that it is given, and counts how often its verdicts were asked for.
  struct Paced: Experiment {
    static let name: ExperimentName = "test.paced"
    static let title = "Paced"
    static let summary = "Measures what it is told."
    static let chapter = Chapter(1, "Start")
    static let question = ""
    static let pitfall = ""
    static let claims = [Claim("any", "Something.", .informative)]
    static let python = ""
    static let example = "test.paced()"
    static let ends = Atomic(0)
    @Parameter(1...1_000, "what is measured") var value = 1
    @Parameter(0...1, "which variant is its own") var subject = 0

    func run(_ run: Run) throws -> [Verdict] {
      _ = try run.trials(["own", "other"], unit: "ns", subject: subject) { variant in
        variant == subject ? Double(value) : 1e9
      }
      Self.ends.add(1, ordering: .relaxed)
      return []
    }
  }

  struct Counted: Experiment {
    static let name: ExperimentName = "test.counted"
    static let title = "Counted"
    static let summary = "Repeats nothing."
    static let chapter = Chapter(1, "Start")
    static let question = ""
    static let pitfall = ""
    static let claims: [Claim] = []
    static let python = ""
    static let example = "test.counted()"

    func run(_ run: Run) throws -> [Verdict] { [] }
  }

  struct Broken: Experiment {
    static let name: ExperimentName = "test.broken"
    static let title = "Broken"
    static let summary = "Fails."
    static let chapter = Chapter(1, "Start")
    static let question = ""
    static let pitfall = ""
    static let claims: [Claim] = []
    static let python = ""
    static let example = "test.broken()"
    struct Failure: Error, CustomStringConvertible { let description = "No luck." }

    func run(_ run: Run) throws -> [Verdict] { throw Failure() }
  }

  func compared(_ name: String, _ arguments: [Argument] = []) -> ComparedCase {
    ComparedCase(experiment: name, parameters: arguments, text: "\(name)()")
  }

  func compare(
    _ a: ComparedCase, _ b: ComparedCase, budget: Duration = .seconds(60)
  ) -> (end: CaseEnd, sink: RecordingSink) {
    let sink = RecordingSink()
    let end = execution.compare(a, b, budget: budget, stop: StopFlag(), sink: sink)
    return (end, sink)
  }

  @Test func `measures what each measures itself, and states the ratio with its interval`() throws {
    let before = Paced.ends.load(ordering: .relaxed)
    let (end, sink) = compare(
      compared("test.paced", [Argument("value", .integer(20))]),
      compared("test.paced", [Argument("value", .integer(50)), Argument("subject", .integer(1))]))
    #expect(end.status == .done)
    let verdict = try #require(sink.verdicts.first)
    #expect(verdict.outcome == .observed && verdict.isMet == nil)
    #expect(verdict.sentence == "B takes 2.5 times as long as A (2.5 to 2.5).")
    #expect(verdict.statistics?.median == 2.5 && verdict.statistics?.count ?? 0 >= 30)
    #expect(Paced.ends.load(ordering: .relaxed) == before)
    guard case .started(let start)? = sink.events.first else { return }
    #expect(start.experiment == "compare" && start.limits == execution.limits)
    #expect(
      start.parameters == [
        Argument("a", .string("test.paced()")), Argument("b", .string("test.paced()")),
      ])
    let samples = sink.events.compactMap { event -> (String, Double)? in
      guard case .samples(_, let series, let points) = event else { return nil }
      return (series, points[0].y)
    }
    #expect(samples.count >= 60 && samples.allSatisfy { $0.1 == ($0.0 == "A" ? 20 : 50) })
    // In random order, not always A first.
    let output = sink.events.compactMap { event -> Output? in
      guard case .output(let output) = event else { return nil }
      return output
    }.first
    let rows = try #require(output?["application/json"]?["samples"])
    let firsts = (0..<30).map { rows[2 * $0]?["variant"] }
    #expect(Set(firsts) == [0, 1])
    let text = sink.events.compactMap { event -> String? in
      guard case .text(_, let text) = event else { return nil }
      return text
    }
    #expect(text.joined().contains("order drawn with seed 1"))
  }

  @Test func `sees no difference where there is none`() throws {
    let (_, sink) = compare(compared("test.paced"), compared("test.paced"))
    let verdict = try #require(sink.verdicts.first)
    #expect(verdict.outcome == .notObserved)
    #expect(verdict.sentence.hasPrefix("No difference is seen: the interval holds 1. B takes 1 "))
  }

  @Test func `refuses what is measured in different units`() {
    let (end, sink) = compare(compared("test.paced"), compared("test.counted"))
    #expect(end.status == .failed)
    #expect(end.reason?.contains("A measures ns and B s") == true)
    #expect(sink.verdicts.isEmpty)
  }

  @Test func `says which of the two failed`() {
    let (end, _) = compare(compared("test.counted"), compared("test.broken"))
    #expect(end.status == .failed && end.reason == "B failed: No luck.")
  }

  @Test func `decides nothing when time allows too few rounds`() throws {
    let (end, sink) = compare(
      compared("test.counted"), compared("test.counted"), budget: .zero)
    #expect(end.status == .done)
    let verdict = try #require(sink.verdicts.first)
    #expect(verdict.outcome == .inconclusive)
    #expect(verdict.decide?.contains("At least 10 rounds") == true)
  }

  @Test func `ends when it is stopped`() {
    let stop = StopFlag()
    stop.set(.stopped)
    let end = execution.compare(
      compared("test.counted"), compared("test.counted"), budget: .seconds(1), stop: stop,
      sink: RecordingSink())
    #expect(end.status == .stopped)
  }
}
