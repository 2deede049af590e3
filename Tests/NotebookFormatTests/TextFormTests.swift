import NotebookFormat
import NotebookModel
import TestSupport
import Testing

private func read(_ text: String) throws -> NotebookFile {
  try NotebookFile(reading: Array(text.utf8), name: "file")
}

private func text(_ file: NotebookFile, outputs: Bool? = nil) -> String {
  String(
    decoding: file.written(as: .text, options: ExportOptions(outputs: outputs)), as: UTF8.self)
}

private let example = """
  <!-- notebook
  {
   "metadata": {
    "title": "Races"
   },
   "nbformat": 4,
   "nbformat_minor": 5
  }
  -->

  <!-- cell markdown intro -->
  # A heading

  Text.

  <!-- cell code first -->
  ```interleave
  race.lostUpdate(threads: 2)
  ```

  <!-- cell code second
  {
   "metadata": {
    "tags": [
     "check"
    ]
   }
  }
  -->
  ```program
  %%program
  var x = 0
  ```

  """

@Suite struct `The text form of a notebook` {
  @Test func `is Markdown with fenced cells`() throws {
    let file = try read(example)
    #expect(file.report.isEmpty)
    #expect(file.title == "Races")
    #expect(file.cells.map(\.id.rawValue) == ["intro", "first", "second"])
    #expect(file.cells.map(\.kind) == [.markdown, .code, .code])
    #expect(file.cells.map(\.source).first == "# A heading\n\nText.")
    #expect(file.cells.map(\.source).last == "%%program\nvar x = 0")
    #expect(text(file) == example)
  }

  @Test func `survives an editor that writes the line ends of Windows`() throws {
    let windows = example.replacing("\n", with: "\r\n")
    #expect(text(try read(windows)) == example)
  }

  @Test func `gives a cell that somebody wrote by hand an id`() throws {
    let file = try read(example.replacing("code first", with: "code"))
    #expect(file.report.mended == ["Cell 2 had no id; it got one."])
    #expect(file.cells.count == 3)
  }

  @Test func `leaves results out unless they are wanted`() throws {
    let file = try read(example)
    var withResults = file
    withResults.cells[1].extra =
      #"{"metadata":{},"outputs":[{"name":"stdout","output_type":"stream","text":["a"]}],"execution_count":3}"#
    #expect(text(withResults) == example)
    let whole = text(withResults, outputs: true)
    #expect(whole.contains("\"execution_count\": 3"))
    #expect(try read(whole).written(as: .ipynb) == withResults.written(as: .ipynb))
  }

  @Test(arguments: [
    ("# A heading\n", "<!-- cell sketch x -->\n", 12), ("```interleave", "code", 17),
    ("-->\n\n<!-- cell markdown", "\n<!-- cell markdown", 10), ("  \"title\"", "  title", 4),
    ("<!-- cell markdown intro -->\n", "", 11),
  ])
  func `names the line of a mistake`(good: String, bad: String, line: Int) {
    let broken = example.replacing(good, with: bad, maxReplacements: 1)
    let error = #expect(throws: FormatError.self) { try read(broken) }
    #expect(error?.sentence.contains("line \(line) ") == true, "\(error?.sentence ?? "")")
  }

  @Test func `with the marks of a merge is refused`() {
    let broken = example.replacing("race.lost", with: "<<<<<<< HEAD\nrace.lost")
    #expect(throws: FormatError.conflictMarkers(line: 18)) { try read(broken) }
  }

