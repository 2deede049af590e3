/// All that is true of an open notebook, and the rules by which it changes.
///
/// A pure value: ``apply(_:)`` takes an operation and says what the outside world must do. A refused
/// operation leaves everything as it was.
public struct SessionState: Sendable, Equatable {
  public internal(set) var notebook: Notebook
  /// Every cell, deleted ones too, by rising rank.
  public internal(set) var cells: [Cell]
  /// The runs that are queued or running, and the ones that cells show.
  public internal(set) var runs: [RunID: Run]
  /// Runs that were told to stop and have not ended yet.
  public internal(set) var stopping: Set<RunID> = []
  var answers: RecentAnswers

  public init(
    notebook: Notebook, cells: [Cell], runs: [Run] = [], answers: RecentAnswers = RecentAnswers()
  ) {
    self.notebook = notebook
    self.cells = cells.sorted { $0.rank < $1.rank }
    self.runs = Dictionary(runs.map { ($0.id, $0) }) { _, last in last }
    self.answers = answers
  }

  /// Applies one operation and says what the outside world must now do.
  public mutating func apply(_ operation: Operation) throws(Refusal) -> [Effect] {
    switch operation {
    case .edit(let edit): try self.edit(edit)
    case .run(let cells, let runs, let key, let at):
      try queue(cells, as: runs, key: key, at: at)
    case .wait(let run, let waiting): try wait(run, waiting)
    case .start(let run, let at): try start(run, at: at)
    case .report(let run, let event): try report(run, event)
    case .end(let run, let phase, let reason, let at):
      try end(run, phase, reason: reason, at: at)
    case .stop(let run): try stop(run)
    case .recover(let at): recover(at: at)
    case .delete(let at): delete(at: at)
    case .restore(let at): restore(at: at)
    }
  }

  /// The runs that are queued or running, in the order in which they were queued.
  public var activeRuns: [Run] {
    runs.values.filter(\.phase.isActive)
      .sorted { ($0.queued, $0.id.rawValue) < ($1.queued, $1.id.rawValue) }
  }

  /// Keeps from an older state what is not stored: which runs were told to stop.
  public mutating func takeOver(from older: SessionState) {
    stopping = older.stopping.filter { runs[$0]?.phase.isActive == true }
  }

  func index(of cell: CellID) -> Int? { cells.firstIndex { $0.id == cell } }
}
