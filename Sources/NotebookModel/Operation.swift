/// A request to change a notebook, or news of one of its runs.
///
/// Ids and times come in with it: the model makes none.
public enum Operation: Sendable, Equatable {
  case edit(Edit)
  /// Queues a run for each cell, in this order; `runs` names them.
  case run(cells: [CellID], runs: [RunID], key: String?, at: Timestamp)
  case wait(RunID, Waiting)
  case start(RunID, at: Timestamp)
  case report(RunID, WorkerEvent)
  case end(RunID, RunPhase, reason: String?, at: Timestamp)
  case stop(RunID)
  /// The first operation after a restart: what ran is interrupted, what was queued goes on.
  case recover(at: Timestamp)
  case delete(at: Timestamp)
  case restore(at: Timestamp)
}

/// Changes of a document that become one save, all or none.
public struct Edit: Sendable, Equatable {
  /// The revision that the sender saw; a cell that changed after it is a conflict.
  public var base: Int
  /// The same key gets the same answer, and its changes are made once.
  public var key: String
  public var changes: [Change]
  public var origin: Origin
  public var at: Timestamp

  public init(
    base: Int, key: String, changes: [Change], origin: Origin = Origin(), at: Timestamp
  ) {
    self.base = base
    self.key = key
    self.changes = changes
    self.origin = origin
    self.at = at
  }
}

/// One change of a document.
public enum Change: Sendable, Equatable {
  case setSource(CellID, String)
  case insertCell(CellContent, after: CellID?)
  case deleteCell(CellID)
  case restoreCell(CellID)
  case moveCell(CellID, after: CellID?)
  case setKind(CellID, CellKind)
  case setTitle(String)
  case setTags([String])
  /// Gives a lesson its original text back; cells that the original lacks are deleted.
  case restart(Original)
  /// Gives a cell what it held once, also when it was changed or deleted since.
  case setContent(CellContent)
  /// Gives the notebook what it held once; cells that it lacked then are deleted.
  case become(title: String, tags: [String], cells: [CellContent])
}

/// A lesson as it is handed out.
public struct Original: Sendable, Equatable {
  public var title: String
  public var cells: [CellContent]
  public var extra: String?
  public var hash: String?

  public init(title: String, cells: [CellContent], extra: String? = nil, hash: String? = nil) {
    self.title = title
    self.cells = cells
    self.extra = extra
    self.hash = hash
  }
}
