import HTTPServer
import NotebookFormat
import NotebookModel
import NotebookModel

extension Resources {
  func downloadNotebook(_ request: Request, _ caller: Caller) async throws -> Response {
    let format = try request.exportFormat
    guard format == .html else {
      return try file(of: try await library.export(request.notebook), as: format, request)
    }
    let (title, html) = try await pages.page(of: request.notebook, in: library)
    return download(html, title: title, as: format)
  }

  /// The download of a notebook in a form that holds nothing but its file.
  func file(
    of notebook: (file: NotebookFile, runs: [CellID: RecordedRun]), as format: ExportFormat,
    _ request: Request
  ) throws -> Response {
    let options = ExportOptions(
      outputs: try request.flag("outputs"), raisesMinor: try request.flag("raise") ?? false)
    let (file, runs) = notebook
    return download(
      file.written(as: format, runs: runs, options: options), title: file.title, as: format)
  }

  /// What writes pages of their own.
  var pages: PageWriter {
    PageWriter(folder: folder, language: try? door.workshop.language, version: version)
  }

  /// A file to keep, never a page of this server.
  func download(_ bytes: [UInt8], title: String, as format: ExportFormat) -> Response {
    Response(
      headers: [
        "Content-Type": format.mediaType,
        "Content-Disposition": Self.disposition(title: title, ending: format.fileEnding),
      ], body: bytes)
  }

  /// What the file of a cell brought of results, as a run of which nobody here knows more.
  func readResults(_ request: Request, _ caller: Caller) async throws -> Response {
    let state = try await library.session(request.notebook).currentState()
    let id = CellID(request.parameters["cell"] ?? "")
    guard let cell = state.cells.first(where: { $0.id == id && !$0.isDeleted }) else {
      throw NotebookModel.Refusal.unknownCell(id)
    }
    guard let results = cell.content.results(withHTML: false) else {
      throw RequestError.noResults(cell: id.rawValue)
    }
    return .json(Array(JSONWriter.compact(results).utf8))
  }

  /// Names the file after the title: in ASCII for old programs, in UTF-8 for the others.
  static func disposition(title: String, ending: String) -> String {
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
    return "attachment; filename=\"\(ascii)\(ending)\"; "
      + "filename*=UTF-8''\(escaped.joined())\(ending)"
  }
}

extension Request {
  /// The form of a download that the query names.
  var exportFormat: ExportFormat {
    get throws(RequestError) {
      guard let format = ExportFormat(rawValue: query("format") ?? "ipynb") else {
        let names = ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")
        throw .invalidQuery("format", expected: "one of \(names)")
      }
      return format
    }
  }
}
