/// One thread of a crew, as its work sees it.
public final class Member {
  public let index: Int
  public let count: Int
  public let name: String
  public let run: Run
  /// Off in timed repetitions.
  public let tape: Tape

  private let isOver: OverFlag

  init(index: Int, count: Int, name: String, run: Run, isOver: OverFlag, tape: Tape) {
    self.isOver = isOver
    self.index = index
    self.count = count
    self.name = name
    self.run = run
    self.tape = tape
  }

  /// Whether the case shall end or the crew's time is over; a hot loop asks this.
  public var shouldStop: Bool { isOver.isSet || run.stop.isSet }

  func perform<Value>(_ body: (Member) throws -> Value) -> MemberOutcome<Value> {
    let before = Usage.ofThread()
    let start = Moment.now
    let result = Result { try body(self) }
    let end = Moment.now
    let usage = Usage.ofThread() - before
    tape.close()
    return MemberOutcome(result: result, start: start, end: end, usage: usage)
  }
}

/// What became of one member.
struct MemberOutcome<Value: Sendable>: Sendable {
  var result: Result<Value, any Error>
  var start: Moment
  var end: Moment
  var usage: Usage
}

/// What became of a crew.
public struct CrewResult<Value: Sendable>: Sendable {
  public let names: [String]
  public let results: [Result<Value, any Error>]
  public let usages: [Usage]
  /// When each member began and ended.
  public let starts: [Moment]
  public let ends: [Moment]
  /// Whether the deadline came before the last member had ended.
  public let wasLate: Bool

  init(names: [String], outcomes: [MemberOutcome<Value>], wasLate: Bool) {
    self.names = names
    self.wasLate = wasLate
    results = outcomes.map(\.result)
    usages = outcomes.map(\.usage)
    starts = outcomes.map(\.start)
    ends = outcomes.map(\.end)
  }

  /// What the members returned; throws the first error of one.
  public var values: [Value] {
    get throws { try results.map { try $0.get() } }
  }

  /// Seconds from the first start to the last end.
  public var wall: Double {
    guard let first = starts.min(), let last = ends.max() else { return 0 }
    return last.seconds(since: first)
  }

  /// Seconds of CPU time of all members.
  public var cpu: Double { usages.reduce(0) { $0 + $1.cpu } }

  public var switches: Switches {
    usages.reduce(into: Switches()) { sum, usage in
      sum.voluntary += usage.switches.voluntary
      sum.involuntary += usage.switches.involuntary
    }
  }
}

extension Run {
  /// Starts `count` threads that begin together.
  ///
  /// `traced` gives each a lane of the timeline; leave it out for repetitions whose time counts.
  public func crew<Value: Sendable>(
    _ count: Int, stack: Int = Limits.threadStack, traced: Bool = false, group: String? = nil,
    names: (Int) -> String = { "thread \($0 + 1)" },
    body: @escaping @Sendable (Member) throws -> Value
  ) throws -> Crew<Value> {
    try Crew(
      self, count: count, stack: stack, traced: traced, group: group, names: names, body: body)
  }

  /// Starts `count` threads and waits until all have ended.
  public func together<Value: Sendable>(
    _ count: Int, stack: Int = Limits.threadStack, traced: Bool = false, group: String? = nil,
    within limit: Duration? = nil, unwind: @escaping @Sendable () -> Void = {},
    names: (Int) -> String = { "thread \($0 + 1)" },
    body: @escaping @Sendable (Member) throws -> Value
  ) throws -> CrewResult<Value> {
    try crew(count, stack: stack, traced: traced, group: group, names: names, body: body)
      .join(within: limit, unwind: unwind)
  }
}
