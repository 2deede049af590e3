import NotebookModel
import Storage

extension Revision {
  /// What the save changed, in words.
  var sentence: String {
    guard let previous else {
      return changeCount == 0 ? "Created, empty" : "Created with \(cells(changeCount))"
    }
    if let restored = origin.restored {
      return changes.count == 1 && heading == previous
        ? "Brought back \(quoted(changes[0])) of revision \(restored)"
        : "Restored revision \(restored)"
    }
    var parts: [String] = []
    if heading.title != previous.title {
      parts.append(heading.title.isEmpty ? "took the title away" : "renamed to “\(heading.title)”")
    }
    if heading.tags != previous.tags {
      parts.append(
        heading.tags.isEmpty
          ? "took the tags away" : "tagged \(heading.tags.joined(separator: ", "))")
    }
    for what in [CellChange.What.edited, .inserted, .deleted, .restored, .retyped, .moved] {
      let some = changes.filter { $0.what == what }
      guard let first = some.first else { continue }
      // The rest of a very large save is of the kind that most of it is of.
      let isMost = 2 * some.count > changes.count
      let count = some.count + (isMost ? changeCount - changes.count : 0)
      parts.append("\(verb(what, first)) \(count == 1 ? quoted(first) : cells(count))")
    }
    let sentence = parts.joined(separator: ", ")
    return sentence.isEmpty ? "Saved" : sentence.prefix(1).uppercased() + sentence.dropFirst()
  }

  private func verb(_ what: CellChange.What, _ change: CellChange) -> String {
    switch what {
    case .edited: "edited"
    case .inserted: "added"
    case .deleted: "deleted"
    case .restored: "brought back"
    case .retyped: change.kind == .code ? "made code of" : "made text of"
    case .moved: "moved"
    }
  }

  private func quoted(_ change: CellChange) -> String {
    let text = change.excerpt
    guard !text.isEmpty else { return "an empty cell" }
    let isLong = text.count > ServerLimits.quotation
    return "“\(text.prefix(ServerLimits.quotation))\(isLong ? "…" : "")”"
  }

  private func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }
}
