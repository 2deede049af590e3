import Foundation
import NotebookModel
import Testing

@testable import NotebookFormat

private let parts = PageParts(
  script: Array("start()".utf8), styles: Array("a{}".utf8), mathStyles: Array("m{}".utf8),
  libraries: [
    .text: Array("text()".utf8), .plots: Array("plots()".utf8), .math: Array("math()".utf8),
    .charts: Array("charts()".utf8),
  ])

private func page(
  title: String = "T", source: String = "x", kind: CellKind = .code, outputs: [JSONValue] = [],
  content: String = "{}"
) -> String {
  let cell = WebPage.Cell(id: "c", kind: kind, source: source, outputs: outputs)
  let page = WebPage(
    title: title, about: "about", leftOut: [], cells: [cell], content: Array(content.utf8))
  return String(decoding: page.html(with: parts), as: UTF8.self)
}

private func display(_ type: String, _ text: String) -> JSONValue {
  .object([
    .init("output_type", .string("display_data")),
    .init("data", .object([.init(type, .string(text))])),
  ])
}

private func count(_ needle: String, in text: String) -> Int {
  text.components(separatedBy: needle).count - 1
}

/// What could end an element, open a comment, or be taken for another character.
private let hostile = "</script></pre></title><!-- \u{2028}\u{2029}\u{0}\r\n & \"'<svg onload=x>"

@Suite struct `A page of its own` {
  @Test func `takes text for text, wherever it stands`() {
    let outputs: [JSONValue] = [
      .object([
        .init("output_type", .string("stream")), .init("text", .string(hostile)),
      ]),
      .object([
        .init("output_type", .string("error")), .init("ename", .string(hostile)),
        .init("evalue", .string(hostile)),
      ]),
      display("text/plain", hostile), display("text/markdown", hostile),
      display("text/html", hostile),
    ]
    let json = JSONWriter.compact(.object([.init("source", .string(hostile))]))
    for kind in CellKind.allCases {
      let html = page(title: hostile, source: hostile, kind: kind, outputs: outputs, content: json)
      // One for the content, one for each library and the script; nothing else is a script.
      #expect(count("<script", in: html) == count("</script>", in: html))
      #expect(count("<script", in: html) == 4)
      #expect(!html.contains("<svg"))
      #expect(!html.contains("<!--"))
      #expect(count("</title>", in: html) == 1)
      #expect(html.contains("&lt;/script&gt;"))
      #expect(html.contains("\u{2028}"))
      #expect(html.contains("&#13;"))
      #expect(!html.unicodeScalars.contains("\u{0}"))
    }
  }

  @Test func `carries its content so that it comes out as it went in`() throws {
    let value = JSONValue.object([
      .init("a", .string(hostile)), .init("<b>", .array([.number("1.50"), .null])),
      .init("lone", .escapedString("\\ud800")),
    ])
    let html = page(content: JSONWriter.compact(value))
    let start = try #require(html.range(of: "id=\"notebook\">")).upperBound
    let end = try #require(html.range(of: "</script>", range: start..<html.endIndex)).lowerBound
    #expect(try JSONValue(parsing: Array(html[start..<end].utf8)) == value)
  }

  @Test func `names in its policy exactly the scripts and styles that it carries`() throws {
    let html = page(kind: .markdown, content: #"{"application/vnd.vegalite.v5+json":1}"#)
    let found = html.matches(of: /<(script|style)(?: type="module")?>([^<]*)</)
    let hashes = found.map { WebPage.source(of: Array($0.2.utf8)) }
    #expect(found.map { String($0.2) } == ["a{}", "text()", "plots()", "charts()", "start()"])
    let policy = try #require(html.firstMatch(of: /Content-Security-Policy" content="([^"]*)"/)).1
    #expect(
      policy
        == "default-src 'none'; script-src \(hashes[1...].joined(separator: " ")); "
        + "style-src \(hashes[0]); img-src data:; font-src data:; base-uri 'none'; "
        + "form-action 'none'")
    #expect(!policy.contains("unsafe"))
    // The policy stands before everything that it is about.
    #expect(try #require(html.range(of: "Policy")).lowerBound < found[0].range.lowerBound)
  }

