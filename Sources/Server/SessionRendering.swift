import NotebookFormat
public import NotebookModel
import Storage

// What browsers are sent, as JSON: snapshots, runs and the events of the stream.

extension Snapshot {
  /// The body of `GET /api/notebooks/{id}`.
  func json(epoch: String) -> [UInt8] {
    JSONText.object { text in
      text.member("id", notebook.id.rawValue)
      text.member("title", notebook.title)
      text.member("tags", notebook.tags)
      text.member("lesson", notebook.lesson)
      text.member("revision", notebook.revision)
      text.member("sequence", "\(epoch).\(sequence)")
      text.key("cells")
      text.array { text in
        for cell in cells { text.cell(cell, run: cell.run.flatMap { runs[$0] }) }
      }
      text.key("deleted")
      text.array { text in
        for cell in deleted {
          text.object { text in
            text.member("cell", cell.cell.rawValue)
            text.member("after", cell.after?.rawValue)
          }
        }
      }
    }
  }
}

extension RunView {
  /// The body of `GET /api/runs/{run}`.
  var json: [UInt8] {
    var text = JSONText()
    text.run(self)
    return text.bytes
  }
}

extension Cell {
  /// The cell as it stands in the answer to a conflict, without its run.
  public var json: [UInt8] {
    var text = JSONText()
    text.cell(self, run: nil)
    return text.bytes
  }
}

extension Event {
  /// The row of the event sequence that tells of this.
  func row(notebook: NotebookID) -> EventRow {
    if case .runEvent(let entry) = self { return .line(entry) }
    let json = JSONText.object { text in
      text.member("type", type)
      text.member("notebook", notebook.rawValue)
      write(to: &text)
    }
    return .notice(type: type, json: json)
  }

  private func write(to text: inout JSONText) {
    switch self {
    case .cellInserted(let cell, let run, let after, let save):
      text.save(save)
      text.key("cell")
      // What a restored cell has reported is not repeated here: the run says how much there is.
      text.cell(cell, run: run.map(RunView.init(withheld:)))
      text.member("after", after?.rawValue)
    case .cellChanged(let cell, let save):
      text.save(save)
      text.key("cell")
      text.cell(cell)
    case .cellMoved(let cell, let after, let save), .cellDeleted(let cell, let after, let save):
      text.save(save)
      text.member("id", cell.rawValue)
      text.member("after", after?.rawValue)
    case .notebookChanged(let title, let tags, let save):
      text.save(save)
      text.member("title", title)
      text.member("tags", tags)
    case .notebookDeleted, .notebookRestored, .runEvent:
      break
    case .runQueued(let run):
      text.member("cell", run.cell.rawValue)
      text.key("run")
      text.run(RunView(run: run))
    case .runWaiting(let run, let cell, let waiting):
      text.member("cell", cell.rawValue)
      text.member("run", run.rawValue)
      text.member("position", waiting.position)
      text.member("reason", waiting.reason)
    case .runStarted(let run, let cell, let at):
      text.member("cell", cell.rawValue)
      text.member("run", run.rawValue)
      text.member("started", at.iso8601)
    case .runEnded(let run, let cell, let phase, let reason):
      text.member("cell", cell.rawValue)
      text.member("run", run.rawValue)
      text.member("phase", phase.rawValue)
      text.member("reason", reason)
    }
  }
}

extension StoredEvent {
  /// The JSON that readers of the stream get.
  var data: [UInt8] {
    guard let line else { return body }
    return JSONText.object { text in
      text.member("type", "runEvent")
      text.member("notebook", notebook.rawValue)
      text.member("cell", line.cell.rawValue)
      text.member("run", line.run.rawValue)
      text.key("event")
      text.verbatim(body)
    }
  }
}

extension RunView {
  /// A run of which nothing is shown yet.
  fileprivate init(withheld run: Run) {
    self.init(run: run, withheldEvents: run.totals.events, withheldLines: run.totals.lines)
  }
}

extension JSONText {
  fileprivate mutating func save(_ save: Save) {
    member("revision", save.revision)
    member("key", save.key)
  }

  /// A cell with its run, which is null when there is none.
  fileprivate mutating func cell(_ cell: Cell, run: RunView?) {
    object { text in
      text.content(of: cell)
      text.key("run")
      if let run { text.run(run) } else { text.null() }
      if run == nil, cell.content.hasResults {
        text.key("results")
        text.verbatim("true".utf8)
      }
    }
  }

  /// A cell whose run does not change.
  fileprivate mutating func cell(_ cell: Cell) {
    object { text in text.content(of: cell) }
  }

  private mutating func content(of cell: Cell) {
    member("id", cell.id.rawValue)
    member("kind", cell.kind.rawValue)
    member("source", cell.source)
    member("revision", cell.revision)
    if let attachments = cell.content.attachments {
      key("attachments")
      // Line breaks are white space in JSON, for inside strings they are escaped.
      verbatim(attachments.utf8.lazy.filter { $0 != 10 && $0 != 13 })
    }
  }

  fileprivate mutating func run(_ view: RunView) {
    let run = view.run
    object { text in
      text.member("id", run.id.rawValue)
      text.member("cell", run.cell.rawValue)
      text.member("phase", run.phase.rawValue)
      text.member("source", run.source)
      text.member("started", run.started?.iso8601)
      text.member("reason", run.reason)
      text.key("waiting")
      if let waiting = run.waiting {
        text.object { text in
          text.member("position", waiting.position)
          text.member("reason", waiting.reason)
        }
      } else {
        text.null()
      }
      text.key("events")
      text.array { text in for event in view.events { text.verbatim(event) } }
      text.key("withheld")
      if view.withheldEvents > 0 || view.withheldLines > 0 {
        text.object { text in
          text.member("events", view.withheldEvents)
          text.member("lines", view.withheldLines)
        }
      } else {
        text.null()
      }
    }
  }
}
