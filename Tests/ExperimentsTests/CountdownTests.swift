import CallLanguage
import ExperimentEngine
import Testing

@testable import Experiments

@Suite(.serialized) struct `Counting down` {
  func count(
    threads: Int = 2, steps: Int = 5, delay: Duration = .milliseconds(5), locked: Bool = false,
    join: Bool = true, mode: Mode, placement: Placement = .free
  ) async -> Collector {
    await perform(
      "thread.countdown",
      [
        Argument("threads", threads.literal), Argument("steps", steps.literal),
        Argument("delay", delay.literal), Argument("locked", locked.literal),
        Argument("join", join.literal),
      ], mode: mode, placement: placement)
  }

  @Test(arguments: [1, 2, 3, 64], [false, true])
  func `takes exactly as long in virtual time as the sleeps add up to`(threads: Int, locked: Bool)
    async
  {
    let result = await count(
      threads: threads, delay: .milliseconds(1_000), locked: locked, mode: .model)
    #expect(result["model"]?.isMet == true, "\(result.verdicts)")
    #expect(result["model"]?.statistics?.median == Double(locked ? threads * 5 : 5))
  }

  @Test func `is said in an exact order in virtual time`() async {
    let result = await count(threads: 2, steps: 2, delay: .milliseconds(100), mode: .model)
    #expect(
      result.output("model-lines")?["text/plain"]
        == .string(
          """
              100 ms  A: 2
              100 ms  B: 2
              200 ms  A: 1
              200 ms  B: 1
              200 ms  main: main ends
          """))
  }

  @Test(arguments: [false, true], [false, true])
  func `gives the same bytes each time in virtual time`(locked: Bool, join: Bool) async {
    let first = await count(threads: 5, locked: locked, join: join, mode: .model)
    let second = await count(threads: 5, locked: locked, join: join, mode: .model)
    #expect(first.model == second.model)
    #expect(first["model"]?.isMet == true, "\(first.verdicts)")
  }

  @Test(arguments: [2, 4], Placement.allCases)
  func `overlaps without the lock and not with it`(threads: Int, placement: Placement) async {
    let result = await count(threads: threads, mode: .live, placement: placement)
    for claim in ["overlap", "contiguous", "mainLast"] {
      #expect(result[claim]?.isMet == true, "\(result.verdicts)")
    }
    #expect(result.end?.status == .done)
  }

  @Test(arguments: [false, true], Placement.allCases)
  func `goes on after main when nobody joins`(locked: Bool, placement: Placement) async {
    let result = await count(locked: locked, join: false, mode: .live, placement: placement)
    #expect(result["mainFirst"]?.isMet == true, "\(result.verdicts)")
    #expect(result["mainLast"] == nil)
  }

  @Test func `keeps its budget however long the sleeps are`() async {
    let result = await count(
      threads: 64, steps: 50, delay: .milliseconds(1_000), mode: .live)
    #expect(result.end?.status == .done)
    #expect(result["contiguous"]?.isMet == true, "\(result.verdicts)")
    #expect((result.end?.wall ?? .infinity) < 40)
  }

  @Test func `prints what is said and draws who slept when`() async {
    let result = await count(locked: true, mode: .live)
    let text = result.events.compactMap { if case .text(_, let text) = $0 { text } else { nil } }
    #expect(text.count == 11)
    #expect(text.last == "main: main ends\n")
    #expect(result.records.contains { $0.state == 3 })
    #expect(result.records.contains { $0.state == 2 && $0.object == "the lock" })
    #expect(result.points > 0)
  }
}
