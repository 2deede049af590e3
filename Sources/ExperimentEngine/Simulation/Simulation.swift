/// A machine with as many virtual CPUs as one likes, on which threads run in virtual time.
///
/// A thread is a closure that is asked for its next step each time the last one is over; between two
/// steps nobody else runs. Given the same seed, threads and steps, everything happens in the same
/// order, on any machine, and a virtual second costs no time. Locks are handed over in the order in
/// which they were asked for; a circle of waiting threads is found with certainty.
///
///     let machine = Simulation(cpus: 2)
///     let lock = machine.resource("lock")
///     machine.thread("A", [.acquire(lock), .compute(.milliseconds(1)), .release(lock)])
///     let end = try machine.run()
///
/// Not for use by several real threads.
public final class Simulation {
  /// What a thread does next.
  public enum Step: Sendable {
    /// Needs a CPU for so long.
    case compute(Duration)
    case sleep(Duration)
    /// Takes one unit of a resource, or waits for it, at most so long.
    case acquire(Resource, within: Duration? = nil)
    case release(Resource)
    /// Waits until somebody calls ``Simulation/wake(_:)`` for it.
    case park
    /// Goes behind everybody who is ready.
    case yield
    case end
  }

  /// A lock, or with more than one unit a semaphore.
  public struct Resource: Hashable, Sendable {
    let index: Int
  }

  /// A thread of the simulation.
  public struct Worker: Hashable, Sendable {
    let index: Int
  }

  /// How a simulation ended.
  public enum End: Hashable, Sendable {
    case finished
    /// Nobody can ever go on; who waits for what, as far as somebody holds it.
    case deadlock([WaitPicture.Edge])
  }

  /// Who gets a free CPU.
  public enum Order: Hashable, Sendable {
    /// Who has been ready longest.
    case first
    /// Anybody who is ready, drawn with the seed.
    case random
  }

  enum Event {
    case quantum(Int, ticket: Int)
    case alarm(Int, ticket: Int)
  }

  struct Thread {
    var name: String
    var next: (Simulation) -> Step
    var phase = Phase.ready
    /// Since when it has been in its phase.
    var since: Int64 = 0
    /// What is left of its computing.
    var rest: Int64 = 0
    /// Grows with each phase, so that alarms of an earlier one are known as stale.
    var ticket = 0
    var timedOut = false
    var wasWoken = false
  }

  enum Phase: Hashable {
    case ready, running, sleeping, parked, ended
    case waiting(Int)
  }

  struct Store {
    var name: String
    var free: Int
    var holders: [(worker: Int, since: Int64)] = []
    var waiters: [Int] = []
  }

  private let cpus: Int
  private let quantum: Int64
  private let order: Order
  private var random: SeededGenerator
  private(set) var clock = VirtualClock<Event>()
  private(set) var threads: [Thread] = []
  private(set) var stores: [Store] = []
  private(set) var intervals: [Timeline.Interval] = []
  private var ready: [Int] = []
  private var busy = 0
  private var steps = 0

  /// The thread that is being asked for its next step.
  public private(set) var current = Worker(index: 0)

  /// `quantum` is how long a thread may compute while others are ready.
  public init(
    cpus: Int, quantum: Duration = .milliseconds(4), order: Order = .first,
    seed: SeededGenerator = SeededGenerator(seed: 1)
  ) {
    precondition(cpus > 0 && quantum > .zero, "A machine needs a CPU and a time slice.")
    (self.cpus, self.quantum, self.order, random) = (cpus, quantum.inNanoseconds, order, seed)
  }

  /// Seconds of virtual time.
  public var now: Double { Double(clock.now) / 1e9 }

  /// Whether the wait that the current thread just ended was over its time.
  public var didTimeOut: Bool { threads[current.index].timedOut }

  // Before the start

  public func resource(_ name: String, units: Int = 1) -> Resource {
    precondition(units >= 0, "A resource has no negative units.")
    stores.append(Store(name: name, free: units))
    return Resource(index: stores.count - 1)
  }

