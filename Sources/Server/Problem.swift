import HTTPServer
import NotebookFormat
import NotebookModel
import Storage
import Wire
import Workers

/// What went wrong, as the person hears it; the only place where an error becomes a status.
///
/// Each error has its line in a switch without default, so a new one does not compile until it has a
/// status and a sentence that says what to do next.
struct Problem {
  let status: Int
  /// A stable word for programs.
  let name: String
  let title: String
  private var headers: Headers = [:]
  /// The cells that changed meanwhile, with a conflict.
  private var cells: [Cell]?

  init(_ error: any Error) {
    switch error {
    case let error as HTTPServer.Refusal: self.init(error)
    case let error as AccessRefusal: self.init(error)
    case let error as RequestError: self.init(error)
    case let error as ShareRefusal: self.init(error)
    case let error as WorkshopError: self.init(error)
    case let error as SessionError: self.init(error)
    case let error as NotebookModel.Refusal: self.init(error)
    case let error as StorageError: self.init(error)
    case let error as LanguageFailure: self.init(503, "language-worker", error.sentence)
    case let error as FormatError: self.init(error)
    case let error as PagePartsMissing: self.init(503, "page-parts", error.sentence)
    case let error as DecodingError: self.init(.malformedBody(error.sentence))
    case is CancellationError: self.init(HTTPServer.Refusal.stopping)
    default:
      self.init(
        500, "unexpected", "Something went wrong in the server. Its log says what; try again.")
    }
  }

  var response: Response {
    let report = ProblemReport(type: "urn:interleave:\(name)", title: title, status: status)
    var body = (try? WireCoding.encode(report)) ?? []
    if let cells, body.last == UInt8(ascii: "}") {
      body.removeLast()
      body += Array(#","cells":["#.utf8)
      body += cells.map(\.json).joined(separator: [UInt8(ascii: ",")])
      body += Array("]}".utf8)
    }
    var response = Response(
      status: status, headers: ["Content-Type": "application/problem+json"], body: body)
    for field in headers.fields { response.headers.add(field.name, field.value) }
    return response
  }

  private init(_ status: Int, _ name: String, _ title: String) {
    (self.status, self.name, self.title) = (status, name, title)
  }
}

// MARK: The edge

extension Problem {
  private init(_ refusal: HTTPServer.Refusal) {
    switch refusal {
    case .malformed(let reason): self.init(400, "malformed", "\(reason) Mend the request.")
    case .unknownPath:
      self.init(404, "unknown-path", "There is nothing at this address. Go back to the list.")
    case .methodNotAllowed(let methods):
      let names = methods.map(\.rawValue).joined(separator: ", ")
      self.init(405, "method", "This address only understands \(names). Use one of these.")
    case .bodyTooLarge(let limit):
      self.init(413, "too-large", "The request is larger than \(limit) bytes. Send less at once.")
    case .tooManyStreams:
      self.init(503, "streams", "Too many pages are open. Close some and reload this one.")
    case .stopping: self.init(503, "stopping", "The server is stopping. Try again in a moment.")
    }
  }

  private init(_ refusal: AccessRefusal) {
    switch refusal {
    case .unknownHost:
      self.init(
        403, "unknown-host",
        "This server does not answer to that name. Use its printed address, or name this one "
          + "with --public-url.")
    case .notSignedIn:
      self.init(
        401, "sign-in",
        "This browser is not signed in. Open the link that `interleave url` prints, or send "
          + "`Authorization: Bearer TOKEN`.")
      headers = ["WWW-Authenticate": "Bearer"]
    case .wrongToken:
      self.init(
        401, "wrong-token", "This link is not valid any more. Open the one of `interleave url`.")
      headers = ["WWW-Authenticate": "Bearer"]
    case .tooManyAttempts(let wait):
      let seconds = wait.components.seconds + 1
      self.init(429, "attempts", "Too many wrong links. Wait \(seconds) seconds and try again.")
      headers = ["Retry-After": String(seconds)]
    case .needs(let role):
      self.init(403, "role", "Only a \(role) may do this. Ask whoever runs the server.")
    case .foreignPage:
      self.init(403, "foreign-page", "Another site asked for this. Do it from Interleave's page.")
    case .missingOrigin:
      self.init(
        403, "origin", "The browser did not say which page asks. Use the page, or a bearer token.")
    case .wrongContentType(let expected):
      let names = expected.joined(separator: " or ")
      self.init(415, "content-type", "The body must be \(names). Say so in Content-Type.")
    }
  }

