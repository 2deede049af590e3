import Glibc

/// A busy wait that gives up: it spins, then yields, and ends at its deadline.
///
/// On a single CPU a pure spin waits for a whole time slice for a thread that cannot run because of
/// the spin; yielding after some two thousand turns makes that harmless.
public struct Spin {
  /// How many turns are made before the CPU is offered to others at each turn.
  public static let turnsBeforeYield = 2_000

  private let deadline: Moment
  private var turns = 0

  public init(limit: Duration) { deadline = Moment.now + limit }

  /// Makes one turn; `false` when the time is over.
  public mutating func again() -> Bool {
    turns += 1
    guard turns > Self.turnsBeforeYield else { return true }
    sched_yield()
    // The clock costs more than a turn.
    return turns % 16 != 0 || Moment.now < deadline
  }
}
