import HTTPServer
import NotebookModel
import Storage
import Wire

extension Resources {
  func listRevisions(_ request: Request, _ caller: Caller) async throws -> Response {
    // A notebook that does not exist has no history, which is not the same as an empty one.
    _ = try await library.session(request.notebook)
    let before = request.query("before") == nil ? nil : try request.number("before")
    let limit = try request.number("limit", default: 100)
    let revisions = try await library.store.revisions(
      of: request.notebook, before: before, limit: limit)
    let author = request.query("author")
    return .json(
      JSONText.object { text in
        text.key("revisions")
        text.array { text in for one in revisions { text.line(of: one, for: author) } }
        text.key("more")
        text.boolean(revisions.last.map { $0.number > 1 } ?? false)
      })
  }

  func readRevision(_ request: Request, _ caller: Caller) async throws -> Response {
    let number = Int(request.parameters["revision"] ?? "") ?? 0
    let past = try await past(number, of: request.notebook)
    return .json(
      JSONText.object { text in
        text.head(of: past.revision, for: request.query("author"))
        text.member("newest", past.newest)
        text.member("title", past.revision.heading.title)
        text.member("tags", past.revision.heading.tags)
        text.key("cells")
        text.array { text in for cell in past.cells { text.past(cell) } }
      })
  }

  func readSteps(_ request: Request, _ caller: Caller) async throws -> Response {
    guard let author = request.query("author") else { throw RequestError.missingQuery("author") }
    _ = try await library.session(request.notebook)
    let skipped = request.query("skip")?.split(separator: ",").map(String.init) ?? []
    let steps = try await library.store.undoSteps(
      of: author, in: request.notebook, skipping: Set(skipped))
    return .json(
      JSONText.object { text in
        text.key("undo")
        text.step(steps.undo)
        text.key("redo")
        text.step(steps.redo)
      })
  }

  func restore(_ request: Request, _ caller: Caller) async throws -> Response {
    let wish = try request.message(RestorationRequest.self)
    let session = try await library.session(request.notebook)
    guard let number = wish.revision else {
      try await session.restore()
      return try await snapshot(of: request.notebook)
    }
    let past = try await past(number, of: request.notebook)
    let revision = try await session.bringBack(
      past, cell: wish.cell.map { CellID($0) }, key: wish.key,
      origin: Origin(author: wish.author, name: wish.name, step: wish.step))
    return try .json(OperationsAnswer(revision: revision))
  }

  private func past(_ number: Int, of notebook: NotebookID) async throws -> PastNotebook {
    _ = try await library.session(notebook)
    guard let past = try await library.store.pastNotebook(notebook, at: number) else {
      throw NotebookModel.Refusal.unknownRevision(number)
    }
    return past
  }
}

extension JSONText {
  mutating func boolean(_ value: Bool) { verbatim((value ? "true" : "false").utf8) }

  /// Who made a save and when; whether it was the person who asks is told, but never by whom else.
  fileprivate mutating func head(of revision: Revision, for author: String?) {
    member("number", revision.number)
    member("at", revision.at.iso8601)
    member("name", revision.origin.name)
    key("own")
    boolean(author != nil && revision.origin.author == author)
    member("what", revision.sentence)
  }

  fileprivate mutating func line(of revision: Revision, for author: String?) {
    object { text in
      text.head(of: revision, for: author)
      text.member("step", revision.origin.step)
      text.member("cells", revision.changes.map(\.cell.rawValue))
    }
  }

  fileprivate mutating func past(_ cell: PastNotebook.PastCell) {
    object { text in
      text.member("id", cell.content.id.rawValue)
      text.member("kind", cell.content.kind.rawValue)
      text.member("source", cell.content.source)
      text.key("run")
      guard let run = cell.run else { return text.null() }
      text.object { text in
        text.member("id", run.id.rawValue)
        text.member("phase", run.phase.rawValue)
        text.member("queued", run.queued.iso8601)
      }
    }
  }

  fileprivate mutating func step(_ step: UndoStep?) {
    guard let step else { return null() }
    object { text in
      text.member("step", step.name)
      text.member("what", step.revisions.first?.sentence)
      text.key("cells")
      text.array { text in for one in step.cells { text.reversal(one) } }
      text.key("headings")
      text.array { text in
        for revision in step.revisions {
          guard let before = revision.previous, before != revision.heading else { continue }
          text.object { text in
            text.key("before")
            text.heading(before)
            text.key("after")
            text.heading(revision.heading)
          }
        }
      }
    }
  }

  private mutating func heading(_ heading: Revision.Heading) {
    object { text in
      text.member("title", heading.title)
      text.member("tags", heading.tags)
    }
  }

  private mutating func reversal(_ reversal: Reversal) {
    object { text in
      text.member("cell", reversal.cell.rawValue)
      text.key("before")
      if let before = reversal.before { text.form(before) } else { text.null() }
      text.key("after")
      text.form(reversal.after)
      text.key("moved")
      text.boolean(reversal.isMove)
    }
  }

  private mutating func form(_ form: Reversal.Form) {
    object { text in
      text.member("kind", form.kind.rawValue)
      text.member("source", form.source)
      text.key("deleted")
      text.boolean(form.isDeleted)
      text.member("follows", form.follows?.rawValue)
    }
  }
}
