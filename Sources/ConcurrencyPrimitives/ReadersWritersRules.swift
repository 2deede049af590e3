/// Many readers or one writer: the rules of a readers-writers lock, in four policies.
///
/// All four keep the same promise: never two writers, never a reader beside a writer. They differ in
/// who goes first, and so in who may starve.
public struct ReadersWritersRules: EntryRules {
  /// What a visitor does inside.
  public enum Role: String, CaseIterable, Sendable { case reader, writer }

  /// Who goes first.
  public enum Policy: String, CaseIterable, Sendable {
    /// A reader waits only for a writer inside. Writers can starve.
    case readersFirst
    /// A reader waits also for every waiting writer. Readers can starve.
    case writersFirst
    /// One queue for all, in the order of arrival. Nobody starves.
    case fair
    /// Phases of readers and single writers alternate. A reader waits for one writer at most.
    case phaseFair
  }

  public let policy: Policy
  public private(set) var readers: Set<Visitor> = []
  public private(set) var writer: Visitor?
  public private(set) var queue: [(visitor: Visitor, role: Role)] = []
  /// Whose phase ended last; the other role's turn has come.
  private var lastPhase = Role.writer

  public init(policy: Policy) { self.policy = policy }

  public mutating func arrive(_ visitor: Visitor, wanting role: Role) -> Bool {
    queue.append((visitor, role))
    return admit().contains(visitor)
  }

  public mutating func leave(_ visitor: Visitor) -> [Visitor] {
    if writer == visitor {
      writer = nil
      lastPhase = .writer
    } else {
      precondition(readers.remove(visitor) != nil, "Visitor \(visitor) is not inside.")
      if readers.isEmpty { lastPhase = .reader }
    }
    return admit()
  }

  public mutating func withdraw(_ visitor: Visitor) -> [Visitor] {
    queue.removeAll { $0.visitor == visitor }
    return admit()
  }

  private mutating func admitFirst(_ role: Role) -> Visitor {
    guard let index = queue.firstIndex(where: { $0.role == role }) else {
      preconditionFailure("No \(role) waits.")
    }
    let visitor = queue.remove(at: index).visitor
    switch role {
    case .reader: readers.insert(visitor)
    case .writer: writer = visitor
    }
    return visitor
  }
}

// listing:begin
extension ReadersWritersRules {
  /// Lets in whom the policy lets in now.
  private mutating func admit() -> [Visitor] {
    switch policy {
    case .readersFirst: return admitReaders() + admitWriter()
    case .writersFirst: return admitWriter() + (writerWaits ? [] : admitReaders())
    case .phaseFair: return (mayReadersStart ? admitReaders() : []) + admitWriter()
    case .fair:
      var admitted: [Visitor] = []
      while let next = queue.first, next.role == .reader ? writer == nil : isEmpty {
        admitted.append(admitFirst(next.role))
      }
      return admitted
    }
  }

  private mutating func admitReaders() -> [Visitor] {
    var admitted: [Visitor] = []
    while writer == nil, queue.contains(where: { $0.role == .reader }) {
      admitted.append(admitFirst(.reader))
    }
    return admitted
  }

  private mutating func admitWriter() -> [Visitor] {
    isEmpty && writerWaits ? [admitFirst(.writer)] : []
  }

  private var isEmpty: Bool { readers.isEmpty && writer == nil }
  private var writerWaits: Bool { queue.contains { $0.role == .writer } }
  private var mayReadersStart: Bool {
    !writerWaits || readers.isEmpty && lastPhase == .writer
  }
}
// listing:end

/// A readers-writers lock with a chosen policy, deadlines and `abort`.
public typealias ReadersWritersLock = Gate<ReadersWritersRules>
