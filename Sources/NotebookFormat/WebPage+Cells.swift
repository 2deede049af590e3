import NotebookModel

// What of a cell can be read without any script: its text, what it printed, its pictures.
extension HTMLText {
  mutating func cell(_ cell: WebPage.Cell, number: Int, of total: Int) {
    markup("<nb-cell role=\"group\" kind=\"")
    text(cell.kind.rawValue)
    markup("\" data-cell=\"")
    text(cell.id)
    markup("\" aria-label=\"Cell ")
    text("\(number) of \(total)")
    markup("\">\n<div class=\"body\">\n")
    switch cell.kind {
    case .markdown:
      markup("<div class=\"plain-markdown\">")
      text(cell.source)
      markup("</div>\n")
    case .code, .raw:
      markup("<div class=\"card\"><nb-editor><pre class=\"still\" tabindex=\"0\">")
      lines(cell.source)
      markup("</pre></nb-editor></div>\n")
    }
    if !cell.outputs.isEmpty {
      markup("<div class=\"static\">\n")
      var room = Limits.pageText
      for output in cell.outputs { self.output(output, room: &room) }
      markup("</div>\n")
    }
    markup("</div>\n</nb-cell>\n")
  }

  private mutating func output(_ output: JSONValue, room: inout Int) {
    switch output["output_type"]?.string {
    case "stream":
      block(output["text"]?.joinedText ?? "", room: &room)
    case "error":
      let name = output["ename"]?.string ?? "Error"
      let value = output["evalue"]?.string ?? ""
      block("\(name): \(value)", isProblem: true, room: &room)
    default:
      if let data = output["data"] { bundle(data, room: &room) }
    }
  }

  /// The form of an output that says most: a picture with its words, else text, else a closed frame.
  private mutating func bundle(_ data: JSONValue, room: inout Int) {
    let plain = data["text/plain"]?.joinedText
    if let plain, data["application/vnd.interleave.verdict+json"] != nil {
      sentence(plain, room: &room)
    } else if let svg = data["image/svg+xml"]?.joinedText {
      picture("image/svg+xml", base64: Array(svg.utf8).base64, words: plain)
    } else if let (type, base64) = Self.raster(in: data) {
      picture(type, base64: base64.filter { !$0.isWhitespace }, words: plain)
    } else if let plain {
      block(plain, room: &room)
    } else if let html = data["text/html"]?.joinedText {
      markup("<iframe title=\"Output\" sandbox=\"\" referrerpolicy=\"no-referrer\" srcdoc=\"")
      text(html)
      markup("\"></iframe>\n")
    } else if let markdown = data["text/markdown"]?.joinedText {
      block(markdown, room: &room)
    }
  }

  /// What became of a claim: a sentence, not something printed.
  private mutating func sentence(_ content: String, room: inout Int) {
    guard room > 0 else { return }
    markup("<p class=\"verdict\">")
    text(String(content.prefix(room)))
    markup("</p>\n")
    room -= content.utf8.count
  }

  private static func raster(in data: JSONValue) -> (type: String, base64: String)? {
    for type in ["image/png", "image/jpeg", "image/gif", "image/webp"] {
      if let base64 = data[type]?.joinedText { return (type, base64) }
    }
    return nil
  }

  private mutating func picture(_ type: String, base64: String, words: String?) {
    markup("<img alt=\"")
    text(String((words ?? "Picture").prefix(Limits.pictureWords)))
    markup("\" src=\"data:")
    text(type)
    markup(";base64,")
    text(base64)
    markup("\">\n")
  }

  private mutating func block(_ content: String, isProblem: Bool = false, room: inout Int) {
    guard room > 0, !content.isEmpty else { return }
    if isProblem {
      markup("<pre class=\"problem\" tabindex=\"0\">")
    } else {
      markup("<pre tabindex=\"0\">")
    }
    let isWhole = content.utf8.count <= room
    lines(isWhole ? content : String(content.prefix(room)))
    if !isWhole { markup("\n… the rest is shown with JavaScript.") }
    markup("</pre>\n")
    room -= content.utf8.count
  }
}
