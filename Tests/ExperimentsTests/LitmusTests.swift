import CallLanguage
import ExperimentEngine
import Explorer
import Testing

@testable import Experiments

/// What herd7 counts for a test whose accesses are all relaxed: outcomes and executions that differ.
private struct Row: Sendable, CustomTestStringConvertible {
  var test: LitmusTest
  var interleavings: Int
  var sc: Int
  var tso: Int
  var pso: Int

  var testDescription: String { test.label }

  init(_ test: LitmusTest, _ interleavings: Int, _ sc: Int, _ tso: Int, _ pso: Int) {
    (self.test, self.interleavings) = (test, interleavings)
    (self.sc, self.tso, self.pso) = (sc, tso, pso)
  }
}

private let rows = [
  Row(.storeBuffering, 6, 3, 4, 4), Row(.messagePassing, 6, 3, 3, 4),
  Row(.loadBuffering, 6, 3, 3, 3), Row(.r, 6, 3, 4, 4), Row(.s, 6, 3, 3, 4),
  Row(.twoPlusTwoWrites, 6, 3, 3, 4), Row(.iriw, 180, 15, 15, 15), Row(.wrc, 30, 7, 7, 7),
  Row(.rwc, 30, 7, 8, 8), Row(.isa2, 90, 7, 7, 8), Row(.threeStoreBuffering, 90, 7, 8, 8),
  Row(.coRR, 3, 3, 3, 3),
]

private func exploration(
  _ test: LitmusTest, _ ordering: LitmusOrdering
) throws -> LitmusExploration {
  try LitmusExploration(test, ordering, Run(sink: Collector()))
}

@Suite struct `A litmus test in the models` {
  @Test(arguments: rows) fileprivate func `has the outcomes that are known for it`(row: Row) throws
  {
    let seen = try exploration(row.test, .relaxed)
    #expect(seen.isComplete)
    #expect(seen.counts(.sc)?.explored == row.interleavings)
    for (model, expected) in [(MemoryModel.sc, row.sc), (.tso, row.tso), (.pso, row.pso)] {
      #expect(seen.outcomes(model).count == expected, "\(model)")
      #expect(seen.counts(model)?.distinct == expected, "\(model)")
      #expect(seen.permits(row.test.weak, model) == (expected > row.sc), "\(model)")
    }
  }

  @Test func `has every shape in that table`() {
    #expect(rows.map(\.test) == LitmusTest.allCases)
  }

  @Test func `of store buffering ends in the outcomes that one can list by hand`() throws {
    let seen = try exploration(.storeBuffering, .relaxed)
    #expect(seen.outcomes(.sc) == [[0, 1], [1, 0], [1, 1]])
    #expect(seen.outcomes(.tso) == [[0, 0], [0, 1], [1, 0], [1, 1]])
    #expect(seen.permitting == "TSO and PSO")
  }

  @Test(
    arguments: LitmusTest.allCases,
    [
      LitmusOrdering.sequentiallyConsistent, .sequentiallyConsistentFences,
    ])
  func `is cured by sequential consistency`(test: LitmusTest, ordering: LitmusOrdering) throws {
    let seen = try exploration(test, ordering)
    #expect(seen.outcomes(.pso) == seen.outcomes(.sc))
    #expect(seen.permitting == "none of the models")
  }

  @Test(
    arguments: LitmusTest.allCases,
    [
      LitmusOrdering.acquireRelease, .acquireReleaseFences,
    ])
  func `keeps store buffering alone with release and acquire`(
    test: LitmusTest, ordering: LitmusOrdering
  ) throws {
    let seen = try exploration(test, ordering)
    let buffers: Set<LitmusTest> = [.storeBuffering, .r, .rwc, .threeStoreBuffering]
    #expect(seen.permits(test.weak, .tso) == buffers.contains(test))
    #expect(seen.permits(test.weak, .pso) == buffers.contains(test))
  }

  @Test(arguments: LitmusTest.allCases, LitmusOrdering.allCases)
  func `holds all claims of the experiment`(test: LitmusTest, ordering: LitmusOrdering) async throws
  {
    let result = await perform(
      "litmus.model", [Argument("test", test.literal), Argument("ordering", ordering.literal)])
    #expect(result.end?.status == .done)
    #expect(result.verdicts.count == (ordering.isSequential ? 4 : 3))
    for verdict in result.verdicts { #expect(verdict.isMet == true, "\(verdict)") }
    #expect(result.outputs.map(\.name) == ["outcomes", "executions"])
    let parsed = Program.parse(test.program(ordering))
    #expect(parsed.program != nil && parsed.diagnostics.isEmpty, "\(test.program(ordering))")
  }
}

@Suite(.serialized) struct `A litmus test on this machine` {
  func live(
    _ test: LitmusTest, _ ordering: LitmusOrdering, iterations: Int = 20_000,
    placement: Placement = .free, budget: Duration = .seconds(2), mode: Mode = .live,
    stop: StopFlag = StopFlag()
  ) async -> Collector {
    await perform(
      "litmus.live",
      [
        Argument("test", test.literal), Argument("ordering", ordering.literal),
        Argument("iterations", iterations.literal),
      ], mode: mode, budget: budget, placement: placement, stop: stop)
  }

