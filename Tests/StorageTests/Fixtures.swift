import NotebookModel
import Storage
import TestSupport

let noon = Timestamp(milliseconds: 1_700_000_000_000)
let notebook = NotebookID("n1")
let first = CellID("first")
let second = CellID("second")
let one = RunID("r1")

extension Store {
  /// Opens a database as a server would that takes a new name for its events.
  convenience init(in folder: TemporaryFolder, epoch: String = "e1") throws {
    try self.init(path: folder.path("notebooks.db"), newEpoch: epoch)
  }

  /// Makes a notebook of two code cells.
  @discardableResult
  func create(
    _ id: NotebookID = notebook, lesson: String? = nil, cells: [CellContent]? = nil
  ) throws -> [[Int]] {
    let contents =
      cells ?? [first, second].map { CellContent(id: $0, kind: .code, source: "source of \($0)") }
    let new = NewNotebook(
      notebook: Notebook(id: id, title: "Title of \(id)", lesson: lesson),
      cells: [Cell](contents: contents, revision: 1), at: noon)
    return try commit([Group(notebook: id, created: new)])
  }

  /// Queues the run `r1` of the first cell.
  func queueRun() throws {
    let run = Run(id: one, cell: first, source: "source", queued: noon)
    _ = try commit([Group(notebook: notebook, records: [.queue(run)])])
  }

  /// Commits lines of the run `r1`, as a session numbers them.
  func report(_ events: [WorkerEvent]) throws {
    var totals = RunTotals()
    var group = Group(notebook: notebook)
    for event in events {
      totals.events += 1
      var start: Int?
      if case .text(let bytes, let lines) = event.content {
        start = totals.textBytes
        totals.textBytes += bytes
        totals.lines += lines
      }
      if case .trace(let records) = event.content {
        group.records.append(
          .trace(
            one, number: totals.events, call: event.call, case: event.case, records: records))
      }
      group.events.append(
        .line(
          RunEntry(
            run: one, cell: first, number: totals.events, textStart: start, event: event)))
      group.records.append(.totals(one, totals))
    }
    _ = try commit([group])
  }
}

func text(_ text: String) -> WorkerEvent {
  WorkerEvent(
    type: "text", json: Array(#"{"type":"text","text":"\#(text)"}"#.utf8),
    content: .text(bytes: text.utf8.count, lines: text.utf8.count { $0 == 10 }))
}

func other(_ type: String) -> WorkerEvent {
  WorkerEvent(type: type, json: Array(#"{"type":"\#(type)"}"#.utf8))
}
