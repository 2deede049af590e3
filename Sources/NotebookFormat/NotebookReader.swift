import NotebookModel

extension NotebookFile {
  /// Reads a notebook: an `.ipynb` file (nbformat 4.0 and newer minors), or the text form.
  ///
  /// What the model does not know is kept verbatim. Missing, doubled or illegal cell ids are
  /// replaced by ids that depend only on position and source, so that reading twice gives the same
  /// ids. Trust is never taken from a file. A notebook without title and heading is called `name`.
  public init(reading bytes: [UInt8], name: String) throws(FormatError) {
    var mender = Mender()
    var bytes = bytes
    switch Encoding(of: bytes) {
    case .plain: break
    case .marked:
      bytes.removeFirst(3)
      mender.note("The file began with a byte order mark, which was left out.")
    case .other(let name): throw .encoding(name)
    }
    guard bytes.contains(where: { $0 > 0x20 }) else { throw .empty }
    if let document = try TextForm.document(from: bytes) {
      try self.init(document: document, name: name, hasOwnIDs: true, mender: &mender)
    } else {
      let document: JSONValue
      do { document = try JSONValue(parsing: bytes) } catch {
        if let line = Self.conflictMarker(in: bytes) { throw .conflictMarkers(line: line) }
        throw error
      }
      try self.init(document: document, name: name, hasOwnIDs: false, mender: &mender)
    }
  }

  /// Takes over a document; `hasOwnIDs` when cells of a minor below 4.5 bring their ids along, as in
  /// the text form.
  private init(
    document: JSONValue, name: String, hasOwnIDs: Bool, mender: inout Mender
  ) throws(FormatError) {
    let document = try mender.mend(document, hasOwnIDs: hasOwnIDs)
    guard case .object(var members) = document.value else { throw .notANotebook("it is no object") }
    members.removeAll { $0.key == "cells" }
    var rest = JSONValue.object(members)
    let cells = zip(document.cells, document.ids).map { Self.content(of: $0, id: $1) }
    let derived = Self.derivedTitle(metadata: rest["metadata"], cells: cells)
    let name = Self.clipped(rest[Self.nameKey]?.string ?? name)
    if derived == nil { rest[Self.nameKey] = .string(name) }
    let kept = Validity.problems(in: document.value)
    self.init(
      title: derived ?? name, cells: cells, extra: JSONWriter.compact(rest),
      report: ImportReport(
        mended: ImportReport.shortened(mender.repairs), kept: ImportReport.shortened(kept)))
  }

  private static func content(of cell: JSONValue, id: CellID) -> CellContent {
    let type = cell["cell_type"]?.string ?? ""
    let kind = CellKind(rawValue: type) ?? .raw
    var known: Set<String> = ["id", "source", "attachments"]
    // A type of the future stays in the file's own words.
    if kind.rawValue == type { known.insert("cell_type") }
    if cell["source"]?.string == nil { known.remove("source") }
    var extra = JSONValue.object((cell.members ?? []).filter { !known.contains($0.key) })
    if cell["source"] == nil { extra["source"] = .null }
    return CellContent(
      id: id, kind: kind, source: cell["source"]?.string ?? "",
      attachments: cell["attachments"].map(JSONWriter.compact), extra: JSONWriter.compact(extra))
  }

  /// The line of the first mark of an unfinished merge.
  private static func conflictMarker(in bytes: [UInt8]) -> Int? {
    let mark = Array("<<<<<<<".utf8)
    var line = 1
    for index in bytes.indices where index == 0 || bytes[index - 1] == 0x0A {
      if bytes[index...].starts(with: mark) { return line }
      line += 1
    }
    return nil
  }
}

/// How the bytes of a file begin, which tells their encoding.
private enum Encoding {
  case plain
  /// UTF-8 that says so with a mark.
  case marked
  case other(String)

  init(of bytes: [UInt8]) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      self = .marked
    } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      self = .other("UTF-16")
    } else {
      self = .plain
    }
  }
}

/// The 64-bit FNV-1a hash (Fowler, Noll, Vo): the same on every machine and in every release.
public func contentHash(_ bytes: some Sequence<UInt8>) -> UInt64 {
  bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
