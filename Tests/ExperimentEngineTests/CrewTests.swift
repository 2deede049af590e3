import ExperimentEngine
import Testing

@Suite(.timeLimit(.minutes(2))) struct `A crew` {
  @Test func `returns what each member returned, in the order of members`() throws {
    let result = try Run.silent().together(5) { member in member.index * member.index }
    #expect(try result.values == [0, 1, 4, 9, 16])
    #expect(result.names == (1...5).map { "thread \($0)" })
    #expect(result.wall >= 0 && result.cpu >= 0 && !result.wasLate)
  }

  @Test func `starts nobody before all are there`() throws {
    let arrived = Counter()
    let result = try Run.silent().together(8) { _ in
      arrived.add()
      return arrived.count
    }
    #expect(try result.values.allSatisfy { (1...8).contains($0) })
    #expect(arrived.count == 8)
  }

  @Test func `hands on the error of a member after all have ended`() throws {
    struct Odd: Error, Equatable {}
    let ended = Counter()
    let result = try Run.silent().together(4) { member in
      defer { ended.add() }
      if member.index == 2 { throw Odd() }
    }
    #expect(ended.count == 4)
    #expect(throws: Odd()) { try result.values }
  }

  @Test func `is told when its time is over`() throws {
    let result = try Run.silent().together(2, within: .milliseconds(20)) { member in
      var turns = 0
      while !member.shouldStop {
        turns += 1
        yieldCPU()
      }
      return turns
    }
    #expect(result.wasLate)
    #expect(try result.values.allSatisfy { $0 > 0 })
  }

  @Test func `is unwound when its members wait for ever`() throws {
    let unwound = Counter()
    let door = Door()
    let result = try Run.silent().together(
      3, within: .milliseconds(20),
      unwind: {
        unwound.add()
        door.open()
      }
    ) { _ in door.wait() }
    #expect(result.wasLate && unwound.count == 1)
  }

  @Test func `throws when the case is stopped, after its members ended`() throws {
    let run = Run.silent()
    let ended = Counter()
    #expect(throws: Stopped(reason: .stopped)) {
      try run.together(3) { member in
        if member.index == 0 { run.stop.set(.stopped) }
        while !member.shouldStop { yieldCPU() }
        ended.add()
      }
    }
    #expect(ended.count == 3)
  }

  @Test func `names the members that do not end`() throws {
    let door = Door()
    #expect(throws: ThreadFailure.stuck(["thread 1", "thread 2"])) {
      try Run.silent().together(2, within: .milliseconds(1)) { _ in door.wait() }
    }
    door.open()
  }

  @Test func `goes on while others work, until it is joined`() throws {
    let door = Door()
    let crew = try Run.silent().crew(2) { member in
      door.wait()
      return member.index
    }
    door.open()
    #expect(try crew.join().values == [0, 1])
  }

  @Test func `gives each member a lane when it is traced, and none when it is timed`() throws {
    let sink = RecordingSink()
    let run = Run(sink: sink)
    _ = try run.together(3, traced: true, group: "live", names: { "worker \($0)" }) { member in
      member.tape.enter(.running)
    }
    _ = try run.together(3) { member in #expect(!member.tape.isOn) }
    run.trace.flush()
    #expect(sink.blocks.reduce(0) { $0 + $1.count } == 3)
    #expect(
      sink.blocks.last?.lanes == (0..<3).map { TraceLane("worker \($0)", group: "live") })
  }

  @Test func `measures the CPU time of each member alone`() throws {
    let result = try Run.silent().together(2) { member in
      guard member.index == 0 else { return 0.0 }
      let before = Usage.ofThread()
      var sum = 0.0
      while (Usage.ofThread() - before).cpu < 0.02 { sum += 1 }
      return sum
    }
    #expect(result.usages[0].cpu >= 0.02)
    #expect(result.usages[1].cpu < result.usages[0].cpu)
  }

  @Test func `of a thousand threads is started and ended`() throws {
    let counter = Counter()
    _ = try Run.silent().together(1_000, stack: 65_536) { _ in counter.add() }
    #expect(counter.count == 1_000)
  }
}
