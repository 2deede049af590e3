public import NotebookModel

/// What must be committed together for one notebook.
public struct Group: Sendable {
  public var notebook: NotebookID
  /// A notebook to be made first.
  public var created: NewNotebook?
  public var records: [Record]
  public var events: [EventRow]

  public init(
    notebook: NotebookID, created: NewNotebook? = nil, records: [Record] = [],
    events: [EventRow] = []
  ) {
    self.notebook = notebook
    self.created = created
    self.records = records
    self.events = events
  }

  /// Whether the commit must have reached the disk before anybody is told.
  public var isDocument: Bool { created != nil || records.contains(where: \.isDocument) }

  /// About how many bytes will be written.
  public var size: Int {
    events.reduce(0) { $0 + $1.body.count + 128 }
      + records.reduce(0) { sum, record in
        switch record {
        case .save(_, let cells, _, _): sum + cells.reduce(0) { $0 + $1.source.utf8.count + 128 }
        case .trace(_, _, _, _, let records): sum + records.count
        default: sum + 128
        }
      }
  }
}

/// A notebook with its first cells.
public struct NewNotebook: Sendable {
  public var notebook: Notebook
  public var cells: [Cell]
  public var origin: Origin
  public var at: Timestamp

  public init(notebook: Notebook, cells: [Cell], origin: Origin = Origin(), at: Timestamp) {
    self.notebook = notebook
    self.cells = cells
    self.origin = origin
    self.at = at
  }
}

/// A row of the event sequence before it has its number.
public enum EventRow: Sendable {
  /// A change that the stream tells, as the JSON that readers get.
  case notice(type: String, json: [UInt8])
  /// A worker's line with its place in the run.
  case line(RunEntry)

  public var body: [UInt8] {
    switch self {
    case .notice(_, let json): json
    case .line(let event): event.event.json
    }
  }
}

/// A committed event of the sequence.
public struct StoredEvent: Sendable, Equatable {
  public var sequence: Int
  public var notebook: NotebookID
  /// The run and cell that a worker's line belongs to; nil for everything else.
  public var line: Line?
  /// The worker's line, or the JSON that readers of the stream get.
  public var body: [UInt8]

  /// Where a worker's line belongs.
  public struct Line: Sendable, Equatable {
    public var run: RunID
    public var cell: CellID
    public var number: Int

    public init(run: RunID, cell: CellID, number: Int) {
      self.run = run
      self.cell = cell
      self.number = number
    }
  }

  public init(sequence: Int, notebook: NotebookID, line: Line? = nil, body: [UInt8]) {
    self.sequence = sequence
    self.notebook = notebook
    self.line = line
    self.body = body
  }
}
