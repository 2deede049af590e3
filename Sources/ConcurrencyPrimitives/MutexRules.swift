/// One at a time, in the order of arrival: the rules of a fair mutex.
///
/// It remembers who owns the lock and who waits for it, which is what a wait-for graph is drawn
/// from. Both carry a number that is never used twice, so that two looks at the lock can tell "still
/// the same" from "again".
public struct MutexRules: EntryRules, Equatable {
  /// Somebody at the lock, and the number of this visit.
  public struct Visit: Hashable, Sendable {
    public let visitor: Visitor
    public let number: UInt64
  }

  public private(set) var owner: Visit?
  public private(set) var waiting: [Visit] = []
  private var visits: UInt64 = 0

  public init() {}

  public mutating func arrive(_ visitor: Visitor, wanting request: Void) -> Bool {
    precondition(owner?.visitor != visitor, "Visitor \(visitor) owns this lock already.")
    visits += 1
    let visit = Visit(visitor: visitor, number: visits)
    guard owner == nil else {
      waiting.append(visit)
      return false
    }
    owner = visit
    return true
  }

  public mutating func leave(_ visitor: Visitor) -> [Visitor] {
    precondition(owner?.visitor == visitor, "Visitor \(visitor) does not own this lock.")
    owner = waiting.isEmpty ? nil : waiting.removeFirst()
    return owner.map { [$0.visitor] } ?? []
  }

  public mutating func withdraw(_ visitor: Visitor) -> [Visitor] {
    waiting.removeAll { $0.visitor == visitor }
    return []
  }
}

/// A fair mutex with an owner, deadlines and `abort`.
public typealias TimedMutex = Gate<MutexRules>

extension Gate<MutexRules> {
  /// A free mutex.
  public convenience init() { self.init(MutexRules()) }

  /// Takes the lock if it is free; never waits.
  public func tryEnter(as visitor: Visitor) -> Bool {
    // A deadline in the past withdraws at once, before the thread could sleep.
    do {
      try enter(as: visitor, until: .past)
      return true
    } catch {
      return false
    }
  }

  /// Runs `body` while owning the lock, and leaves it however `body` ends.
  public func withLock<Value, Failure: Error>(
    as visitor: Visitor, until deadline: Deadline = .never, _ body: () throws(Failure) -> Value
  ) throws -> Value {
    try enter(as: visitor, until: deadline)
    defer { leave(as: visitor) }
    return try body()
  }
}

extension Deadline {
  /// A moment long gone.
  public static let past = Deadline(nanoseconds: 0)
}