  @Test func `lets styles through only where a frame needs them, and no script ever`() throws {
    let html = page(
      outputs: [display("text/html", "<b>x</b>")], content: #"{"text/html":"<b>x</b>"}"#)
    let policy = try #require(html.firstMatch(of: /Content-Security-Policy" content="([^"]*)"/)).1
    #expect(policy.contains("style-src 'unsafe-inline';"))
    #expect(policy.contains("script-src 'sha256-"))
    #expect(html.contains(#"<iframe title="Output" sandbox="" "#))
    #expect(html.contains(#" srcdoc="&lt;b&gt;x&lt;/b&gt;""#))
  }

  @Test(arguments: [
    ("$x$", CellKind.markdown, "{}", true), ("x", .markdown, "{}", false),
    ("$x$", .code, "{}", false), ("x", .code, #"{"text/markdown":"$x$"}"#, true),
  ])
  func `carries the library of formulas where there may be some`(
    source: String, kind: CellKind, content: String, expected: Bool
  ) {
    let html = page(source: source, kind: kind, content: content)
    #expect(html.contains("math()") == expected)
    #expect(html.contains("m{}") == expected)
  }

  @Test func `shows pictures without a script, with their words`() {
    let svg = page(outputs: [
      .object([
        .init("output_type", .string("display_data")),
        .init(
          "data",
          .object([
            .init("image/svg+xml", .array([.string("<svg>"), .string("</svg>")])),
            .init("text/plain", .string("a \"chart\"")),
          ])),
      ])
    ])
    #expect(
      svg.contains(
        "<img alt=\"a &quot;chart&quot;\" src=\"data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=\">"))
    let png = page(outputs: [display("image/png", "aGk=\n")])
    #expect(png.contains("<img alt=\"Picture\" src=\"data:image/png;base64,aGk=\">"))
  }

  @Test func `says verdicts as sentences`() {
    let verdict = JSONValue.object([
      .init("output_type", .string("display_data")),
      .init(
        "data",
        .object([
          .init("text/plain", .string("An update < was lost.")),
          .init("application/vnd.interleave.verdict+json", .object([])),
        ])),
    ])
    let html = page(outputs: [verdict])
    #expect(html.contains("<p class=\"verdict\">An update &lt; was lost.</p>"))
  }

  @Test func `cuts long text where there is no script, and says so`() {
    let long = String(repeating: "line\n", count: Limits.pageText / 5 + 1)
    let html = page(outputs: [display("text/plain", long), display("text/plain", "never seen")])
    #expect(html.contains("… the rest is shown with JavaScript."))
    #expect(!html.contains("never seen"))
    #expect(html.utf8.count < Limits.pageText + 5_000)
  }

  @Test func `says what is not in it`() {
    let page = WebPage(
      title: "T", about: "a", leftOut: ["<2> timelines are not here."], cells: [], content: [])
    let html = String(decoding: page.html(with: parts), as: UTF8.self)
    #expect(html.contains("<p class=\"left-out\">&lt;2&gt; timelines are not here.</p>"))
  }
}

@Suite struct `Sums and packing` {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func `the hash is the one of the standard's examples`(text: String, expected: String) {
    let hex = SHA256.hash(Array(text.utf8)).map { String(format: "%02x", $0) }.joined()
    #expect(hex == expected)
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"), ("\u{3FF}\u{7F}", "z79/"),
  ])
  func `bytes as text are the ones of the standard's examples`(text: String, expected: String) {
    #expect(Array(text.utf8).base64 == expected)
  }

  @Test func `what was packed unpacks to the same bytes`() throws {
    var generator = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0..<1_000_000, using: &generator)
    var random = Random(state: seed)
    for round in 0..<200 {
      let length = Int(random.next() % 5_000)
      // From bytes that hardly repeat to bytes that hardly change.
      let variety = 1 << (round % 9)
      let bytes = (0..<length).map { _ in UInt8(random.next() % UInt64(variety)) }
      #expect(
        Inflate.bytes(of: Deflate.packed(bytes)) == bytes, "seed \(seed), round \(round)")
    }
    let far = Array(repeating: UInt8(7), count: 70_000) + (0..<40_000).map { UInt8($0 % 251) }
    #expect(Inflate.bytes(of: Deflate.packed(far)) == far)
  }

  @Test func `records of a trace become less than half as long`() {
    var bytes: [UInt8] = []
    var time = 0.0
    var random = Random(state: 4)
    for record in 0..<10_000 {
      let end = time + Double(random.next() % 1_000_000) / 1e9
      for value in [time, end] {
        withUnsafeBytes(of: value.bitPattern) { bytes += Array($0) }
      }
      bytes += [UInt8(record % 4), 0, UInt8(record % 3), 0]
      bytes += [UInt8(record % 5), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
      time = end
    }
    #expect(Deflate.packed(bytes).count < bytes.count / 2)
  }
}

private struct Random {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}

/// Unpacks blocks with fixed codes, one bit after the other as RFC 1951 tells it.
private struct Inflate {
  var packed: [UInt8]
  var bit = 0

  static func bytes(of packed: [UInt8]) -> [UInt8]? {
    var inflate = Inflate(packed: packed)
    guard inflate.number(3) == 0b011 else { return nil }
    var bytes: [UInt8] = []
    while true {
      let symbol = inflate.symbol()
      if symbol == 256 { break }
      if symbol < 256 {
        bytes.append(UInt8(symbol))
        continue
      }
      let length = inflate.length(symbol)
      let distance = inflate.distance(inflate.code(5))
      guard distance <= bytes.count, distance <= 32_768 else { return nil }
      for _ in 0..<length { bytes.append(bytes[bytes.count - distance]) }
    }
    return (inflate.bit + 7) / 8 == packed.count ? bytes : nil
  }

  mutating func number(_ bits: Int) -> Int {
    (0..<bits).reduce(0) { $0 | next() << $1 }
  }

  mutating func code(_ bits: Int) -> Int { (0..<bits).reduce(0) { sum, _ in sum << 1 | next() } }

  mutating func symbol() -> Int {
    var code = code(7)
    if code < 0b0011000 { return 256 + code }
    code = code << 1 | next()
    if code < 0b1100_0000 { return code - 0b0011_0000 }
    if code < 0b1100_1000 { return 280 + code - 0b1100_0000 }
    return 144 + (code << 1 | next()) - 0b1_1001_0000
  }

  mutating func length(_ symbol: Int) -> Int {
    if symbol < 265 { return symbol - 254 }
    if symbol == 285 { return 258 }
    let bits = (symbol - 261) / 4
    return (4 + (symbol - 261) % 4) << bits + 3 + number(bits)
  }

  mutating func distance(_ code: Int) -> Int {
    if code < 4 { return code + 1 }
    let bits = code / 2 - 1
    return (2 + code % 2) << bits + 1 + number(bits)
  }

  private mutating func next() -> Int {
    defer { bit += 1 }
    return Int(packed[bit / 8] >> UInt8(bit % 8)) & 1
  }
}
