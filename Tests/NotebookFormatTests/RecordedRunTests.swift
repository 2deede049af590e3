import NotebookFormat
import NotebookModel
import Testing

private func events(_ texts: [String]) throws -> [JSONValue] {
  try texts.map { try JSONValue(parsing: Array($0.utf8)) }
}

/// The record that the file keeps of a run.
private func record(_ run: RecordedRun) throws -> JSONValue {
  let cell = CellContent(
    id: CellID("a"), kind: .code, source: "x", extra: #"{"metadata":{"interleave":{"mine":1}}}"#)
  let file = NotebookFile(title: "T", cells: [cell], extra: NotebookFile.newExtra)
  let bytes = file.written(as: .ipynb, runs: [CellID("a"): run])
  let document = try JSONValue(parsing: bytes)
  #expect(Validity.problems(in: document).isEmpty)
  let ours = document["cells"]?.array?.first?["metadata"]?["interleave"]
  #expect(ours?["mine"] == .number("1"))
  return try #require(ours?["run"])
}

@Suite struct `The record of a run in a file` {
  @Test func `holds parameters, seed, machine, verdicts and how each case ended`() throws {
    let run = RecordedRun(
      id: RunID("r1"), phase: .done, source: "x\ny", started: "2026-11-30T10:00:00.000Z",
      events: try events([
        #"{"type":"plan","calls":[]}"#,
        #"""
        {"type":"started","call":0,"case":1,"experiment":"race.lostUpdate","label":"threads: 2",
        "parameters":{"threads":2},"common":{"seed":7},"machine":{"cpu":"Z80","cpus":1},
        "listing":"long"}
        """#,
        #"{"type":"verdict","call":0,"case":1,"claim":"lost","verdict":"observed","sentence":"S.","decide":null}"#,
        #"{"type":"caseFinished","call":0,"case":1,"status":"done","wall":1.25,"cpu":2}"#,
      ]))
    let record = try record(run)
    #expect(record["run"]?.string == "r1")
    #expect(record["source"]?.joinedText == "x\ny")
    #expect(record["machine"]?["cpu"]?.string == "Z80")
    let only = try #require(record["cases"]?.array?.first)
    #expect(only["common"]?["seed"] == .number("7"))
    #expect(only["parameters"]?["threads"] == .number("2"))
    #expect(only["verdicts"]?.array?.first?["verdict"]?.string == "observed")
    #expect(only["end"]?["wall"] == .number("1.25"))
    #expect(only["listing"] == nil)
  }

  @Test func `keeps samples up to 256 KB and counts the rest`() throws {
    let batch = Array(repeating: "[1000000,2.5]", count: 1_000).joined(separator: ",")
    let line =
      #"{"type":"samples","call":0,"case":0,"chart":"c","series":"s","points":[\#(batch)]}"#
    let run = RecordedRun(
      phase: .done, source: "x", events: try events(Array(repeating: line, count: 30)))
    let record = try record(run)
    let series = try #require(record["samples"]?.array)
    #expect(series.count == 1)
    let text = try #require(series.first?["points"]?.string)
    #expect(text.utf8.count <= 256 << 10)
    let points = try JSONValue(parsing: Array(text.utf8)).array?.count ?? 0
    #expect(points == 18_000)
    #expect(record["samplesLeftOut"] == .number("12000"))
  }

  @Test func `names the schedules that an exploration found, failures first`() throws {
    let found = #"""
      {"outcomes":[{"models":{"sc":{"id":"il1.a"},"tso":{"id":"il1.b"}}}],
      "models":[{"findings":[{"id":"il1.b"}]}]}
      """#
    let run = RecordedRun(
      phase: .done, source: "%%program",
      events: try events([
        #"{"type":"output","bundle":{"text/plain":"t","application/vnd.interleave.exploration+json":\#(found)}}"#
      ]))
    #expect(try record(run)["schedules"] == .array([.string("il1.b"), .string("il1.a")]))
  }

  @Test func `leaves a document out that would make the file slow, and keeps its text`() throws {
    let big = String(repeating: "0,", count: 200_000) + "0"
    let run = RecordedRun(
      phase: .done, source: "x",
      events: try events([
        #"{"type":"output","bundle":{"text/plain":"words","application/vnd.interleave.exploration+json":[\#(big)]}}"#
      ]))
    let data = run.outputs.first?["data"]
    #expect(data?["text/plain"]?.joinedText == "words")
    #expect(data?.members?.count == 1)
  }

  @Test func `of a cell that waits is none, and its older outputs stay`() throws {
    let old = #"{"metadata":{},"outputs":[{"output_type":"stream","name":"stdout","text":"old"}]}"#
    let cell = CellContent(id: CellID("a"), kind: .code, source: "x", extra: old)
    let file = NotebookFile(title: "T", cells: [cell], extra: NotebookFile.newExtra)
    let waiting = RecordedRun(phase: .queued, source: "x", events: [])
    let bytes = file.written(as: .ipynb, runs: [CellID("a"): waiting])
    #expect(String(decoding: bytes, as: UTF8.self).contains("old"))
  }

  @Test func `is left out with the outputs when nobody wants them`() throws {
    let run = RecordedRun(
      phase: .done, source: "x", events: try events([#"{"type":"text","text":"words"}"#]))
    let cell = CellContent(id: CellID("a"), kind: .code, source: "x")
    let file = NotebookFile(title: "T", cells: [cell], extra: NotebookFile.newExtra)
    let bytes = file.written(
      as: .ipynb, runs: [CellID("a"): run], options: ExportOptions(outputs: false))
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(!text.contains("words") && !text.contains(#""run""#))
  }
}
