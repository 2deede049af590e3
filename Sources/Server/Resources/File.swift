import HTTPServer
import NotebookFormat
import NotebookModel
import Storage

extension Resources {
  func downloadNotebook(_ request: Request, _ caller: Caller) async throws -> Response {
    guard request.query("format") ?? "ipynb" == "ipynb" else {
      throw RequestError.invalidQuery("format", expected: "ipynb")
    }
    let state = try await library.session(request.notebook).currentState()
    let cells = state.cells.filter { !$0.isDeleted }
    var outputs: [CellID: [JSONValue]] = [:]
    for cell in cells {
      guard let run = cell.run else { continue }
      outputs[cell.id] = RunOutputs.outputs(from: try await events(of: run))
    }
    let file = NotebookFile(
      title: state.notebook.title, cells: cells.map(\.content),
      extra: state.notebook.extra ?? NotebookFile.newExtra)
    return Response(
      headers: [
        "Content-Type": "application/x-ipynb+json",
        "Content-Disposition": Self.disposition(title: state.notebook.title),
      ], body: file.written(outputs: outputs))
  }

  /// All events of a run, also those that a page is not sent at first.
  private func events(of run: RunID) async throws -> [String] {
    let view = try await library.view(of: run)
    var events = view.events
    if view.withheldEvents > 0 || view.withheldLines > 0 {
      events = []
      while true {
        let page = try await library.store.events(
          of: run, from: events.count + 1, limit: ServerLimits.exportPage)
        events += page
        if page.count < ServerLimits.exportPage { break }
      }
    }
    return events.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Names the file after the title: in ASCII for old programs, in UTF-8 for the others.
  static func disposition(title: String) -> String {
    let forbidden: Set<Character> = ["/", "\\", ":", "*", "?", "\"", "<", ">", "|", "%", ";", "'"]
    let safe = title.filter { character in
      !forbidden.contains(character) && !character.unicodeScalars.contains { $0.value < 0x20 }
    }
    let trimmed = String(safe.drop { $0 == "." || $0 == " " }.prefix(ServerLimits.fileName))
    let name = trimmed.isEmpty ? "notebook" : trimmed
    let ascii = String(name.map { $0.isASCII ? $0 : "_" })
    let escaped = name.utf8.map { byte -> String in
      let isPlain =
        byte < 0x80
        && (Character(UnicodeScalar(byte)).isLetter
          || Character(UnicodeScalar(byte)).isNumber || byte == 0x2d || byte == 0x5f
          || byte == 0x2e)
      if isPlain { return String(UnicodeScalar(byte)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (byte < 16 ? "0" : "") + digits
    }
    return "attachment; filename=\"\(ascii).ipynb\"; filename*=UTF-8''\(escaped.joined()).ipynb"
  }
}
