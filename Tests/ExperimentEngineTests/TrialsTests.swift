import Synchronization
import Testing

@testable import ExperimentEngine

@Suite struct `Repeated trials` {
  let glance: CommonParameters = {
    var common = CommonParameters()
    common.effort = .glance
    common.budget = .seconds(60)
    common.warmups = 2
    return common
  }()

  @Test func `measure every variant once a round, in an order that the seed draws`() throws {
    var order: [Int] = []
    let trials = try Run.silent(glance).trials(["a", "b", "c"]) { variant in
      order.append(variant)
      return Double(variant)
    }
    let rounds = stride(from: 0, to: order.count, by: 3).map { Array(order[$0..<$0 + 3]) }
    // Two warm-ups come first; disturbed rounds may have been repeated.
    #expect(rounds.count == trials.rounds.count + 2)
    #expect(rounds.allSatisfy { $0.sorted() == [0, 1, 2] })
    #expect(Set(rounds).count > 1)
    #expect(trials.rounds.count >= 5 && trials.rounds.count <= 8)
    #expect(trials.samples.map(\.variant) == Array(order.dropFirst(6)))
    #expect(trials.estimate(2)?.median == 2)

    var again: [Int] = []
    _ = try Run.silent(glance).trials(["a", "b", "c"]) { variant in
      again.append(variant)
      return 0
    }
    #expect(again.prefix(21) == order.prefix(21))
  }

  @Test func `end when the budget is spent, but not before three rounds`() throws {
    var common = glance
    common.budget = .milliseconds(100)
    let run = Run.silent(common)
    while !run.isBudgetSpent { yieldCPU() }
    let trials = try run.trials(["a"], repetitions: 30) { _ in 1 }
    #expect(trials.rounds.count == 3)
  }

  @Test func `end between two measurements when the case is stopped`() {
    let run = Run.silent(glance)
    var count = 0
    #expect(throws: Stopped(reason: .stopped)) {
      try run.trials(["a", "b"]) { _ in
        count += 1
        run.stop.set(.stopped)
        return 0
      }
    }
    #expect(count == 1)
  }

  @Test func `keep disturbed rounds and leave them out of the median`() {
    var trials = Trials(["a", "b"], unit: "s", wanted: 3)
    let disturbed = Disturbance(steal: 0.5, wall: 1)
    for (round, disturbance) in [Disturbance(), disturbed, Disturbance(), Disturbance()]
      .enumerated()
    {
      let slow = disturbance.isDisturbed ? 10.0 : 1.0
      trials.append(
        [
          .init(variant: 0, round: round, place: 0, value: slow),
          .init(variant: 1, round: round, place: 1, value: 2 * slow),
        ], disturbance)
    }
    #expect(trials.values(0) == [1, 1, 1])
    #expect(trials.allValues(0) == [1, 10, 1, 1])
    #expect(trials.ratio(1, to: 0)?.median == 2)
    #expect(!trials.countsDisturbed)
    #expect(trials.remark == "1 of 4 rounds were disturbed and measured again.")
    #expect(trials.csv.split(separator: "\n").count == 9)
    #expect(trials.csv.contains("1,0,a,10.0,s,mild,true,0.5,0.0,0,0.0"))
  }

  @Test func `count disturbed rounds where there are too few quiet ones`() {
    var trials = Trials(["a"], wanted: 2)
    for round in 0..<3 {
      trials.append(
        [.init(variant: 0, round: round, place: 0, value: Double(round))],
        Disturbance(foreign: round == 0 ? 0 : 0.9, wall: 1))
    }
    #expect(trials.countsDisturbed)
    #expect(trials.values(0) == [0, 1, 2])
    #expect(trials.remark == "2 of 3 rounds were disturbed and counted all the same.")
  }

  @Test func `come with a table, every sample as CSV, and the same as JSON`() {
    var trials = Trials(["none, at all", "lock"], unit: "s", wanted: 1)
    trials.append(
      [
        .init(variant: 1, round: 0, place: 0, value: 0.25),
        .init(variant: 0, round: 0, place: 1, value: 0.5),
      ], Disturbance(involuntarySwitches: 3, load: 0.5, wall: 0.75))
    let output = trials.output(named: "times", "Times")
    #expect(output.bundle.map(\.mime) == ["text/plain", "text/csv", "application/json"])
    #expect(
      output["text/csv"]
        == """
        round,place,variant,value,unit,outlier,disturbed,steal,foreign,involuntary,load
        0,0,lock,0.25,s,none,false,0.0,0.0,3,0.5
        0,1,"none, at all",0.5,s,none,false,0.0,0.0,3,0.5

        """)
    #expect(output["application/json"]?["samples"]?[0]?["value"] == 0.25)
  }
}

