import Synchronization

/// Thrown where a case notices that it shall end.
public struct Stopped: Error, Hashable {
  public var reason: StopReason

  public init(reason: StopReason) { self.reason = reason }
}

/// Why a case shall end.
public enum StopReason: UInt8, Hashable, Sendable {
  /// A person asked for it.
  case stopped = 1
  /// The case's deadline passed.
  case deadline
}

/// A request to end, seen by every thread of a case.
///
/// Asking is one relaxed load, cheap enough for hot loops. Threads that sleep in a lock cannot ask;
/// for them an experiment registers what wakes them.
public final class StopFlag: Sendable {
  private struct Wakers {
    var next = 0
    var actions: [Int: @Sendable () -> Void] = [:]
  }

  private let flag = Atomic<UInt8>(0)
  private let wakers = Mutex(Wakers())

  public init() {}

  /// Whether the case shall end.
  public var isSet: Bool { flag.load(ordering: .relaxed) != 0 }

  public var reason: StopReason? { StopReason(rawValue: flag.load(ordering: .acquiring)) }

  /// Asks everybody to end and wakes who sleeps; only the first reason counts.
  public func set(_ reason: StopReason) {
    let (isFirst, _) = flag.compareExchange(
      expected: 0, desired: reason.rawValue, ordering: .acquiringAndReleasing)
    guard isFirst else { return }
    let actions = wakers.withLock { wakers in
      defer { wakers.actions = [:] }
      return wakers.actions.sorted { $0.key < $1.key }.map(\.value)
    }
    for action in actions { action() }
  }

  public func check() throws(Stopped) {
    if let reason { throw Stopped(reason: reason) }
  }

  /// Runs `body`; when the flag is set before it ends, `wake` is called once, on another thread.
  public func waking<Result, Failure: Error>(
    _ wake: @escaping @Sendable () -> Void, during body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let key = wakers.withLock { wakers in
      defer { wakers.next += 1 }
      wakers.actions[wakers.next] = wake
      return wakers.next
    }
    defer { _ = wakers.withLock { $0.actions.removeValue(forKey: key) } }
    // Set between the caller's last look and the registration: nobody else will call it.
    if isSet, let action = wakers.withLock({ $0.actions.removeValue(forKey: key) }) { action() }
    return try body()
  }
}