  private init(_ error: RequestError) {
    switch error {
    case .malformedBody(let reason): self.init(400, "body", "\(reason) Mend the body.")
    case .unreadableSchedule(let reason): self.init(422, "schedule", reason)
    case .missingQuery(let name):
      self.init(400, "query", "The address lacks `\(name)=`. Add it.")
    case .invalidQuery(let name, let expected):
      self.init(400, "query", "In the address, `\(name)` must be \(expected). Change it.")
    case .unknownKind(let kind):
      self.init(400, "kind", "There is no kind of cell \(kind). Use markdown, code or raw.")
    case .unknownLesson(let name):
      self.init(404, "unknown-lesson", "There is no lesson \(name). Choose one of the list.")
    case .noHTMLOutput(let run, let number):
      self.init(
        404, "no-output", "Event \(number) of run \(run) is no HTML output. Reload the notebook.")
    case .noResults(let cell):
      self.init(404, "no-results", "The file of cell \(cell) brought no results. Run the cell.")
    case .ambiguous(let sentence): self.init(400, "ambiguous", sentence)
    }
  }

  private init(_ error: ShareRefusal) {
    switch error {
    case .unknownLink:
      self.init(
        404, "unknown-link",
        "There is no such link, or it ended long ago. Ask whoever sent it for a new one.")
    case .revoked:
      self.init(
        410, "link-revoked",
        "This link was withdrawn. Ask whoever sent it for a new one.")
    case .expired:
      self.init(
        410, "link-expired", "This link has expired. Ask whoever sent it for a new one.")
    case .notebookDeleted:
      self.init(410, "link-deleted", "The notebook of this link was deleted by its owner.")
    case .nothingToFollow:
      self.init(404, "frozen", "This link shows one revision, which does not change. Read that.")
    case .unknownShare(let id):
      self.init(404, "unknown-share", "This notebook has no link \(id). Reload the list.")
    case .tooManyShares(let limit):
      self.init(
        422, "shares", "A notebook has at most \(limit) open links. Withdraw one of them first.")
    case .otherNotebook:
      self.init(403, "other-notebook", "This link opens another notebook. Follow that one only.")
    case .otherRun(let id):
      self.init(404, "unknown-run", "This link does not show run \(id). Reload the page.")
    }
  }

  private init(_ error: WorkshopError) {
    switch error {
    case .starting:
      self.init(503, "starting", "The server is still checking its sandbox. Try again shortly.")
      headers = ["Retry-After": "1"]
    case .unavailable(let reason): self.init(503, "no-sandbox", reason)
    }
  }

  private init(_ error: FormatError) {
    let status: Int
    switch error {
    case .empty, .encoding, .notJSON, .conflictMarkers, .notTextForm, .notANotebook: status = 400
    case .oldVersion, .newVersion: status = 422
    case .tooLarge: status = 413
    }
    self.init(status, "format", error.sentence)
  }
}

// MARK: Notebooks

extension Problem {
  private init(_ error: SessionError) {
    switch error {
    case .refused(let refusal): self.init(refusal)
    case .failed(let error): self.init(error)
    case .missingNotebook(let id):
      self.init(404, "unknown-notebook", "There is no notebook \(id). Go back to the list.")
    case .missingRun(let id):
      self.init(404, "unknown-run", "There is no run \(id). Reload the notebook.")
    case .malformedLine(let run, _):
      self.init(500, "worker-line", "The worker of run \(run) sent nonsense. Run the cell again.")
    case .lostRun(let run, let error):
      let cause = Problem(error)
      self.init(
        cause.status, "lost-run", "The output of run \(run) could not be kept. \(cause.title)")
    }
  }

