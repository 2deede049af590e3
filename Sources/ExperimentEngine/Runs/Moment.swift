import Glibc
// Defines `timespec` for the importer when the standard library is linked statically.
import SwiftOverlayShims

/// A moment of the monotonic clock, in nanoseconds.
public struct Moment: Hashable, Comparable, Sendable {
  public var nanoseconds: Int64

  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  public static var now: Moment {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Moment(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

  public static func + (moment: Self, duration: Duration) -> Moment {
    let (sum, isTooLate) = moment.nanoseconds.addingReportingOverflow(duration.inNanoseconds)
    return Moment(nanoseconds: isTooLate ? .max : sum)
  }

  /// The seconds from `earlier` to this moment.
  public func seconds(since earlier: Moment) -> Double {
    Double(nanoseconds - earlier.nanoseconds) / 1e9
  }

  public func duration(since earlier: Moment) -> Duration {
    .nanoseconds(nanoseconds - earlier.nanoseconds)
  }
}

extension Duration {
  /// The duration as a number of seconds.
  public var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  /// The duration in whole nanoseconds; the longest or shortest that fit when it is beyond them.
  public var inNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (scaled, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isTooMuch) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
    return isTooLong || isTooMuch ? (seconds < 0 ? .min : .max) : sum
  }
}

/// Lets the calling thread sleep for `duration`, through interruptions by signals.
public func pause(_ duration: Duration) {
  guard duration > .zero else { return }
  let (seconds, attoseconds) = duration.components
  var wanted = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
  var rest = timespec()
  while nanosleep(&wanted, &rest) != 0 && errno == EINTR { wanted = rest }
}

/// Gives the CPU to another thread that is ready.
public func yieldCPU() { sched_yield() }
