public import NotebookModel

/// A notebook as a file brings it: what the model knows, and everything else verbatim.
public struct NotebookFile: Sendable, Equatable {
  public var title: String
  public var cells: [CellContent]
  /// The file without its cells, as JSON text: metadata, versions and unknown keys.
  public var extra: String
  /// What a person should know of the reading.
  public var report: ImportReport

  public init(
    title: String, cells: [CellContent], extra: String, report: ImportReport = ImportReport()
  ) {
    self.title = title
    self.cells = cells
    self.extra = extra
    self.report = report
  }
}

extension NotebookFile {
  /// A notebook of one cell that holds a Python script.
  public init(script bytes: [UInt8], name: String) throws(FormatError) {
    let limit = Limits.source - Self.pythonMark.utf8.count
    guard bytes.count <= limit else {
      throw .tooLarge("it has \(bytes.count) bytes, a script may have \(limit)")
    }
    guard let script = String(validating: bytes, as: UTF8.self) else {
      throw .encoding("not UTF-8")
    }
    guard bytes.contains(where: { $0 > 0x20 }) else { throw .empty }
    let source = script.hasPrefix(Self.pythonMark) ? script : Self.pythonMark + script
    let cell = CellContent(id: CellID("script"), kind: .code, source: source)
    self.init(title: Self.clipped(name), cells: [cell], extra: Self.newExtra)
  }

  private static let pythonMark = "%%python\n"
}

/// What a verdict of a call must be for the text of a lesson to stay true.
public struct Promise: Sendable, Equatable {
  /// Which call of the cell, from 0.
  public var call: Int
  /// Which case of the call; nil for all of them.
  public var `case`: Int?
  public var claim: String
  public var verdicts: [String]

  public init(call: Int, case: Int?, claim: String, verdicts: [String]) {
    self.call = call
    self.case = `case`
    self.claim = claim
    self.verdicts = verdicts
  }
}

/// What a lesson says of itself.
public struct LessonCard: Sendable, Equatable {
  public var summary: String
  public var minutes: Int
}

extension NotebookFile {
  /// The lesson's card in `metadata.interleave.lesson`, when the file is a lesson.
  public var lessonCard: LessonCard? {
    guard let lesson = Self.interleave(in: extra)?["lesson"],
      let summary = lesson["summary"]?.string
    else { return nil }
    return LessonCard(summary: summary, minutes: lesson["minutes"]?.integer ?? 10)
  }

  /// The promises of a cell, in `metadata.interleave.promises`.
  public static func promises(of cell: CellContent) -> [Promise] {
    guard let list = interleave(in: cell.extra ?? "{}")?["promises"]?.array else { return [] }
    return list.compactMap { entry in
      guard let claim = entry["claim"]?.string, let verdicts = entry["verdicts"]?.array else {
        return nil
      }
      return Promise(
        call: entry["call"]?.integer ?? 0, case: entry["case"]?.integer, claim: claim,
        verdicts: verdicts.compactMap(\.string))
    }
  }

  /// Where `extra` remembers what an untitled file was called, so that writing it adds no title.
  static let nameKey = "interleave.name"

  private static func interleave(in extra: String) -> JSONValue? {
    try? JSONValue(parsing: Array(extra.utf8))["metadata"]?["interleave"]
  }

  /// The title that a file has without being told: its metadata, else its first heading.
  static func derivedTitle(metadata: JSONValue?, cells: [CellContent]) -> String? {
    if let title = metadata?["title"]?.string, !title.isEmpty { return clipped(title) }
    for cell in cells where cell.kind == .markdown {
      for line in cell.source.split(whereSeparator: \.isNewline) where line.hasPrefix("# ") {
        let title = line.dropFirst(2).drop { $0 == " " }
        if !title.isEmpty { return clipped(String(title)) }
      }
    }
    return nil
  }

  /// The beginning of a title that is longer than titles may be.
  static func clipped(_ title: String) -> String {
    guard title.utf8.count > Limits.title else { return title }
    var clipped = title
    while clipped.utf8.count > Limits.title {
      clipped = String(clipped.dropLast(max(1, (clipped.utf8.count - Limits.title) / 4)))
    }
    return clipped
  }
}
