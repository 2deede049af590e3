import NotebookFormat
import Testing

/// A valid document of one minor; each decision changes one thing in it.
private func document(
  minor: Int = 5, cell: String = markdown, metadata: String = "{}", root: String = ""
) -> String {
  """
  {"nbformat": 4, "nbformat_minor": \(minor), "metadata": \(metadata), "cells": [\(cell)]\(root)}
  """
}

private let markdown = #"{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "x"}"#
private let plain = #"{"cell_type": "markdown", "metadata": {}, "source": "x"}"#

private func identified(_ id: String) -> String {
  #"{"cell_type": "raw", "id": "\#(id)", "metadata": {}, "source": []}"#
}

private func code(
  _ outputs: String = "", count: String = "null", metadata: String = "{}", rest: String = ""
) -> String {
  """
  {"cell_type": "code", "id": "a", "metadata": \(metadata), "source": "x", "outputs": [\(outputs)],
  "execution_count": \(count)\(rest)}
  """
}

private func display(_ data: String) -> String {
  code(#"{"output_type": "display_data", "metadata": {}, "data": {\#(data)}}"#)
}

/// What nbformat 5.11.1 decides; one row of the table is one or several decisions.
private let decisions: [(what: String, document: String, isValid: Bool)] = [
  ("4.5, ids fine", document(), true),
  ("4.5, an id missing", document(cell: plain), false),
  ("4.5, duplicate ids", document(cell: markdown + "," + markdown), false),
  ("id of 64 characters", document(cell: identified(String(repeating: "a", count: 64))), true),
  ("id of 65 characters", document(cell: identified(String(repeating: "a", count: 65))), false),
  ("id of no characters", document(cell: identified("")), false),
  ("id with a point", document(cell: identified("a.b")), false),
  ("id with é", document(cell: identified("é")), false),
  ("4.4 without ids", document(minor: 4, cell: plain), true),
  ("4.4 cell with an id", document(minor: 4), false),
  ("4.5 unknown top-level key", document(root: #", "x": 1"#), false),
  (
    "4.5 unknown cell key",
    document(cell: #"{"cell_type": "raw", "id": "a", "metadata": {}, "source": "", "x": 1}"#), false
  ),
  ("4.6 unknown top-level key", document(minor: 6, root: #", "x": 1"#), true),
  (
    "4.6 unknown cell type",
    document(
      minor: 6, cell: #"{"cell_type": "sketch", "id": "a", "metadata": {}, "source": ""}"#), true
  ),
  ("4.6 unknown output type", document(minor: 6, cell: code(#"{"output_type": "smell"}"#)), true),
  (
    "4.5 unknown cell type",
    document(cell: #"{"cell_type": "sketch", "id": "a", "metadata": {}, "source": ""}"#), false
  ),
  ("4.5 unknown output type", document(cell: code(#"{"output_type": "smell"}"#)), false),
  ("4.6 cell without id", document(minor: 6, cell: plain), false),
  (
    "code cell without outputs",
    document(
      cell:
        #"{"cell_type": "code", "id": "a", "metadata": {}, "source": "", "execution_count": null}"#
    ),
    false
  ),
  (
    "code cell without execution_count",
    document(
      cell: #"{"cell_type": "code", "id": "a", "metadata": {}, "source": "", "outputs": []}"#),
    false
  ),
  ("execution_count 3", document(cell: code(count: "3")), true),
  ("execution_count -1", document(cell: code(count: "-1")), false),
  ("execution_count 1.0", document(cell: code(count: "1.0")), false),
  ("execution_count \"1\"", document(cell: code(count: "\"1\"")), false),
  (
    "attachments on a code cell",
    document(cell: code(rest: #", "attachments": {"a.png": {"image/png": "aGk="}}"#)), false
  ),
  (
    "attachments on markdown",
    document(
      cell:
        #"{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "", "attachments": {"a.png": {"image/png": "aGk="}}}"#
    ), true
  ),
  (
    "attachments on raw",
    document(
      cell:
        #"{"cell_type": "raw", "id": "a", "metadata": {}, "source": "", "attachments": {"a.png": {"image/png": "aGk="}}}"#
    ), true
  ),
  (
    "stream name foo",
    document(cell: code(#"{"output_type": "stream", "name": "foo", "text": ["a\n"]}"#)), true
  ),
  (
    "stream with metadata",
    document(
      cell: code(#"{"output_type": "stream", "name": "stdout", "text": "", "metadata": {}}"#)),
    false
  ),
  (
    "error without traceback",
    document(cell: code(#"{"output_type": "error", "ename": "E", "evalue": "v"}"#)), false
  ),
  (
    "display_data with execution_count",
    document(
      cell: code(
        #"{"output_type": "display_data", "metadata": {}, "data": {}, "execution_count": 1}"#)),
    false
  ),
  (
    "display_data with transient",
    document(
      cell: code(#"{"output_type": "display_data", "metadata": {}, "data": {}, "transient": {}}"#)),
    false
  ),
  (
    "execute_result without execution_count",
    document(cell: code(#"{"output_type": "execute_result", "metadata": {}, "data": {}}"#)), false
  ),
  ("text/plain as an object", document(cell: display(#""text/plain": {}"#)), false),
  ("application/json as a number", document(cell: display(#""application/json": 3"#)), true),
  ("a vendor's json as a list", document(cell: display(#""application/vnd.x+json": [1]"#)), true),
  ("image/x+json as an object", document(cell: display(#""image/x+json": {}"#)), false),
  (
    "a vendor's json with a parameter",
    document(cell: display(#""application/vnd.x+json; v=1": {}"#)), false
  ),
  ("duplicate tag", document(cell: code(metadata: #"{"tags": ["a", "a"]}"#)), false),
  ("tag with a comma", document(cell: code(metadata: #"{"tags": ["a,b"]}"#)), false),
  ("empty tag", document(cell: code(metadata: #"{"tags": [""]}"#)), false),
  (
    "kernelspec without display_name",
    document(metadata: #"{"kernelspec": {"name": "x"}}"#), false
  ),
  ("language_info without name", document(metadata: #"{"language_info": {}}"#), false),
  ("scrolled auto", document(cell: code(metadata: #"{"scrolled": "auto"}"#)), true),
  ("scrolled yes", document(cell: code(metadata: #"{"scrolled": "yes"}"#)), false),
]

@Suite struct `The rules of the notebook format` {
  @Test(arguments: decisions.indices)
  func `decide as the reference does`(index: Int) throws {
    let (what, text, isValid) = decisions[index]
    let problems = Validity.problems(in: try JSONValue(parsing: Array(text.utf8)))
    #expect(problems.isEmpty == isValid, "\(what): \(problems)")
  }

  @Test func `are stricter about an id that ends with a line feed`() throws {
    let text = document(cell: identified(#"ab\n"#))
    #expect(!Validity.problems(in: try JSONValue(parsing: Array(text.utf8))).isEmpty)
  }

  @Test(arguments: ["", "[]", "\u{FEFF}{}"])
  func `refuse what is no document at all`(text: String) {
    let problems = (try? JSONValue(parsing: Array(text.utf8))).map(Validity.problems)
    #expect(problems?.isEmpty != true)
  }
}
