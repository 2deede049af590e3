@testable import ExperimentEngine
import Testing

@Suite struct `A simulation` {
  typealias Step = Simulation.Step

  @Test func `runs as many threads at once as it has CPUs`() throws {
    for (cpus, expected) in [(1, 0.04), (2, 0.02), (4, 0.01), (8, 0.01)] {
      let machine = Simulation(cpus: cpus)
      for index in 1...4 { machine.thread("\(index)", [.compute(.milliseconds(10))]) }
      #expect(try machine.run() == .finished)
      #expect(abs(machine.now - expected) < 1e-12, "\(cpus) CPUs")
    }
  }

  @Test func `sleeps without a CPU`() throws {
    let machine = Simulation(cpus: 1)
    for index in 1...100 { machine.thread("\(index)", [.sleep(.seconds(3))]) }
    #expect(try machine.run() == .finished)
    #expect(machine.now == 3)
  }

  @Test func `shares one CPU in time slices`() throws {
    let machine = Simulation(cpus: 1, quantum: .milliseconds(1))
    machine.thread("long", [.compute(.milliseconds(5))])
    machine.thread("short", [.compute(.milliseconds(2))])
    _ = try machine.run()
    let timeline = machine.timeline("t")
    let running = timeline.intervals.filter { $0.state == .running }
    #expect(running.map(\.lane) == [0, 1, 0, 1, 0])
    #expect(running.last?.to == 0.007)
  }

  @Test func `hands a lock over in the order in which it was asked for`() throws {
    let machine = Simulation(cpus: 8)
    let lock = machine.resource("lock")
    var order: [Int] = []
    for index in 0..<5 {
      var steps: [Step] = [.release(lock), .compute(.milliseconds(2)), .acquire(lock)]
      steps.append(.sleep(.milliseconds(5 - index)))
      machine.thread("\(index)") { _ in
        if steps.count == 2 { order.append(index) }
        return steps.popLast() ?? .end
      }
    }
    #expect(try machine.run() == .finished)
    #expect(order == [4, 3, 2, 1, 0])
    #expect(abs(machine.now - 0.011) < 1e-12)
    let held = machine.timeline("t").intervals.filter { $0.state == .holding }
    #expect(held.count == 5)
    #expect(zip(held, held.dropFirst()).allSatisfy { $0.to <= $1.from })
  }

  @Test func `finds a circle of waiting threads and says who waits for whom`() throws {
    let machine = Simulation(cpus: 2)
    let forks = (0..<3).map { machine.resource("fork \($0)") }
    for index in 0..<3 {
      machine.thread(
        "p\(index)",
        [
          .acquire(forks[index]), .sleep(.milliseconds(1)), .acquire(forks[(index + 1) % 3]),
          .release(forks[index]), .release(forks[(index + 1) % 3]),
        ])
    }
    guard case .deadlock(let edges) = try machine.run() else {
      Issue.record("There is no deadlock.")
      return
    }
    #expect(edges.map(\.waiter) == ["p0", "p1", "p2"])
    #expect(edges.map(\.holder) == ["p1", "p2", "p0"])
    #expect(edges.map(\.resource) == ["fork 1", "fork 2", "fork 0"])
    #expect(WaitPicture("w", edges: edges).cycle == ["p0", "p1", "p2"])
  }

  @Test func `gives up waiting after the time that was allowed`() throws {
    let machine = Simulation(cpus: 2)
    let lock = machine.resource("lock")
    machine.thread("a", [.acquire(lock), .sleep(.seconds(1)), .release(lock)])
    var outcomes: [Bool] = []
    var step = 0
    machine.thread("b") { machine in
      step += 1
      switch step {
      case 1: return .sleep(.milliseconds(1))
      case 2: return .acquire(lock, within: .milliseconds(10))
      case 3:
        outcomes.append(machine.didTimeOut)
        return .acquire(lock, within: .seconds(2))
      case 4:
        outcomes.append(machine.didTimeOut)
        return .release(lock)
      default: return .end
      }
    }
    #expect(try machine.run() == .finished)
    #expect(outcomes == [true, false])
    // The alarm of the wait that succeeded is stale and wakes nobody.
    #expect(machine.timeline("t").span.upperBound == 1)
  }

