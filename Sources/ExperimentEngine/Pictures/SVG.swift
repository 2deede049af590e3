/// Text of an SVG picture in the making.
///
/// Coordinates are written with one decimal, so that the same values are the same bytes.
struct SVG {
  private(set) var text: String

  /// Begins a picture whose title and description are its text alternative.
  init(width: Double, height: Double, title: String, description: String, style: String) {
    let (w, h) = (SVG.number(width), SVG.number(height))
    text = """
      <svg xmlns="http://www.w3.org/2000/svg" class="ilv" viewBox="0 0 \(w) \(h)" \
      width="\(w)" height="\(h)" role="img" aria-label="\(SVG.escaped(title))">
      <title>\(SVG.escaped(title))</title>
      <desc>\(SVG.escaped(description))</desc>
      <style>\(Palette.style)\(style)</style>

      """
  }

  /// The finished picture.
  var finished: String { text + "</svg>\n" }

  mutating func raw(_ line: String) { text += line + "\n" }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, class name: String, more: String = ""
  ) {
    let n = SVG.number
    raw(
      "<line class=\"\(name)\" x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\"\(more)/>"
    )
  }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, class name: String,
    title: String? = nil
  ) {
    let n = SVG.number
    let start =
      "<rect class=\"\(name)\" x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" height=\"\(n(height))\""
    raw(title.map { "\(start)><title>\(SVG.escaped($0))</title></rect>" } ?? "\(start)/>")
  }

  mutating func path(_ data: String, class name: String) {
    raw("<path class=\"\(name)\" d=\"\(data)\"/>")
  }

  mutating func label(
    _ x: Double, _ y: Double, _ string: String, class name: String = "t", anchor: String = "start",
    more: String = ""
  ) {
    let n = SVG.number
    raw(
      "<text class=\"\(name)\" x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor)\"\(more)>\(SVG.escaped(string))</text>"
    )
  }

  /// A small sign that tells series apart without colour.
  mutating func marker(_ shape: Int, _ x: Double, _ y: Double, class name: String) {
    let n = SVG.number
    let r = 3.5
    switch shape % 4 {
    case 0: raw("<circle class=\"\(name)\" cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(r))\"/>")
    case 1: rectangle(x - 3, y - 3, 6, 6, class: name)
    case 2:
      path(
        "M\(n(x)) \(n(y - 4.2))L\(n(x + 4)) \(n(y + 3))L\(n(x - 4)) \(n(y + 3))Z", class: name)
    default:
      path(
        "M\(n(x)) \(n(y - 4.5))L\(n(x + 4.5)) \(n(y))L\(n(x)) \(n(y + 4.5))L\(n(x - 4.5)) \(n(y))Z",
        class: name)
    }
  }

  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let tenths = Int((min(1e9, max(-1e9, value)) * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }

  static func escaped(_ string: String) -> String {
    var text = ""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "\n", "\t": text += " "
      // XML 1.0 knows no other control characters.
      case ..<" ", "\u{7F}", "\u{FFFE}", "\u{FFFF}": text += "\u{FFFD}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// About how wide a text is in the small size.
  static func width(_ string: String) -> Double { Double(string.count) * 6.4 }

  /// The text, or its beginning with an ellipsis, so that it is about as wide as allowed.
  static func fitted(_ string: String, _ width: Double) -> String {
    let count = max(2, Int(width / 6.4))
    return string.count <= count ? string : string.prefix(count - 1) + "…"
  }
}

/// The colours of the pictures, for light and dark.
///
/// Chosen for people who see red and green alike; lines also differ by dashes, points by shape,
/// areas by pattern.
enum Palette {
  static let count = 8
  private static let light = [
    "#0063a6", "#b34700", "#00755a", "#9a3b7c", "#6b5b00", "#2b7fb8", "#a31621", "#4d4d4d",
  ]
  private static let dark = [
    "#6db9f2", "#f2a15a", "#4fc9a4", "#e29ac6", "#dccb4b", "#9fd3ff", "#ff8a80", "#c4c4c4",
  ]
  /// For documents that are drawn on light and on dark ground without knowing which.
  static let between = [
    "#2f7fc1", "#d4701f", "#1f9e7a", "#b35a98", "#a08a10", "#5aa7dd", "#d0434f", "#808890",
  ]
  private static let dashes = ["", "6 3", "2 3", "8 3 2 3", "12 4", "4 2", "1 4", "10 2 2 2 2 2"]

  static let style: String = {
    var style =
      ".ilv{color:#1c2126;font:12px system-ui,sans-serif;background:none}"
      + ".ilv .t{fill:currentColor}.ilv .h{fill:currentColor;font-size:14px;font-weight:600}"
      + ".ilv .g{stroke:currentColor;stroke-opacity:.14}.ilv .a{stroke:currentColor;stroke-opacity:.6}"
      + ".ilv .l{fill:none;stroke-width:1.8;stroke-linejoin:round}.ilv .e{stroke-width:1.4}"
      + ".ilv .b{fill-opacity:.18;stroke:none}.ilv .m{stroke:none}"
    for index in 0..<count {
      style += ".ilv .c\(index){color:\(light[index])}"
      if !dashes[index].isEmpty { style += ".ilv .d\(index){stroke-dasharray:\(dashes[index])}" }
    }
    style += ".ilv .s{stroke:currentColor}.ilv .f{fill:currentColor}"
    style += "@media (prefers-color-scheme:dark){.ilv{color:#e4e7eb}"
    for index in 0..<count { style += ".ilv .c\(index){color:\(dark[index])}" }
    return style + "}"
  }()
}
