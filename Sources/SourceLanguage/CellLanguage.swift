/// The language that a cell is written in, as its first line says.
///
/// The one place that knows how a cell names its language: what checks, runs, completes and colours a
/// cell asks here which language has to answer.
public enum CellLanguage: String, Hashable, Sendable, CaseIterable {
  /// Calls of experiments; also where the first line says nothing.
  case experiment
  /// Two experiment calls that are measured against each other.
  case compare
  /// The model language of the explorer.
  case program
  case python, swift
  /// A line that starts with `%%` and a word that is no language.
  case unknown

  /// The language of a source.
  public static func of(_ source: String) -> CellLanguage {
    CellHeader(SourceText(source)).language
  }

  /// The line that names it, such as `%%program`.
  public var line: String { CellHeader.mark + rawValue }

  /// What people call it.
  public var title: String {
    switch self {
    case .experiment: "experiment calls"
    case .compare: "a comparison of two experiment calls"
    case .program: "the model language"
    case .python: "Python"
    case .swift: "Swift"
    case .unknown: "an unknown language"
    }
  }

  /// All that a first line can name.
  public static let named: [CellLanguage] = [.experiment, .compare, .program, .python, .swift]
}

/// The first line of a cell, where it names the cell's language.
package struct CellHeader {
  package static let mark = "%%"

  package let language: CellLanguage
  /// The word behind the mark, at most as long as a name; empty where the line names no language.
  package let word: String
  /// The bytes of the line without its end; empty where the line names no language.
  package let bytes: Range<Int>
  /// The bytes of what follows the word.
  package let rest: Range<Int>

  package init(_ source: SourceText) {
    let line = source.bytes.prefix { $0 != 0x0A && $0 != 0x0D }
    let mark = CellHeader.mark.utf8.count
    guard line.starts(with: CellHeader.mark.utf8) else {
      (language, word, bytes, rest) = (.experiment, "", 0..<0, 0..<0)
      return
    }
    let end = line.dropFirst(mark).firstIndex { $0 == 0x20 || $0 == 0x09 } ?? line.endIndex
    let word = String(decoding: line[mark..<end].prefix(Limits.nameSize), as: UTF8.self)
    language = CellLanguage.named.first { $0.rawValue == word } ?? .unknown
    self.word = word
    bytes = 0..<line.count
    rest = end..<line.count
  }
}
