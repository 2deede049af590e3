/// One line of a worker about a run, with what is needed to file it.
///
/// The line itself is kept as it came (without line breaks), whatever its type.
public struct WorkerEvent: Sendable, Equatable {
  public var type: String
  public var call: Int?
  public var `case`: Int?
  public var json: [UInt8]
  public var content: Content

  /// What the server does with a line beside keeping and showing it.
  public enum Content: Sendable, Equatable {
    /// Text output of so many UTF-8 bytes and line feeds.
    case text(bytes: Int, lines: Int)
    /// Trace records, which are kept apart from the line.
    case trace(records: [UInt8])
    case samples
    /// A newer one makes this one uninteresting.
    case progress
    case other
  }

  public init(
    type: String, call: Int? = nil, case: Int? = nil, json: [UInt8], content: Content = .other
  ) {
    self.type = type
    self.call = call
    self.case = `case`
    self.json = json
    self.content = content
  }
}

/// A worker's line with its place in the run.
public struct RunEntry: Sendable, Equatable {
  public var run: RunID
  public var cell: CellID
  /// Counts from 1 within the run, whatever the worker says.
  public var number: Int
  /// For text the byte where it starts in the output of the run.
  public var textStart: Int?
  public var event: WorkerEvent

  public init(
    run: RunID, cell: CellID, number: Int, textStart: Int? = nil, event: WorkerEvent
  ) {
    self.run = run
    self.cell = cell
    self.number = number
    self.textStart = textStart
    self.event = event
  }
}
