/// Says what in a document breaks the rules of nbformat 4.0 to 4.5 and newer minors, without mending it.
///
/// The report of an import tells with it what was kept against the rules, and `interleave export` what
/// other programs may refuse.
///
/// The rules are those of the published schemas; of a minor above 4.5 the newest is taken, with unknown
/// keys, cells and outputs allowed. Two rules are stricter than the schemas: ids are unique, and an id
/// does not end with a line feed.
public enum Validity {
  /// One sentence for each broken rule, in the order of the file; none when the document is valid.
  public static func problems(in document: JSONValue) -> [String] {
    var check = Check(document)
    check.root()
    return check.problems
  }
}

private struct Check {
  let document: JSONValue
  /// The minor whose schema counts.
  let minor: Int
  /// Whether names that the schema does not know are fine.
  let isOpen: Bool
  var problems: [String] = []
  private var ids: Set<String> = []

  init(_ document: JSONValue) {
    self.document = document
    let minor = document["nbformat_minor"]?.integer ?? 5
    self.minor = min(minor, 5)
    isOpen = minor > 5
  }

  private mutating func expect(_ isFine: Bool, _ problem: @autoclosure () -> String) {
    if !isFine { problems.append(problem()) }
  }

  private mutating func keys(
    of value: JSONValue, _ place: String, required: [String], allowed: [String] = []
  ) {
    let members = value.members ?? []
    for key in required where value[key] == nil {
      problems.append("\(place) has no \(key).")
    }
    guard !isOpen else { return }
    let known = Set(required + allowed)
    for member in members where !known.contains(member.key) {
      problems.append("\(place) has a key that the format does not know: \(member.key).")
    }
  }

  // MARK: The notebook

  mutating func root() {
    guard case .object = document else { return expect(false, "The document is not an object.") }
    keys(
      of: document, "The notebook",
      required: ["metadata", "nbformat_minor", "nbformat", "cells"])
    expect(document["nbformat"]?.integer == 4, "The nbformat is not 4.")
    if let number = document["nbformat_minor"] {
      expect((number.integer ?? -1) >= 0, "The nbformat_minor is not a number from 0.")
    }
    if let metadata = document["metadata"] { self.metadata(metadata) }
    guard let value = document["cells"] else { return }
    guard let cells = value.array else { return expect(false, "The cells are not a list.") }
    for (number, cell) in cells.enumerated() { self.cell(cell, "Cell \(number + 1)") }
  }

  private mutating func metadata(_ metadata: JSONValue) {
    guard case .object = metadata else { return expect(false, "The metadata is not an object.") }
    if let kernel = metadata["kernelspec"] {
      expect(
        kernel["name"]?.isText == true && kernel["display_name"]?.isText == true,
        "The kernelspec has no name or display_name.")
    }
    if let language = metadata["language_info"] {
      expect(language["name"]?.isText == true, "The language_info has no name.")
    }
    if let title = metadata["title"] { expect(title.isText, "The title is not text.") }
    if let authors = metadata["authors"] {
      expect(authors.array != nil, "The authors are not a list.")
    }
  }

  // MARK: Cells

  private mutating func cell(_ cell: JSONValue, _ place: String) {
    guard case .object = cell else { return expect(false, "\(place) is not an object.") }
    let common = ["cell_type", "metadata", "source"] + (minor >= 5 ? ["id"] : [])
    switch cell["cell_type"]?.string {
    case "markdown", "raw": keys(of: cell, place, required: common, allowed: ["attachments"])
    case "code": keys(of: cell, place, required: common + ["outputs", "execution_count"])
    default:
      expect(isOpen, "\(place) is of a type that the format does not know.")
      keys(
        of: cell, place, required: ["cell_type", "metadata"],
        allowed: cell.members?.map(\.key) ?? [])
    }
    if minor >= 5, let id = cell["id"] { self.id(id, place) }
    if let source = cell["source"] {
      expect(source.isLongText, "\(place) has a source that is no text.")
    }
    if let metadata = cell["metadata"] {
      self.cellMetadata(metadata, place, kind: cell["cell_type"]?.string)
    }
    if let attachments = cell["attachments"] {
      expect(attachments.members != nil, "\(place) has attachments that are no object.")
      for file in attachments.members ?? [] {
        bundle(file.value, "The attachment \(file.key) of \(place.lowercased())")
      }
    }
    guard cell["cell_type"]?.string == "code" else { return }
    if let count = cell["execution_count"] { self.count(count, place) }
    guard let outputs = cell["outputs"] else { return }
    guard let list = outputs.array else {
      return expect(false, "\(place) has outputs that are no list.")
    }
    for (number, output) in list.enumerated() {
      self.output(output, "Output \(number + 1) of \(place.lowercased())")
    }
  }

