import NotebookModel

/// Makes a document one that can be worked with, and remembers every repair as a sentence.
///
/// Only what has to be there is mended; what merely breaks a rule stays, for ``Validity`` to name.
struct Mender {
  /// A document whose cells all have a type, metadata and a source that is one string.
  struct Mended {
    var value: JSONValue
    var cells: [JSONValue]
    var ids: [CellID]
  }

  private(set) var repairs: [String] = []
  private var taken: Set<CellID> = []

  mutating func note(_ repair: String) { repairs.append(repair) }

  mutating func mend(_ document: JSONValue, hasOwnIDs: Bool) throws(FormatError) -> Mended {
    guard case .object = document else { throw .notANotebook("it is not an object") }
    guard let major = document["nbformat"]?.integer else {
      throw .notANotebook("it has no nbformat number")
    }
    let version = "\(major).\(document["nbformat_minor"]?.integer ?? 0)"
    guard major >= 4 else { throw .oldVersion(version) }
    guard major == 4 else { throw .newVersion(version) }
    guard let list = document["cells"]?.array else {
      throw .notANotebook("it has no list of cells")
    }
    guard list.count <= Limits.cells else {
      throw .tooLarge("it has \(list.count) cells, \(Limits.cells) are allowed")
    }
    var value = withoutNonNumbers(document)
    let minor = minor(of: &value)
    value["metadata"] = metadata(of: value, "The notebook")
    for key in ["orig_nbformat", "orig_nbformat_minor", "signature"] {
      value["metadata"]?[key] = nil
    }
    var mended = Mended(value: value, cells: [], ids: [])
    var written: [JSONValue] = []
    for (number, cell) in (value["cells"]?.array ?? []).enumerated() {
      var cell = try self.cell(cell, "Cell \(number + 1)")
      let isNamed = minor >= 5 || hasOwnIDs
      let id = identifier(of: cell, number: number, isNamed: isNamed, minor: minor)
      cell["id"] = minor >= 5 ? .string(id.rawValue) : nil
      mended.cells.append(cell)
      mended.ids.append(id)
      written.append(cell)
    }
    mended.value["cells"] = .array(written)
    return mended
  }

  // MARK: The notebook

  /// JSON has no word for what is no number, and a page that reads one breaks.
  private mutating func withoutNonNumbers(_ value: JSONValue) -> JSONValue {
    let count = value.nonNumbers
    guard count > 0 else { return value }
    repairs.append(
      count == 1
        ? "NaN or Infinity stood in one place; JSON has no word for it, so it is null now."
        : "NaN or Infinity stood in \(count) places; JSON has no word for it, so it is null there now."
    )
    return value.withoutNonNumbers
  }

  private mutating func minor(of value: inout JSONValue) -> Int {
    if let minor = value["nbformat_minor"]?.integer, minor >= 0 { return minor }
    let cells = value["cells"]?.array ?? []
    let minor = !cells.isEmpty && cells.allSatisfy { $0["id"] != nil } ? 5 : 4
    value["nbformat_minor"] = .number("\(minor)")
    repairs.append("The notebook had no nbformat_minor; it is read as 4.\(minor).")
    return minor
  }

  private mutating func metadata(of value: JSONValue, _ place: String) -> JSONValue {
    guard let metadata = value["metadata"] else {
      repairs.append("\(place) had no metadata.")
      return .object([])
    }
    guard case .object = metadata else {
      repairs.append("\(place) had metadata that are no object; they were left out.")
      return .object([])
    }
    return metadata
  }

  // MARK: Cells

  private mutating func cell(_ cell: JSONValue, _ place: String) throws(FormatError) -> JSONValue {
    guard case .object = cell else { throw .notANotebook("\(place) is not an object") }
    guard let type = cell["cell_type"]?.string else {
      throw .notANotebook("\(place) has no cell_type")
    }
    var cell = cell
    // Of a type of the future nothing is known, not even that it has a source.
    if CellKind(rawValue: type) != nil || cell["source"]?.mendedText != nil {
      cell["source"] = .string(try source(of: cell, place))
    }
    cell["metadata"] = metadata(of: cell, place)
    cell["metadata"]?["trusted"] = nil
    if let attachments = cell["attachments"], attachments.members == nil {
      cell["attachments"] = nil
      repairs.append("\(place) had attachments that are no object; they were left out.")
    }
    if type == "code" { try mendResults(of: &cell, place) }
    return cell
  }

