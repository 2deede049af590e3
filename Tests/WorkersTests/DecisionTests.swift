import Testing
import Wire

@testable import Workers

struct TeardownTests {
  @Test func `a stop asks, interrupts, terminates, kills and sweeps`() {
    var teardown = Teardown.stop(Limits())
    var steps: [Teardown.Step] = []
    while let next = teardown.next(isGone: false) { steps.append(next.step) }
    #expect(steps == [.ask, .interrupt, .terminate, .kill, .sweep])
  }

  @Test func `whoever is gone is only swept`() {
    var teardown = Teardown.stop(Limits())
    let first = teardown.next(isGone: false)
    let second = teardown.next(isGone: true)
    let third = teardown.next(isGone: true)
    #expect(first?.step == .ask && second?.step == .sweep && third == nil)
  }

  @Test func `a worker that is done gets 200 milliseconds to exit`() {
    var teardown = Teardown.retire(Limits())
    let first = teardown.next(isGone: false)
    let second = teardown.next(isGone: false)
    #expect(first?.step == .closeInput && first?.wait == .milliseconds(200))
    #expect(second?.step == .kill)
  }
}

struct RunQueueTests {
  private func entry(_ run: String, _ person: String, _ notebook: String = "n")
    -> RunQueue.Entry
  {
    RunQueue.Entry(run: run, person: person, notebook: notebook, isQuiet: true)
  }

  @Test func `people take turns however many runs one of them has`() {
    var queue = RunQueue()
    for number in 1...4 { queue.append(entry("a\(number)", "ada")) }
    queue.append(entry("b1", "bob"))
    queue.append(entry("c1", "cyd"))
    queue.append(entry("b2", "bob"))
    #expect(queue.order.map(\.run) == ["a1", "b1", "c1", "a2", "b2", "a3", "a4"])
  }

  @Test func `the notebooks of a person take turns too`() {
    var queue = RunQueue()
    queue.append(entry("x1", "ada", "x"))
    queue.append(entry("x2", "ada", "x"))
    queue.append(entry("y1", "ada", "y"))
    queue.append(entry("b1", "bob"))
    #expect(queue.order.map(\.run) == ["x1", "b1", "y1", "x2"])
  }

  @Test func `any entry can be taken out`() {
    var queue = RunQueue()
    for number in 1...3 { queue.append(entry("a\(number)", "ada")) }
    let taken = [queue.remove("a2"), queue.remove("a2")]
    #expect(taken.map(\.?.run) == ["a2", nil])
    #expect(queue.order.map(\.run) == ["a1", "a3"])
    #expect(queue.count(of: "ada") == 2)
    _ = queue.remove("a1")
    _ = queue.remove("a3")
    #expect(queue.isEmpty && queue.count == 0)
  }
}

struct WorkerSlotsTests {
  typealias Effect = WorkerSlots.Effect
  let start = ContinuousClock.now

  private func slots(cores: Int = 2, warm: Int = 2) -> WorkerSlots {
    var slots = WorkerSlots(cores: cores, limits: Limits())
    for effect in slots.next(now: start) {
      if case .spawn(let slot) = effect { slots.workerIsWarm(slot) }
    }
    _ = calibrate(&slots)
    return slots
  }

  private func calibrate(_ slots: inout WorkerSlots) -> Bool {
    for case .calibrate(let slot) in slots.next(now: start) {
      slots.calibrationEnded(slot, now: start, isGood: true)
      return true
    }
    return false
  }

  private func entry(_ run: String, quiet: Bool, person: String = "ada") -> RunQueue.Entry {
    RunQueue.Entry(run: run, person: person, notebook: "n", isQuiet: quiet)
  }

  private func started(_ effects: [Effect]) -> [String] {
    effects.compactMap { effect in
      if case .start(let run, _, _) = effect { run } else { nil }
    }
  }

  private func spawned(_ effects: [Effect]) -> [Int] {
    effects.compactMap { effect in
      if case .spawn(let slot) = effect { slot } else { nil }
    }
  }

  @Test func `two workers are started and one of them calibrates while nothing runs`() {
    var slots = WorkerSlots(cores: 2, limits: Limits())
    let first = spawned(slots.next(now: start))
    #expect(first.count == 2)
    slots.workerIsWarm(first[0])
    let starting = slots.next(now: start)
    #expect(starting.isEmpty)
    slots.workerIsWarm(first[1])
    let idle = slots.next(now: start)
    #expect(idle == [.calibrate(slot: first[0])])
    slots.calibrationEnded(first[0], now: start, isGood: true)
    let calibrated = slots.next(now: start)
    #expect(calibrated == [.wake(at: start + .seconds(60))])
    let stale = slots.next(now: start + .seconds(60))
    #expect(stale == [.calibrate(slot: first[0])])
  }

  @Test func `exact runs share the cores, the next one waits for a core`() throws {
    var slots = slots()
    for run in ["a", "b", "c"] { try slots.submit(entry(run, quiet: false)) }
    let effects = slots.next(now: start)
    #expect(started(effects) == ["a", "b"])
    #expect(spawned(effects).count == 1, "the next worker is started while these run")
    for slot in spawned(effects) { slots.workerIsWarm(slot) }
    let full = slots.next(now: start)
    #expect(started(full).isEmpty)
    #expect(slots.waiting(now: start).first?.reason == "All 2 cores are in use.")
    slots.runEnded("a")
    let freed = slots.next(now: start)
    #expect(started(freed) == ["c"])
  }