  private init(_ refusal: NotebookModel.Refusal) {
    switch refusal {
    case .unknownCell(let id):
      self.init(404, "unknown-cell", "There is no cell \(id). Reload the notebook.")
    case .unknownRun(let id):
      self.init(404, "unknown-run", "There is no run \(id). Reload the notebook.")
    case .cellExists(let id):
      self.init(409, "cell-exists", "There is a cell \(id) already. Choose another name.")
    case .invalidCellID(let text):
      self.init(
        400, "cell-id",
        "\(text.prefix(80)) cannot name a cell. Use 1 to 64 letters, digits, - or _.")
    case .conflict(let cells):
      self.init(
        409, "conflict", "Somebody else changed this cell meanwhile. Choose which text to keep.")
      self.cells = cells
    case .notCode(let id):
      self.init(422, "not-code", "Cell \(id) is text and cannot run. Make it a code cell first.")
    case .alreadyRunning(let id, let run):
      self.init(409, "running", "Cell \(id) is already running as \(run). Wait, or stop it.")
    case .notALesson:
      self.init(409, "not-a-lesson", "Only the copy of a lesson can be started again.")
    case .notebookDeleted:
      self.init(410, "deleted", "This notebook is in the bin. Restore it to change or run it.")
    case .invalidKey:
      self.init(
        400, "key", "The key must have 1 to \(ModelLimits.keyBytes) bytes. Use a random one.")
    case .tooManyCells(let limit):
      self.init(422, "cells", "A notebook has at most \(limit) cells. Begin another one.")
    case .tooManyChanges(let limit):
      self.init(422, "changes", "At most \(limit) changes go at once. Send them in parts.")
    case .tooManyRuns(let limit):
      self.init(429, "runs", "At most \(limit) runs wait at once. Let some end, or stop them.")
    case .sourceTooLong(let id, let limit):
      self.init(413, "source", "Cell \(id) would be longer than \(limit) bytes. Split it.")
    case .titleTooLong(let limit):
      self.init(422, "title", "A title has at most \(limit) bytes. Shorten it.")
    case .tooManyTags(let limit):
      self.init(422, "tags", "A notebook has at most \(limit) tags. Take some away.")
    case .tagTooLong(let tag, let limit):
      self.init(
        422, "tags", "The tag \(tag.prefix(40))… has more than \(limit) bytes. Shorten it.")
    case .nameTooLong(let limit):
      self.init(422, "name", "A display name has at most \(limit) bytes. Shorten it.")
    case .unknownRevision(let number):
      self.init(
        404, "unknown-revision",
        "This notebook has no revision \(number). Choose one of its history.")
    }
  }

  private init(_ error: StorageError) {
    switch error.code {
    case .full:
      self.init(
        507, "disk-full",
        "There is no space left, so this was not saved. Free some space and try again.")
    case .damaged:
      self.init(
        500, "damaged", "The database is damaged. Stop the server and run `interleave doctor`.")
    case .inUse:
      self.init(503, "in-use", "Another program holds the database. Close it and try again.")
    case .newer:
      self.init(500, "newer", "A newer Interleave wrote the database. Use that version.")
    case .inaccessible:
      self.init(
        500, "inaccessible", "The database cannot be read or written. Run `interleave doctor`.")
    case .other:
      self.init(500, "storage", "The database did not do its work. The log says why; try again.")
    }
  }
}

extension DecodingError {
  /// What is wrong with a body, and where.
  fileprivate var sentence: String {
    switch self {
    case .keyNotFound(let key, let context):
      "The body lacks `\(Self.path(context.codingPath + [key]))`."
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "In the body, `\(Self.path(context.codingPath))` is of the wrong kind."
    case .dataCorrupted(let context) where context.codingPath.isEmpty:
      "The body is not JSON."
    case .dataCorrupted(let context):
      "In the body, `\(Self.path(context.codingPath))` is wrong: \(context.debugDescription)."
    @unknown default: "The body is not what this address expects."
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }
}
