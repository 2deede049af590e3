import SourceLanguage

/// The first line of a cell, as experiment calls see it.
struct LanguageLine {
  /// Where the rest of the source begins.
  let end: Int
  let bytes: Range<Int>
  /// Why the source cannot be read as experiment calls.
  private(set) var problem: String?
  private(set) var suggestion: String?

  init(_ source: SourceText) {
    let header = CellHeader(source)
    bytes = header.bytes
    end = bytes.upperBound
    let own = header.language.line
    switch header.language {
    case .experiment, .compare:
      guard header.rest.contains(where: { source.bytes[$0] != 0x20 && source.bytes[$0] != 0x09 })
      else { return }
      problem = "Nothing may follow `\(own)` on its line."
      suggestion = own
    case .program, .python, .swift:
      problem =
        "This cell is written in \(header.language.title) (`\(header.language.line)`), "
        + "not in experiment calls."
    case .unknown:
      let near = Spelling.nearest(header.word, among: CellLanguage.named.map(\.rawValue))
      problem =
        "There is no cell language `%%\(header.word)`"
        + (near.map { "; did you mean `%%\($0)`?" } ?? "; experiment calls need no such line.")
      suggestion = near.map { CellHeader.mark + $0 }
    }
  }
}
