import NotebookModel

extension TextForm {
  /// The document that a text holds; nil when the bytes are no text form.
  static func document(from bytes: [UInt8]) throws(FormatError) -> JSONValue? {
    guard bytes.starts(with: notebookMark.utf8) else { return nil }
    guard bytes.count <= Limits.fileSize else {
      throw .tooLarge("it has \(bytes.count) bytes, \(Limits.fileSize) are allowed")
    }
    // Line ends of Windows count as line ends where the first line has one.
    let hasReturns = bytes.dropFirst(notebookMark.utf8.count).first == 0x0D
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    if hasReturns { lines = lines.map { $0.last == 0x0D ? $0.dropLast() : $0 } }
    var reader = Reader(lines: lines)
    return try reader.document()
  }

  private struct Reader {
    let lines: [ArraySlice<UInt8>]
    private var index = 0

    init(lines: [ArraySlice<UInt8>]) { self.lines = lines }

    mutating func document() throws(FormatError) -> JSONValue {
      guard string(lines[0]) == notebookMark else { throw expected("\(notebookMark) alone") }
      index = 1
      var root = try comment()
      if let line = lines.firstIndex(where: { $0.starts(with: "<<<<<<<".utf8) }) {
        throw .conflictMarkers(line: line + 1)
      }
      var cells: [JSONValue] = []
      while true {
        while index < lines.count, lines[index].isEmpty { index += 1 }
        guard index < lines.count else { break }
        cells.append(try cell())
      }
      root["cells"] = .array(cells)
      return root
    }

    private mutating func cell() throws(FormatError) -> JSONValue {
      guard lines[index].starts(with: cellMark.utf8) else {
        throw expected("the beginning of a cell, such as `\(cellMark)code ID \(end)`")
      }
      var words = string(lines[index]).dropFirst(cellMark.count).split(separator: " ")
      let isClosed = words.last == Substring(end)
      if isClosed { words.removeLast() }
      guard (1...2).contains(words.count), let kind = CellKind(rawValue: String(words[0])) else {
        throw expected("`\(cellMark)KIND ID`, with markdown, code or raw as the kind")
      }
      index += 1
      var value = isClosed ? JSONValue.object([]) : try comment()
      if words.count == 2 { value["id"] = .string(String(words[1])) }
      if value["cell_type"] == nil { value["cell_type"] = .string(kind.rawValue) }
      if value["metadata"] == nil { value["metadata"] = .object([]) }
      if kind == .code {
        if value["outputs"] == nil { value["outputs"] = .array([]) }
        if value["execution_count"] == nil { value["execution_count"] = .null }
      }
      let source = kind == .code ? try fenced() : text()
      // A cell of a type of the future may have a source that is no text, or null for none.
      if value["source"] == nil || !source.isEmpty { value["source"] = .string(source) }
      if value["source"] == .null { value["source"] = nil }
      return value
    }

    /// JSON up to the line that ends the comment.
    private mutating func comment() throws(FormatError) -> JSONValue {
      let start = index
      while index < lines.count, string(lines[index]) != end { index += 1 }
      guard index < lines.count else { throw expected("`\(end)`, the end of a comment") }
      defer { index += 1 }
      let json = Array(lines[start..<index].joined(separator: [0x0A]))
      let value: JSONValue
      do { value = try JSONValue(parsing: json) } catch {
        guard case .notJSON(let line, _, let expected) = error else { throw error }
        let isOpen = expected == "the end of the file"
        throw .notTextForm(
          line: start + line,
          expected: isOpen ? "`\(end)`, the end of a comment" : "JSON with \(expected)")
      }
      guard value.members != nil else {
        throw .notTextForm(line: start + 1, expected: "an object of JSON")
      }
      return value
    }

    private mutating func fenced() throws(FormatError) -> String {
      let fence = index < lines.count ? lines[index].prefix { $0 == UInt8(ascii: "`") } : []
      guard fence.count >= 3 else { throw expected("a fence, such as ```interleave") }
      let start = index + 1
      index = start
      while index < lines.count, !lines[index].elementsEqual(fence) { index += 1 }
      guard index < lines.count else {
        throw expected("the closing fence \(string(fence)) of line \(start)")
      }
      defer { index += 1 }
      return joined(lines[start..<index].map(Array.init))
    }

    private mutating func text() -> String {
      let start = index
      while index < lines.count, !lines[index].starts(with: cellMark.utf8) { index += 1 }
      var body = lines[start..<index]
      // The empty line before the next cell, or behind the last line feed.
      if body.last?.isEmpty == true { body.removeLast() }
      return joined(body.map(unescaped))
    }

    private func expected(_ what: String) -> FormatError {
      .notTextForm(line: min(index, lines.count - 1) + 1, expected: what)
    }

    private func string(_ line: some Sequence<UInt8>) -> String {
      String(decoding: Array(line), as: UTF8.self)
    }
  }
}
