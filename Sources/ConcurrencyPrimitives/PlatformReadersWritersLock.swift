import Glibc
// Defines `timespec` for the importer when the standard library is linked statically.
import SwiftOverlayShims
import Synchronization

/// The readers-writers lock that the C library brings, with the deadlines and `abort` of ours.
///
/// Its policy is the library's affair: glibc lets readers go first unless it is told otherwise. A
/// wait comes up every ``Limits/abortCheck`` to see whether it was aborted.
///
/// Why it is safe: the C lock lives at one address from `init` to `deinit`, its functions may be
/// called from any thread, and nothing else touches that memory. Its owner must be the thread that
/// leaves, as everywhere with POSIX locks.
public final class PlatformReadersWritersLock: @unchecked Sendable {
  // Unchecked: see above; the pointer itself never changes.
  private let lock: UnsafeMutablePointer<pthread_rwlock_t>
  private let isAborted = Atomic(false)

  public init() {
    lock = .allocate(capacity: 1)
    let status = pthread_rwlock_init(lock, nil)
    precondition(status == 0, "The system cannot make a readers-writers lock (error \(status)).")
  }

  deinit {
    pthread_rwlock_destroy(lock)
    lock.deallocate()
  }

  /// Enters in `role`, or waits until the platform lets it in.
  public func enter(
    as role: ReadersWritersRules.Role, until deadline: Deadline = .never
  ) throws(WaitFailure) {
    while true {
      if isAborted.load(ordering: .acquiring) { throw .aborted }
      let slice = min(deadline, .after(Limits.abortCheck))
      switch attempt(role, until: slice) {
      case 0: return
      case ETIMEDOUT where deadline.hasPassed: throw .deadline
      case ETIMEDOUT, EAGAIN: continue
      case let status: preconditionFailure("The platform's lock refused with error \(status).")
      }
    }
  }

  /// Leaves; the thread that entered must be the one that leaves.
  public func leave() { pthread_rwlock_unlock(lock) }

  /// Ends every wait, now and later, with ``WaitFailure/aborted``.
  public func abort() { isAborted.store(true, ordering: .releasing) }

  private func attempt(_ role: ReadersWritersRules.Role, until slice: Deadline) -> Int32 {
    // These functions count on the wall clock. A jump of it makes one slice longer or shorter.
    let (now, left) = (Deadline.now, max(slice, .now))
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let nanoseconds = time.tv_nsec + Int(left.nanoseconds - now.nanoseconds)
    time.tv_sec += nanoseconds / 1_000_000_000
    time.tv_nsec = nanoseconds % 1_000_000_000
    return switch role {
    case .reader: pthread_rwlock_timedrdlock(lock, &time)
    case .writer: pthread_rwlock_timedwrlock(lock, &time)
    }
  }
}