  @Test func `a run that has just started is not disturbed by the start of the next worker`() throws
  {
    var slots = slots()
    try slots.submit(entry("e", quiet: false))
    let early = slots.next(now: start)
    #expect(started(early) == ["e"])
    #expect(spawned(early).isEmpty)
    #expect(early.contains(.wake(at: start + .milliseconds(30))))
    let late = slots.next(now: start + .milliseconds(30))
    #expect(spawned(late).count == 1)
  }

  @Test func `a quiet run is alone and nothing starts beside it, no worker either`() throws {
    var slots = slots()
    try slots.submit(entry("q", quiet: true))
    try slots.submit(entry("e", quiet: false))
    let effects = slots.next(now: start)
    #expect(started(effects) == ["q"])
    #expect(spawned(effects).isEmpty)
    #expect(
      slots.waiting(now: start).first?.reason
        == "Another of your runs measures time and must be alone.")
    slots.runEnded("q")
    let after = slots.next(now: start)
    #expect(started(after) == ["e"])
    #expect(spawned(after).count == 1)
  }

  @Test func `a quiet run waits until it is alone, and nobody overtakes it`() throws {
    var slots = slots()
    try slots.submit(entry("e1", quiet: false))
    _ = slots.next(now: start)
    try slots.submit(entry("q", quiet: true))
    try slots.submit(entry("e2", quiet: false))
    let before = slots.next(now: start)
    #expect(started(before).isEmpty)
    slots.runEnded("e1")
    // Workers that are being started would disturb it as well.
    for (slot, phase) in slots.slots where phase == .starting { slots.workerIsWarm(slot) }
    let alone = slots.next(now: start)
    #expect(started(alone) == ["q"])
  }

  @Test func `past its budget a quiet run no longer holds exact ones`() throws {
    var slots = slots()
    try slots.submit(entry("q1", quiet: true))
    let begun = slots.next(now: start)
    #expect(begun.contains(.wake(at: start + .seconds(10))))
    try slots.submit(entry("q2", quiet: true, person: "bob"))
    try slots.submit(entry("e", quiet: false, person: "cyd"))
    let within = slots.next(now: start + .seconds(9))
    #expect(started(within).isEmpty)
    let past = slots.next(now: start + .seconds(11))
    #expect(started(past) == ["e"])
    slots.runEnded("q1")
    let between = slots.next(now: start + .seconds(12))
    #expect(started(between).isEmpty, "q2 waits for e")
    slots.runEnded("e")
    for (slot, phase) in slots.slots where phase == .starting { slots.workerIsWarm(slot) }
    let last = slots.next(now: start + .seconds(13))
    #expect(started(last) == ["q2"])
  }

  @Test func `a run that lost its worker gets the next one, even a quiet one`() throws {
    var slots = slots()
    try slots.submit(entry("q", quiet: true))
    try slots.submit(entry("e", quiet: false))
    _ = slots.next(now: start)
    slots.needsWorker("q")
    let effects = slots.next(now: start)
    #expect(effects.contains { $0 == .start(run: "q", slot: 1, isFirst: false) })
    slots.needsWorker("q")
    let spawn = spawned(slots.next(now: start))
    #expect(spawn.count == 1, "no warm one is left, and one is enough")
    slots.workerIsWarm(spawn[0])
    let again = slots.next(now: start)
    #expect(started(again) == ["q"])
  }

  @Test func `workers that do not come up are tried again, more and more rarely`() {
    var slots = WorkerSlots(cores: 1, limits: Limits())
    var now = start
    var pauses: [Duration] = []
    for _ in 0..<8 {
      let spawn = spawned(slots.next(now: now))
      #expect(spawn.count == 2)
      for slot in spawn { slots.workerIsGone(slot, now: now) }
      let wakes = slots.next(now: now).compactMap { effect in
        if case .wake(let at) = effect { at } else { nil }
      }
      guard let wake = wakes.first else { break }
      pauses.append(wake - now)
      now = wake
    }
    #expect(pauses.first == .milliseconds(200))
    #expect(pauses.last == .milliseconds(3200))
  }

  @Test func `a person may have 200 runs waiting, everybody else still gets a turn`() throws {
    var slots = slots(cores: 1)
    try slots.submit(entry("first", quiet: true))
    _ = slots.next(now: start)
    for number in 0..<200 { try slots.submit(entry("a\(number)", quiet: true)) }
    #expect(throws: PoolRefusal.queueFull(limit: 200)) {
      try slots.submit(entry("one too many", quiet: true))
    }
    try slots.submit(entry("b", quiet: true, person: "bob"))
    #expect(slots.waiting(now: start)[1].entry.run == "b")
    #expect(slots.waiting(now: start)[7].reason == "7 runs are before it.")
    #expect(throws: PoolRefusal.alreadyHere(run: "b")) {
      try slots.submit(entry("b", quiet: true, person: "cyd"))
    }
    let removals = [slots.remove("a7"), slots.remove("a7")]
    #expect(removals == [true, false])
    let closed = slots.close()
    #expect(closed.count == 200)
    #expect(throws: PoolRefusal.closing) { try slots.submit(entry("late", quiet: true)) }
  }
}
