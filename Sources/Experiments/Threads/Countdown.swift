import ConcurrencyPrimitives
import ExperimentEngine
import Synchronization

/// Threads count down side by side, or under a lock one after another.
struct Countdown: Experiment {
  static let name: ExperimentName = "thread.countdown"
  static let title = "Start and join"
  static let summary =
    "Starts threads that count down with a sleep before each number, with or without a lock round "
    + "the whole countdown, and with or without waiting for them."
  static let chapter = Chapter.threads
  static let question =
    "Two threads count down from 5 and sleep 25 ms before each number. How long do both take "
    + "together: 125 ms or 250 ms? And if each keeps one common lock while it counts?"
  static let pitfall =
    "A lock that is held while its owner sleeps makes everybody sleep one after another. The "
    + "program stays right and loses all that the threads were for."

  static let claims = [
    Claim(
      "overlap",
      "Without the lock the sleeps overlap: all threads together take less than three "
        + "quarters of the time that they take with it.", .robust),
    Claim(
      "contiguous", "Under the lock each thread counts to its end before the next begins.",
      .robust),
    Claim("mainFirst", "Without join, main ends before the threads do.", .robust),
    Claim("mainLast", "With join, main ends after the threads have.", .robust),
    Claim(
      "model",
      "In virtual time the countdowns take exactly steps × delay side by side, and "
        + "threads × steps × delay under the lock.", .exact),
  ]

  static let python = """
    import threading, time

    lock = threading.Lock()

    def countdown(name, locked):
        if locked:
            lock.acquire()
        for left in range(5, 0, -1):
            time.sleep(0.025)
            print(name, left)
        if locked:
            lock.release()

    for locked in (False, True):
        start = time.perf_counter()
        threads = [threading.Thread(target=countdown, args=(n, locked)) for n in "AB"]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        took = time.perf_counter() - start
        print(f"{took:.3f} s", "with the lock" if locked else "without it")
    """
  static let example = "thread.countdown(threads: 2, steps: 5, delay: 25.ms, locked: [false, true])"

  @Parameter(1...64, "threads that count down") var threads = 2
  @Parameter(1...50, "numbers that each counts") var steps = 5
  @Parameter(
    Duration.milliseconds(1)...Duration.milliseconds(1_000), "the sleep before each number")
  var delay = Duration.milliseconds(25)
  @Parameter("whether a thread keeps a common lock while it counts") var locked = false
  @Parameter("whether main waits for the threads") var join = true

  func run(_ run: Run) throws -> [Verdict] {
    var verdicts: [Verdict] = []
    if run.common.mode.runsModel { verdicts += try runModel(run) }
    if run.common.mode.runsLive { verdicts += try runLive(run) }
    return verdicts
  }
}

/// The program: some threads that count, and main.
struct CountdownProgram: Sendable {
  let countdown: Countdown
  let delay: Duration
  let lock: Door<MutexRules>
  let everybodyDone: Door<LatchRules>
  let recorder: TraceRecorder
  let lines: Lines

  init(
    _ countdown: Countdown, delay: Duration, in world: any World, _ recorder: TraceRecorder,
    lines: Lines
  ) {
    self.countdown = countdown
    self.delay = delay
    self.recorder = recorder
    self.lines = lines
    lock = Door(name: recorder.name("the lock"), entrance: world.entrance(MutexRules()))
    everybodyDone = Door(
      name: recorder.name("the end of all threads"),
      entrance: world.entrance(LatchRules(awaited: countdown.threads)), isLock: false)
  }

  /// What `me` does: the last visitor is main, the others count.
  func play(_ me: Player) {
    do {
      me.visitor == countdown.threads ? try main(me) : try thread(me)
    } catch {
      // Stopped half way; what was said stands.
    }
    me.close()
  }

  private func say(_ word: String, _ me: Player) {
    me.mark(recorder.name(word))
    lines.append(Line(speaker: me.visitor, word: word, time: me.now))
  }
}

// listing:begin
extension CountdownProgram {
  /// What each thread does.
  func thread(_ me: Player) throws {
    if countdown.locked {
      try me.holding(lock) { try count(me) }
    } else {
      try count(me)
    }
    me.leave(everybodyDone)
  }

  func count(_ me: Player) throws {
    for left in (1...countdown.steps).reversed() {
      try me.sleep(delay)
      say("\(left)", me)
    }
  }

  /// What main does once the threads have started.
  func main(_ me: Player) throws {
    if countdown.join { try me.enter(everybodyDone) }
    say("main ends", me)
  }
}
// listing:end

/// One thing that was said.
struct Line: Equatable, Sendable {
  var speaker: Visitor
  var word: String
  /// Seconds since the start.
  var time: Double
}

/// What was said, in the order in which it was.
final class Lines: Sendable {
  private let said = Mutex<[Line]>([])
  private let listener: @Sendable (Line) -> Void

  init(listener: @escaping @Sendable (Line) -> Void = { _ in }) { self.listener = listener }

  func append(_ line: Line) {
    said.withLock { $0.append(line) }
    listener(line)
  }

  var all: [Line] { said.withLock { $0 } }
}
