import Foundation
import NotebookFormat
import NotebookModel
import Testing

/// A file as Jupyter writes it, with keys, cells and outputs that nobody knows.
private let jupyter = """
  {
   "cells": [
    {
     "attachments": {
      "cat.png": {
       "image/png": "aGk="
      }
     },
     "cell_type": "markdown",
     "id": "intro",
     "metadata": {
      "tags": [
       "first"
      ]
     },
     "source": [
      "# Races\\n",
      "text"
     ]
    },
    {
     "cell_type": "code",
     "execution_count": 3,
     "id": "run",
     "metadata": {
      "vendor": {
       "n": 12345678901234567890,
       "x": 1.50
      }
     },
     "outputs": [
      {
       "name": "stdout",
       "output_type": "stream",
       "text": [
        "a\\n"
       ]
      }
     ],
     "source": []
    }
   ],
   "metadata": {
    "zeta": null
   },
   "nbformat": 4,
   "nbformat_minor": 5
  }

  """

private func read(_ text: String) throws -> NotebookFile {
  try NotebookFile(reading: Array(text.utf8), name: "file")
}

@Suite struct `A notebook file` {
  @Test func `that Jupyter wrote is written back byte for byte`() throws {
    let file = try read(jupyter)
    #expect(String(decoding: file.written(as: .ipynb), as: UTF8.self) == jupyter)
    #expect(file.report.isEmpty)
  }

  @Test func `has the title of its metadata, else of its first heading, else of its name`() throws {
    #expect(try read(jupyter).title == "Races")
    let titled = jupyter.replacing("\"zeta\": null", with: "\"title\": \"Own\"")
    #expect(try read(titled).title == "Own")
    #expect(try read(jupyter.replacing("# Races", with: "Races")).title == "file")
  }

  @Test func `carries a new title in its metadata`() throws {
    var file = try read(jupyter)
    file.title = "Other"
    let again = try NotebookFile(reading: file.written(as: .ipynb), name: "x")
    #expect(again.title == "Other")
    #expect(again.cells == file.cells)
  }

  @Test func `keeps cells, keys and minors of the future`() throws {
    let future = jupyter.replacing("\"nbformat_minor\": 5", with: "\"nbformat_minor\": 7")
      .replacing("\"cell_type\": \"markdown\"", with: "\"cell_type\": \"sketch\"")
    let file = try read(future)
    #expect(file.cells.first?.kind == .raw)
    #expect(String(decoding: file.written(as: .ipynb), as: UTF8.self) == future)
  }

  @Test func `below 4.5 gets the same ids each time and no ids when written`() throws {
    let old = jupyter.replacing("\"nbformat_minor\": 5", with: "\"nbformat_minor\": 4")
      .replacing("\n   \"id\": \"intro\",", with: "").replacing(
        "\n   \"id\": \"run\",", with: "")
    let file = try read(old)
    #expect(try read(old).cells.map(\.id) == file.cells.map(\.id))
    #expect(Set(file.cells.map(\.id)).count == 2)
    #expect(file.report.isEmpty)
    #expect(String(decoding: file.written(as: .ipynb), as: UTF8.self) == old)
  }

