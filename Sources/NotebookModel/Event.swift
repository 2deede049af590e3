/// Something that happened in a notebook, as everybody who looks at it is told.
public enum Event: Sendable, Equatable {
  case cellInserted(Cell, run: Run?, after: CellID?, Save)
  case cellChanged(Cell, Save)
  case cellMoved(CellID, after: CellID?, Save)
  case cellDeleted(CellID, after: CellID?, Save)
  case notebookChanged(title: String, tags: [String], Save)
  case notebookDeleted
  case notebookRestored
  case runQueued(Run)
  case runWaiting(RunID, cell: CellID, Waiting)
  case runStarted(RunID, cell: CellID, at: Timestamp)
  case runEvent(RunEntry)
  case runEnded(RunID, cell: CellID, RunPhase, reason: String?)

  /// The `type` of the event on the wire.
  public var type: String {
    switch self {
    case .cellInserted: "cellInserted"
    case .cellChanged: "cellChanged"
    case .cellMoved: "cellMoved"
    case .cellDeleted: "cellDeleted"
    case .notebookChanged: "notebookChanged"
    case .notebookDeleted: "notebookDeleted"
    case .notebookRestored: "notebookRestored"
    case .runQueued: "runQueued"
    case .runWaiting: "runWaiting"
    case .runStarted: "runStarted"
    case .runEvent: "runEvent"
    case .runEnded: "runEnded"
    }
  }
}

/// The save that an event belongs to: its revision, and the key by which its sender knows it.
public struct Save: Sendable, Equatable {
  public var revision: Int
  public var key: String

  public init(revision: Int, key: String) {
    self.revision = revision
    self.key = key
  }
}
