import FoundationEssentials
import HTTPServer
import NotebookFormat
import NotebookModel
import Storage

extension Resources {
  /// A notebook as a page of its own, to be kept as a file.
  func downloadPage(_ request: Request) async throws -> Response {
    let parts = try pageParts()
    var content = PageContent(
      library: library, language: try? door.workshop.language, version: version,
      now: library.environment.now())
    let page = try await content.page(of: request.notebook)
    return Response(
      headers: [
        "Content-Type": "text/html; charset=utf-8",
        "Content-Disposition": Self.disposition(title: page.title, ending: ".html"),
      ], body: page.html(with: parts))
  }

  private func pageParts() throws(RequestError) -> PageParts {
    guard let folder else { throw .noPageParts }
    do {
      return try PageParts { name in
        Array(try Data(contentsOf: URL(filePath: "\(folder)/vendor/reader/\(name)")))
      }
    } catch { throw .noPageParts }
  }
}