  @Test func `takes a lock without waiting when it is free`() throws {
    let machine = Simulation(cpus: 1)
    let lock = machine.resource("lock")
    var taken: [Bool] = []
    for name in ["a", "b"] {
      var isFirst = true
      machine.thread(name) { machine in
        guard isFirst else { return .end }
        isFirst = false
        taken.append(machine.tryAcquire(lock))
        return .sleep(.milliseconds(1))
      }
    }
    _ = try machine.run()
    #expect(taken == [true, false])
  }

  @Test func `builds a queue from a semaphore`() throws {
    let machine = Simulation(cpus: 2)
    let items = machine.resource("items", units: 0)
    var (queue, received): ([Int], [Int]) = ([], [])
    var produced = 0
    machine.thread("producer") { _ in
      guard produced < 3 else { return .end }
      produced += 1
      queue.append(produced)
      return .release(items)
    }
    var isWaiting = false
    machine.thread("consumer") { _ in
      if isWaiting { received.append(queue.removeFirst()) }
      isWaiting = true
      return received.count < 3 ? .acquire(items) : .end
    }
    #expect(try machine.run() == .finished)
    #expect(received == [1, 2, 3])
  }

  @Test func `does not lose a wake-up that comes before the thread parks`() throws {
    let machine = Simulation(cpus: 1)
    let sleeper = machine.thread("sleeper", [.sleep(.milliseconds(5)), .park])
    var isDone = false
    machine.thread("waker") { machine in
      guard !isDone else { return .end }
      isDone = true
      machine.wake(sleeper)
      return .compute(.milliseconds(1))
    }
    #expect(try machine.run() == .finished)
  }

  @Test func `says that nobody can go on when somebody parks for ever`() throws {
    let machine = Simulation(cpus: 1)
    machine.thread("a", [.park])
    #expect(try machine.run() == .deadlock([]))
  }

  @Test func `ends an endless loop with an error`() {
    let machine = Simulation(cpus: 1)
    machine.thread("a") { _ in .yield }
    #expect(throws: SimulationLimit.self) { try machine.run() }
  }

  @Test func `stops when asked`() {
    let machine = Simulation(cpus: 1)
    let stop = StopFlag()
    machine.thread("a") { machine in
      if machine.now > 1 { stop.set(.stopped) }
      return .sleep(.milliseconds(1))
    }
    #expect(throws: Stopped.self) { try machine.run(stop: stop) }
  }

  @Test(arguments: [UInt64(1), 2, 77])
  func `gives the same bytes for the same seed`(seed: UInt64) throws {
    #expect(try record(seed) == record(seed), "seed \(seed)")
  }

  @Test func `gives another order for another seed`() throws {
    #expect(try record(1) != record(2))
  }

  /// A few threads that fight for a lock, as the blocks of their trace.
  private func record(_ seed: UInt64) throws -> [TraceBlock] {
    let sink = RecordingSink()
    let recorder = TraceRecorder(start: .now) { sink.send(.trace($0)) }
    var random = SeededGenerator(seed: seed)
    let machine = Simulation(
      cpus: 2, order: .random, seed: SeededGenerator(seed: seed, stream: 1))
    let lock = machine.resource("lock")
    for index in 0..<6 {
      machine.thread(
        "t\(index)",
        (0..<20).flatMap { _ -> [Step] in
          [
            .compute(.microseconds(random.below(900) + 1)), .acquire(lock),
            .compute(.microseconds(50)), .release(lock), .yield,
          ]
        })
    }
    #expect(try machine.run() == .finished)
    machine.record(into: recorder)
    recorder.flush()
    return sink.blocks
  }
}
