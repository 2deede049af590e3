import NotebookFormat
import NotebookModel
import Storage
import Wire
import Workers

/// Gathers what a notebook needs to be a page of its own: its runs, their traces and their schedules.
///
/// Everything has a limit; what did not fit is said in ``WebPage/leftOut``.
struct PageContent {
  let library: Library
  /// Replays the schedules that explorations name; nil when nothing can be asked.
  let language: LanguageService?
  let version: String
  let now: Timestamp

  private var traces: [Trace] = []
  private var traceBytes = 0
  private var programs: [Program] = []
  private var scheduleBytes = 0
  private var eventBytes = 0
  /// What did not fit.
  private var missing = Missing()

  private struct Trace {
    var run: RunID
    var call: Int
    var `case`: Int
    var records: String
  }

  private struct Program {
    var source: String
    var plays: [(id: String, play: [UInt8])] = []
  }

  fileprivate struct Missing {
    var runs = 0
    var traces = 0
    var schedules = 0
    var lines = 0
  }

  init(library: Library, language: LanguageService?, version: String, now: Timestamp) {
    self.library = library
    self.language = language
    self.version = version
    self.now = now
  }

  /// The page of a notebook as it stood.
  mutating func page(of notebook: Snapshot) async throws -> WebPage {
    var snapshot = notebook
    var cells: [WebPage.Cell] = []
    var imported: [(cell: String, results: JSONValue)] = []
    for cell in snapshot.cells {
      var outputs: [JSONValue] = []
      if let run = cell.run, let view = snapshot.runs[run] {
        let (whole, recorded) = try await fitting(view)
        snapshot.runs[run] = whole
        outputs = recorded.outputs
        try await addTraces(of: recorded.events, in: run)
        await addSchedules(of: recorded.events.compactMap { $0["bundle"] })
      } else if let results = cell.content.results(withHTML: true) {
        outputs = cell.content.outputs
        imported.append((cell.id.rawValue, results))
        await addSchedules(of: outputs.compactMap { $0["data"] })
      }
      cells.append(
        WebPage.Cell(
          id: cell.id.rawValue, kind: cell.kind, source: cell.source, outputs: outputs))
    }
    let content = json(snapshot, imported)
    return WebPage(
      title: snapshot.notebook.title,
      about: Self.about(version: version, revision: snapshot.notebook.revision, now: now),
      leftOut: missing.sentences(hasLanguage: language != nil), cells: cells, content: content)
  }

  private static func about(version: String, revision: Int, now: Timestamp) -> String {
    let (day, time) = (now.iso8601.prefix(10), now.iso8601.dropFirst(11).prefix(5))
    return """
      Saved from Interleave \(version) on \(day) at \(time) UTC, revision \(revision). \
      The file is complete in itself: it asks nobody for anything, and nothing of the notebook runs.
      """
  }

  // MARK: Runs

  /// A run with all that it reported if there is room, else with its beginning and end, else bare.
  private mutating func fitting(
    _ view: RunView
  ) async throws -> (view: RunView, recorded: RecordedRun) {
    var view = view
    let isWithheld = view.withheldEvents > 0 || view.withheldLines > 0
    let totals = view.run.totals
    if isWithheld, totals.events <= ServerLimits.pageEvents,
      totals.textBytes <= ServerLimits.pageText
    {
      view = RunView(run: view.run, events: try await library.allEvents(of: view))
    }
    let size = view.events.reduce(0) { $0 + $1.count }
    guard eventBytes + size <= ServerLimits.pageRuns else {
      missing.runs += 1
      let bare = RunView(run: view.run)
      return (bare, bare.recorded(bare.events))
    }
    eventBytes += size
    missing.lines += view.withheldLines
    return (view, view.recorded(view.events))
  }

  private mutating func addTraces(of events: [JSONValue], in run: RunID) async throws {
    var seen: Set<[Int]> = []
    for event in events where event["type"]?.string == "trace" {
      let (call, number) = (event["call"]?.integer ?? 0, event["case"]?.integer ?? 0)
      guard seen.insert([call, number]).inserted else { continue }
      let records = try await library.trace(of: run, call: call, case: number)
      guard records.count <= ServerLimits.pageTrace else {
        missing.traces += 1
        continue
      }
      let packed = Deflate.packed(records).base64
      guard traceBytes + packed.utf8.count <= ServerLimits.pageTraces else {
        missing.traces += 1
        continue
      }
      traceBytes += packed.utf8.count
      traces.append(Trace(run: run, call: call, case: number, records: packed))
    }
  }

