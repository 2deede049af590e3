/// What happens next: the next step of a thread, or a store that leaves its thread's buffer.
///
/// `raw` is the thread's number, or, for a flush, `1024 + 512 · thread + variable`: the same for one
/// program on every machine, so that schedules can be stored.
public struct Choice: Hashable, Sendable, Comparable, BitwiseCopyable {
  public var raw: Int32

  public init(raw: Int32) { self.raw = raw }

  public init(thread: Int) { raw = Int32(truncatingIfNeeded: thread) }

  /// The oldest buffered store of a thread to a variable; in TSO the variable is that of the oldest store.
  public init(flushOf thread: Int, variable: Int) {
    raw = Int32(truncatingIfNeeded: 1024 + 512 * thread + variable)
  }

  public var isFlush: Bool { raw >= 1024 }
  public var thread: Int { isFlush ? Int(raw - 1024) / 512 : Int(raw) }
  /// The variable whose store leaves the buffer; `nil` for a thread's own step.
  public var variable: Int? { isFlush ? Int(raw - 1024) % 512 : nil }

  public static func < (a: Self, b: Self) -> Bool { a.raw < b.raw }
}
