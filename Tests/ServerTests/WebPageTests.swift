import Foundation
import HTTPServer
import NotebookFormat
import NotebookModel
import Storage
import TestSupport
import Testing
import Wire

@testable import Server

@Suite struct `What a page of its own carries` {
  private let exploration: JSON = [
    "source": "%%program", "schedules": [["id": "il1.a"]],
    "models": [["findings": [["id": "il1.a"], ["id": "il1.b"]]]],
    "outcomes": [["models": ["sc": ["id": "il1.c"], "tso": ["id": "il1.b"]]], ["models": [:]]],
  ]

  private func page(of id: NotebookID, in desk: Desk) async throws -> (page: WebPage, json: JSON) {
    var content = PageContent(
      library: desk.library, language: nil, version: "1", now: Timestamp(milliseconds: 0))
    let snapshot = try #require(try await desk.store.snapshot(of: id))
    let page = try await content.page(of: snapshot)
    return (page, try WireCoding.decode(JSON.self, from: page.content))
  }

  @Test func `the notebook as its page gets it, with traces packed`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    let run = try #require(try await session.run([first]).first).id
    var records: [UInt8] = []
    for value in [0.5, 1.5] {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { records += $0 }
    }
    records += Array(repeating: 0, count: 16)
    let block: [String: JSON] = [
      "call": 0, "case": 1, "block": 0, "count": 1, "names": [], "lanes": [["name": "t1"]],
      "bytes": .string(Data(records).base64EncodedString()),
    ]
    try await session.workerEvent(run, line: line("trace", run, block))
    try await session.workerEvent(run, line: textLine(run, "hello\n"))
    try await session.ended(run, .done, reason: nil)

    let (page, json) = try await page(of: session.id, in: desk)
    #expect(page.title == "Two")
    #expect(page.about.hasPrefix("Saved from Interleave 1 on 1970-01-01 at 00:00 UTC, revision "))
    #expect(page.leftOut.isEmpty)
    #expect(page.cells.map(\.source) == ["source of first", "source of second"])
    #expect(page.cells[0].outputs.first?["text"]?.joinedText == "hello\n")
    let shown = try await session.decodedSnapshot()
    #expect(json["notebook"]?["cells"] == shown["cells"])
    #expect(json["saved"] == "1970-01-01T00:00:00.000Z")
    let trace = try #require(json["traces"]?[0])
    #expect(trace["run"]?.text == run.rawValue)
    #expect([trace["call"], trace["case"]] == [0, 1])
    #expect(trace["records"]?.text == Deflate.packed(records).base64)
  }

  @Test func `outputs of an imported file, as long as the cell has not run`() async throws {
    let desk = try await Desk()
    let output = #"{"output_type":"stream","name":"stdout","text":["1.50\n"]}"#
    let cell = CellContent(
      id: first, kind: .code, source: "x", extra: #"{"outputs":[\#(output)]}"#)
    let id = try await desk.library.create(title: "File", cells: [cell])
    let (before, json) = try await page(of: id, in: desk)
    #expect(before.cells[0].outputs.count == 1)
    #expect(json["results"]?["first"]?["events"]?[0]?["text"] == "1.50\n")
    let session = try await desk.library.session(id)
    let run = try #require(try await session.run([first]).first).id
    try await session.ended(run, .done, reason: nil)
    let (after, newer) = try await page(of: id, in: desk)
    #expect(after.cells[0].outputs.isEmpty)
    #expect(newer["results"] == [:])
  }

  @Test func `schedules that cannot be replayed are missed in a sentence`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    let run = try #require(try await session.run([first]).first).id
    let bundle: JSON = ["application/vnd.interleave.exploration+json": exploration]
    let members: [String: JSON] = ["name": "exploration", "title": "", "bundle": bundle]
    try await session.workerEvent(run, line: line("output", run, members))
    try await session.ended(run, .done, reason: nil)
    let (page, json) = try await page(of: session.id, in: desk)
    #expect(
      page.leftOut == [
        "2 schedules are not in this file, because nothing could replay them when it was saved. "
          + "Save the notebook again from a running server, or step through them there."
      ])
    #expect(json["programs"]?[0]?["source"] == "%%program")
  }

  @Test func `the schedules that an exploration names, findings first, each once`() throws {
    let value = try JSONValue(parsing: try WireCoding.encode(exploration))
    #expect(PageContent.named(in: value) == ["il1.b", "il1.c"])
  }

  @Test func `of long runs the beginning and the end, and how much is missing`() async throws {
    let desk = try await Desk()
    let session = try await desk.session()
    let run = try #require(try await session.run([first]).first).id
    let text = String(repeating: "0123456789abcde\n", count: 1_024)
    let lines = try line("text", run, ["stream": "stdout", "text": .string(text), "lines": 1_024])
    for _ in 0...(ServerLimits.pageText / text.utf8.count) {
      try await session.workerEvent(run, line: lines)
    }
    try await session.ended(run, .done, reason: nil)
    let (page, json) = try await page(of: session.id, in: desk)
    let withheld = try #require(json["notebook"]?["cells"]?[0]?["run"]?["withheld"]?["lines"])
    #expect(try #require(withheld.integer) > 0)
    #expect(page.leftOut.first?.contains("lines of text are not in this file") == true)
    #expect(page.content.count < ServerLimits.pageText)
  }
}

@Suite struct `The download of a page` {
  private func made(_ edge: EdgeFixture) async throws -> String {
    let id = try await edge.resources.library.create(
      title: "A <b> & c", cells: [CellContent(id: CellID("c"), kind: .markdown, source: "# Hi")])
    return "/api/notebooks/\(id)/file?format=html"
  }

  @Test func `tells of a notebook that is not there, and of a form that nobody knows`() async throws
  {
    let edge = try await EdgeFixture()
    let headers = [("Authorization", edge.bearer)]
    let path = "/api/notebooks/no/file?format="
    #expect(try await edge.ask(.get, path + "html", headers).status == 404)
    let answer = try await edge.ask(.get, path + "pdf", headers)
    #expect(answer.status == 400)
    #expect(answer.text.contains("ipynb, markdown, text, html"))
  }

  @Test func `says what to do where its script was not made`() async throws {
    let edge = try await EdgeFixture()
    let answer = try await edge.ask(.get, try await made(edge), [("Authorization", edge.bearer)])
    #expect(answer.status == 503)
    #expect(answer.text.contains(".ci/reader.sh"))
  }

  @Test func `is a file, never a page of this server`() async throws {
    let folder = try TemporaryFolder()
    let parts = folder.url.appending(path: "vendor/reader")
    try FileManager.default.createDirectory(at: parts, withIntermediateDirectories: true)
    for name in [
      "reader.js", "text.js", "math.js", "plots.js", "charts.js", "reader.css", "math.css",
    ] {
      try Data("/* \(name) */".utf8).write(to: parts.appending(path: name))
    }
    let edge = try await EdgeFixture(folder: folder.url.path)
    let path = try await made(edge)
    #expect(try await edge.ask(.get, path).status == 401)
    let answer = try await edge.ask(.get, path, [("Authorization", edge.bearer)])
    #expect(answer.status == 200)
    #expect(answer.headers["Content-Type"] == "text/html; charset=utf-8")
    let disposition = try #require(answer.headers["Content-Disposition"])
    #expect(disposition.hasPrefix("attachment; filename=\"A b & c.html\""))
    #expect(answer.text.contains("<title>A &lt;b&gt; &amp; c</title>"))
    #expect(answer.text.contains("<script type=\"module\">/* reader.js */</script>"))
    #expect(!answer.text.contains("charts.js"))
  }
}
