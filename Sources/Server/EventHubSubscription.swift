public import NotebookModel
import Storage

/// One committed event as a reader of the stream gets it, made once for all readers.
public struct StreamEvent: Sendable {
  public let sequence: Int
  public let notebook: NotebookID
  /// The whole event of the stream, with its id: `id: …`, `data: …` and the blank line.
  public let frame: [UInt8]
  private let start: Int

  /// The JSON of the event.
  public var data: ArraySlice<UInt8> { frame[start..<(frame.count - 2)] }

  init(_ event: StoredEvent, epoch: String) {
    self.init(
      sequence: event.sequence, notebook: event.notebook, data: event.data, epoch: epoch)
  }

  init(sequence: Int, notebook: NotebookID, data: [UInt8], epoch: String) {
    self.sequence = sequence
    self.notebook = notebook
    var frame = Array("id: \(epoch).\(sequence)\ndata: ".utf8)
    frame.reserveCapacity(frame.count + data.count + 2)
    start = frame.count
    frame += data
    frame += [10, 10]
    self.frame = frame
  }

  private init() {
    sequence = 0
    notebook = NotebookID("")
    frame = []
    start = 0
  }

  /// Stands where an event was let go.
  static let released = StreamEvent()
}

/// A reader of the event stream: a cursor and what it follows.
public struct Subscription: Sendable {
  public let notebooks: Set<NotebookID>
  /// Nothing up to this number is left to read.
  public private(set) var cursor: Int
  private let hub: EventHub
  private var isReset: Bool

  init(hub: EventHub, notebooks: Set<NotebookID>, cursor: Int, isReset: Bool) {
    self.hub = hub
    self.notebooks = notebooks
    self.cursor = cursor
    self.isReset = isReset
  }

  /// Waits for the next events, in order; nil when the server is stopping.
  ///
  /// - Throws: `CancellationError` when the task is cancelled, `StorageError` when events that are
  ///   no longer in memory cannot be read.
  public mutating func next() async throws -> [StreamEvent]? {
    if isReset {
      isReset = false
      let reset = JSONText.object { $0.member("type", "reset") }
      return [
        StreamEvent(sequence: cursor, notebook: NotebookID(""), data: reset, epoch: hub.epoch)
      ]
    }
    while true {
      let events: [StreamEvent]
      switch try await hub.next(after: cursor, of: notebooks) {
      case .closed: return nil
      case .events(let list, let end): (events, cursor) = (list, end)
      case .behind: (events, cursor) = try await hub.stored(after: cursor, of: notebooks)
      }
      if !events.isEmpty { return events }
    }
  }
}
