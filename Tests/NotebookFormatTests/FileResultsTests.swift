import NotebookFormat
import NotebookModel
import Testing

@Suite struct `Results that came with a file` {
  private func cell(_ outputs: String, metadata: String = "{}") -> CellContent {
    CellContent(
      id: CellID("a"), kind: .code, source: "now",
      extra: #"{"metadata":\#(metadata),"outputs":[\#(outputs)],"execution_count":null}"#)
  }

  @Test func `are none without outputs`() {
    #expect(!cell("").hasResults)
    #expect(cell("").results(withHTML: true) == nil)
    #expect(!CellContent(id: CellID("a"), kind: .code, source: "").hasResults)
    #expect(!cell("", metadata: #"{"x":"\\"outputs\\":[{"}"#).hasResults)
  }

  @Test(arguments: [false, true])
  func `of another program are text, pictures, errors, and HTML where it can be shown`(
    withHTML: Bool
  ) throws {
    let results = try #require(
      cell(
        #"""
        {"output_type":"stream","name":"stderr","text":["a\n","b\n"]},
        {"output_type":"display_data","metadata":{},"data":{"text/html":["<b>"],"text/plain":["x"]}},
        {"output_type":"display_data","metadata":{},"data":{"text/html":"<b>"}},
        {"output_type":"error","ename":"E","evalue":"v","traceback":["t1","t2"]},
        {"output_type":"of the future"}
        """#
      ).results(withHTML: withHTML))
    #expect(results["fromFile"] == .bool(true))
    #expect(results["phase"]?.string == "failed")
    #expect(results["reason"]?.string == "E: v")
    #expect(results["source"]?.string == "now")
    let events = try #require(results["events"]?.array)
    let outputs = withHTML ? ["output", "output"] : ["output"]
    #expect(events.map { $0["type"]?.string } == ["text"] + outputs + ["text"])
    #expect(events.first?["lines"] == .number("2"))
    #expect(events.compactMap { $0["bundle"]?["text/plain"]?.string } == ["x"])
    #expect(
      events.compactMap { $0["bundle"]?["text/html"]?.string } == (withHTML ? ["<b>", "<b>"] : []))
    #expect(events.last?["text"]?.string == "t1\nt2\n")
    #expect(events.compactMap { $0["seq"]?.integer } == Array(1...events.count))
  }

  @Test func `of a run that was exported are the run again`() throws {
    let events = [
      #"{"type":"started","call":0,"case":0,"experiment":"a.b","label":"","parameters":{"n":1},"common":{"seed":9},"machine":{"cpu":"Z80"}}"#,
      #"{"type":"chart","call":0,"case":0,"chart":"c","title":"T","kind":"line","x":{"label":"x"},"y":{"label":"y"}}"#,
      #"{"type":"samples","call":0,"case":0,"chart":"c","series":"s","points":[[1,2.5]]}"#,
      #"{"type":"text","call":0,"case":0,"stream":"stdout","text":"one\n","lines":1}"#,
      #"{"type":"output","call":0,"case":0,"name":"n","title":"t","bundle":{"text/plain":"p"}}"#,
      #"{"type":"verdict","call":0,"case":0,"claim":"c","verdict":"exact","sentence":"S.","evidence":"exact"}"#,
      #"{"type":"caseFinished","call":0,"case":0,"status":"done","wall":1.5,"cpu":1,"peakMemory":7}"#,
    ]
    let run = RecordedRun(
      phase: .done, source: "then", started: "2026-11-30T10:00:00Z",
      events: try events.map { try JSONValue(parsing: Array($0.utf8)) })
    let file = NotebookFile(title: "T", cells: [cell("")], extra: NotebookFile.newExtra)
    let bytes = file.written(as: .ipynb, runs: [CellID("a"): run])
    let back = try NotebookFile(reading: bytes, name: "x")
    let results = try #require(back.cells.first?.results(withHTML: true))
    #expect(results["source"]?.string == "then")
    #expect(results["started"]?.string == "2026-11-30T10:00:00Z")
    let found = try #require(results["events"]?.array)
    #expect(
      found.map { $0["type"]?.string } == [
        "started", "chart", "samples", "text", "output", "verdict", "caseFinished",
      ])
    #expect(found[0]["common"]?["seed"] == .number("9"))
    #expect(found[0]["machine"]?["cpu"]?.string == "Z80")
    #expect(JSONWriter.compact(try #require(found[2]["points"])) == "[[1,2.5]]")
    #expect(found[5]["sentence"]?.string == "S.")
    #expect(found[6]["wall"] == .number("1.5"))
    #expect(back.written(as: .ipynb) == bytes)
  }
}
