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
