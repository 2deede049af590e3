import ConcurrencyPrimitives
import ExperimentEngine
import Synchronization

/// Where the threads of a litmus test meet before each instance, and how long they go on.
final class LitmusMeetings: Sendable {
  let end: Moment
  fileprivate let arrivals = Atomic(0)
  fileprivate let isOver = Atomic(false)

  init(_ budget: Duration) { end = .now + budget }
}

/// Keeps one thread of a litmus test in step with the others.
struct LitmusPace {
  private let member: Member
  private let meetings: LitmusMeetings
  private var met = 0
  private var random: UInt64
  private let turnsBeforeYield: Int

  init(_ member: Member, _ meetings: LitmusMeetings) {
    self.member = member
    self.meetings = meetings
    var generator = member.run.random(member.index + 1)
    random = generator.next() | 1
    // Whoever spins on the processor that another thread needs waits for nothing.
    turnsBeforeYield = Machine.allowedCPUs < member.count ? 1 : Spin.turnsBeforeYield
  }

  /// Plays batch after batch, until there are enough or the time is over; what a batch came to is collected by the first
  /// thread while the others wait.
  mutating func play(
    _ batches: Int, batch: (inout Self) -> Bool, collect: () -> Void
  ) {
    for number in 0..<batches {
      guard batch(&self), meet() else { return }
      if member.index == 0 {
        collect()
        // A hundred times in all: there may be thousands of batches.
        if (number + 1) * 100 / batches != number * 100 / batches {
          member.run.progress(
            Double(number + 1) / Double(batches), "Batch \(number + 1) of \(batches)")
        }
        if Moment.now > meetings.end { meetings.isOver.store(true, ordering: .relaxed) }
      }
      guard meet(), !meetings.isOver.load(ordering: .relaxed) else { return }
    }
  }

  /// Waits for the others; false when the case is to end.
  mutating func meet() -> Bool {
    met += member.count
    meetings.arrivals.wrappingAdd(1, ordering: .acquiringAndReleasing)
    var turns = 0
    while meetings.arrivals.load(ordering: .acquiring) < met {
      turns += 1
      if turns >= turnsBeforeYield {
        if member.shouldStop { return false }
        yieldCPU()
      }
    }
    return true
  }

  /// A number of turns that others cannot foresee (Marsaglia's xorshift).
  mutating func stagger() {
    random ^= random << 13
    random ^= random >> 7
    random ^= random << 17
    for _ in 0..<(random >> 40) & 31 { random = random &* 6_364_136_223_846_793_005 &+ 1 }
    if random == 0 { random = 1 }
  }
}
