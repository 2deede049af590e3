import CLinux
import Glibc
import Synchronization

/// Something that happens once, and that threads can wait for.
///
/// This is the one place where a thread really goes to sleep; every other wait in this module is a
/// rule about who sets whose event. A waiter costs nothing while it sleeps.
///
/// Why it is safe: `set` stores before it wakes, and the kernel compares the word again, under its
/// own lock, before it puts a waiter to sleep. So a waiter either sees the store or is woken. The
/// store releases and the waiter's load acquires, so all that was written before `set` is visible
/// after `wait`.
public final class Event: @unchecked Sendable {
  // Unchecked: the pointer never changes, and only atomic operations touch what it points to. It
  // must be a pointer because the kernel needs an address that stays.
  private let word: UnsafeMutablePointer<Atomic<UInt32>>

  public init() {
    word = .allocate(capacity: 1)
    word.initialize(to: Atomic(0))
  }

  deinit {
    word.deinitialize(count: 1)
    word.deallocate()
  }

  /// Whether it has happened.
  public var isSet: Bool { word.pointee.load(ordering: .acquiring) != 0 }

  /// Makes it happen, and wakes everybody who waits for it.
  public func set() {
    word.pointee.store(1, ordering: .releasing)
    _ = interleave_futex_wake(address, .max)
  }

  /// Waits until it has happened; answers false when the deadline came first.
  public func wait(until deadline: Deadline = .never) -> Bool {
    while !isSet {
      if interleave_futex_wait(address, 0, deadline.nanoseconds) == ETIMEDOUT { return isSet }
    }
    return true
  }

  private var address: UnsafePointer<UInt32> {
    UnsafeRawPointer(word).assumingMemoryBound(to: UInt32.self)
  }
}
