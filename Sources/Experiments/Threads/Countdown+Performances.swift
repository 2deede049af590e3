import ConcurrencyPrimitives
import ExperimentEngine

extension Countdown {
  /// What one run of the program came to.
  struct Performance: Sendable {
    var lines: [Line]
    /// Seconds from the start to the last thread's end.
    var wall: Double
    private let main: Visitor

    init(lines: [Line], wall: Double, main: Visitor) {
      (self.lines, self.wall, self.main) = (lines, wall, main)
    }

    /// Whether each thread said all it had to say in one go.
    var isContiguous: Bool {
      let speakers = lines.map(\.speaker).filter { $0 != main }
      let changes = zip(speakers, speakers.dropFirst()).count { $0 != $1 }
      return changes == max(0, Set(speakers).count - 1)
    }

    /// How many threads still had something to say when main ended.
    var threadsAfterMain: Int {
      guard let end = lines.firstIndex(where: { $0.speaker == main }) else { return 0 }
      return Set(lines[end...].map(\.speaker)).count - 1
    }
  }

  /// Threads are called A, B, C, … as long as there are letters.
  func name(_ visitor: Visitor) -> String {
    guard visitor < threads else { return "main" }
    guard threads <= 26, let letter = UnicodeScalar(UInt32(65 + visitor)) else {
      return "thread \(visitor + 1)"
    }
    return String(Character(letter))
  }

  /// The same program with the lock on or off.
  func with(locked: Bool) -> Countdown {
    var other = self
    other.locked = locked
    return other
  }

  func modelPerformance(_ run: Run) -> Performance {
    let world = VirtualWorld(seed: run.random(1), stop: run.stop)
    let program = CountdownProgram(self, delay: delay, in: world, run.trace, lines: Lines())
    let tracks = tracks(run, group: "model")
    _ = world.run(threads + 1) { visitor in
      program.play(Player(visitor, in: world, track: tracks[visitor]))
    }
    return Performance(lines: program.lines.all, wall: world.now, main: threads)
  }

  func livePerformance(
    _ run: Run, delay: Duration, traced: Bool,
    listener: @escaping @Sendable (Line) -> Void = { _ in }
  ) throws -> Performance {
    let world = LiveWorld()
    let program = CountdownProgram(
      self, delay: delay, in: world, run.trace, lines: Lines(listener: listener))
    let tracks: [Player.Track?] =
      traced ? tracks(run, group: "live") : Array(repeating: nil, count: threads + 1)
    let result: CrewResult<Void> = try run.together(
      threads + 1, unwind: world.abort, names: name
    ) { member in
      program.play(Player(member.index, in: world, track: tracks[member.index]))
    }
    return Performance(lines: program.lines.all, wall: result.wall, main: threads)
  }

  /// Main's line first, as the one that starts the others.
  private func tracks(_ run: Run, group: String) -> [Player.Track] {
    let main = Player.Track(recorder: run.trace, lane: run.trace.lane(name(threads), group: group))
    return (0..<threads).map {
      Player.Track(recorder: run.trace, lane: run.trace.lane(name($0), group: group))
    } + [main]
  }
}
