import Foundation
import NotebookFormat
import Testing

/// Files of every kind that the reference library's own tests know.
@Suite struct `The corpus of notebook files` {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/notebooks")

  private func read(_ name: String) throws -> (bytes: [UInt8], file: NotebookFile) {
    let bytes = Array(try Data(contentsOf: Self.folder.appending(path: "\(name).ipynb")))
    return (bytes, try NotebookFile(reading: bytes, name: name))
  }

  @Test(arguments: [
    "four", "four-five", "four-plus", "four-custom", "document-information", "jupyter-metadata",
    "timings", "many-tracebacks", "empty",
  ])
  func `comes back byte for byte, also through the text form`(name: String) throws {
    let (bytes, file) = try read(name)
    #expect(file.report.isEmpty)
    #expect(file.written(as: .ipynb) == bytes)
    let text = file.written(as: .text, options: ExportOptions(outputs: true))
    #expect(try NotebookFile(reading: text, name: "other").written(as: .ipynb) == bytes)
  }

  @Test(arguments: [
    ("byte-order-mark", "byte order mark"), ("ids-too-early", "which format 4.4 does not know"),
    ("invalid-cells", "Cell 1 had no metadata."), ("invalid-cells", "Cell 2 had metadata that"),
    ("invalid-cells", "Cell 3 had an execution count"), ("invalid-ids", "Cell 2 had an id"),
    ("invalid-ids", "Cell 3 had an id"), ("invalid-ids", "Cell 4 had an id"),
    ("invalid-ids", "Cell 5 had an id"), ("invalid-outputs", "Output 1 of cell 1 has no name."),
    ("invalid-outputs", "text/plain that is no text"), ("no-ids", "Cell 2 had no id"),
    ("no-minor", "read as 4.4"), ("not-a-number", "3 places"),
  ])
  func `has odd files whose oddity is told`(name: String, word: String) throws {
    let sentences = try read(name).file.report.sentences
    #expect(sentences.contains { $0.contains(word) }, "\(sentences)")
  }

  @Test(arguments: [
    "byte-order-mark", "ids-too-early", "invalid-cells", "invalid-ids", "no-ids", "no-minor",
    "not-a-number",
  ])
  func `is valid once it was mended, and needs no more mending`(name: String) throws {
    let mended = try read(name).file.written(as: .ipynb)
    #expect(Validity.problems(in: try JSONValue(parsing: mended)).isEmpty)
    let again = try NotebookFile(reading: mended, name: name)
    #expect(again.report.isEmpty)
    #expect(again.written(as: .ipynb) == mended)
  }

  @Test(arguments: ["two", "three", "five", "conflict"])
  func `has files that cannot be opened`(name: String) {
    #expect(throws: FormatError.self) { try read(name) }
  }
}
