import CallLanguage
import ExperimentEngine
import Explorer
import SourceLanguage
import Testing

@testable import Experiments

/// What the explorer says of an experiment's program, in the first of its models.
private func explored(_ experiment: some Experiment) throws -> ModelResult {
  let source = try #require(experiment.program)
  #expect(source.hasPrefix("%%program\n"))
  let parsed = Program.parse(source)
  let program = try #require(parsed.program, "\(source)\n\(parsed.diagnostics.map(\.message))")
  #expect(parsed.diagnostics.isEmpty, "\(parsed.diagnostics.map(\.message))")
  let exploration = explore(program, ExplorationOptions(models: [.sc], seconds: 60))
  return try #require(exploration.models.first)
}

@Suite struct `The program of the lost update` {
  @Test(arguments: [2, 3, 64]) func `loses one, and one preemption is enough`(threads: Int) throws {
    let result = try explored(LostUpdate.make([Argument("threads", threads.literal)]))
    #expect(result.answer == .refuted)
    let finding = try #require(result.findings.first)
    #expect(finding.failure.kind == .assertion)
    #expect(finding.failure.message.contains("an update was lost"))
    #expect(finding.preemptions == 1)
    #expect(finding.isMinimal)
  }

  @Test(arguments: LostUpdate.Protection.allCases.filter { $0 != .none }, [2, 3])
  func `is proved with any protection`(protection: LostUpdate.Protection, threads: Int) throws {
    let result = try explored(
      LostUpdate.make([
        Argument("threads", threads.literal), Argument("protection", protection.literal),
      ]))
    #expect(result.answer == .proved, "\(result.findings.map(\.failure.message))")
    #expect(result.isComplete)
  }

  @Test func `follows the parameters of the case onto the wire`() async throws {
    let collector = await perform(
      "race.lostUpdate", [Argument("protection", LostUpdate.Protection.lock.literal)], mode: .model)
    let starts = collector.events.compactMap { event in
      if case .started(let start) = event { start } else { nil }
    }
    #expect(try #require(starts.first?.program).contains("with m {"))
  }
}

@Suite struct `The program of the dining philosophers` {
  private func dinner(_ strategy: DiningPhilosophers.Strategy, _ seats: Int) throws -> ModelResult {
    try explored(
      DiningPhilosophers.make([
        Argument("strategy", strategy.literal), Argument("philosophers", seats.literal),
      ]))
  }

  @Test(arguments: [2, 3, 5]) func `deadlocks when everybody takes the left fork`(seats: Int) throws
  {
    let result = try dinner(.naive, seats)
    #expect(result.answer == .refuted)
    #expect(result.findings.first?.failure.kind == .deadlock)
    #expect(result.findings.first?.isMinimal == true)
  }

  @Test(
    arguments: [
      DiningPhilosophers.Strategy.ordered, .asymmetric, .waiter, .seatLimit, .chandyMisra,
    ],
    [2, 3, 5])
  func `is proved with an order, a waiter, a free seat or clean forks`(
    strategy: DiningPhilosophers.Strategy, seats: Int
  ) throws {
    let result = try dinner(strategy, seats)
    #expect(result.answer == .proved, "\(result.findings.map(\.failure.message))")
    #expect(result.isComplete)
  }

  @Test(arguments: [DiningPhilosophers.Strategy.tryBackoff, .randomBackoff])
  func `cannot deadlock by trying again`(strategy: DiningPhilosophers.Strategy) throws {
    let result = try dinner(strategy, 3)
    let kinds = Set(result.findings.map(\.failure.kind))
    #expect(!kinds.contains(.deadlock), "\(result.findings.map(\.failure.message))")
    #expect(result.isComplete, "\(result.answer) \(result.remark ?? "") \(result.strategy)")
  }
}