  @Test(arguments: LitmusTest.allCases, LitmusOrdering.allCases)
  func `shows nothing that its model forbids`(test: LitmusTest, ordering: LitmusOrdering) async {
    let result = await live(test, ordering, iterations: 3_000)
    #expect(result.end?.status == .done, "\(result.end?.reason ?? "")")
    #expect(result["model"]?.isMet == true)
    #expect(result["permitted"]?.isMet != false, "\(result.verdicts)")
    #expect(result["weak"]?.isMet != false)
    #expect(result.outputs.map(\.name) == ["outcomes", "histogram"])
  }

  @Test(arguments: Placement.allCases)
  func `counts as many iterations as it was asked for`(placement: Placement) async throws {
    let result = await live(.storeBuffering, .relaxed, placement: placement, budget: .seconds(20))
    let table = try #require(result.output("outcomes")?["text/plain"]?.text)
    #expect(table.contains("20,480 iterations"), "\(table)")
    #expect(table.contains("p0.r0=0 p1.r0=0"))
    #expect(result["permitted"]?.isMet != false)
  }

  @Test func `never calls an outcome impossible that was only not seen`() async throws {
    let result = await live(.messagePassing, .relaxed)
    let table = try #require(result.output("outcomes")?["text/plain"]?.text)
    #expect(table.contains("not seen"))
    #expect(!table.contains("impossible"))
    #expect(result["weak"] == nil)
  }

  @Test func `ends when its time is over`() async {
    let result = await live(
      .iriw, .relaxed, iterations: 100_000_000, budget: .milliseconds(200))
    #expect(result.end?.status == .done)
    #expect(result["permitted"]?.isMet != false)
  }

  @Test func `ends when it is stopped`() async {
    let stop = StopFlag()
    stop.set(.stopped)
    let result = await live(
      .storeBuffering, .relaxed, iterations: 100_000_000, budget: .seconds(60), stop: stop)
    #expect(result.end?.status == .stopped)
  }

  @Test func `is only looked up where nothing may run live`() async {
    let result = await live(.storeBuffering, .relaxed, mode: .model)
    #expect(result.verdicts.map(\.claim) == ["model"])
  }
}

@Suite struct `A program on the processors of the machine` {
  private func observed(_ source: String, iterations: Int = 20_000) throws -> (
    Observation, Exploration
  ) {
    let program = try #require(Program.parse(source).program)
    let observation = try ProgramOnProcessors.observe(
      program, iterations: iterations, within: .seconds(20), Run(sink: Collector()))
    let options = ExplorationOptions(models: MemoryModel.allCases, seconds: 60)
    return (observation, explore(program, options))
  }

  @Test(arguments: [
    // Store buffering, which x86 shows.
    """
    atomic(.relaxed) x = 0, y = 0
    thread a { x = 1; let r = y }
    thread b { y = 1; let r = x }
    outcome a.r, b.r
    """,
    // Loops, arrays, parameters, and each kind of update.
    """
    atomic c[2] = 0, d = 3
    thread t(i) for i in 0...1 {
      for r in 1...3 { c[i].fetchAdd(r) }
      let w = d.compareExchange(3, i + 4)
      let o = c[1 - i].exchange(7, .acquire)
      d.fetchXor(1, .relaxed)
    }
    outcome c[0], c[1], d, t[0].w, t[1].w
    """,
    // One that can fail, and a fence.
    """
    atomic(.relaxed) x = 0, y = 0
    thread a { x = 1; fence(.seqCst); let r = y; assert r < 1 }
    thread b { y = 1; fence(.seqCst); let r = x }
    outcome a.r, b.r
    """,
  ])
  func `ends only as the models permit`(source: String) throws {
    let (observation, exploration) = try observed(source)
    #expect(observation.obstacle == nil)
    #expect(observation.iterations >= 20_000)
    let permitted = Set(exploration.outcomes.map(\.values))
    #expect(Set(observation.counts.keys).isSubset(of: permitted), "\(observation.counts)")
    #expect(!observation.counts.isEmpty)
    let canFail = exploration.models.contains { !$0.findings.isEmpty }
    #expect(canFail || observation.failures == 0)
  }

  @Test(arguments: [
    ("mutex m\natomic x = 0\nthread a { m.lock(); m.unlock() }\nthread b { x = 1 }", "objects"),
    ("var x = 0\nthread a { x = 1 }\nthread b { x = 2 }", "atomic"),
    ("atomic x = 0\nthread a { await x == 1 }\nthread b { x = 1 }", "await"),
  ])
  func `is refused with a reason where only a model can tell`(source: String, word: String) throws {
    let (observation, _) = try observed(source)
    #expect(observation.iterations == 0)
    #expect(observation.sentence.contains(word), "\(observation.sentence)")
  }

  @Test func `stands beside the models in the table of outcomes`() throws {
    let source = """
      atomic(.relaxed) x = 0
      thread a { x = 1 }
      thread b { let r = x }
      outcome b.r
      """
    var (observation, exploration) = try observed(source, iterations: 1_000)
    observation.counts = [[0]: 1_234]
    exploration.seen = observation
    let text = exploration.text(source: source)
    #expect(text.contains("this machine"))
    #expect(text.contains("1,234"))
    #expect(text.contains("not seen"))
    let json = exploration.json(source: source)
    #expect(json.contains("\"seen\":1234"))
    #expect(json.contains("\"iterations\":1234"))
  }
}
