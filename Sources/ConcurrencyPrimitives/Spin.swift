import Glibc
import Synchronization

/// Waits by looking again and again: first at full speed, then giving the processor away between looks.
///
/// Good for waits of a microsecond or two, where going to sleep would cost more than it saves. The
/// yielding matters: on one processor whoever spins keeps away the very thread it waits for.
///
/// - Throws: ``WaitFailure/deadline`` when `condition` did not come true in time.
public func spin(
  until condition: () -> Bool, deadline: Deadline = .never
) throws(WaitFailure) {
  var looks = 0
  while !condition() {
    looks += 1
    if looks < Limits.spins { continue }
    if deadline.hasPassed { throw .deadline }
    sched_yield()
  }
}

/// A mutex whose waiters spin, then yield: cheap when nobody waits, unfair when somebody does.
///
/// Whoever looks at the right moment gets it, so a thread may barge past others for as long as it
/// likes.
///
/// Why it is safe: only the thread whose exchange turned false into true is inside. That exchange
/// acquires and `unlock` releases, so what one owner wrote the next one sees.
public final class SpinLock: Sendable {
  private let isHeld = Atomic(false)
  private let isAborted = Atomic(false)

  public init() {}

  /// Takes the lock if it is free; never waits.
  public func tryLock() -> Bool {
    // The plain look first keeps waiters from tearing the cache line out of the owner's hands.
    !isHeld.load(ordering: .relaxed) && !isHeld.exchange(true, ordering: .acquiring)
  }

  /// Takes the lock, spinning and yielding until it is free.
  public func lock(until deadline: Deadline = .never) throws(WaitFailure) {
    try spin(
      until: { isAborted.load(ordering: .relaxed) || tryLock() }, deadline: deadline)
    if isAborted.load(ordering: .relaxed) { throw .aborted }
  }

  /// Gives the lock back.
  public func unlock() { isHeld.store(false, ordering: .releasing) }

  /// Ends every wait, now and later, with ``WaitFailure/aborted``; the lock is of no use afterwards.
  public func abort() { isAborted.store(true, ordering: .relaxed) }
}

/// A mutex that serves numbers like a bakery counter: first come, first served, by spinning.
///
/// A number that was drawn must be served, so one waiter cannot give up alone: there is no deadline,
/// only `abort`, which sends everybody home. When more threads wait than there are processors, the
/// one whose turn it is may be asleep while all others look, and throughput collapses.
///
/// Why it is safe: numbers are drawn with one atomic addition, so no two threads hold the same one;
/// `serving` changes only by its holder. Its store releases and the waiter's load acquires.
public final class TicketLock: Sendable {
  private let next = Atomic<UInt64>(0)
  private let serving = Atomic<UInt64>(0)
  private let isAborted = Atomic(false)

  public init() {}

  /// Draws a number and waits, spinning and yielding, until it is served.
  public func lock() throws(WaitFailure) {
    let ticket = next.wrappingAdd(1, ordering: .relaxed).oldValue
    try spin(until: {
      serving.load(ordering: .acquiring) == ticket || isAborted.load(ordering: .relaxed)
    })
    if isAborted.load(ordering: .relaxed) { throw .aborted }
  }

  /// Serves the next number.
  public func unlock() { serving.wrappingAdd(1, ordering: .releasing) }

  /// Ends every wait, now and later, with ``WaitFailure/aborted``; the lock is of no use afterwards.
  public func abort() { isAborted.store(true, ordering: .relaxed) }
}
