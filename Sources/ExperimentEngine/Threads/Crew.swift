import Dispatch
import Synchronization

/// Threads that start together, do the same kind of work, and are waited for with a deadline.
///
/// Each member is a POSIX thread of its own. All wait at a gate until the last one is there.
public final class Crew<Value: Sendable>: Sendable {
  private struct State {
    var outcomes: [MemberOutcome<Value>?]
    var isCancelled = false
  }

  private let names: [String]
  private let threads: Mutex<[DedicatedThread]>
  private let shared: Shared
  private let run: Run

  /// What outlives a crew whose threads are stuck.
  private final class Shared: Sendable {
    let state: Mutex<State>
    let gate = DispatchSemaphore(value: 0)
    let ended = DispatchSemaphore(value: 0)
    let awake = Atomic<Int>(0)
    let isOver = OverFlag()

    init(count: Int) {
      state = Mutex(State(outcomes: Array(repeating: nil, count: count)))
    }
  }

  init(
    _ run: Run, count: Int, stack: Int, traced: Bool, group: String?, names: (Int) -> String,
    body: @escaping @Sendable (Member) throws -> Value
  ) throws(ThreadFailure) {
    precondition((1...Limits.threads).contains(count), "A crew has at least one member.")
    self.run = run
    self.names = (0..<count).map(names)
    let shared = Shared(count: count)
    self.shared = shared
    let lanes = traced ? self.names.map { run.trace.lane($0, group: group) } : nil
    var threads: [DedicatedThread] = []
    for index in 0..<count {
      do throws(DedicatedThread.StartFailure) {
        threads.append(
          try DedicatedThread(name: self.names[index], stack: stack) { [names = self.names] in
            shared.gate.wait()
            if shared.state.withLock({ $0.isCancelled }) { return }
            Self.startTogether(shared.awake, count)
            let member = Member(
              index: index, count: count, name: names[index], run: run,
              isOver: shared.isOver, tape: lanes.map { Tape(run.trace, lane: $0[index]) } ?? Tape())
            let outcome = member.perform(body)
            shared.state.withLock { $0.outcomes[index] = outcome }
            shared.ended.signal()
          })
      } catch {
        shared.state.withLock { $0.isCancelled = true }
        for _ in threads { shared.gate.signal() }
        for thread in threads { thread.join() }
        throw .refused(number: index + 1, count: count, reason: error.reason)
      }
    }
    self.threads = Mutex(threads)
    for _ in threads { shared.gate.signal() }
  }

  deinit {
    for thread in takeThreads() { thread.detach() }
  }

  /// Waits until all members have ended.
  ///
  /// When the deadline comes first, `unwind` is called, which must wake whoever waits in a lock;
  /// members that still do not end within two seconds are an error. The same happens when the case
  /// is stopped meanwhile, and then ``Stopped`` is thrown after they ended.
  public func join(
    within limit: Duration? = nil, unwind: @escaping @Sendable () -> Void = {}
  ) throws -> CrewResult<Value> {
    let once = Once(unwind)
    return try run.stop.waking(once.call) {
      let deadline = limit.map { Moment.now + $0 }
      var wasLate = false
      var left = names.count
      while left > 0 {
        if wait(until: deadline) {
          left -= 1
          continue
        }
        wasLate = !run.stop.isSet
        shared.isOver.set()
        once.call()
        let last = Moment.now + Limits.unwinding
        while left > 0 {
          guard wait(until: last, evenWhenStopped: true) else {
            throw ThreadFailure.stuck(abandon())
          }
          left -= 1
        }
      }
      for thread in takeThreads() { thread.join() }
      try run.checkStop()
      let outcomes = shared.state.withLock { $0.outcomes.compactMap { $0 } }
      return CrewResult(names: names, outcomes: outcomes, wasLate: wasLate)
    }
  }

  /// Waits for one more member to end; looks up now and then whether the case was stopped.
  private func wait(until deadline: Moment?, evenWhenStopped: Bool = false) -> Bool {
    while true {
      let look = Moment.now + .milliseconds(20)
      let moment = deadline.map { min($0, look) } ?? look
      let wait = max(0, moment.nanoseconds - Moment.now.nanoseconds)
      if shared.ended.wait(timeout: .now() + .nanoseconds(Int(wait))) == .success { return true }
      if let deadline, Moment.now >= deadline { return false }
      if !evenWhenStopped, run.stop.isSet { return false }
    }
  }

  /// Lets the stuck threads be, and returns their names.
  private func abandon() -> [String] {
    for thread in takeThreads() { thread.detach() }
    let outcomes = shared.state.withLock { $0.outcomes }
    return zip(names, outcomes).compactMap { $1 == nil ? $0 : nil }
  }

  private func takeThreads() -> [DedicatedThread] {
    threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
  }

  /// Lets as many threads as there are CPUs begin within microseconds of each other: a thread that
  /// the gate woke first waits a little for the others.
  private static func startTogether(_ awake: borrowing Atomic<Int>, _ count: Int) {
    awake.add(1, ordering: .relaxed)
    guard count <= Machine.allowedCPUs else { return }
    var spin = Spin(limit: .milliseconds(5))
    while awake.load(ordering: .relaxed) < count, spin.again() {}
  }
}

/// Tells the members of one crew that their time is over.
final class OverFlag: Sendable {
  private let flag = Atomic(false)

  var isSet: Bool { flag.load(ordering: .relaxed) }

  func set() { flag.store(true, ordering: .relaxed) }
}

/// A call that is made once, whoever makes it.
private final class Once: Sendable {
  private let isDone = Atomic(false)
  private let action: @Sendable () -> Void

  init(_ action: @escaping @Sendable () -> Void) { self.action = action }

  @Sendable func call() {
    if !isDone.exchange(true, ordering: .acquiringAndReleasing) { action() }
  }
}
