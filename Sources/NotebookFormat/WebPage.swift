public import NotebookModel

/// A notebook as a page of its own: one HTML file that opens from disk and asks nobody for anything.
///
/// What it holds can be read without any script; ours then makes charts, timelines and schedules move.
/// A policy inside the page lets no other script run and nothing be fetched.
public struct WebPage: Sendable, Equatable {
  /// A cell with its outputs, as a notebook file writes them.
  public struct Cell: Sendable, Equatable {
    public var id: String
    public var kind: CellKind
    public var source: String
    public var outputs: [JSONValue]

    public init(id: String, kind: CellKind, source: String, outputs: [JSONValue]) {
      self.id = id
      self.kind = kind
      self.source = source
      self.outputs = outputs
    }
  }

  public var title: String
  /// Where the file comes from, in a sentence.
  public var about: String
  /// What is not in the file, in sentences.
  public var leftOut: [String]
  public var cells: [Cell]
  /// What the reading script is given, as JSON: `Public/scripts/reader/reader.d.ts`.
  public var content: [UInt8]

  public init(
    title: String, about: String, leftOut: [String], cells: [Cell], content: [UInt8]
  ) {
    self.title = title
    self.about = about
    self.leftOut = leftOut
    self.cells = cells
    self.content = content
  }

  /// The file.
  public func html(with parts: PageParts) -> [UInt8] {
    let libraries = neededLibraries
    let scripts = libraries.compactMap { parts.libraries[$0] } + [parts.script]
    let styles = [parts.styles] + (libraries.contains(.math) ? [parts.mathStyles] : [])
    var html = HTMLText()
    html.markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
    html.markup("<meta http-equiv=\"Content-Security-Policy\" content=\"")
    html.text(policy(scripts: scripts, styles: styles))
    html.markup(
      """
      ">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <meta http-equiv="x-dns-prefetch-control" content="off">
      <link rel="icon" href="data:,">
      <title>
      """)
    html.text(title)
    html.markup("</title>\n")
    for style in styles {
      html.markup("<style>")
      html.verbatim(style)
      html.markup("</style>\n")
    }
    html.markup("</head>\n<body data-page=\"file\">\n")
    writeBody(to: &html)
    html.markup("<script type=\"application/json\" id=\"notebook\">")
    html.json(content)
    html.markup("</script>\n")
    for library in libraries {
      guard let script = parts.libraries[library] else { continue }
      html.markup("<script>")
      html.verbatim(script)
      html.markup("</script>\n")
    }
    html.markup("<script type=\"module\">")
    html.verbatim(parts.script)
    html.markup("</script>\n</body>\n</html>\n")
    return html.bytes
  }

  private func writeBody(to html: inout HTMLText) {
    html.markup("<a class=\"skip\" href=\"#main\">Skip to the cells</a>\n")
    html.markup("<header class=\"reader-head\">\n<div>\n<h1>")
    html.text(title)
    html.markup("</h1>\n<p>")
    html.text(about)
    html.markup("</p>\n")
    for sentence in leftOut {
      html.markup("<p class=\"left-out\">")
      html.text(sentence)
      html.markup("</p>\n")
    }
    html.markup(
      """
      <noscript><p class="left-out">Without JavaScript this page shows texts and pictures. With it, \
      charts, timelines and schedules move; nothing is fetched, and nothing of the notebook runs.\
      </p></noscript>
      </div>
      <div class="reader-tools"></div>
      </header>
      <main id="main" class="page" tabindex="-1">
      <nb-notebook>

      """)
    for (index, cell) in cells.enumerated() {
      html.cell(cell, number: index + 1, of: cells.count)
    }
    html.markup("</nb-notebook>\n</main>\n")
  }

  /// Libraries that something in the notebook needs; the policy names no others.
  private var neededLibraries: [PageParts.Library] {
    let texts = cells.contains { $0.kind == .markdown && $0.source.utf8.contains(0x24) }
    let hasMath = texts || content.holds(#""text/markdown":"#)
    let hasCharts = content.holds(#""application/vnd.vegalite.v5+json":"#)
    return PageParts.Library.allCases.filter { library in
      switch library {
      case .text, .plots: true
      case .math: hasMath
      case .charts: hasCharts
      }
    }
  }

  /// Nothing from outside of the file, and no script but ours.
  ///
  /// Frames of HTML outputs inherit the policy, so styles of theirs must be let through. They can do
  /// no harm: nothing can be fetched, so nothing can be told to anybody.
  private func policy(scripts: [[UInt8]], styles: [[UInt8]]) -> String {
    let hasFrames = content.holds(#""text/html":"#)
    let styleSources = hasFrames ? ["'unsafe-inline'"] : styles.map(Self.source)
    let scriptSources = scripts.map(Self.source)
    return """
      default-src 'none'; script-src \(scriptSources.joined(separator: " ")); \
      style-src \(styleSources.joined(separator: " ")); img-src data:; font-src data:; \
      base-uri 'none'; form-action 'none'
      """
  }

  /// How a policy names the text of an element.
  static func source(of text: [UInt8]) -> String { "'sha256-\(SHA256.hash(text).base64)'" }
}

extension [UInt8] {
  /// Whether these characters stand somewhere in the bytes.
  func holds(_ text: String) -> Bool {
    let pattern = Array(text.utf8)
    guard let first = pattern.first, count >= pattern.count else { return false }
    var place = 0
    while let start = self[place...].firstIndex(of: first) {
      if self[start...].starts(with: pattern) { return true }
      place = start + 1
    }
    return false
  }

  /// As text of RFC 4648.
  public var base64: String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((count + 2) / 3 * 4)
    for start in stride(from: 0, to: count, by: 3) {
      let left = Swift.min(3, count - start)
      var group = UInt32(self[start]) << 16
      if left > 1 { group |= UInt32(self[start + 1]) << 8 }
      if left > 2 { group |= UInt32(self[start + 2]) }
      for digit in 0..<4 {
        let isPadding = digit > left
        text.append(isPadding ? 0x3D : digits[Int(group >> UInt32(18 - 6 * digit) & 63)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
