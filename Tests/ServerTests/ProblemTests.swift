import HTTPServer
import NotebookFormat
import NotebookModel
import Storage
import Testing
import Wire

@testable import Server

@Suite struct `A problem` {
  struct Unforeseen: Error {}

  static let some: [(error: any Error, status: Int)] = [
    (HTTPServer.Refusal.unknownPath, 404), (HTTPServer.Refusal.methodNotAllowed([.get]), 405),
    (HTTPServer.Refusal.bodyTooLarge(limit: 1), 413), (HTTPServer.Refusal.malformed("No."), 400),
    (HTTPServer.Refusal.tooManyStreams, 503), (HTTPServer.Refusal.stopping, 503),
    (AccessRefusal.notSignedIn, 401), (AccessRefusal.wrongToken, 401),
    (AccessRefusal.tooManyAttempts(retryAfter: .seconds(3)), 429), (AccessRefusal.foreignPage, 403),
    (AccessRefusal.needs(.owner), 403), (AccessRefusal.wrongContentType(expected: ["a/b"]), 415),
    (RequestError.unknownLesson("x"), 404), (RequestError.missingQuery("x"), 400),
    (WorkshopError.starting, 503), (WorkshopError.unavailable("No sandbox. Install one."), 503),
    (SessionError.missingNotebook(NotebookID("n")), 404),
    (SessionError.refused(.conflict([])), 409), (NotebookModel.Refusal.notebookDeleted, 410),
    (NotebookModel.Refusal.sourceTooLong(CellID("c"), limit: 1), 413),
    (StorageError(.full, doing: "saving", message: "disk full"), 507),
    (SessionError.failed(StorageError(.full, doing: "saving", message: "full")), 507),

    (FormatError.notJSON(line: 1, column: 2, expected: "{"), 400), (CancellationError(), 503),
    (Unforeseen(), 500),
  ]

  @Test(arguments: some.indices)
  func `has a status and a sentence that says what to do`(index: Int) throws {
    let (error, status) = Self.some[index]
    let problem = Problem(error)
    #expect(problem.status == status)
    #expect(problem.title.hasSuffix("."))
    #expect(problem.title.first?.isUppercase == true)
    let response = problem.response
    guard case .bytes(let bytes) = response.body else { return }
    let report = try WireCoding.decode(ProblemReport.self, from: bytes)
    #expect(report == ProblemReport(type: report.type, title: problem.title, status: status))
    #expect(report.type.hasPrefix("urn:interleave:"))
    #expect(response.headers["content-type"] == "application/problem+json")
  }

  @Test func `tells nobody where files are or what the system said`() {
    let error = StorageError(
      .inaccessible, doing: "opening /home/ada/x.sqlite", message: "EACCES 13")
    #expect(!Problem(error).title.contains("/home") && !Problem(error).title.contains("EACCES"))
    #expect(!Problem(Unforeseen()).title.contains("Unforeseen"))
  }
}