  // MARK: Schedules

  /// Has the schedules replayed that explorations name but do not hold.
  private mutating func addSchedules(of bundles: [JSONValue]) async {
    for bundle in bundles {
      guard let found = bundle["application/vnd.interleave.exploration+json"],
        let source = found["source"]?.string, !programs.contains(where: { $0.source == source })
      else { continue }
      var program = Program(source: source)
      for (number, id) in Self.named(in: found).enumerated() {
        guard number < ServerLimits.pageSchedules, let language,
          let play = await Self.play(id, of: source, language),
          scheduleBytes + play.count <= ServerLimits.pageScheduleBytes
        else {
          missing.schedules += 1
          continue
        }
        scheduleBytes += play.count
        program.plays.append((id, play))
      }
      programs.append(program)
    }
  }

  /// The ids of findings, then of outcomes, in their order, without those that come step by step.
  static func named(in exploration: JSONValue) -> [String] {
    let models = exploration["models"]?.array ?? []
    let findings = models.flatMap { $0["findings"]?.array ?? [] }
    let reaches = (exploration["outcomes"]?.array ?? []).flatMap {
      ($0["models"]?.members ?? []).map(\.value)
    }
    var seen = Set((exploration["schedules"]?.array ?? []).compactMap { $0["id"]?.string })
    return (findings + reaches).compactMap { $0["id"]?.string }.filter { seen.insert($0).inserted }
  }

  private static func play(
    _ id: String, of source: String, _ language: LanguageService
  ) async -> [UInt8]? {
    let question = ScheduleQuestion(source: source, schedule: id)
    guard let report = try? await language.schedule(question).report else { return nil }
    return try? WireCoding.encode(report)
  }

  // MARK: JSON

  private func json(
    _ snapshot: Snapshot, _ imported: [(cell: String, results: JSONValue)]
  ) -> [UInt8] {
    JSONText.object { text in
      text.member("version", 1)
      text.member("saved", now.iso8601)
      text.key("notebook")
      text.verbatim(snapshot.json(epoch: "file"))
      text.key("results")
      text.object { text in
        for (cell, results) in imported {
          text.key(named: cell)
          text.verbatim(JSONWriter.compact(results).utf8)
        }
      }
      text.key("programs")
      text.array { text in
        for program in programs {
          text.object { text in
            text.member("source", program.source)
            text.key("plays")
            text.object { text in
              for (id, play) in program.plays {
                text.key(named: id)
                text.verbatim(play)
              }
            }
          }
        }
      }
      text.key("traces")
      text.array { text in
        for trace in traces {
          text.object { text in
            text.member("run", trace.run.rawValue)
            text.member("call", trace.call)
            text.member("case", trace.case)
            text.member("records", trace.records)
          }
        }
      }
    }
  }
}

extension PageContent.Missing {
  /// What a reader should know, in the order of weight.
  fileprivate func sentences(hasLanguage: Bool) -> [String] {
    func count(_ number: Int, _ one: String, _ many: String) -> String {
      "\(number) \(number == 1 ? one : many)"
    }
    var sentences: [String] = []
    if runs > 0 {
      sentences.append(
        "The results of \(count(runs, "cell are", "cells are")) not in this file, which would have "
          + "become too large. The notebook on its server has them.")
    }
    if traces > 0 {
      sentences.append(
        "\(count(traces, "timeline is", "timelines are")) not in this file, which would have become "
          + "too large. The notebook on its server has them.")
    }
    if schedules > 0 {
      let reason =
        hasLanguage
        ? "because they are too many or too long"
        : "because nothing could replay them when it was saved"
      sentences.append(
        "\(count(schedules, "schedule is", "schedules are")) not in this file, \(reason). "
          + "Save the notebook again from a running server, or step through them there.")
    }
    if lines > 0 {
      sentences.append(
        "\(count(lines, "line of text is", "lines of text are")) not in this file. "
          + "The notebook on its server has them.")
    }
    return sentences
  }
}
