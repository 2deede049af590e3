import ConcurrencyPrimitives
import ExperimentEngine
import Synchronization

/// This machine: real threads, real time, and the system's scheduler.
final class LiveWorld: World {
  private let start = Moment.now
  private let aborted = Event()
  private let abortions = Mutex<[@Sendable () -> Void]>([])

  var now: Double { Moment.now.seconds(since: start) }

  func deadline(after span: Duration) -> Deadline { .after(span) }

  func sleep(_ span: Duration, as visitor: Visitor) throws(WaitFailure) {
    // Sleeping is waiting for the end of the world with a deadline, so that it can be cut short.
    if aborted.wait(until: .after(span)) { throw .aborted }
  }

  func yield(as visitor: Visitor) throws(WaitFailure) {
    if aborted.isSet { throw .aborted }
    yieldCPU()
  }

  func entrance<Rules: EntryRules>(_ rules: Rules) -> any Entrance<Rules> {
    let gate = Gate(rules)
    abortions.withLock { $0.append(gate.abort) }
    if aborted.isSet { gate.abort() }
    return gate
  }

  func abort() {
    aborted.set()
    for abortion in abortions.withLock({ $0 }) { abortion() }
  }
}
