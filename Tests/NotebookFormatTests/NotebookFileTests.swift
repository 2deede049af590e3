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
    #expect(String(decoding: file.written(), as: UTF8.self) == jupyter)
    #expect(file.repairs.isEmpty)
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
    let again = try NotebookFile(reading: file.written(), name: "x")
    #expect(again.title == "Other")
    #expect(again.cells == file.cells)
  }

  @Test func `keeps cells, keys and minors of the future`() throws {
    let future = jupyter.replacing("\"nbformat_minor\": 5", with: "\"nbformat_minor\": 7")
      .replacing("\"cell_type\": \"markdown\"", with: "\"cell_type\": \"sketch\"")
    let file = try read(future)
    #expect(file.cells.first?.kind == .raw)
    #expect(String(decoding: file.written(), as: UTF8.self) == future)
  }

  @Test func `below 4.5 gets the same ids each time and no ids when written`() throws {
    let old = jupyter.replacing("\"nbformat_minor\": 5", with: "\"nbformat_minor\": 4")
      .replacing("\n   \"id\": \"intro\",", with: "").replacing(
        "\n   \"id\": \"run\",", with: "")
    let file = try read(old)
    #expect(try read(old).cells.map(\.id) == file.cells.map(\.id))
    #expect(Set(file.cells.map(\.id)).count == 2)
    #expect(file.repairs.isEmpty)
    #expect(String(decoding: file.written(), as: UTF8.self) == old)
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
      file.repairs == [
        "Cell 1 had no metadata.", "Cell 1 had no list of outputs.",
        "Cell 1 had no execution count.", "Cell 2 had an id that cannot be used.",
        "Cell 3 had no id.", "The notebook had no metadata.",
      ])
    #expect(!String(decoding: file.written(), as: UTF8.self).contains("trusted"))
  }

  @Test(arguments: [
    "[]", "{}", #"{"nbformat":4}"#, #"{"nbformat":3,"cells":[]}"#, #"{"nbformat":5,"cells":[]}"#,
    #"{"nbformat":4,"cells":[3]}"#, #"{"nbformat":4,"cells":[{"cell_type":"code","source":3}]}"#,
  ])
  func `that is none is refused with a sentence`(text: String) {
    let error = #expect(throws: FormatError.self) { try read(text) }
    #expect(error?.sentence.hasSuffix(".") == true)
  }

  @Test func `takes the outputs of a run in place of its own`() throws {
    let file = try read(jupyter)
    let outputs = RunOutputs.outputs(from: [
      #"{"type":"text","stream":"stdout","text":"one\n"}"#,
      #"{"type":"text","stream":"stdout","text":"two\n"}"#,
      #"{"type":"progress","fraction":1}"#,
      #"{"type":"output","bundle":{"text/plain":"c\nd","image/png":"aGk="}}"#,
      #"{"type":"verdict","sentence":"Updates were lost.","verdict":"observed"}"#,
      #"{"type":"caseFinished","status":"crashed","reason":"It ended by SIGSEGV."}"#,
    ])
    #expect(outputs.count == 4)
    #expect(outputs.first?["text"] == .array([.string("one\n"), .string("two\n")]))
    let bytes = file.written(
      outputs: ["run": outputs].reduce(into: [:]) { $0[CellID($1.key)] = $1.value })
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("Updates were lost.") && text.contains("SIGSEGV"))
    #expect(!text.contains(#""a\n""#))
  }

  @Test func `made here says what it is`() throws {
    let file = NotebookFile(title: "New", cells: [], extra: NotebookFile.newExtra)
    let text = String(decoding: file.written(), as: UTF8.self)
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
    #expect(file.written() == bytes)
    #expect(file.repairs.isEmpty)
    #expect(file.lessonCard?.summary.isEmpty == false)
    let promising = file.cells.filter { !NotebookFile.promises(of: $0).isEmpty }
    #expect(!promising.isEmpty)
    for cell in promising { #expect(cell.kind == .code) }
  }
}
