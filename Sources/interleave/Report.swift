import ArgumentParser
import NotebookFormat
import NotebookModel
import Server

/// Puts what became of cells into words, JSON and an exit code.
struct Report {
  var cells: [Headless.CellReport]
  var wasInterrupted: Bool

  /// All well, something failed, or nothing was decided.
  func ending(isStrict: Bool) -> Int32 {
    if cells.contains(where: { $0.phase == .failed || $0.promises.contains { !$0.isMet } }) {
      return Ending.failed.rawValue
    }
    if wasInterrupted || cells.contains(where: { $0.phase != .done }) {
      return Ending.undecided.rawValue
    }
    if cells.contains(where: { $0.verdicts.contains { $0["met"] == .bool(false) } }) {
      return Ending.failed.rawValue
    }
    if isStrict, inconclusive > 0 { return Ending.inconclusive.rawValue }
    return Ending.well.rawValue
  }

  /// Verdicts that the machine could not decide.
  var inconclusive: Int {
    cells.reduce(0) { $0 + $1.verdicts.count { $0["verdict"]?.string == "inconclusive" } }
  }

  /// The runs as a file keeps them.
  func runs(of notebook: NotebookFile) -> [CellID: RecordedRun] {
    var runs: [CellID: RecordedRun] = [:]
    for report in cells {
      guard let cell = notebook.cells.first(where: { $0.id == report.cell }) else { continue }
      runs[report.cell] = RecordedRun(
        phase: report.phase, reason: report.reason, source: cell.source,
        events: report.events.compactMap { try? JSONValue(parsing: Array($0.utf8)) })
    }
    return runs
  }

  /// The last line: how many cells and promises, and what was left open.
  var summary: String {
    let promises = cells.flatMap(\.promises)
    let done = cells.count { $0.phase == .done }
    var parts = ["\(done) of \(cells.count) cells done"]
    if !promises.isEmpty {
      parts.append("\(promises.count { $0.isMet }) of \(promises.count) promises met")
    }
    if inconclusive > 0 { parts.append("\(inconclusive) verdicts inconclusive on this machine") }
    return parts.joined(separator: ", ") + "."
  }

  var json: JSONValue {
    .object([
      .init("cells", .array(cells.map(Self.json))),
      .init("summary", .string(summary)),
    ])
  }

  private static func json(_ cell: Headless.CellReport) -> JSONValue {
    .object([
      .init("cell", .string(cell.cell.rawValue)),
      .init("phase", .string(cell.phase.rawValue)),
      .init("reason", cell.reason.map(JSONValue.string) ?? .null),
      .init("verdicts", .array(cell.verdicts)),
      .init(
        "promises",
        .array(
          cell.promises.map { report in
            .object([
              .init("claim", .string(report.promise.claim)),
              .init("call", .number("\(report.promise.call)")),
              .init("case", report.promise.case.map { .number("\($0)") } ?? .null),
              .init("reached", .array(report.reached.map(JSONValue.string))),
              .init("met", .bool(report.isMet)),
            ])
          })),
    ])
  }

  /// Tells news to a person while cells run.
  static func narrate(_ news: Headless.News) {
    switch news {
    case .waiting(let cell, let reason): Terminal.progress("\(cell): \(reason)")
    case .started(let cell): Terminal.progress("\(cell): running")
    case .event(let cell, let event):
      switch event["type"]?.string {
      case "started":
        Terminal.clear()
        let label = event["label"]?.string ?? ""
        Terminal.say(
          "\(event["experiment"]?.string ?? "")\(label.isEmpty ? "" : "  (\(label))")")
      case "progress": Terminal.progress("\(cell): \(event["sentence"]?.string ?? "")")
      case "text":
        Terminal.clear()
        Terminal.say(trimmed(event["text"]?.string ?? ""))
      case "verdict":
        Terminal.clear()
        Terminal.say("  \(event["sentence"]?.string ?? "")  [\(event["verdict"]?.string ?? "")]")
        if let decide = event["decide"]?.string { Terminal.say("    \(decide)") }
      case "diagnostics":
        Terminal.clear()
        for finding in event["diagnostics"]?.array ?? [] { Terminal.complain(sentence(finding)) }
      case "caseFinished":
        Terminal.clear()
        if event["status"]?.string != "done", let reason = event["reason"]?.string {
          Terminal.complain("  \(reason)")
        }
      default: break
      }
    case .ended(let report):
      Terminal.clear()
      if let reason = report.reason, !report.saysWhy { Terminal.complain("  \(reason)") }
      for promise in report.promises where !promise.isMet {
        let reached =
          promise.reached.isEmpty ? "no verdict" : promise.reached.joined(separator: ", ")
        Terminal.complain(
          "  The text promises that \(promise.promise.claim) is "
            + "\(promise.promise.verdicts.joined(separator: " or ")); it was \(reached).")
      }
    }
  }

  /// A finding with its place and its suggestion.
  static func sentence(_ finding: JSONValue) -> String {
    let place =
      "line \(finding["from"]?["line"]?.integer ?? 1), column \(finding["from"]?["column"]?.integer ?? 1)"
    return "\(place): \(finding["message"]?.string ?? "")"
  }

  private static func trimmed(_ text: String) -> String {
    text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}

extension Headless.CellReport {
  /// Whether an event of the run has said already why it did not end well.
  fileprivate var saysWhy: Bool {
    phase == .done
      || events.contains { event in
        guard let event = try? JSONValue(parsing: Array(event.utf8)) else { return false }
        let isFailedCase =
          event["type"]?.string == "caseFinished" && event["status"]?.string != "done"
        return event["type"]?.string == "diagnostics" || isFailedCase
      }
  }
}
