import HTTPServer
import NotebookFormat
import NotebookModel
import Storage
import Wire

extension Resources {
  func listNotebooks(_ request: Request, _ caller: Caller) async throws -> Response {
    let notebooks = try await library.store.notebooks()
    let copies = Dictionary(
      notebooks.compactMap { notebook in notebook.lesson.map { ($0, notebook.id.rawValue) } }
    ) { first, _ in first }
    return try .json(
      Listing(
        notebooks: notebooks.map(Listing.Notebook.init),
        lessons: lessons.all.map { lesson in
          Listing.Lesson(
            name: lesson.name, title: lesson.original.title, summary: lesson.card.summary,
            minutes: lesson.card.minutes, notebook: copies[lesson.name])
        }))
  }

  func createNotebook(_ request: Request, _ caller: Caller) async throws -> Response {
    let name = request.query("name") ?? "Imported"
    switch request.contentType {
    case ServerMedia.notebook:
      return try await add(try NotebookFile(reading: request.body, name: name))
    case ServerMedia.python:
      return try await add(try NotebookFile(script: request.body, name: name))
    default: break
    }
    guard request.body.count <= ServerLimits.body else {
      throw HTTPServer.Refusal.bodyTooLarge(limit: ServerLimits.body)
    }
    let wish = try request.message(CreateNotebook.self)
    if let original = wish.copyOf { return try await duplicate(NotebookID(original), wish.title) }
    guard let name = wish.lesson else {
      let title = wish.title ?? "Untitled"
      guard title.utf8.count <= ModelLimits.titleBytes else {
        throw NotebookModel.Refusal.titleTooLong(limit: ModelLimits.titleBytes)
      }
      let cell = CellContent(id: CellID("c1"), kind: .code, source: "")
      return try await created(try await library.create(title: title, cells: [cell]))
    }
    guard let lesson = lessons[name] else { throw RequestError.unknownLesson(name) }
    if let copy = try await library.store.copy(ofLesson: name) {
      return try await snapshot(of: copy)
    }
    return try await created(
      try await library.create(
        title: wish.title ?? lesson.original.title, cells: lesson.original.cells,
        extra: lesson.original.extra, lesson: name, original: lesson.original.hash))
  }

  func readNotebook(_ request: Request, _ caller: Caller) async throws -> Response {
    try await snapshot(of: request.notebook)
  }

  func deleteNotebook(_ request: Request, _ caller: Caller) async throws -> Response {
    try await library.session(request.notebook).delete()
    return Response(status: 204)
  }

  func listBin(_ request: Request, _ caller: Caller) async throws -> Response {
    let notebooks = try await library.store.notebooks(inBin: true)
    return try .json(["notebooks": notebooks.map(Listing.Notebook.init)])
  }

  private func duplicate(_ original: NotebookID, _ title: String?) async throws -> Response {
    let state = try await library.session(original).currentState()
    guard !state.notebook.isDeleted else { throw NotebookModel.Refusal.notebookDeleted }
    let title = title ?? "Copy of \(state.notebook.title)"
    guard title.utf8.count <= ModelLimits.titleBytes else {
      throw NotebookModel.Refusal.titleTooLong(limit: ModelLimits.titleBytes)
    }
    return try await created(
      try await library.create(
        title: title, tags: state.notebook.tags,
        cells: state.cells.filter { !$0.isDeleted }.map(\.content), extra: state.notebook.extra))
  }

  /// Answers the notebook that was made, with what the person should know of the file.
  private func add(_ file: NotebookFile) async throws -> Response {
    let report =
      file.report.isEmpty ? nil : ImportAnswer(mended: file.report.mended, kept: file.report.kept)
    return try await created(try await library.add(file), report: report)
  }

  private func created(_ id: NotebookID, report: ImportAnswer? = nil) async throws -> Response {
    var response = try await snapshot(of: id, report: report)
    response.status = 201
    response.headers["Location"] = "/api/notebooks/\(id)"
    return response
  }

  func snapshot(of id: NotebookID, report: ImportAnswer? = nil) async throws -> Response {
    let session = try await library.session(id)
    if try await session.currentState().notebook.isDeleted {
      throw NotebookModel.Refusal.notebookDeleted
    }
    var json = try await session.snapshot()
    let revision = Self.revision(in: json)
    if let report, json.popLast() != nil {
      json += Array(#","report":"#.utf8) + (try WireCoding.encode(report)) + [UInt8(ascii: "}")]
    }
    var response = Response.json(json)
    response.headers["ETag"] = revision.map { "\"\($0)\"" }
    return response
  }

  /// The revision that a snapshot shows.
  ///
  /// It is the first key of this name, and no string can hold it, for there its quotes are escaped.
  private static func revision(in json: [UInt8]) -> String? {
    let key = Array(#""revision":"#.utf8)
    guard let quote = json.indices.first(where: { json[$0...].starts(with: key) }) else {
      return nil
    }
    let digits = json[(quote + key.count)...].prefix { (0x30...0x39).contains($0) }
    return String(decoding: digits, as: UTF8.self)
  }
}

/// What was mended in an imported file, and what was kept against the rules of the format.
struct ImportAnswer: Encodable {
  var mended: [String]
  var kept: [String]
}

/// The answer to `GET /api/notebooks`.
private struct Listing: Encodable {
  struct Notebook: Encodable {
    var id: String
    var title: String
    var tags: [String]
    var lesson: String?
    var updated: String
    var deleted: String?
    var cells: Int
    var running: Int

    init(_ summary: NotebookSummary) {
      (id, title, lesson) = (summary.id.rawValue, summary.title, summary.lesson)
      (tags, deleted) = (summary.tags, summary.deleted?.iso8601)
      (updated, cells, running) = (summary.updated.iso8601, summary.cells, summary.running)
    }
  }

  struct Lesson: Encodable {
    var name: String
    var title: String
    var summary: String
    var minutes: Int
    var notebook: String?
  }

  var notebooks: [Notebook]
  var lessons: [Lesson]
}
