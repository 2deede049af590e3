import Glibc
// Defines `timespec` for the importer when the standard library is linked statically.
import SwiftOverlayShims

/// The moment at which a wait gives up.
///
/// A moment instead of a span, so that a wait that is woken for nothing simply waits again. It
/// counts on the monotonic clock, which no change of the wall clock moves.
public struct Deadline: Comparable, Sendable {
  /// Nanoseconds of the monotonic clock; the largest value means never.
  public let nanoseconds: UInt64

  /// A deadline that never comes, for waits that something else is sure to end.
  public static let never = Deadline(nanoseconds: .max)

  /// The moment so many nanoseconds after the clock's beginning; a simulation has a clock of its own.
  public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// Now.
  public static var now: Deadline {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Deadline(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
  }

  /// The moment `span` from now; a negative span is now.
  public static func after(_ span: Duration) -> Deadline { now + span }

  /// Whether the moment has come.
  public var hasPassed: Bool { self != .never && self <= .now }

  public static func < (left: Deadline, right: Deadline) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The moment `span` later; never stays never.
  public static func + (deadline: Deadline, span: Duration) -> Deadline {
    let (seconds, attoseconds) = span.components
    guard seconds >= 0, attoseconds >= 0 else { return deadline }
    let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return .never }
    let (sum, tooLate) = deadline.nanoseconds.addingReportingOverflow(
      whole + UInt64(attoseconds / 1_000_000_000))
    return tooLate ? .never : Deadline(nanoseconds: sum)
  }
}

/// Why a wait ended without what it waited for.
public enum WaitFailure: Error, Equatable, Sendable {
  /// The deadline came first.
  case deadline
  /// Somebody called `abort`, for example because everybody waits in a circle.
  case aborted
}
