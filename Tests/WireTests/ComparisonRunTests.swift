import TestSupport
import Testing
import Wire

@Suite(
  .serialized, .timeLimit(.minutes(2)),
  .enabled(if: Programs.worker != nil, "The worker was not built; `make test` builds it."))
struct `A worker that compares` {
  private func run(_ source: String) throws -> [RunEvent] {
    let worker = try WorkerProcess(try #require(Programs.worker))
    _ = try worker.greet()
    return try worker.run(source, caseDeadline: 30)
  }

  private func verdicts(_ events: [RunEvent]) -> [VerdictReport] {
    events.compactMap { if case .verdict(let verdict) = $0.content { verdict } else { nil } }
  }

  @Test func `tells it as one case, with both calls as its parameters`() throws {
    // An increment with a sleep of a millisecond in it is slower on any machine.
    let events = try run(
      """
      %%compare
      race.lostUpdate(increments: 20, gap: .none)
      race.lostUpdate(increments: 20, gap: .sleep(1.ms), timeScale: 1)
      """)
    guard case .plan(let plan)? = events.first?.content else {
      Issue.record("The first event is no plan.")
      return
    }
    #expect(plan.calls.map(\.experiment) == ["compare"])
    #expect(plan.calls.first?.need == .quiet)
    #expect(
      plan.calls.first?.cases.first?.parameters["a"]
        == "race.lostUpdate(increments: 20, gap: .none)")
    let verdict = try #require(verdicts(events).first)
    #expect(verdict.claim == "difference" && verdict.verdict == .observed)
    #expect(verdict.sentence.hasPrefix("B takes "))
    #expect((verdict.statistics?.low ?? 0) > 10, "\(verdict.sentence)")
    #expect(events.contains { if case .output = $0.content { true } else { false } })
    guard case .finished(let end)? = events.last?.content else { return }
    #expect(end.status == .done)
  }

  @Test func `refuses one call alone with a sentence`() throws {
    let events = try run("%%compare\nlaw.amdahl(p: 0.5)")
    #expect(events.map(\.content.type) == ["diagnostics", "finished"])
    guard case .finished(let end)? = events.last?.content else { return }
    #expect(end.status == .failed && end.reason?.contains("takes two cases") == true)
  }
}
