import HTTPServer
import NotebookFormat
import NotebookModel

extension Resources {
  func downloadNotebook(_ request: Request, _ caller: Caller) async throws -> Response {
    if request.query("format") == "html" { return try await downloadPage(request) }
    return try file(of: try await library.export(request.notebook), request)
  }

  /// The download of a notebook in the form that the query names.
  func file(
    of notebook: (file: NotebookFile, runs: [CellID: RecordedRun]), _ request: Request
  ) throws -> Response {
    let names = (ExportFormat.allCases.map(\.rawValue) + ["html"]).joined(separator: ", ")
    guard let format = ExportFormat(rawValue: request.query("format") ?? "ipynb") else {
      throw RequestError.invalidQuery("format", expected: "one of \(names)")
    }
    let options = ExportOptions(
      outputs: try request.flag("outputs"), raisesMinor: try request.flag("raise") ?? false)
    let (file, runs) = notebook
    return Response(
      headers: [
        "Content-Type": format.mediaType,
        "Content-Disposition": Self.disposition(title: file.title, ending: format.fileEnding),
      ], body: file.written(as: format, runs: runs, options: options))
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
