import CallLanguage
import ExperimentEngine
import Testing

@testable import Experiments

@Suite struct `Amdahl's law` {
  func amdahl(_ p: Double) -> Amdahl {
    var law = Amdahl()
    law.p = p
    return law
  }

  @Test(arguments: [(2, 1.9048), (4, 3.4783), (8, 5.9259), (16, 9.1429), (64, 15.4217)])
  func `gives the known speed-ups for p = 0.95`(n: Int, speedup: Double) {
    #expect(abs(amdahl(0.95).speedup(n) - speedup) < 0.000_05)
  }

  @Test func `gives 5.2632 for p = 0.9 on ten processors`() {
    #expect(abs(amdahl(0.9).speedup(10) - 5.2632) < 0.000_05)
  }

  @Test func `ends at 20 for p = 0.95`() {
    #expect(abs(amdahl(0.95).limit - 20) < 1e-9)
    #expect(amdahl(0.95).speedup(65_536) < 20)
  }

  @Test(arguments: [0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999_999, 1])
  func `holds all its claims for every share`(p: Double) async {
    let result = await perform("law.amdahl", [Argument("p", p.literal)])
    #expect(result.verdicts.map(\.claim) == ["law", "limit", "diminishing"])
    for verdict in result.verdicts {
      #expect(verdict.isMet == true, "\(p): \(verdict)")
      #expect(verdict.outcome == .exact)
    }
    #expect(result.end?.status == .done)
  }

  @Test(arguments: [[1], [7], [1, 2], [64, 1, 8], Array(1...65_536)])
  func `takes any list of processors as one value`(n: [Int]) async {
    let result = await perform("law.amdahl", [Argument("n", n.literal)])
    #expect(result.verdicts.allSatisfy { $0.isMet == true }, "\(result.verdicts)")
    #expect(result.points == n.count)
  }

  @Test func `draws the family with its limit, the gains, a table and one run`() async {
    let result = await perform("law.amdahl", [Argument("n", Array(1...64).literal)])
    #expect(result.outputs.map(\.name) == ["speedup", "gain", "table", "timeline"])
    let document = result.output("speedup")?["application/vnd.vegalite.v5+json"]?.text ?? ""
    #expect(document.contains("limit 20"))
    #expect(document.contains("p = 0.5"))
    #expect(result.records.count { $0.group == "alone" } == 2)
    #expect(
      result.records.filter { $0.group == "8 together" }.map(\.end).max() == (1 - 0.95) + 0.95 / 8)
  }

  @Test func `gives the same bytes each time`() async {
    let (first, second) = (await perform("law.amdahl"), await perform("law.amdahl"))
    #expect(first.model == second.model)
  }
}
