import FoundationEssentials
import NotebookFormat
import NotebookModel
import Server

/// The notebooks of a database: through the server that uses it, or directly where none runs.
enum Shelf {
  case server(RunningServer)
  case library(Library)

  static func open(database: String) async throws -> Shelf {
    do {
      if let server = try RunningServer.find(database: database) { return .server(server) }
    } catch {
      Terminal.complain(error.sentence)
      throw Ending.failed
    }
    do { return .library(try await Library.open(database: database)) } catch {
      Terminal.complain(error.sentence)
      throw Ending.failed
    }
  }

  func close() async {
    guard case .library(let library) = self else { return }
    do { try await library.close() } catch {
      Terminal.complain("The database could not be closed cleanly: \(error).")
    }
  }

  /// Makes a notebook of a file and answers its id.
  func add(_ input: NotebookInput) async throws -> String {
    switch self {
    case .library(let library): return try await library.add(input.file).rawValue
    case .server(let server):
      let path = "/api/notebooks?name=\(Self.escaped(input.name))"
      guard
        let answer = server.ask(
          "POST", path, type: input.isScript ? "text/x-python" : "application/x-ipynb+json",
          body: input.bytes)
      else { throw Complaint("The server does not answer any more. Try again.") }
      guard answer.status == 201, let id = (try JSONValue(parsing: answer.body))["id"]?.string
      else { throw Complaint(answer.complaint) }
      return id
    }
  }

  /// The file of a notebook in a form.
  func file(
    of id: String, as format: ExportFormat, _ options: ExportOptions, _ workshop: WorkshopOptions
  ) async throws -> [UInt8] {
    switch self {
    case .library(let library):
      do {
        if format == .html {
          return try await Pages.write(workshop) { writer in
            try await writer.page(of: NotebookID(id), in: library).html
          }
        }
        let (file, runs) = try await library.export(NotebookID(id))
        return file.written(as: format, runs: runs, options: options)
      } catch SessionError.missingNotebook {
        throw Complaint("There is no file and no notebook \(id). Check the name.")
      }
    case .server(let server):
      var path = "/api/notebooks/\(Self.escaped(id))/file?format=\(format.rawValue)"
      if let outputs = options.outputs { path += "&outputs=\(outputs ? 1 : 0)" }
      if options.raisesMinor { path += "&raise=1" }
      guard let answer = server.ask("GET", path) else {
        throw Complaint("The server does not answer any more. Try again.")
      }
      guard answer.status == 200 else { throw Complaint(answer.complaint) }
      return answer.body
    }
  }

  /// The text as a part of an address.
  private static func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return text.utf8.map { byte -> String in
      let isPlain = CellID(String(UnicodeScalar(byte))).isValid
      return isPlain
        ? String(UnicodeScalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }.joined()
  }
}

/// What a command says before it ends.
struct Complaint: Error {
  var sentence: String
  init(_ sentence: String) { self.sentence = sentence }
}

/// A notebook file as it was given on the command line.
struct NotebookInput {
  /// What the notebook is called when the file does not say.
  let name: String
  let bytes: [UInt8]
  /// A Python script, which becomes a cell.
  let isScript: Bool
  let file: NotebookFile

  /// Reads a file and tells the person what was mended in it.
  static func read(_ path: String) throws(Complaint) -> NotebookInput {
    let url = URL(filePath: path)
    guard let data = try? Data(contentsOf: url) else {
      throw Complaint("\(path) cannot be read. Check the path and run the command again.")
    }
    var name = url.lastPathComponent
    let endings = ExportFormat.allCases.map(\.fileEnding).filter(name.hasSuffix)
    name.removeLast(endings.map(\.count).max() ?? 0)
    let bytes = Array(data)
    let isScript = name.hasSuffix(".py")
    if isScript { name.removeLast(3) }
    do {
      let file =
        isScript
        ? try NotebookFile(script: bytes, name: name) : try NotebookFile(reading: bytes, name: name)
      for sentence in file.report.sentences { Terminal.complain("\(path): \(sentence)") }
      return NotebookInput(name: name, bytes: bytes, isScript: isScript, file: file)
    } catch { throw Complaint("\(path): \(error.sentence)") }
  }
}