  @Test func `tells what it mended`() throws {
    let broken = """
      {"nbformat":4,"nbformat_minor":5,"cells":[
        {"cell_type":"code","source":"a","id":"x"},
        {"cell_type":"code","source":"b","id":"x","metadata":{},"outputs":[],"execution_count":null},
        {"cell_type":"markdown","source":"c","metadata":{"trusted":true}}]}
      """
    let file = try read(broken)
    #expect(
      file.report.mended == [
        "The notebook had no metadata.", "Cell 1 had no metadata.",
        "Cell 1 had no list of outputs.", "Cell 1 had no execution count.",
        "Cell 2 had an id that cannot be used; it got another.", "Cell 3 had no id; it got one.",
      ])
    #expect(file.report.kept.isEmpty)
    #expect(!String(decoding: file.written(as: .ipynb), as: UTF8.self).contains("trusted"))
  }

  @Test func `names what it kept though the rules forbid it`() throws {
    let odd = jupyter.replacing("\"cell_type\": \"markdown\"", with: "\"cell_type\": \"sketch\"")
    let file = try read(odd)
    #expect(file.report.mended.isEmpty)
    #expect(
      file.report.kept == ["Cell 1 is of a type that the format does not know."])
    #expect(String(decoding: file.written(as: .ipynb), as: UTF8.self) == odd)
  }

  @Test func `shortens a long report`() throws {
    let cells = String(repeating: #"{"cell_type":"raw","metadata":{},"source":""},"#, count: 400)
    let text = #"{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[\#(cells.dropLast())]}"#
    let mended = try read(text).report.mended
    #expect(mended.count == 51)
    #expect(mended.last == "There are 350 more of these.")
  }

  @Test(arguments: [
    ("", "empty"), (" \n", "empty"), ("[]", "not a notebook"), ("{}", "not a notebook"),
    (#"{"nbformat":4}"#, "not a notebook"), (#"{"nbformat":3,"worksheets":[]}"#, "older than 4"),
    (#"{"nbformat":5,"cells":[]}"#, "newer program"),
    (#"{"nbformat":4,"cells":[3]}"#, "Cell 1"),
    (#"{"nbformat":4,"cells":[{"cell_type":"code","source":3}]}"#, "Cell 1"),
    ("{\n<<<<<<< HEAD\n \"cells\": [],\n=======\n>>>>>>> theirs\n}", "line 2"),
    ("<!-- notebook\n{}\n", "line 3"), ("<!-- notebook\n[]\n-->\n", "line 2"),
    (#"{"nbformat":4,"nbformat_minor":5,"cells":"#, "line 1, column 42"),
  ])
  func `that is none is refused with a sentence`(text: String, word: String) {
    let error = #expect(throws: FormatError.self) { try read(text) }
    let sentence = error?.sentence ?? ""
    #expect(sentence.contains(word) && sentence.hasSuffix("."), "\(sentence)")
  }

  @Test func `in UTF-16 is refused, and a byte order mark is left out`() throws {
    let wide: [UInt8] = [0xFF, 0xFE, 0x7B, 0, 0x7D, 0]
    let error = #expect(throws: FormatError.self) { try NotebookFile(reading: wide, name: "x") }
    #expect(error == .encoding("UTF-16"))
    let file = try read("\u{FEFF}" + jupyter)
    #expect(file.report.mended == ["The file began with a byte order mark, which was left out."])
    #expect(String(decoding: file.written(as: .ipynb), as: UTF8.self) == jupyter)
  }

  @Test func `loses NaN, because JSON has no word for it, and says so`() throws {
    let file = try read(jupyter.replacing("1.50", with: "NaN").replacing("null", with: "-Infinity"))
    #expect(file.report.mended.first?.hasPrefix("NaN or Infinity stood in 2 places") == true)
    let text = String(decoding: file.written(as: .ipynb), as: UTF8.self)
    #expect(!text.contains("NaN") && !text.contains("Infinity"))
  }

  @Test func `keeps half a character of an output and replaces that of a source`() throws {
    let file = try read(
      jupyter.replacing(#""a\n""#, with: #""a\ud83d""#).replacing(
        "\"text\"\n", with: "\"\\ud83d!\"\n"))
    #expect(file.cells.first?.source == "# Races\n\u{FFFD}!")
    #expect(
      file.report.mended == ["Cell 1 held half of a character; \u{FFFD} stands in its place."])
    #expect(String(decoding: file.written(as: .ipynb), as: UTF8.self).contains(#""a\ud83d""#))
  }

  @Test func `keeps attachments of a code cell until the cell becomes text`() throws {
    let odd = jupyter.replacing(
      "\"metadata\": {\n    \"vendor\"",
      with:
        "\"attachments\": {\"a.png\": {\"image/png\": \"aGk=\"}}, \"metadata\": {\n    \"vendor\"")
    var file = try read(odd)
    #expect(file.report.kept.count == 1)
    #expect(String(decoding: file.written(as: .ipynb), as: UTF8.self) == jupyter)
    file.cells[1].kind = .markdown
    #expect(String(decoding: file.written(as: .ipynb), as: UTF8.self).contains("a.png"))
  }

  @Test func `of a minor below 4.5 is raised to 4.5 with ids only when asked`() throws {
    let old = """
      {"nbformat":4,"nbformat_minor":2,"metadata":{},"cells":[
        {"cell_type":"raw","metadata":{},"source":"a"}]}
      """
    let file = try read(old)
    #expect(file.report.isEmpty)
    let raised = file.written(as: .ipynb, options: ExportOptions(raisesMinor: true))
    let document = try JSONValue(parsing: raised)
    #expect(document["nbformat_minor"] == .number("5"))
    #expect(document["cells"]?.array?.first?["id"]?.string == file.cells.first?.id.rawValue)
    #expect(Validity.problems(in: document).isEmpty)
    #expect(Validity.problems(in: try JSONValue(parsing: file.written(as: .ipynb))).isEmpty)
  }

  @Test func `has limits for depth, cells, outputs and sources`() {
    let deep = String(repeating: "[", count: 101) + String(repeating: "]", count: 101)
    let cell = #"{"cell_type":"raw","metadata":{},"source":""}"#
    let cells = Array(repeating: cell, count: 10_001).joined(separator: ",")
    let outputs = Array(repeating: "{}", count: 10_001).joined(separator: ",")
    let long = String(repeating: "x", count: (1 << 20) + 1)
    for text in [
      #"{"nbformat":4,"x":\#(deep),"cells":[]}"#, #"{"nbformat":4,"cells":[\#(cells)]}"#,
      #"{"nbformat":4,"cells":[{"cell_type":"code","source":"","outputs":[\#(outputs)]}]}"#,
      #"{"nbformat":4,"cells":[{"cell_type":"code","source":"\#(long)"}]}"#,
    ] {
      let error = #expect(throws: FormatError.self) { try read(text) }
      guard case .tooLarge = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test func `takes the outputs of a run in place of its own`() throws {
    let file = try read(jupyter)
    let run = try RecordedRun(
      phase: .failed, source: "x",
      events: [
        #"{"type":"text","stream":"stdout","text":"one\n"}"#,
        #"{"type":"text","stream":"stdout","text":"two\n"}"#,
        #"{"type":"progress","fraction":1}"#,
        #"{"type":"output","bundle":{"text/plain":"c\nd","image/png":"aGk="}}"#,
        #"{"type":"verdict","sentence":"Updates were lost.","verdict":"observed"}"#,
        #"{"type":"caseFinished","status":"crashed","reason":"It ended by SIGSEGV."}"#,
        #"{"type":"finished","status":"crashed","reason":"It ended by SIGSEGV."}"#,
      ].map { try JSONValue(parsing: Array($0.utf8)) })
    #expect(run.outputs.count == 4)
    #expect(run.outputs.first?["text"] == .array([.string("one\n"), .string("two\n")]))
    let bytes = file.written(as: .ipynb, runs: [CellID("run"): run])
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("Updates were lost.") && text.contains("SIGSEGV"))
    #expect(!text.contains(#""a\n""#))
  }

  @Test func `made here says what it is`() throws {
    let file = NotebookFile(title: "New", cells: [], extra: NotebookFile.newExtra)
    let text = String(decoding: file.written(as: .ipynb), as: UTF8.self)
    #expect(text.contains("interleave run") && text.contains("\"kernelspec\""))
    #expect(try read(text).title == "New")
  }
}

@Suite struct `A lesson that comes with the program` {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Notebooks")

  static let names =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
    .filter { $0.hasSuffix(".ipynb") }.sorted() ?? []

  @Test func `is one of at least three`() { #expect(Self.names.count >= 3) }

  @Test(arguments: names)
  func `is stored as Jupyter would store it, says what it is, and promises something`(name: String)
    throws
  {
    let bytes = Array(try Data(contentsOf: Self.folder.appending(path: name)))
    let file = try NotebookFile(reading: bytes, name: "x")
    #expect(file.written(as: .ipynb) == bytes)
    #expect(file.report.isEmpty)
    #expect(file.lessonCard?.summary.isEmpty == false)
    let promising = file.cells.filter { !NotebookFile.promises(of: $0).isEmpty }
    #expect(!promising.isEmpty)
    for cell in promising { #expect(cell.kind == .code) }
  }
}