  /// Adds a thread whose steps are made as it goes.
  @discardableResult
  public func thread(_ name: String, next: @escaping (Simulation) -> Step) -> Worker {
    threads.append(Thread(name: name, next: next))
    ready.append(threads.count - 1)
    return Worker(index: threads.count - 1)
  }

  /// Adds a thread whose steps are known.
  @discardableResult
  public func thread(_ name: String, _ steps: some Sequence<Step>) -> Worker {
    var rest = Array(steps).reversed() as [Step]
    return thread(name) { _ in rest.popLast() ?? .end }
  }

  // While a thread is asked for its next step

  /// Takes a unit if one is free, without waiting.
  public func tryAcquire(_ resource: Resource) -> Bool {
    guard stores[resource.index].free > 0 else { return false }
    take(resource.index, for: current.index)
    return true
  }

  /// Lets a parked thread go on; one that is not parked yet will not park the next time.
  public func wake(_ worker: Worker) {
    if threads[worker.index].phase == .parked {
      makeReady(worker.index)
    } else {
      threads[worker.index].wasWoken = true
    }
  }

  // The run

  /// Runs until all threads have ended or nobody can go on.
  ///
  /// - Throws: ``SimulationLimit`` when it takes more steps than allowed, ``Stopped`` when asked.
  public func run(stop: StopFlag? = nil) throws -> End {
    while true {
      while busy < cpus, let index = pick() { try dispatch(index) }
      if steps % 1_024 == 0 { try stop?.check() }
      guard let event = clock.next() else { break }
      handle(event)
    }
    let waiting = threads.indices.filter { threads[$0].phase != .ended }
    for index in waiting { note(index) }
    for index in stores.indices {
      for holder in stores[index].holders { noteHolding(index, holder) }
    }
    return waiting.isEmpty ? .finished : .deadlock(edges)
  }

  private func pick() -> Int? {
    guard !ready.isEmpty else { return nil }
    return ready.remove(at: order == .random ? random.below(ready.count) : 0)
  }

  /// Gives a thread a CPU and makes its steps until one takes time.
  private func dispatch(_ index: Int) throws {
    enter(index, .running)
    busy += 1
    while true {
      if threads[index].rest > 0 {
        let slice = min(threads[index].rest, quantum)
        clock.schedule(.quantum(index, ticket: threads[index].ticket), after: slice)
        return
      }
      steps += 1
      guard steps <= Limits.simulationSteps else { throw SimulationLimit() }
      current = Worker(index: index)
      let step = threads[index].next(self)
      threads[index].timedOut = false
      if !perform(step, index) {
        busy -= 1
        return
      }
    }
  }

  /// Makes a step; `false` when the thread left its CPU.
  private func perform(_ step: Step, _ index: Int) -> Bool {
    switch step {
    case .compute(let duration):
      threads[index].rest = max(0, duration.inNanoseconds)
      return true
    case .sleep(let duration):
      enter(index, .sleeping)
      alarm(index, duration)
    case .acquire(let resource, let limit):
      if stores[resource.index].free > 0 {
        take(resource.index, for: index)
        return true
      }
      enter(index, .waiting(resource.index))
      stores[resource.index].waiters.append(index)
      if let limit { alarm(index, limit) }
    case .release(let resource):
      give(resource.index, from: index)
      return true
    case .park:
      if threads[index].wasWoken {
        threads[index].wasWoken = false
        return true
      }
      enter(index, .parked)
    case .yield:
      makeReady(index)
    case .end:
      enter(index, .ended)
    }
    return false
  }

  private func alarm(_ index: Int, _ delay: Duration) {
    clock.schedule(.alarm(index, ticket: threads[index].ticket), after: delay.inNanoseconds)
  }

  private func handle(_ event: Event) {
    switch event {
    case .quantum(let index, let ticket):
      guard threads[index].ticket == ticket else { return }
      threads[index].rest -= min(threads[index].rest, quantum)
      busy -= 1
      if threads[index].rest > 0, ready.isEmpty {
        // Nobody else wants the CPU: the thread keeps it, and its interval goes on.
        busy += 1
        clock.schedule(
          .quantum(index, ticket: ticket), after: min(threads[index].rest, quantum))
      } else if threads[index].rest > 0 {
        makeReady(index)
      } else {
        // First in the queue: its next step belongs to the same turn.
        enter(index, .ready)
        ready.insert(index, at: 0)
      }
    case .alarm(let index, let ticket):
      guard threads[index].ticket == ticket else { return }
      if case .waiting(let resource) = threads[index].phase {
        stores[resource].waiters.removeAll { $0 == index }
        threads[index].timedOut = true
      }
      makeReady(index)
    }
  }