@Suite struct `The machine` {
  @Test func `says how busy its CPUs were`() throws {
    let text = "cpu  100 20 30 4000 50 6 7 8 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n"
    let counters = try #require(MachineReading.counters(in: text, ticksPerSecond: 100))
    #expect(counters == .init(busy: 1.63, steal: 0.08))
    #expect(MachineReading.counters(in: "intr 5", ticksPerSecond: 100) == nil)
    #expect(MachineReading.counters(in: "", ticksPerSecond: 100) == nil)
    #expect(MachineReading.load(in: "0.52 0.58 0.59 1/97 12") == 0.52)
  }

  @Test func `takes time of others and of the host for a disturbance, but not a few ticks`() {
    #expect(!Disturbance(steal: 0.03, foreign: 0.03, wall: 0.04).isDisturbed)
    #expect(Disturbance(steal: 0.05, wall: 1).isDisturbed)
    #expect(!Disturbance(steal: 0.05, wall: 10).isDisturbed)
    #expect(Disturbance(foreign: 0.2, wall: 1).isDisturbed)
    #expect(!Disturbance(foreign: 0.1, wall: 1).isDisturbed)
    #expect(!Disturbance(involuntarySwitches: 10_000, wall: 1).isDisturbed)
  }

  @Test func `does not take this process for another one`() {
    var later = MachineReading.now()
    var earlier = later
    earlier.counters = .init(busy: 10, steal: 1)
    later.counters = .init(busy: 12, steal: 1.5)
    later.usage.cpu = earlier.usage.cpu + 1.5
    let disturbance = later.disturbance(since: earlier)
    #expect(abs(disturbance.foreign - 0.5) < 1e-9 && disturbance.steal == 0.5)
  }

  @Test func `has a model, CPUs and a kernel`() {
    let machine = Machine.current(build: "r1")
    #expect(!machine.cpu.isEmpty && machine.cpus >= 1 && !machine.kernel.isEmpty)
    #expect(machine.build == "r1")
    #expect(
      Machine.model(in: "processor\t: 0\nmodel name\t: Fine   CPU @ 2 GHz\n") == "Fine CPU @ 2 GHz")
    #expect(Machine.model(in: "processor\t: 0\n") == nil)
  }
}

@Suite(.timeLimit(.minutes(2))) struct `The calibration` {
  @Test func `leaves out the best and the worst window, so that one disturbed does not matter`() {
    let calibration = Calibrator.calibration(
      alone: [100, 40, 101], together: [195, 190, 20, 196, 194, 202])
    #expect(abs(calibration.parallelism - 193.75 / 101) < 1e-12)
    #expect(calibration.allowsSpeedup)
  }

  @Test func `finds one CPU where another program keeps the second busy`() {
    let calibration = Calibrator.calibration(
      alone: [100, 100, 100], together: [100, 104, 180, 99, 101, 103])
    #expect(calibration.parallelism == 1.02)
    #expect(!calibration.allowsSpeedup)
  }

  @Test func `never claims more than two, nor anything without a measurement`() {
    #expect(Calibrator.calibration(alone: [1], together: [9, 9, 9]).parallelism == 2)
    #expect(Calibrator.calibration(alone: [0], together: [0, 0, 0]).parallelism == 1)
    #expect(Calibrator.calibration(alone: [0], together: [4, 4, 4]).parallelism == 1)
    #expect(Calibrator.calibration(alone: [], together: []).parallelism == 1)
  }

  @Test func `measures this machine`() throws {
    let calibration = try Calibrator().measure()
    #expect((0...2).contains(calibration.parallelism))
  }
}
