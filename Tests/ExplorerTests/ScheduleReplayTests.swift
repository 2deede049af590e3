import Explorer
import TestSupport
import Testing

@Suite struct `replays` {
  /// What the whole of a recorded schedule comes to, the same on every machine: FNV-1a.
  private func trace(_ schedule: Schedule) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in "\(schedule)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash
  }

  @Test func `of 1,000 random schedules of random programs are identical`() throws {
    var random = SplitMix(seed: 3)
    var identical = 0
    for round in 0..<1_000 {
      let model = MemoryModel.allCases[round % 3]
      let source = RandomProgram(&random).source
      let program = try compiled(source)
      let machine = Machine(program, model: model)
      var choices: [Choice] = []
      while choices.count < 200, let choice = machine.enabled.randomElement(using: &random) {
        machine.step(choice)
        choices.append(choice)
      }
      let first = Schedule(recording: program, model: model, choices: choices, source: source)
      let replay = try Schedule.replay(first.id, in: program, source: source)
      #expect(replay.problem == nil, "\(source)")
      let again = replay.schedule
      if again == first, trace(again) == trace(first), again.id == first.id,
        again.table(program) == first.table(program),
        again.order(program) == first.order(program),
        again.chromeTrace(program) == first.chromeTrace(program)
      {
        identical += 1
      }
    }
    #expect(identical == 1_000)
  }
}
