/// How far a run is.
public enum RunPhase: String, Sendable, Equatable, CaseIterable {
  case queued, running, done, failed, stopped
  /// The server ended before the run did; what had come is kept.
  case interrupted

  public var isActive: Bool { self == .queued || self == .running }
}

/// Why a queued run does not run yet.
public struct Waiting: Sendable, Equatable {
  /// Place in the queue; the next to start is 1.
  public var position: Int
  public var reason: String

  public init(position: Int, reason: String) {
    self.position = position
    self.reason = reason
  }
}

/// How much a run has reported.
public struct RunTotals: Sendable, Equatable {
  public var events: Int
  /// Bytes of text output, which is also where the next text starts.
  public var textBytes: Int
  public var lines: Int

  public init(events: Int = 0, textBytes: Int = 0, lines: Int = 0) {
    self.events = events
    self.textBytes = textBytes
    self.lines = lines
  }
}

/// One execution of one cell, with the source that it had then.
public struct Run: Sendable, Equatable {
  public let id: RunID
  public let cell: CellID
  public var phase: RunPhase
  public let source: String
  public let queued: Timestamp
  public var started: Timestamp?
  public var ended: Timestamp?
  /// Why the run ended as it did, as a sentence.
  public var reason: String?
  public var waiting: Waiting?
  public var totals: RunTotals

  public init(
    id: RunID, cell: CellID, phase: RunPhase = .queued, source: String, queued: Timestamp,
    started: Timestamp? = nil, ended: Timestamp? = nil, reason: String? = nil,
    waiting: Waiting? = nil, totals: RunTotals = RunTotals()
  ) {
    self.id = id
    self.cell = cell
    self.phase = phase
    self.source = source
    self.queued = queued
    self.started = started
    self.ended = ended
    self.reason = reason
    self.waiting = waiting
    self.totals = totals
  }
}

/// A run that was queued, and for which cell.
public struct QueuedRun: Sendable, Equatable {
  public var id: RunID
  public var cell: CellID

  public init(id: RunID, cell: CellID) {
    self.id = id
    self.cell = cell
  }
}

/// What is to be executed.
public struct RunStart: Sendable, Equatable {
  public var run: RunID
  public var notebook: NotebookID
  public var cell: CellID
  public var source: String

  public init(run: RunID, notebook: NotebookID, cell: CellID, source: String) {
    self.run = run
    self.notebook = notebook
    self.cell = cell
    self.source = source
  }
}
