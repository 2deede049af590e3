/// The first line of a cell, where it names the cell's language.
struct LanguageLine {
  /// Where the rest of the source begins.
  private(set) var end = 0
  private(set) var bytes = 0..<0
  /// Why the source cannot be read as experiment calls.
  private(set) var problem: String?
  private(set) var suggestion: String?

  static let own = "%%experiment"
  private static let others = [
    "program": "the model language", "python": "Python", "swift": "Swift",
  ]

  init(_ source: SourceText) {
    let line = source.bytes.prefix { $0 != 0x0A && $0 != 0x0D }
    guard line.starts(with: "%%".utf8) else { return }
    end = line.count
    bytes = 0..<line.count
    let word = String(
      decoding: line.dropFirst(2).prefix(Limits.nameSize).prefix { $0 != 0x20 && $0 != 0x09 },
      as: UTF8.self)
    if word == "experiment" {
      if line.dropFirst(LanguageLine.own.utf8.count).contains(where: { $0 != 0x20 && $0 != 0x09 }) {
        problem = "Nothing may follow `%%experiment` on its line."
        suggestion = LanguageLine.own
      }
    } else if let language = LanguageLine.others[word] {
      problem = "This cell is written in \(language) (`%%\(word)`), not in experiment calls."
    } else {
      let known = ["experiment"] + LanguageLine.others.keys.sorted()
      let near = Spelling.nearest(word, among: known)
      problem =
        "There is no cell language `%%\(word)`"
        + (near.map { "; did you mean `%%\($0)`?" } ?? "; experiment calls need no such line.")
      suggestion = near.map { "%%" + $0 }
    }
  }
}
