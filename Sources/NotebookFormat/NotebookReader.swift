import NotebookModel

extension NotebookFile {
  /// Reads an `.ipynb` file (nbformat 4.0 and newer minors).
  ///
  /// What the model does not know is kept verbatim. Missing, doubled or illegal cell ids are
  /// replaced by ids that depend only on position and source, so that reading twice gives the same
  /// ids. Trust is never taken from a file. A notebook without title and heading is called `name`.
  public init(reading bytes: [UInt8], name: String) throws(FormatError) {
    let root = try JSONValue(parsing: bytes)
    guard case .object(var members) = root else { throw .notANotebook("it is not an object") }
    guard let major = root["nbformat"]?.integer else {
      throw .notANotebook("it has no nbformat number")
    }
    let minor = root["nbformat_minor"]?.integer ?? 0
    guard major == 4 else { throw .unsupportedVersion("\(major).\(minor)") }
    guard let list = root["cells"]?.array else { throw .notANotebook("it has no list of cells") }
    guard list.count <= Limits.cells else {
      throw .tooLarge("it has \(list.count) cells, \(Limits.cells) are allowed")
    }
    var reader = CellReader(hasIDs: minor >= 5)
    var cells: [CellContent] = []
    for (number, cell) in list.enumerated() { cells.append(try reader.read(cell, number: number)) }

    members.removeAll { $0.key == "cells" }
    var rest = JSONValue.object(members)
    if var metadata = rest["metadata"] {
      for key in ["orig_nbformat", "orig_nbformat_minor", "signature"] { metadata[key] = nil }
      rest["metadata"] = metadata
    } else {
      rest["metadata"] = .object([])
      reader.repairs.append("The notebook had no metadata.")
    }
    let derived = Self.derivedTitle(metadata: rest["metadata"], cells: cells)
    if derived == nil { rest[Self.nameKey] = .string(name) }
    self.init(
      title: derived ?? name, cells: cells,
      extra: JSONWriter.compact(rest), repairs: reader.repairs)
  }
}

/// Reads the cells of a file and remembers which ids are taken.
private struct CellReader {
  let hasIDs: Bool
  var repairs: [String] = []
  private var taken: Set<CellID> = []

  init(hasIDs: Bool) { self.hasIDs = hasIDs }

  mutating func read(_ cell: JSONValue, number: Int) throws(FormatError) -> CellContent {
    let place = "Cell \(number + 1)"
    guard case .object(var members) = cell else { throw .notANotebook("\(place) is not an object") }
    guard let type = cell["cell_type"]?.string else {
      throw .notANotebook("\(place) has no cell_type")
    }
    guard let source = (cell["source"] ?? .string("")).joinedText else {
      throw .notANotebook("\(place) has a source that is no text")
    }
    if let outputs = cell["outputs"]?.array, outputs.count > Limits.outputs {
      throw .tooLarge("\(place) has \(outputs.count) outputs, \(Limits.outputs) are allowed")
    }
    let kind = CellKind(rawValue: type) ?? .raw
    var known: Set<String> = ["id", "source", "attachments"]
    if kind.rawValue == type { known.insert("cell_type") }
    members.removeAll { known.contains($0.key) }
    var extra = JSONValue.object(members)
    if var metadata = extra["metadata"] {
      metadata["trusted"] = nil
      extra["metadata"] = metadata
    } else {
      extra["metadata"] = .object([])
      repairs.append("\(place) had no metadata.")
    }
    if kind == .code {
      if extra["outputs"] == nil {
        extra["outputs"] = .array([])
        repairs.append("\(place) had no list of outputs.")
      }
      if extra["execution_count"] == nil {
        extra["execution_count"] = .null
        repairs.append("\(place) had no execution count.")
      }
    }
    let id = identifier(of: cell, source: source, number: number)
    return CellContent(
      id: id, kind: kind, source: source, attachments: cell["attachments"].map(JSONWriter.compact),
      extra: JSONWriter.compact(extra))
  }

  private mutating func identifier(of cell: JSONValue, source: String, number: Int) -> CellID {
    if let text = cell["id"]?.string, CellID(text).isValid, taken.insert(CellID(text)).inserted {
      return CellID(text)
    }
    if hasIDs {
      repairs.append(
        cell["id"] == nil
          ? "Cell \(number + 1) had no id." : "Cell \(number + 1) had an id that cannot be used.")
    }
    var attempt = 0
    while true {
      let id = CellID(hexadecimal(contentHash("\(number) \(attempt) \(source)".utf8)))
      if taken.insert(id).inserted { return id }
      attempt += 1
    }
  }
}

/// The 64-bit FNV-1a hash (Fowler, Noll, Vo): the same on every machine and in every release.
public func contentHash(_ bytes: some Sequence<UInt8>) -> UInt64 {
  bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}

private func hexadecimal(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
