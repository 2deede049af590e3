import ConcurrencyPrimitives
import ExperimentEngine
import Synchronization

extension LostUpdate {
  /// What one repetition came to.
  struct Count: Sendable {
    /// The increments that were made; fewer than asked for when the time was over.
    var made: Int
    /// What the counter said.
    var final: Int
    /// Seconds.
    var wall: Double

    var lost: Int { made - final }
    var share: Double { made == 0 ? 1 : Double(final) / Double(made) }
    /// Seconds of one increment.
    var cost: Double { made == 0 ? 0 : wall / Double(made) }
  }

  /// One repetition: all threads increment the counter as often as they should.
  ///
  /// `film` records what each thread did, which costs time; it is for repetitions that are shown.
  func repetition(
    _ protection: Protection, _ increments: Int, _ run: Run, film: Film? = nil
  ) throws -> Count {
    let enough = Event()
    let limit = run.common.budget / 4
    switch protection {
    case .actor: return try askActor(increments, enough, limit, run, film)
    case .serialQueue: return try sendToQueue(increments, enough, limit, run, film)
    case .none, .lock, .atomicAdd, .casLoop: break
    }
    let counter = SharedCounter()
    let gap = gap
    let result: CrewResult<Int> = try run.together(
      threads, within: limit, unwind: enough.set, names: Film.name
    ) { member in
      var made = 0
      film?.meet(until: enough)
      while made < increments, !enough.isSet {
        if let film {
          let isMade = film.increment(counter, protection, gap, thread: member.index, until: enough)
          guard isMade else { continue }
        } else {
          switch protection {
          case .none: counter.increment(gap)
          case .lock: counter.incrementUnderLock(gap)
          case .atomicAdd: counter.incrementAtomically()
          case .casLoop:
            guard counter.incrementByCompareAndSwap(gap, until: enough) else { continue }
          case .actor, .serialQueue: break
          }
        }
        made += 1
      }
      return made
    }
    return Count(
      made: try result.values.reduce(0, +), final: counter.value.load(ordering: .relaxed),
      wall: result.wall)
  }

  /// Threads hand their increments to a queue, which makes them one after another.
  private func sendToQueue(
    _ increments: Int, _ enough: Event, _ limit: Duration, _ run: Run, _ film: Film?
  ) throws -> Count {
    let queue = SerialQueue()
    let counter = SharedCounter()
    let made = Tally(threads)
    let gap = gap
    let start = Moment.now
    let result: Result<CrewResult<Void>, any Error> = Result {
      try run.together(threads, within: limit, unwind: enough.set, names: Film.name) { member in
        let thread = member.index
        for _ in 0..<increments where !enough.isSet {
          queue.send {
            guard !enough.isSet else { return }
            if let film {
              _ = film.increment(counter, .serialQueue, gap, thread: thread, until: enough)
            } else {
              counter.increment(gap)
            }
            made.add(thread)
          }
        }
      }
    }
    // What still waits in the queue belongs to the repetition, unless its time is over.
    run.stop.waking(enough.set) {
      let left = limit - Moment.now.duration(since: start)
      if !queue.stop(until: .after(left)) { enough.set() }
      queue.stop()
    }
    _ = try result.get()
    return Count(
      made: made.sum, final: counter.value.load(ordering: .relaxed),
      wall: Moment.now.seconds(since: start))
  }

  /// Tasks ask an actor, and suspend until it has answered; no thread is blocked meanwhile.
  private func askActor(
    _ increments: Int, _ enough: Event, _ limit: Duration, _ run: Run, _ film: Film?
  ) throws -> Count {
    let queue = SerialQueue()
    let counter = CountingActor(on: queue)
    let made = Tally(threads)
    let (threads, gap) = (threads, gap)
    let ended = Event()
    let total = Total()
    let start = Moment.now
    Task {
      await withTaskGroup(of: Void.self) { group in
        for thread in 0..<threads {
          group.addTask {
            for _ in 0..<increments where !enough.isSet {
              let since = film?.now
              await counter.increment(gap)
              if let film, let since { film.asked(thread, since: since) }
              made.add(thread)
            }
          }
        }
      }
      total.set(await counter.value)
      ended.set()
    }
    run.stop.waking(enough.set) {
      if !ended.wait(until: .after(limit)) { enough.set() }
      _ = ended.wait()
    }
    let wall = Moment.now.seconds(since: start)
    queue.stop()
    try run.checkStop()
    return Count(made: made.sum, final: total.value, wall: wall)
  }
}

/// A number that one thread sets and another reads after it was told to.
private final class Total: Sendable {
  private let number = Atomic(0)
  var value: Int { number.load(ordering: .acquiring) }
  func set(_ value: Int) { number.store(value, ordering: .releasing) }
}