  /// Notebooks of any content: text that looks like marks and fences, every line end, no ids.
  @Test func `imports back without loss, whatever the cells hold`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix(seed: seed)
    for round in 0..<200 {
      let document = Self.document(&random)
      let file = try read(document)
      let once = text(file)
      let again = try NotebookFile(reading: Array(once.utf8), name: "other")
      let comment: Comment = "seed \(seed), round \(round): \(document)"
      #expect(again.report.mended.isEmpty, comment)
      #expect(again.title == file.title, comment)
      #expect(again.cells.map(\.id) == file.cells.map(\.id), comment)
      #expect(again.cells.map(\.source) == file.cells.map(\.source), comment)
      #expect(text(again) == once, comment)
      let bare = ExportOptions(outputs: false)
      #expect(
        again.written(as: .ipynb, options: bare) == file.written(as: .ipynb, options: bare), comment
      )
      let whole = try NotebookFile(
        reading: Array(text(file, outputs: true).utf8), name: "other")
      #expect(whole.written(as: .ipynb) == file.written(as: .ipynb), comment)
    }
  }

  private static let pieces = [
    "a", "```", "````x", "\n", "\n\n", "<!-- cell code x -->\n", "\n<!-- cell ", "<!--\\ cell ",
    "<!--\\\\ cell", "-->", "<!-- notebook", "\r\n", "\r", "\u{2028}", "\u{85}", "\u{0}", "é",
    "e\u{301}",
    "\u{1F468}\u{200D}\u{1F469}", "\\", "\"", " ", "\t", "# H\n", "%%program\n", "%%python",
    "=======\n",
  ]

  private static func document(_ random: inout SplitMix) -> String {
    func text(_ limit: Int, _ random: inout SplitMix) -> String {
      (0..<Int.random(in: 0...limit, using: &random)).map { _ in
        pieces.randomElement(using: &random) ?? ""
      }.joined()
    }
    func json(_ text: String) -> String { JSONWriter.compact(.string(text)) }
    let minor = Int.random(in: 0...6, using: &random)
    let cells = (0..<Int.random(in: 0...6, using: &random)).map { number -> String in
      var kinds = ["markdown", "code", "raw"]
      if minor == 6 { kinds.append("sketch") }
      let kind = kinds.randomElement(using: &random) ?? "raw"
      var members = [#""cell_type":"\#(kind)""#]
      if kind != "sketch" || Bool.random(using: &random) {
        members.append(#""source":\#(json(text(8, &random)))"#)
      }
      if minor >= 5 { members.append(#""id":"cell-\#(number)""#) }
      members.append(
        Bool.random(using: &random)
          ? #""metadata":{}"# : #""metadata":{"b":\#(json(text(3, &random))),"a":[1.50,1e400]}"#)
      if kind == "code" {
        members.append(
          Bool.random(using: &random)
            ? #""outputs":[],"execution_count":null"#
            : #""outputs":[{"output_type":"stream","name":"stdout","text":\#(json(text(4, &random)))}],"execution_count":7"#
        )
      } else if kind != "sketch", Bool.random(using: &random) {
        members.append(
          #""attachments":{"a.png":{"image/png":"aGk=","text/plain":\#(json(text(3, &random)))}}"#)
      }
      if minor == 6 { members.append(#""future":\#(json(text(3, &random)))"#) }
      return "{\(members.shuffled(using: &random).joined(separator: ","))}"
    }
    let title = Bool.random(using: &random) ? #""title":\#(json(text(3, &random)))"# : ""
    return
      #"{"nbformat":4,"nbformat_minor":\#(minor),"metadata":{\#(title)},"cells":[\#(cells.joined(separator: ","))]}"#
  }
}

@Suite struct `The Markdown of a notebook` {
  @Test func `reads as a document, with code, words of results and pictures inside`() throws {
    let file = try NotebookFile(
      reading: Array(
        ##"""
        {"nbformat":4,"nbformat_minor":5,"metadata":{"title":"Races"},"cells":[
        {"cell_type":"markdown","id":"a","metadata":{},"source":"See ![](attachment:a.png)",
         "attachments":{"a.png":{"image/png":"aGk="}}},
        {"cell_type":"code","id":"b","metadata":{},"source":"law.amdahl()","execution_count":null,"outputs":[
         {"output_type":"stream","name":"stdout","text":"one\n"},
         {"output_type":"display_data","metadata":{},"data":{"text/plain":"It holds.","application/vnd.interleave.verdict+json":{}}},
         {"output_type":"error","ename":"failed","evalue":"Why.","traceback":[]}]},
        {"cell_type":"code","id":"c","metadata":{},"source":" ","execution_count":null,"outputs":[]}]}
        """##.utf8), name: "x")
    #expect(
      String(decoding: file.written(as: .markdown), as: UTF8.self) == """
        # Races

        See ![](data:image/png;base64,aGk=)

        ```interleave
        law.amdahl()
        ```

        ```text
        one
        ```

        > It holds.

        ```text
        failed: Why.
        ```

        """)
  }
}