  private func makeReady(_ index: Int) {
    enter(index, .ready)
    ready.append(index)
  }

  private func take(_ resource: Int, for index: Int) {
    stores[resource].free -= 1
    stores[resource].holders.append((index, clock.now))
  }

  /// Gives a unit back, or on to whoever has waited longest.
  private func give(_ resource: Int, from index: Int) {
    if let place = stores[resource].holders.firstIndex(where: { $0.worker == index }) {
      noteHolding(resource, stores[resource].holders.remove(at: place))
    }
    stores[resource].free += 1
    guard !stores[resource].waiters.isEmpty else { return }
    let next = stores[resource].waiters.removeFirst()
    take(resource, for: next)
    makeReady(next)
  }

  private func enter(_ index: Int, _ phase: Phase) {
    note(index)
    threads[index].phase = phase
    threads[index].since = clock.now
    threads[index].ticket += 1
  }

  /// Records what the thread did until now.
  private func note(_ index: Int) {
    let thread = threads[index]
    guard clock.now > thread.since, intervals.count < Limits.traceRecords else { return }
    var interval = Timeline.Interval(
      lane: index, state: .running, from: Double(thread.since) / 1e9, to: now)
    switch thread.phase {
    case .running: break
    case .ready: (interval.state, interval.note) = (.blocked, "ready, but no CPU is free")
    case .sleeping: interval.state = .sleeping
    case .parked: interval.state = .blocked
    case .waiting(let resource):
      (interval.state, interval.object) = (.waiting, stores[resource].name)
    case .ended: return
    }
    if interval.state == .running, let last = lastRunning(index), last.to == interval.from {
      interval.from = last.from
      intervals.removeLast()
    }
    intervals.append(interval)
  }

  /// The newest record, if it is a running interval of this thread.
  private func lastRunning(_ index: Int) -> Timeline.Interval? {
    guard let last = intervals.last, last.lane == index, last.state == .running else { return nil }
    return last
  }

  private func noteHolding(_ resource: Int, _ holder: (worker: Int, since: Int64)) {
    guard clock.now > holder.since, intervals.count < Limits.traceRecords else { return }
    intervals.append(
      Timeline.Interval(
        lane: holder.worker, state: .holding, from: Double(holder.since) / 1e9, to: now,
        object: stores[resource].name))
  }

  private var edges: [WaitPicture.Edge] {
    threads.flatMap { thread -> [WaitPicture.Edge] in
      guard case .waiting(let resource) = thread.phase else { return [] }
      return stores[resource].holders.map { holder in
        WaitPicture.Edge(
          thread.name, waitsFor: stores[resource].name, heldBy: threads[holder.worker].name)
      }
    }
  }
}

/// Thrown when a simulation takes more steps than allowed, for example in an endless loop.
public struct SimulationLimit: Error, Hashable, CustomStringConvertible {
  public var description: String {
    "The model took more than \(figure(Limits.simulationSteps)) steps."
  }
}

extension Simulation {
  /// What happened, as a picture in virtual time.
  public func timeline(_ title: String, finding: String = "") -> Timeline {
    Timeline(
      title, finding: finding, lanes: threads.map { TraceLane($0.name) }, intervals: intervals)
  }

  /// Writes what happened into a trace, on lanes of its own.
  public func record(into recorder: TraceRecorder, group: String? = "model") {
    let lanes = threads.map { recorder.lane($0.name, group: group) }
    recorder.append(
      intervals.map { interval in
        TraceRecord(
          start: interval.from, end: interval.to, lane: lanes[interval.lane],
          state: interval.state, object: interval.object.map(recorder.name) ?? .none,
          note: interval.note.map(recorder.name) ?? .none)
      })
  }
}
