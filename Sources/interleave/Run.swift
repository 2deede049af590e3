import ArgumentParser
import FoundationEssentials
import NotebookFormat
import NotebookModel
import Server

/// Runs a notebook file from top to bottom.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs every cell of a notebook file and checks what its text promises.",
    discussion: """
      Ends with 0 when all is well, 1 when a cell or a promise failed, 2 when it was stopped, 3 when a
      verdict was inconclusive (only with --strict), 64 for a file that cannot be read, 69 without a sandbox.
      """)

  @Argument(help: "The .ipynb file.")
  var file: String

  @Option(help: "Where to write the notebook with its new outputs; the file itself stays as it is.")
  var output: String?

  @Flag(help: "Print one JSON document in place of sentences.")
  var json = false

  @Flag(help: "End with 3 when a verdict is inconclusive.")
  var strict = false

  @OptionGroup var options: WorkshopOptions

  func run() async throws {
    let notebook: NotebookFile
    do { notebook = try NotebookInput.read(file).file } catch {
      Terminal.complain(error.sentence)
      throw Ending.badInput
    }
    let report = try await Execution.run(notebook, options: options, isQuiet: json)
    if let output {
      do {
        try Data(notebook.written(as: .ipynb, runs: report.runs(of: notebook))).write(
          to: URL(filePath: output), options: .atomic)
      } catch {
        Terminal.complain("\(output) cannot be written. Choose another place with --output.")
        throw Ending.failed
      }
    }
    Terminal.say(json ? JSONWriter.compact(report.json) : report.summary)
    throw ExitCode(report.ending(isStrict: strict))
  }
}

/// Runs one call.
struct Call: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs experiment calls given on the command line.",
    discussion: """
      Example: interleave call 'race.lostUpdate(threads: [2, 4], protection: .lock)'

      A list or a range sweeps: one result for each value. Ends as `run` does; a call that does not parse ends with 64.
      """)

  @Argument(help: "The calls, in quotes; - reads them from standard input.")
  var source: String

  @Flag(help: "Print one JSON document in place of sentences.")
  var json = false

  @Flag(help: "End with 3 when a verdict is inconclusive.")
  var strict = false

  @OptionGroup var options: WorkshopOptions

  func run() async throws {
    let text = source == "-" ? Execution.standardInput() : source
    let cell = CellContent(id: CellID("call"), kind: .code, source: text)
    let notebook = NotebookFile(title: "Call", cells: [cell], extra: NotebookFile.newExtra)
    let report = try await Execution.run(notebook, options: options, isQuiet: json)
    if json { Terminal.say(JSONWriter.compact(report.json)) }
    let isMalformed = report.cells.contains { cell in
      cell.events.contains { $0.contains(#""type":"diagnostics""#) }
    }
    if isMalformed, report.cells.allSatisfy({ $0.phase == .failed && $0.verdicts.isEmpty }) {
      throw Ending.badInput
    }
    throw ExitCode(report.ending(isStrict: strict))
  }
}

/// What `run` and `call` share.
enum Execution {
  static func run(_ notebook: NotebookFile, options: WorkshopOptions, isQuiet: Bool) async throws
    -> Report
  {
    let workshop = try await options.open()
    let interruption = InterruptionMark()
    let cells = try await Headless(workshop: workshop).run(
      notebook,
      until: {
        await Interruption.wait()
        if !Task.isCancelled { interruption.set() }
      },
      tell: { if !isQuiet { Report.narrate($0) } })
    return Report(cells: cells, wasInterrupted: interruption.isSet)
  }

  static func standardInput() -> String {
    var text = ""
    while let line = readLine(strippingNewline: false) { text += line }
    return text
  }
}
