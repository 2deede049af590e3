/// In which way a program went wrong.
public enum FailureKind: String, Sendable, CaseIterable {
  case assertion, error, deadlock, lostWakeup, forbiddenOutcome, lockNotReleased, livelock,
    starvation, dataRace
}

/// What went wrong, in a sentence, and where.
public struct Failure: Hashable, Sendable {
  public var kind: FailureKind
  public var message: String
  public var thread: Int?
  public var place: SourceNote

  public init(
    _ kind: FailureKind, _ message: String, thread: Int? = nil, place: SourceNote = SourceNote()
  ) {
    self.kind = kind
    self.message = message
    self.thread = thread
    self.place = place
  }
}

/// How an execution ended.
public enum End: Hashable, Sendable {
  case finished(outcome: [Int])
  case failed(Failure)
}

/// What a thread waits for.
public enum Obstacle: Hashable, Sendable {
  case object(Int)
  case thread(Int)
  /// A condition over variables that does not hold.
  case condition
  /// Its own stores, which have to leave the buffer first.
  case buffer
}

/// Where a thread is.
public enum ThreadStatus: Hashable, Sendable {
  case notStarted, ready, finished
  case blocked(on: Obstacle)
}
