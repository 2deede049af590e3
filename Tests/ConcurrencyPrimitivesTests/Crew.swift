import CLinux
import ConcurrencyPrimitives
import Glibc
import Synchronization

/// Where the threads of a test run: wherever the system puts them, or all on one processor.
enum Placement: CaseIterable { case free, onOneProcessor }

/// Threads of the operating system that start together.
final class Crew: Sendable {
  private let running: Mutex<[pthread_t]>

  init(_ count: Int, _ placement: Placement = .free, _ body: @escaping @Sendable (Int) -> Void) {
    running = Mutex([])
    let start = Event()
    for visitor in 0..<count {
      let job = Unmanaged.passRetained(
        Job {
          if placement == .onOneProcessor { pinToFirstProcessor() }
          _ = start.wait()
          body(visitor)
        })
      var thread = pthread_t()
      let status = pthread_create(
        &thread, nil,
        { argument in
          guard let argument else { return nil }
          Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().body()
          return nil
        }, job.toOpaque())
      precondition(status == 0)
      running.withLock { [thread] in $0.append(thread) }
    }
    start.set()
  }

  func join() {
    for thread in running.withLock({ $0 }) { pthread_join(thread, nil) }
  }
}

private final class Job: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Runs `body` in `count` threads at once and waits for all of them.
func together(
  _ count: Int, _ placement: Placement, _ body: @escaping @Sendable (Int) -> Void
) {
  Crew(count, placement, body).join()
}

/// Keeps the calling thread on the first processor that it may use.
private func pinToFirstProcessor() {
  var first: CInt = 0
  guard interleave_get_affinity(&first, 1) > 0 else { return }
  _ = interleave_set_affinity(&first, 1)
}

/// A number that threads change together.
final class Count: Sendable {
  private let number = Atomic(0)

  var value: Int { number.load(ordering: .relaxed) }

  @discardableResult func add(_ amount: Int) -> Int {
    number.wrappingAdd(amount, ordering: .relaxed).newValue
  }

  /// Adds one as two steps, so that an increment is lost when two threads do it at once.
  func addCarelessly() { number.store(number.load(ordering: .relaxed) + 1, ordering: .relaxed) }
}

/// A room whose visitors check that they are in lawful company.
final class Room: Sendable {
  let visits = Count()
  let violations = Count()
  private let readers = Count()
  private let writers = Count()

  func visit(_ role: ReadersWritersRules.Role) {
    visits.add(1)
    let mine = role == .reader ? readers : writers
    let inside = mine.add(1)
    if role == .writer, inside > 1 || readers.value > 0 { violations.add(1) }
    if role == .reader, writers.value > 0 { violations.add(1) }
    sched_yield()
    mine.add(-1)
  }
}