  private mutating func source(of cell: JSONValue, _ place: String) throws(FormatError) -> String {
    guard let value = cell["source"] else {
      repairs.append("\(place) had no source.")
      return ""
    }
    guard let (source, isWhole) = value.mendedText else {
      throw .notANotebook("\(place) has a source that is no text")
    }
    if !isWhole {
      repairs.append("\(place) held half of a character; \u{FFFD} stands in its place.")
    }
    guard source.utf8.count <= Limits.source else {
      throw .tooLarge(
        "\(place) has a source of \(source.utf8.count) bytes, \(Limits.source) are allowed")
    }
    return source
  }

  private mutating func mendResults(of cell: inout JSONValue, _ place: String) throws(FormatError) {
    if let outputs = cell["outputs"]?.array {
      guard outputs.count <= Limits.outputs else {
        throw .tooLarge("\(place) has \(outputs.count) outputs, \(Limits.outputs) are allowed")
      }
    } else {
      repairs.append("\(place) had no list of outputs.")
      cell["outputs"] = .array([])
    }
    guard let count = cell["execution_count"] else {
      repairs.append("\(place) had no execution count.")
      cell["execution_count"] = .null
      return
    }
    guard count != .null, (count.integer ?? -1) < 0 else { return }
    repairs.append("\(place) had an execution count that is no number from 0; it was left out.")
    cell["execution_count"] = .null
  }

  /// The id of a cell, which brings one along where it `isNamed`, or else gets one.
  private mutating func identifier(
    of cell: JSONValue, number: Int, isNamed: Bool, minor: Int
  ) -> CellID {
    let place = "Cell \(number + 1)"
    if let text = cell["id"]?.string, CellID(text).isValid, taken.insert(CellID(text)).inserted {
      if !isNamed {
        repairs.append(
          "\(place) had an id, which format 4.\(minor) does not know; it is not written.")
      }
      return CellID(text)
    }
    if cell["id"] != nil {
      repairs.append("\(place) had an id that cannot be used; it got another.")
    } else if isNamed {
      repairs.append("\(place) had no id; it got one.")
    }
    var attempt = 0
    while true {
      let hash = contentHash("\(number) \(attempt) \(cell["source"]?.string ?? "")".utf8)
      let id = CellID(Self.hexadecimal(hash))
      if taken.insert(id).inserted { return id }
      attempt += 1
    }
  }

  private static func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension JSONValue {
  /// How many tokens there are that are no numbers of JSON.
  fileprivate var nonNumbers: Int {
    switch self {
    case .number(let token): Self.isNumber(token) ? 0 : 1
    case .array(let elements): elements.reduce(0) { $0 + $1.nonNumbers }
    case .object(let members): members.reduce(0) { $0 + $1.value.nonNumbers }
    case .null, .bool, .string, .escapedString: 0
    }
  }

  fileprivate var withoutNonNumbers: JSONValue {
    switch self {
    case .number(let token): Self.isNumber(token) ? self : .null
    case .array(let elements): .array(elements.map(\.withoutNonNumbers))
    case .object(let members): .object(members.map { Member($0.key, $0.value.withoutNonNumbers) })
    case .null, .bool, .string, .escapedString: self
    }
  }

  private static func isNumber(_ token: String) -> Bool {
    token.utf8.last.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
  }

  /// The text in one piece, and whether nothing in it had to be replaced; nil when it is no text.
  fileprivate var mendedText: (text: String, isWhole: Bool)? {
    switch self {
    case .string(let text): return (text, true)
    case .escapedString(let body): return (JSONReader.repaired(body: body), false)
    case .array(let parts):
      var whole = (text: "", isWhole: true)
      for part in parts {
        guard part.array == nil, let (text, isWhole) = part.mendedText else { return nil }
        whole.text += text
        whole.isWhole = whole.isWhole && isWhole
      }
      return whole
    default: return nil
    }
  }
}
