import NotebookModel

/// The form of a notebook that is pleasant in a difference of texts and loses nothing but results.
///
/// A comment at the top holds what the notebook says of itself, and one before each cell the cell's
/// kind and id. Text follows as it is, code in a fence:
///
///     <!-- notebook
///     {
///      "metadata": {},
///      "nbformat": 4,
///      "nbformat_minor": 5
///     }
///     -->
///
///     <!-- cell markdown intro -->
///     # Races
///
///     <!-- cell code first -->
///     ```interleave
///     race.lostUpdate(threads: 2)
///     ```
///
/// A cell with metadata or attachments has them as JSON in its comment. Every text can be the source
/// of a cell: fences are longer than any inside, and a line that would begin a cell gets a backslash.
enum TextForm {
  static let notebookMark = "<!-- notebook"
  static let cellMark = "<!-- cell "
  static let end = "-->"

  /// The text of a document.
  static func text(of file: NotebookFile, _ document: JSONValue, hasOutputs: Bool) -> String {
    var root = document
    root["cells"] = nil
    let name = (try? JSONValue(parsing: Array(file.extra.utf8)))?[NotebookFile.nameKey]
    root[NotebookFile.nameKey] = name
    var text = "\(notebookMark)\n\(comment(root))\(end)\n"
    let language = root["metadata"]?["language_info"]?["name"]?.string
    for (cell, value) in zip(file.cells, document["cells"]?.array ?? []) {
      text += "\n" + self.text(of: cell, value, language, hasOutputs: hasOutputs)
    }
    return text
  }

  private static func text(
    of cell: CellContent, _ value: JSONValue, _ language: String?, hasOutputs: Bool
  ) -> String {
    var value = value
    value["id"] = nil
    if value["source"] == nil { value["source"] = .null }
    if value["source"]?.joinedText != nil { value["source"] = nil }
    if value["cell_type"]?.string == cell.kind.rawValue { value["cell_type"] = nil }
    if value["metadata"] == .object([]) { value["metadata"] = nil }
    if cell.kind == .code, let attachments = cell.attachments {
      value["attachments"] = try? JSONValue(parsing: Array(attachments.utf8))
    }
    if cell.kind == .code, !hasOutputs {
      value["outputs"] = nil
      value["execution_count"] = nil
    }
    var text = "\(cellMark)\(cell.kind.rawValue) \(cell.id)"
    text += value == .object([]) ? " \(end)\n" : "\n\(comment(value))\(end)\n"
    guard cell.kind == .code else { return text + escaped(cell.source) + "\n" }
    let fence = fence(around: cell.source)
    return text + "\(fence)\(info(cell.source, language))\n\(cell.source)\n\(fence)\n"
  }

  /// JSON that can stand in a comment: only inside its strings could the comment end.
  private static func comment(_ value: JSONValue) -> String {
    String(decoding: JSONWriter.canonical(value), as: UTF8.self)
      .replacing("-->", with: "--\\u003e")
  }

  /// Backticks, more than at the start of any line.
  static func fence(around source: String) -> String {
    let longest = lines(of: source).map { $0.prefix { $0 == UInt8(ascii: "`") }.count }.max() ?? 0
    return String(repeating: "`", count: max(3, longest + 1))
  }

  /// The word behind the fence, which only colours the text.
  static func info(_ source: String, _ language: String?) -> String {
    let first = lines(of: source).first.map { String(decoding: $0.prefix(80), as: UTF8.self) } ?? ""
    guard first.hasPrefix("%%") else { return language ?? "interleave" }
    let word = first.dropFirst(2).prefix { $0.isASCII && $0.isLetter }
    return word.isEmpty ? "interleave" : String(word)
  }

  // MARK: Lines that look like marks

  private static func escaped(_ source: String) -> String {
    joined(
      lines(of: source).map { line in
        isMark(line)
          ? Array(line.prefix(4)) + [UInt8(ascii: "\\")] + line.dropFirst(4) : Array(line)
      })
  }

  static func unescaped(_ line: ArraySlice<UInt8>) -> [UInt8] {
    guard isMark(line), line.dropFirst(4).first == UInt8(ascii: "\\") else { return Array(line) }
    return Array(line.prefix(4)) + line.dropFirst(5)
  }

  /// `<!-- cell `, also with backslashes behind the `<!--`.
  private static func isMark(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.starts(with: cellMark.utf8.prefix(4)) else { return false }
    let rest = line.dropFirst(4).drop { $0 == UInt8(ascii: "\\") }
    return rest.starts(with: cellMark.utf8.dropFirst(4))
  }

  /// Lines as bytes: line feeds alone count, whatever else a source holds.
  static func lines(of text: String) -> [ArraySlice<UInt8>] {
    Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false)
  }

  static func joined(_ lines: some Collection<[UInt8]>) -> String {
    String(decoding: Array(lines.joined(separator: [0x0A])), as: UTF8.self)
  }
}
