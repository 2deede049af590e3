import ExperimentEngine
import Testing

@Suite struct `A verdict` {
  let free = Calibration(parallelism: 1.93)
  let busy = Calibration(parallelism: 1.05)

  @Test func `on a speed-up is inconclusive where the machine had not the CPUs for it`() {
    let claim = Claim("is faster", "Two threads are faster.", .conditional)
    let verdict = claim.verdict(holds: false, "It took as long.", calibration: busy)
    #expect(verdict.outcome == .inconclusive)
    #expect(verdict.isMet == nil)
    #expect(verdict.sentence == "It took as long.")
    #expect(
      verdict.decide
        == "At least 1.7 free CPUs would decide it; 1.05 were free before this run.")
    #expect(claim.verdict(holds: true, "Faster.", calibration: nil).outcome == .inconclusive)
  }

  @Test func `on a speed-up is asserted where the machine had the CPUs`() {
    let claim = Claim("is faster", "Two threads are faster.", .conditional)
    #expect(claim.verdict(holds: true, "1.9 times.", calibration: free).isMet == true)
    #expect(claim.verdict(holds: false, "1.0 times.", calibration: free).isMet == false)
  }

  @Test func `on an exact claim holds or is refuted, whatever the machine`() {
    let claim = Claim("sum", "The sum is right.", .exact)
    let holds = claim.verdict(holds: true, "190.", calibration: nil)
    let fails = claim.verdict(holds: false, "189.", calibration: busy)
    #expect(holds.outcome == .exact && holds.isMet == true)
    #expect(fails.outcome == .refuted && fails.isMet == false)
  }

  @Test func `on an informative claim is never asserted`() {
    let claim = Claim("torn", "Reads may be torn.", .informative)
    #expect(claim.verdict(holds: true, "Some were.", calibration: free).isMet == nil)
    #expect(claim.verdict(holds: false, "None was.", calibration: free).isMet == nil)
  }

  @Test func `may be expected not to be observed`() {
    let claim = Claim("deadlocks", "It deadlocks.", .robust, expects: [.notObserved])
    #expect(claim.verdict(holds: false, "It did not.", calibration: nil).isMet == true)
    #expect(claim.verdict(holds: true, "It did.", calibration: nil).isMet == false)
  }

  @Test func `that is undecided says what would decide it`() {
    let run = Run(claims: [Claim("loses", "Updates get lost.", .robust)], sink: RecordingSink())
    let verdict = run.undecided("loses", "Nothing was lost.", decide: "A longer run.")
    #expect(verdict.outcome == .inconclusive && verdict.isMet == nil)
    #expect(verdict.decide == "A longer run.")
  }
}
