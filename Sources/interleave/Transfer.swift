public import ArgumentParser
import FoundationEssentials
public import NotebookFormat
import Server

extension ExportFormat: ExpressibleByArgument {}

/// Writes notebooks in another form.
struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes notebooks as .ipynb, Markdown, text for version control, or a web page.",
    discussion: """
      Each notebook is a file, a folder of files, or the id of a notebook of the database. Nothing runs.

        interleave export lesson.ipynb --format text -o lesson.nb.md
        interleave export n7f3… -o results.ipynb
        interleave export Notebooks --format markdown -o /tmp/pages
        interleave export n7f3… --format html -o results.html

      The web page opens from disk anywhere, without a network; schedules in it can be stepped through.
      The text form leaves results out, so that a difference shows what somebody wrote; --outputs writes them.
      Ends with 64 when a notebook cannot be read.
      """)

  @Argument(help: "Files, folders or ids.")
  var notebooks: [String]

  @Option(help: "The form.")
  var format = ExportFormat.ipynb

  @Option(
    name: .shortAndLong,
    help: "The file to write, or the folder for several; by default standard output.")
  var output: String?

  @Flag(inversion: .prefixedNo, help: "Whether results are written; by default not as text.")
  var outputs: Bool?

  @Flag(
    help: "Raise a file older than nbformat 4.5 to 4.5, with ids; otherwise it stays as it was.")
  var raise = false

  @OptionGroup var database: DatabaseOption
  @OptionGroup var workshop: WorkshopOptions

  func run() async throws {
    let sources = notebooks.flatMap(Self.files)
    let isFolder =
      output.map { sources.count > 1 || $0.hasSuffix("/") || Self.isFolder($0) } ?? false
    if sources.count > 1, output == nil {
      Terminal.complain("Several notebooks need a folder. Name one with --output.")
      throw Ending.badInput
    }
    if isFolder, let output {
      try? FileManager.default.createDirectory(
        atPath: output, withIntermediateDirectories: true)
    }
    var shelf: Shelf?
    var failures = 0
    for source in sources {
      do {
        let bytes: [UInt8]
        let name: String
        if FileManager.default.fileExists(atPath: source) {
          let input = try NotebookInput.read(source)
          name = input.name
          bytes =
            format == .html
            ? try await Pages.write(workshop) { try await $0.page(of: input.file) }
            : input.file.written(as: format, options: options)
        } else {
          let opened: Shelf
          if let shelf {
            opened = shelf
          } else {
            opened = try await Shelf.open(database: database.path)
            shelf = opened
          }
          (bytes, name) = (
            try await opened.file(of: source, as: format, options, workshop), source
          )
        }
        Self.warn(source, bytes, format)
        try write(bytes, isFolder ? "\(output ?? ".")/\(name)\(format.fileEnding)" : output)
      } catch let complaint as Complaint {
        Terminal.complain(complaint.sentence)
        failures += 1
      }
    }
    await shelf?.close()
    if failures > 0 { throw Ending.badInput }
  }

  private var options: ExportOptions { ExportOptions(outputs: outputs, raisesMinor: raise) }

  private func write(_ bytes: [UInt8], _ path: String?) throws(Complaint) {
    guard let path else { return Terminal.put(bytes) }
    do { try Data(bytes).write(to: URL(filePath: path), options: .atomic) } catch {
      throw Complaint("\(path) cannot be written. Choose another place with --output.")
    }
  }

  /// Says what other programs may not like about a file of Jupyter's form.
  private static func warn(_ source: String, _ bytes: [UInt8], _ format: ExportFormat) {
    guard format == .ipynb, let document = try? JSONValue(parsing: bytes) else { return }
    for problem in Validity.problems(in: document).prefix(CommandLimits.problems) {
      Terminal.complain(
        "\(source): Other programs may refuse the file that was written. \(problem)")
    }
  }

  /// The notebook files of a folder; of anything else, itself.
  private static func files(_ path: String) -> [String] {
    guard isFolder(path) else { return [path] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasSuffix(".ipynb") || $0.hasSuffix(ExportFormat.text.fileEnding) }
      .sorted().map { "\(path)/\($0)" }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
  }
}

/// Makes notebooks of files.
struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a notebook of each file and prints its id.",
    discussion: """
      The files stay as they are, and nothing runs. What was mended in a file is said on standard error.
      Works beside a running server and without one. Ends with 64 when a file cannot be read.
      """)

  @Argument(
    help:
      "Notebook files (.ipynb, or the text form), and Python scripts (.py), which become a cell.")
  var files: [String]

  @OptionGroup var database: DatabaseOption

  func run() async throws {
    let shelf = try await Shelf.open(database: database.path)
    var failures = 0
    for file in files {
      do { Terminal.say(try await shelf.add(try NotebookInput.read(file))) } catch let complaint
        as Complaint
      {
        Terminal.complain(complaint.sentence)
        failures += 1
      }
    }
    await shelf.close()
    if failures > 0 { throw Ending.badInput }
  }
}

/// Shows a notebook file in the browser.
struct Open: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Imports a notebook file and prints the link that shows it.",
    discussion: """
      Uses the server that runs, or starts one, which Ctrl-C ends. Nothing of the notebook runs before somebody
      presses Run. The file itself stays as it is: `interleave export` writes what became of the notebook.
      """)

  @Argument(help: "The notebook file.")
  var file: String

  @OptionGroup var options: ServeOptions

  func run() async throws {
    let input: NotebookInput
    do { input = try NotebookInput.read(file) } catch {
      Terminal.complain(error.sentence)
      throw Ending.badInput
    }
    do {
      if let running = try RunningServer.find(database: options.database.path) {
        let id = try await Shelf.server(running).add(input)
        tell(running.link(to: id))
        return
      }
    } catch let error as SecretsError {
      Terminal.complain(error.sentence)
      throw Ending.failed
    } catch let complaint as Complaint {
      Terminal.complain(complaint.sentence)
      throw Ending.badInput
    }
    try await options.serve { server in
      let id = try await server.add(input.file)
      tell(server.link(to: id))
    }
  }

  private func tell(_ link: String) {
    Terminal.say(link)
    Terminal.complain(
      "\(file) was imported; the file itself stays as it is, and nothing of it has run. Open the link above."
    )
  }
}
