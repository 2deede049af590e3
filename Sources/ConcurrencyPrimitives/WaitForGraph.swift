/// Who waits for whom at this moment; a circle in it is a deadlock.
///
/// Locks are looked at one after another while threads run on, so one picture alone may show a
/// circle that never was: an edge of now beside an edge of a microsecond ago. ``confirmedCycle``
/// therefore takes two pictures. The edges carry numbers that are never used again; an edge that is
/// in both pictures was there all the time in between, so a circle of such edges really stood.
public struct WaitForGraph: Equatable, Sendable {
  /// One waiter, what it waits for, and who has it.
  public struct Edge: Hashable, Sendable {
    /// Who waits.
    public let waiter: Visitor
    /// Which lock it waits for, by its place in the list.
    public let lock: Int
    /// Who owns that lock.
    public let owner: Visitor
    /// The numbers of the waiter's and of the owner's visit, which tell "still" from "again".
    let visits: [UInt64]
  }

  public private(set) var edges: [Edge]

  /// The picture of `locks` as they stand, each looked at for itself.
  public init(_ locks: [MutexRules]) {
    edges = []
    for (lock, rules) in locks.enumerated() {
      guard let owner = rules.owner else { continue }
      for visit in rules.waiting {
        edges.append(
          Edge(
            waiter: visit.visitor, lock: lock, owner: owner.visitor,
            visits: [visit.number, owner.number]))
      }
    }
  }

  /// The edges of a circle, beginning with the smallest visitor in it, or nil when there is none.
  public var cycle: [Edge]? {
    // A thread waits for one lock at a time, so each visitor has at most one way out.
    let next = Dictionary(edges.map { ($0.waiter, $0) }, uniquingKeysWith: { first, _ in first })
    for start in next.keys.sorted() {
      var path: [Edge] = []
      var visitor = start
      while let edge = next[visitor], path.count <= next.count {
        path.append(edge)
        visitor = edge.owner
        if visitor == start { return path }
      }
    }
    return nil
  }

  /// A circle of edges that are in both pictures: a deadlock that really stood.
  public static func confirmedCycle(earlier: Self, later: Self) -> [Edge]? {
    var both = earlier
    both.edges = earlier.edges.filter(Set(later.edges).contains)
    return both.cycle
  }
}
