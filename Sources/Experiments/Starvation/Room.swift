import ConcurrencyPrimitives
import ExperimentEngine
import Synchronization

/// What is behind the lock: it knows who is inside, and notes every breach of the rules.
final class Room: Sendable {
  /// The second at which it closes.
  let closing: Double
  let readTime: Duration
  let writeTime: Duration
  private let readers = Atomic(0)
  private let writers = Atomic(0)
  private let mostReaders = Atomic(0)
  private let breaches = Atomic(0)
  private let completedReads = Atomic(0)
  private let completedWrites = Atomic(0)

  init(_ experiment: ReadersWriters) {
    // In the same arithmetic as the clock, so that equal moments are equal numbers.
    closing = Double(experiment.run.inNanoseconds) / 1e9
    (readTime, writeTime) = (experiment.readTime, experiment.writeTime)
  }

  func enter(_ role: ReadersWritersRules.Role) {
    // Each role counts itself in before it looks for the other, so of two that collide one sees it.
    switch role {
    case .reader:
      let inside = readers.add(1, ordering: .sequentiallyConsistent).newValue
      if writers.load(ordering: .sequentiallyConsistent) > 0 { breach() }
      mostReaders.max(inside, ordering: .relaxed)
    case .writer:
      let inside = writers.add(1, ordering: .sequentiallyConsistent).newValue
      if inside > 1 || readers.load(ordering: .sequentiallyConsistent) > 0 { breach() }
    }
  }

  func leave(_ role: ReadersWritersRules.Role) {
    switch role {
    case .reader:
      readers.subtract(1, ordering: .sequentiallyConsistent)
      completedReads.add(1, ordering: .relaxed)
    case .writer:
      writers.subtract(1, ordering: .sequentiallyConsistent)
      completedWrites.add(1, ordering: .relaxed)
    }
  }

  /// How many have read and written so far.
  var reads: Int { completedReads.load(ordering: .relaxed) }
  var writes: Int { completedWrites.load(ordering: .relaxed) }

  /// The most readers that were inside together.
  var most: Int { mostReaders.load(ordering: .relaxed) }

  /// How often somebody was inside with whom it must not be.
  var violations: Int { breaches.load(ordering: .relaxed) }

  private func breach() { breaches.add(1, ordering: .relaxed) }
}

/// What one visitor came to.
struct Stay: Equatable, Sendable {
  var visits = 0
  var longestWait = 0.0
  /// Seconds of each wait, as many as are kept.
  var waits: [Double] = []
}

/// What came of one opening of the room.
struct Opening: Sendable {
  var readers: [Stay]
  var writers: [Stay]
  var mostReaders: Int
  var violations: Int

  var reads: Int { readers.reduce(0) { $0 + $1.visits } }
  var writes: Int { writers.reduce(0) { $0 + $1.visits } }
  var longestRead: Double { readers.map(\.longestWait).max() ?? 0 }
  var longestWrite: Double { writers.map(\.longestWait).max() ?? 0 }
  /// How often a reader got in for each time that a writer did.
  var ratio: Double {
    let (read, written) = (
      Double(reads) / Double(readers.count), Double(writes) / Double(writers.count)
    )
    return written == 0 ? .infinity : read / written
  }
  var everybodyGotIn: Bool { (readers + writers).allSatisfy { $0.visits > 0 } }

  init(_ stays: [Stay], readers count: Int, _ room: Room) {
    readers = Array(stays.prefix(count))
    writers = Array(stays.dropFirst(count))
    (mostReaders, violations) = (room.most, room.violations)
  }
}

/// The platform's lock as a lock of the live world.
struct PlatformEntrance: Entrance {
  let lock: PlatformReadersWritersLock

  var knownRules: ReadersWritersRules? { nil }

  func enter(
    as visitor: Visitor, wanting role: ReadersWritersRules.Role, until deadline: Deadline
  ) throws(WaitFailure) {
    try lock.enter(as: role, until: deadline)
  }

  func leave(as visitor: Visitor) { lock.leave() }
}
