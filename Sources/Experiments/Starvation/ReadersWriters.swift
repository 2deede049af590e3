import ConcurrencyPrimitives
import ExperimentEngine

/// Readers may share a room, a writer must be alone; who goes first decides who starves.
struct ReadersWriters: Experiment {
  static let name: ExperimentName = "rw.variants"
  static let title = "Readers and writers"
  static let summary =
    "Lets readers, who may be inside together, and writers, who must be alone, share a lock under "
    + "five policies, and counts who got in and who waited."
  static let chapter = Chapter.starvation
  static let question =
    "Three readers and two writers want the same lock again and again, and a reader may always join "
    + "readers who are inside. How many of 2,000 operations are writes: 800, 80 or none?"
  static let pitfall =
    "Starvation is not deadlock: everything runs, the throughput looks splendid, and one kind of "
    + "thread never gets its turn. Look at the longest wait, not at the mean."

  static let claims = [
    Claim(
      "exclusion", "There are never two writers inside, and never a reader beside a writer.", .exact
    ),
    Claim("sharing", "When readers go first, they are inside together.", .robust),
    Claim(
      "writersStarve", "When readers go first, writes are at most 1 % of the reads.", .robust),
    Claim(
      "readersStarve", "When writers go first, reads are at most 5 % of the writes.", .robust),
    Claim(
      "balanced",
      "In one fair queue a reader gets in between a third as often and three times as "
        + "often as a writer.", .robust),
    Claim("nobodyStarves", "With this policy everybody gets in.", .robust),
    Claim(
      "model",
      "In virtual time the policy alone decides: readers first leaves the writers nothing, "
        + "writers first the readers next to nothing, and the fair policies something for everybody.",
      .exact),
    Claim("platform", "The platform's lock lets readers go first.", .informative),
  ]

  static let python = """
    import threading, time

    readers, count, room = 0, threading.Lock(), threading.Lock()
    done, end = {"reads": 0, "writes": 0}, time.time() + 0.5

    def reader():
        global readers
        while time.time() < end:
            with count:
                readers += 1
                if readers == 1: room.acquire()    # the first one shuts writers out
                done["reads"] += 1
            time.sleep(0.0005)                     # several readers are inside together
            with count:
                readers -= 1
                if readers == 0: room.release()    # only the last one lets writers in

    def writer():
        while (left := end - time.time()) > 0 and room.acquire(timeout=left):
            time.sleep(0.0005)
            done["writes"] += 1
            room.release()

    threads = [threading.Thread(target=t) for t in (reader, reader, reader, writer, writer)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    print(done)
    """
  static let example = "rw.variants(variant: [.readersFirst, .writersFirst, .fair])"

  @Parameter("who goes first") var variant = Variant.readersFirst
  @Parameter(1...32, "threads that read") var readers = 3
  @Parameter(1...32, "threads that write") var writers = 2
  @Parameter(
    Duration.microseconds(10)...Duration.milliseconds(100), "how long a reader stays inside")
  var readTime = Duration.microseconds(500)
  @Parameter(
    Duration.microseconds(10)...Duration.milliseconds(100), "how long a writer stays inside")
  var writeTime = Duration.microseconds(500)
  @Parameter(Duration.milliseconds(100)...Duration.seconds(10), "how long the room is open")
  var run = Duration.milliseconds(400)

  /// Who goes first.
  enum Variant: String, NamedChoice {
    case readersFirst, writersFirst, fair, phaseFair, platform

    var summary: String {
      switch self {
      case .readersFirst: "a reader waits only for a writer inside"
      case .writersFirst: "a reader waits for every writer, inside or waiting"
      case .fair: "one queue for all, in the order of arrival"
      case .phaseFair: "readers and single writers take turns"
      case .platform: "the C library's own lock"
      }
    }

    /// The policy of our own locks; nil for the platform's.
    var policy: ReadersWritersRules.Policy? { .init(rawValue: rawValue) }
  }

  func run(_ run: Run) throws -> [Verdict] {
    var verdicts: [Verdict] = []
    if run.common.mode.runsModel, let policy = variant.policy {
      verdicts += try runModel(policy, run)
    }
    if run.common.mode.runsLive { verdicts += try runLive(run) }
    return verdicts
  }
}

/// A reader or a writer.
struct RoomVisitor {
  let role: ReadersWritersRules.Role
  let me: Player
  let door: Door<ReadersWritersRules>
  let room: Room
  var stay = Stay()

  private mutating func noteWait(since asked: Double) {
    // Who is still outside at closing time has waited until then.
    let wait = max(0, min(me.now, room.closing) - asked)
    stay.longestWait = max(stay.longestWait, wait)
    if stay.waits.count < Limits.waits { stay.waits.append(wait) }
  }
}

// listing:begin
extension RoomVisitor {
  /// Again and again: ask, wait, look round, stay a while, leave.
  mutating func visit() throws(WaitFailure) {
    while me.now < room.closing {
      let asked = me.now
      try me.enter(door, wanting: role)  // how long this takes is the lock's policy
      defer { me.leave(door) }
      noteWait(since: asked)
      guard me.now < room.closing else { break }
      room.enter(role)  // notes any breach: two writers, or a reader beside a writer
      defer { room.leave(role) }
      try me.sleep(role == .reader ? room.readTime : room.writeTime)
      stay.visits += 1
    }
  }
}
// listing:end
