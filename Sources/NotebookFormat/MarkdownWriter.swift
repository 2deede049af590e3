/// Writes a document as Markdown for a reader: text as it is, code in fences, results in words.
enum MarkdownWriter {
  static func text(of document: JSONValue, title: String) -> String {
    let cells = document["cells"]?.array ?? []
    let language = document["metadata"]?["language_info"]?["name"]?.string
    var parts = cells.flatMap { Self.parts(of: $0, language) }
    let heading = "# \(title)"
    if parts.first?.hasPrefix(heading) != true { parts.insert(heading, at: 0) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func parts(of cell: JSONValue, _ language: String?) -> [String] {
    let source = cell["source"]?.joinedText ?? ""
    guard source.contains(where: { !$0.isWhitespace }) else { return [] }
    switch cell["cell_type"]?.string {
    case "markdown": return [withPictures(source, of: cell["attachments"])]
    case "code":
      let code = fenced(source, TextForm.info(source, language))
      return [code] + (cell["outputs"]?.array ?? []).compactMap(words)
    default: return [fenced(source, "")]
    }
  }

  /// What an output says, in text that shows everywhere.
  private static func words(of output: JSONValue) -> String? {
    switch output["output_type"]?.string {
    case "stream": return output["text"]?.joinedText.map { fenced(withoutLastBreak($0), "text") }
    case "error":
      let (name, value) = (output["ename"]?.string ?? "", output["evalue"]?.string ?? "")
      return fenced("\(name): \(value)", "text")
    default:
      let data = output["data"]
      if data?["application/vnd.interleave.verdict+json"] != nil {
        return data?["text/plain"]?.joinedText.map { "> \($0)" }
      }
      if let text = data?["text/markdown"]?.joinedText { return text }
      return data?["text/plain"]?.joinedText.map { fenced(withoutLastBreak($0), "text") }
    }
  }

  private static func fenced(_ text: String, _ info: String) -> String {
    let fence = TextForm.fence(around: text)
    return "\(fence)\(info)\n\(text)\n\(fence)"
  }

  private static func withoutLastBreak(_ text: String) -> String {
    text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// The text with its attached pictures inside, since nothing else travels with it.
  private static func withPictures(_ source: String, of attachments: JSONValue?) -> String {
    var source = source
    for file in attachments?.members ?? [] {
      guard let picture = file.value.members?.first(where: { $0.key.hasPrefix("image/") }),
        let data = picture.value.joinedText
      else { continue }
      let base64 = data.filter { !$0.isWhitespace }
      source = source.replacing(
        "attachment:\(file.key)", with: "data:\(picture.key);base64,\(base64)")
    }
    return source
  }
}