  private mutating func id(_ value: JSONValue, _ place: String) {
    guard let id = value.string, (1...64).contains(id.unicodeScalars.count),
      id.utf8.allSatisfy(\.isNamePart)
    else { return expect(false, "\(place) has an id that the format does not allow.") }
    expect(ids.insert(id).inserted, "\(place) has the id of another cell.")
  }

  private mutating func cellMetadata(_ metadata: JSONValue, _ place: String, kind: String?) {
    guard case .object = metadata else {
      return expect(false, "\(place) has metadata that are no object.")
    }
    if let value = metadata["tags"] {
      let tags = value.array?.map { $0.string ?? "" }
      expect(
        tags.map { Set($0).count == $0.count && $0.allSatisfy { !$0.isEmpty && !$0.contains(",") } }
          ?? false, "\(place) has tags that are empty, doubled or hold a comma.")
    }
    if let name = metadata["name"] {
      expect(name.isText && name.string != "", "\(place) has a name that is empty or no text.")
    }
    if kind == "code" {
      if let scrolled = metadata["scrolled"] {
        expect(
          scrolled.isTruth || scrolled.string == "auto",
          "\(place) has a value of scrolled that is not true, false or \"auto\".")
      }
      if let collapsed = metadata["collapsed"] {
        expect(collapsed.isTruth, "\(place) has a value of collapsed that is not true or false.")
      }
    }
    if minor >= 3, let jupyter = metadata["jupyter"] {
      let flags = ["source_hidden", "outputs_hidden"].compactMap { jupyter[$0] }
      expect(
        jupyter.members != nil && flags.allSatisfy(\.isTruth),
        "\(place) has metadata of jupyter that are not true or false.")
    }
    if minor >= 4, let execution = metadata["execution"] {
      expect(
        execution.members?.allSatisfy(\.value.isText) ?? false,
        "\(place) has times of execution that are no text.")
    }
  }

  private mutating func count(_ value: JSONValue, _ place: String) {
    expect(
      value == .null || (value.integer ?? -1) >= 0,
      "\(place) has an execution_count that is no number from 0.")
  }

  // MARK: Outputs

  private mutating func output(_ output: JSONValue, _ place: String) {
    guard case .object = output else { return expect(false, "\(place) is not an object.") }
    switch output["output_type"]?.string {
    case "stream":
      keys(of: output, place, required: ["output_type", "name", "text"])
      expect(output["name"]?.isText ?? true, "\(place) has a name that is no text.")
      expect(output["text"]?.isLongText ?? true, "\(place) has a text that is none.")
    case "display_data":
      keys(of: output, place, required: ["output_type", "data", "metadata"])
    case "execute_result":
      keys(of: output, place, required: ["output_type", "data", "metadata", "execution_count"])
      if let count = output["execution_count"] { self.count(count, place) }
    case "error":
      keys(of: output, place, required: ["output_type", "ename", "evalue", "traceback"])
      expect(
        ["ename", "evalue"].allSatisfy { output[$0]?.isText ?? true }
          && (output["traceback"]?.array?.allSatisfy(\.isText) ?? (output["traceback"] == nil)),
        "\(place) has an error that is no text.")
    default: return expect(isOpen, "\(place) is of a type that the format does not know.")
    }
    if let data = output["data"] { bundle(data, place) }
    if let metadata = output["metadata"] {
      expect(metadata.members != nil, "\(place) has metadata that are no object.")
    }
  }

  private mutating func bundle(_ bundle: JSONValue, _ place: String) {
    guard let members = bundle.members else {
      return expect(false, "\(place) has data that are no object.")
    }
    for member in members where !member.value.isLongText {
      expect(LongText.isJSON(member.key), "\(place) has \(member.key) that is no text.")
    }
  }
}

extension JSONValue {
  fileprivate var isText: Bool {
    switch self {
    case .string, .escapedString: true
    default: false
    }
  }

  fileprivate var isTruth: Bool { if case .bool = self { true } else { false } }

  /// A string or a list of strings.
  fileprivate var isLongText: Bool { isText || array?.allSatisfy(\.isText) ?? false }
}

extension UInt8 {
  fileprivate var isNamePart: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
