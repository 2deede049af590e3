import ConcurrencyPrimitives
import ExperimentEngine
import Synchronization

/// Threads read a counter, pause, and write back one more; updates get lost.
struct LostUpdate: Experiment {
  static let name: ExperimentName = "race.lostUpdate"
  static let title = "The lost update"
  static let summary =
    "Lets threads increment one counter by reading it and writing back one more, with or without "
    + "protection, and counts what is missing at the end."
  static let chapter = Chapter.raceConditions
  static let question =
    "Two threads add 20,000 to a counter each, one at a time, and give way to each other between "
    + "reading and writing. What does the counter say at the end: 40,000, a little less, or 20,000?"
  static let pitfall =
    "Adding one looks like one step and is three: read, add, write. Without a pause between them "
    + "the race may not show in a thousand tests; that it works here does not mean that it is right."

  static let claims = [
    Claim(
      "lost",
      "When the threads hand over between reading and writing, updates are lost in every "
        + "repetition: at most three quarters of them count, about one in as many as there are "
        + "threads.", .robust),
    Claim("noGap", "Even with no pause at all, some repetition loses updates.", .robust),
    Claim("chance", "Updates may get lost, but nobody can say how many.", .informative),
    Claim("protected", "With this protection every single update counts.", .exact),
    Claim("bound", "The counter never says more than was added.", .exact),
    Claim(
      "modelChance", "In the model a time slice may end between reading and writing.",
      .informative),
    Claim(
      "model",
      "In the model, hand-overs leave exactly one update of each round, and protection "
        + "leaves all of them.", .exact),
    Claim("cost", "What the protection costs.", .informative),
  ]

  static let python = """
    import threading, time

    counter = 0
    lock = threading.Lock()

    def add(increments, locked):
        global counter
        for _ in range(increments):
            if locked:
                lock.acquire()
            seen = counter          # read
            time.sleep(0)           # somebody else may run here
            counter = seen + 1      # write back: whatever happened in between is forgotten
            if locked:
                lock.release()

    for locked in (False, True):
        counter = 0
        threads = [threading.Thread(target=add, args=(10_000, locked)) for _ in range(2)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print("with a lock:" if locked else "no lock:", counter, "of 20000")
    """
  static let example = "race.lostUpdate(threads: [2, 4], protection: [.none, .lock, .atomicAdd])"

  @Parameter(2...64, "threads that increment") var threads = 2
  @Parameter(1...100_000_000, "increments of each thread") var increments = 20_000
  @Parameter("what happens between reading the counter and writing it back") var gap = Gap.yield
  @Parameter("what protects the counter") var protection = Protection.none

  /// What protects the counter.
  enum Protection: String, NamedChoice {
    case none, lock, atomicAdd, casLoop, actor, serialQueue

    var summary: String {
      switch self {
      case .none: "nothing: a plain read and a plain write"
      case .lock: "a mutex round reading and writing"
      case .atomicAdd: "one instruction that adds"
      case .casLoop: "writing only if nobody else has written, else trying again"
      case .actor: "an actor that owns the counter"
      case .serialQueue: "a queue that runs the increments one after another"
      }
    }
  }

  func run(_ run: Run) throws -> [Verdict] {
    var verdicts: [Verdict] = []
    if run.common.mode.runsModel { verdicts += try runModel(run) }
    if run.common.mode.runsLive { verdicts += try runLive(run) }
    return verdicts
  }
}

// listing:begin
/// A counter that threads share, and four ways to add one to it.
final class SharedCounter: Sendable {
  let value = Atomic(0)
  let mutex = Mutex(())

  /// Read, gap, write back: three steps that look like one.
  func increment(_ gap: Gap) {
    let seen = value.load(ordering: .relaxed)
    gap.pass()
    value.store(seen + 1, ordering: .relaxed)
  }

  func incrementUnderLock(_ gap: Gap) {
    mutex.withLock { _ in increment(gap) }
  }

  func incrementAtomically() {
    value.wrappingAdd(1, ordering: .relaxed)
  }

  /// Answers false when there was no time for another attempt.
  func incrementByCompareAndSwap(_ gap: Gap, until enough: Event) -> Bool {
    var seen = value.load(ordering: .relaxed)
    while !enough.isSet {
      gap.pass()
      let (wrote, found) = value.weakCompareExchange(
        expected: seen, desired: seen + 1, ordering: .relaxed)
      if wrote { return true }
      seen = found  // somebody was faster: start again from what is there now
    }
    return false
  }
}

/// The same counter in an actor: only its methods touch the value, one at a time.
actor CountingActor {
  var value = 0

  func increment(_ gap: Gap) {
    let seen = value
    gap.pass()
    value = seen + 1
  }

  // A thread of its own: a gap may sleep, which must not hold up the shared pool.
  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe queue.asUnownedSerialExecutor() }
  private let queue: SerialQueue
  init(on queue: SerialQueue) { self.queue = queue }
}
// listing:end
