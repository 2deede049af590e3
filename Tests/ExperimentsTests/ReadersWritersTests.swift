import CallLanguage
import ConcurrencyPrimitives
import ExperimentEngine
import Testing

@testable import Experiments

@Suite(.serialized) struct `Readers and writers` {
  func open(
    _ variant: ReadersWriters.Variant, mode: Mode, readers: Int = 3, writers: Int = 2,
    placement: Placement = .free
  ) async -> Collector {
    await perform(
      "rw.variants",
      [
        Argument("variant", variant.literal), Argument("readers", readers.literal),
        Argument("writers", writers.literal), Argument("run", Duration.milliseconds(200).literal),
      ], mode: mode, budget: .milliseconds(500), placement: placement)
  }

  @Test(arguments: ReadersWriters.Variant.allCases, Placement.allCases)
  func `never meet in unlawful company`(variant: ReadersWriters.Variant, placement: Placement) async
  {
    let result = await open(variant, mode: .live, placement: placement)
    #expect(result["exclusion"]?.isMet == true, "\(result.verdicts)")
    #expect(result.end?.status == .done)
  }

  @Test(arguments: Placement.allCases)
  func `leave writers hungry when readers go first`(placement: Placement) async {
    let result = await open(.readersFirst, mode: .live, placement: placement)
    #expect(result["writersStarve"]?.isMet == true, "\(result.verdicts)")
    #expect(result["sharing"]?.isMet == true, "\(result.verdicts)")
  }

  @Test(arguments: Placement.allCases)
  func `leave readers hungry when writers go first`(placement: Placement) async {
    let result = await open(.writersFirst, mode: .live, placement: placement)
    #expect(result["readersStarve"]?.isMet == true, "\(result.verdicts)")
  }

  @Test(arguments: Placement.allCases)
  func `share evenly in one queue`(placement: Placement) async {
    let result = await open(.fair, mode: .live, placement: placement)
    #expect(result["balanced"]?.isMet == true, "\(result.verdicts)")
    #expect(result["nobodyStarves"]?.isMet == true, "\(result.verdicts)")
  }

  @Test(arguments: Placement.allCases)
  func `all get in when phases alternate`(placement: Placement) async {
    let result = await open(.phaseFair, mode: .live, placement: placement)
    #expect(result["nobodyStarves"]?.isMet == true, "\(result.verdicts)")
  }

  @Test(arguments: ReadersWriters.Variant.allCases.filter { $0.policy != nil })
  func `fare in virtual time as the policy says, with the same bytes each time`(
    variant: ReadersWriters.Variant
  ) async {
    for (readers, writers) in [(3, 2), (1, 1), (8, 1), (1, 8), (32, 32)] {
      let first = await open(variant, mode: .model, readers: readers, writers: writers)
      let second = await open(variant, mode: .model, readers: readers, writers: writers)
      #expect(first["model"]?.isMet == true, "\(readers) \(writers) \(first.verdicts)")
      #expect(first.model == second.model)
    }
  }

  @Test func `have exact figures in virtual time`() {
    var experiment = ReadersWriters()
    experiment.run = .milliseconds(300)
    let run = Run(sink: Collector())
    let readersFirst = experiment.modelOpening(.readersFirst, run)
    #expect((readersFirst.reads, readersFirst.writes) == (1_800, 0))
    let writersFirst = experiment.modelOpening(.writersFirst, run)
    #expect((writersFirst.reads, writersFirst.writes) == (3, 599))
    let fair = experiment.modelOpening(.fair, run)
    #expect((fair.reads, fair.writes) == (600, 400))
    let phaseFair = experiment.modelOpening(.phaseFair, run)
    #expect((phaseFair.reads, phaseFair.writes) == (900, 300))
  }

  @Test func `draw who waited and who was inside`() async {
    let result = await open(.fair, mode: .live)
    #expect(result.records.contains { $0.state == 1 && $0.object == "the room" })
    #expect(result.records.contains { $0.state == 2 && $0.object == "the room" })
    #expect(
      result.outputs.map(\.name) == ["timeline", "operations", "waits", "longest", "samples"])
    #expect(result.points > 0)
  }
}
