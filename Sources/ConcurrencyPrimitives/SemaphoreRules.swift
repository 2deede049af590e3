/// At most so many at a time, in the order of arrival: the rules of a counting semaphore.
public struct SemaphoreRules: EntryRules, Equatable {
  public let permits: Int
  public private(set) var inside: Set<Visitor> = []
  public private(set) var waiting: [Visitor] = []

  public init(permits: Int) {
    precondition(permits >= 0, "A semaphore cannot have \(permits) permits.")
    self.permits = permits
  }

  public mutating func arrive(_ visitor: Visitor, wanting request: Void) -> Bool {
    waiting.append(visitor)
    return admit().contains(visitor)
  }

  public mutating func leave(_ visitor: Visitor) -> [Visitor] {
    inside.remove(visitor)
    return admit()
  }

  public mutating func withdraw(_ visitor: Visitor) -> [Visitor] {
    waiting.removeAll { $0 == visitor }
    return admit()
  }

  private mutating func admit() -> [Visitor] {
    let admitted = Array(waiting.prefix(permits - inside.count))
    waiting.removeFirst(admitted.count)
    inside.formUnion(admitted)
    return admitted
  }
}

/// A fair counting semaphore with deadlines and `abort`.
public typealias TimedSemaphore = Gate<SemaphoreRules>
