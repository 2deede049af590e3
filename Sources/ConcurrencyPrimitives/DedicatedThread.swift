import Glibc
import Synchronization

/// A thread of the operating system for one piece of work that may block.
///
/// The shared pool of Swift tasks has one thread a processor; whoever blocks there stops others.
/// Work that waits for locks, sleeps or spins belongs here.
///
/// Why it is safe: the body travels to the new thread inside an object that this thread gives away
/// when it starts and never touches again.
public final class DedicatedThread: Sendable {
  private let ended = Event()

  private init() {}

  /// Starts `body` on a thread of its own.
  @discardableResult
  public static func start(_ body: @escaping @Sendable () -> Void) -> DedicatedThread {
    let thread = DedicatedThread()
    let parcel = Unmanaged.passRetained(
      Parcel {
        body()
        thread.ended.set()
      })
    var handle = pthread_t()
    let status = pthread_create(
      &handle, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Parcel>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, parcel.toOpaque())
    precondition(status == 0, "The system cannot start a thread (error \(status)).")
    pthread_detach(handle)
    return thread
  }

  /// Waits until the body has ended; answers false when the deadline came first.
  @discardableResult
  public func join(until deadline: Deadline = .never) -> Bool { ended.wait(until: deadline) }
}

private final class Parcel: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
