/// Nobody enters before so many have left: the rules of a countdown latch.
///
/// Who is awaited calls `leave` when it is done, without ever having entered; who waits for them
/// enters. Joining threads is the usual use.
public struct LatchRules: EntryRules, Equatable {
  /// How many are still awaited.
  public private(set) var awaited: Int
  public private(set) var waiting: [Visitor] = []

  public init(awaited: Int) {
    precondition(awaited >= 0, "A latch cannot await \(awaited).")
    self.awaited = awaited
  }

  public mutating func arrive(_ visitor: Visitor, wanting request: Void) -> Bool {
    guard awaited > 0 else { return true }
    waiting.append(visitor)
    return false
  }

  public mutating func leave(_ visitor: Visitor) -> [Visitor] {
    awaited = max(0, awaited - 1)
    guard awaited == 0 else { return [] }
    defer { waiting = [] }
    return waiting
  }

  public mutating func withdraw(_ visitor: Visitor) -> [Visitor] {
    waiting.removeAll { $0 == visitor }
    return []
  }
}

/// A countdown latch with deadlines and `abort`.
public typealias TimedLatch = Gate<LatchRules>
