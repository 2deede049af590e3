import ConcurrencyPrimitives
import ExperimentEngine
import Synchronization

/// Records what the threads of one repetition do, step by step.
///
/// Its own steps take longer than the increment they show, so a filmed repetition is never timed.
struct Film: Sendable {
  private let recorder: TraceRecorder
  private let lanes: [LaneNumber]
  private let start = Moment.now
  private let gap: TraceName
  private let arrivals = Arrivals()

  private final class Arrivals: Sendable { let count = Atomic(0) }

  init(_ recorder: TraceRecorder, threads: Int) {
    self.recorder = recorder
    lanes = (0..<threads).map { recorder.lane(Self.name($0), group: "live") }
    gap = recorder.name("gap")
  }

  static func name(_ thread: Int) -> String { "thread \(thread + 1)" }

  var now: Double { Moment.now.seconds(since: start) }

  /// Waits until every thread is there: one that starts takes longer to wake up than a few
  /// increments last, and the picture should show them together.
  func meet(until enough: Event) {
    arrivals.count.wrappingAdd(1, ordering: .acquiringAndReleasing)
    // Without a deadline it cannot fail; whoever sets `enough` ends it.
    try? spin(until: { arrivals.count.load(ordering: .acquiring) >= lanes.count || enough.isSet })
  }

  /// Increments `counter` in the same way as the timed repetitions, and records every step.
  ///
  /// Answers false when there was no time for it.
  func increment(
    _ counter: SharedCounter, _ protection: LostUpdate.Protection, _ gap: Gap, thread: Int,
    until enough: Event
  ) -> Bool {
    let since = now
    switch protection {
    case .none, .serialQueue, .actor:
      readAndWrite(counter, gap, thread)
    case .lock:
      counter.mutex.withLock { _ in
        let entered = now
        record(.waiting, thread, since, entered, recorder.name("the lock"))
        readAndWrite(counter, gap, thread)
        record(.holding, thread, entered, now, recorder.name("the lock"))
      }
    case .atomicAdd:
      counter.incrementAtomically()
      record(.running, thread, since, now, note: recorder.name("adds one"))
    case .casLoop:
      guard counter.incrementByCompareAndSwap(gap, until: enough) else { return false }
      record(.running, thread, since, now, note: recorder.name("reads, compares and writes"))
    }
    return true
  }

  /// A task asked the actor at `since` and has its answer now.
  func asked(_ thread: Int, since: Double) {
    record(.waiting, thread, since, now, recorder.name("the actor"))
  }

  private func readAndWrite(_ counter: SharedCounter, _ gap: Gap, _ thread: Int) {
    let started = now
    let seen = counter.value.load(ordering: .relaxed)
    let read = now
    gap.pass()
    let passed = now
    counter.value.store(seen + 1, ordering: .relaxed)
    let wrote = now
    let state: TraceState = if case .sleep = gap { .sleeping } else { .blocked }
    record(.running, thread, started, read, note: recorder.name("reads \(seen)"))
    record(state, thread, read, passed, note: self.gap)
    record(.running, thread, passed, wrote, note: recorder.name("writes \(seen + 1)"))
  }

  private func record(
    _ state: TraceState, _ thread: Int, _ start: Double, _ end: Double,
    _ object: TraceName = .none, note: TraceName = .none
  ) {
    recorder.append([
      TraceRecord(
        start: start, end: end, lane: lanes[thread], state: state, object: object, note: note)
    ])
  }
}
