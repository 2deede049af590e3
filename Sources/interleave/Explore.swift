import ArgumentParser
import FoundationEssentials
import NotebookFormat
import NotebookModel
import Server
import Wire
import Workers

/// Explores a program in the model language.
struct Explore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Explores every interleaving of a small program.",
    discussion: """
      Prints the answer, every outcome with the id of a schedule that reaches it, and the shortest failing schedule.
      Options given here replace those of the program's first line.

      Ends with 0 when no schedule fails in any model (proved), 1 when one fails, 2 when it is not decided, 64 for a
      program that cannot be read, 69 without a sandbox.
      """)

  @Argument(help: "The program; - reads it from standard input.")
  var file: String

  @Option(help: "The memory model: sc, tso, pso, all, or several with commas.")
  var model: String?

  @Option(
    help: "automatic, naive, sleepSets, dpor, bounded, random, pct, walk or stateful.")
  var strategy: String?

  @Option(help: "The most preemptions of a bounded search; for pct the depth of the bugs.")
  var bound: Int?

  @Option(help: "The most schedules that are tried in each model.")
  var limit: Int?

  @Option(help: "The time of the search in each model.")
  var seconds: Double?

  @Option(help: "What random searches start from.")
  var seed: UInt64?

  @Option(help: "How often it is also run on the processors of this machine.")
  var iterations: Int?

  @Flag(help: "Print one JSON document in place of text.")
  var json = false

  @OptionGroup var options: WorkshopOptions

  func run() async throws {
    let source = ProgramSource(text: try ProgramSource.read(file)).with([
      ("model", model.map { $0.contains(",") ? "[\($0)]" : $0 }), ("strategy", strategy),
      ("bound", bound.map(String.init)), ("limit", limit.map(String.init)),
      ("seconds", seconds.map { "\($0)" }), ("seed", seed.map(String.init)),
      ("iterations", iterations.map(String.init)),
    ])
    let cell = CellContent(id: CellID("program"), kind: .code, source: source)
    let notebook = NotebookFile(title: "Program", cells: [cell], extra: NotebookFile.newExtra)
    let report = try await Execution.run(notebook, options: options, isQuiet: true)
    guard let cell = report.cells.first else { throw Ending.undecided }
    let events = cell.events.compactMap { try? JSONValue(parsing: Array($0.utf8)) }
    for event in events where event["type"]?.string == "diagnostics" {
      for finding in event["diagnostics"]?.array ?? [] {
        Terminal.complain(Report.sentence(finding))
      }
    }
    guard let bundle = events.last(where: { $0["type"]?.string == "output" })?["bundle"] else {
      // What is wrong with the program was said already.
      if events.contains(where: { $0["type"]?.string == "diagnostics" }) { throw Ending.badInput }
      if let reason = cell.reason { Terminal.complain(reason) }
      throw Ending.undecided
    }
    if json {
      Terminal.say(JSONWriter.compact(bundle[RichOutput.explorationType] ?? .null))
    } else {
      Terminal.say(bundle["text/plain"]?.string ?? "")
    }
    throw Self.ending(cell.verdicts.compactMap { $0["verdict"]?.string })
  }

  /// A failure in one model is a failure; a proof needs all of them.
  private static func ending(_ verdicts: [String]) -> ExitCode {
    if verdicts.contains("refuted") { return Ending.failed }
    return !verdicts.isEmpty && verdicts.allSatisfy { $0 == "proved" }
      ? Ending.well : Ending.undecided
  }
}

/// Replays a schedule of a program.
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Replays a schedule of a program, step by step.",
    discussion: """
      Ends with 0 when every step fits, 1 when the program has changed since the id was made, 64 for an id or a program
      that cannot be read, 69 without a sandbox.
      """)

  @Argument(help: "An id (il1.…), digits such as 0110, or a list such as 0,2f,1.")
  var id: String

  @Argument(help: "The program; - reads it from standard input.")
  var file: String

  @Option(help: "The memory model of digits or a list (an id knows its own): sc, tso or pso.")
  var model: String?

  @Flag(help: "Print one JSON document in place of text.")
  var json = false

  @OptionGroup var options: WorkshopOptions

  func run() async throws {
    let source = ProgramSource(text: try ProgramSource.read(file)).with([])
    let question = ScheduleQuestion(
      source: source, schedule: id, model: model, wantsExports: !json)
    let answer = try await Inquiry.ask(options) { try await $0.schedule(question) }
    guard let report = answer.report, case .object(let members) = report else {
      Terminal.complain(answer.refusal ?? "The schedule cannot be replayed.")
      throw Ending.badInput
    }
    if case .string(let text)? = members["text"] {
      Terminal.say(text)
    } else {
      Terminal.say(String(decoding: try WireCoding.encode(report), as: UTF8.self))
    }
    if members["problem"] != nil { throw Ending.failed }
  }
}

/// The text of a program with its first line.
struct ProgramSource {
  var text: String

  private static let mark = "%%program"

  static func read(_ file: String) throws -> String {
    if file == "-" { return Execution.standardInput() }
    guard let data = try? Data(contentsOf: URL(filePath: file)) else {
      Terminal.complain("\(file) cannot be read. Check the path and run the command again.")
      throw Ending.badInput
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// The text with options on its first line; those of the same name that stood there are replaced.
  ///
  /// Line numbers stay as they are where the text has a first line of its own.
  func with(_ options: [(name: String, value: String?)]) -> String {
    let given = options.compactMap { name, value in value.map { "\(name): \($0)" } }
    guard text.hasPrefix(Self.mark) else {
      Terminal.complain(
        "The program has no first line `\(Self.mark)`; lines are counted as if it had one.")
      return Self.line(given) + "\n" + text
    }
    let end = text.firstIndex(where: \.isNewline) ?? text.endIndex
    let names = options.filter { $0.value != nil }.map(\.name)
    let kept = Self.parts(text[..<end].dropFirst(Self.mark.count)).filter { part in
      let name = part.prefix { $0 != ":" && $0 != "=" }.filter { !$0.isWhitespace }
      return !names.contains(String(name))
    }
    return Self.line(kept.map(String.init) + given) + text[end...]
  }

  private static func line(_ options: [String]) -> String {
    options.isEmpty ? mark : mark + " " + options.joined(separator: ", ")
  }

  /// What stands between commas outside of brackets.
  private static func parts(_ line: Substring) -> [Substring] {
    var depth = 0
    return line.split { letter in
      if letter == "[" { depth += 1 }
      if letter == "]" { depth -= 1 }
      return letter == "," && depth == 0
    }.map { part in
      let start = part.drop(while: \.isWhitespace)
      return start
    }.filter { !$0.isEmpty }
  }
}
