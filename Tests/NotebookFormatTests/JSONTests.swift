import NotebookFormat
import TestSupport
import Testing

private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

@Suite struct `A JSON value` {
  @Test(arguments: [
    "0", "-0", "1.0", "1e400", "1E+5", "123456789012345678901234567890", "0.1000", "NaN",
    "-Infinity",
  ])
  func `keeps a number as it was written`(token: String) throws {
    #expect(try parse(token) == .number(token))
    #expect(JSONWriter.compact(try parse(token)) == token)
  }

  @Test func `keeps the order of keys, and doubled keys`() throws {
    let text = #"{"b":1,"a":2,"b":3}"#
    #expect(JSONWriter.compact(try parse(text)) == text)
    #expect(try parse(text)["b"] == .number("3"))
  }

  @Test func `is written as Jupyter writes it`() throws {
    let value = try parse(##"{"b":[],"a":{"x":[1,"é\u0001\n"]},"é":{}}"##)
    #expect(
      String(decoding: JSONWriter.canonical(value), as: UTF8.self) == """
        {
         "a": {
          "x": [
           1,
           "é\\u0001\\n"
          ]
         },
         "b": [],
         "é": {}
        }

        """)
  }

  @Test(arguments: [
    (#""\ud83d\ude00""#, "\u{1F600}"), (#""\u0041\/\"""#, "A/\""),
    (#""\b\f\n\r\t\\""#, "\u{8}\u{c}\n\r\t\\"),
  ])
  func `reads every escape`(text: String, value: String) throws {
    #expect(try parse(text) == .string(value))
  }

  @Test func `keeps an unpaired surrogate that no string can hold`() throws {
    let text = #"["\ud83d","a\udc00b"]"#
    #expect(JSONWriter.compact(try parse(text)) == text)
  }

  @Test(arguments: [
    ("", 1, 1), ("{", 1, 2), ("[1,]", 1, 4), ("{\"a\" 1}", 1, 6), ("[1\n, x]", 2, 3), ("01", 1, 2),
    ("\"a", 1, 3), ("\"\u{1}\"", 1, 2), ("[1] 2", 1, 5), ("tru", 1, 1), ("1.", 1, 3), ("-", 1, 1),
    ("\"\\x\"", 1, 2), ("\u{FEFF}{}", 1, 1),
  ])
  func `names the place of a mistake`(text: String, line: Int, column: Int) {
    do {
      _ = try parse(text)
      Issue.record("\(text) was read")
    } catch let error as FormatError {
      guard case .notJSON(line, column, _) = error else {
        Issue.record("\(text): \(error)")
        return
      }
    } catch { Issue.record("\(error)") }
  }

  @Test func `refuses what is nested too deep instead of overflowing the stack`() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: FormatError.self) { try parse(deep) }
  }

  @Test func `survives any bytes`() {
    var random = SplitMix(seed: 7)
    let seeds = Array(#"{"cells":[{"a":1.5e3,"b":"\u00e9\n"},null,true]}"#.utf8)
    for _ in 0..<5_000 {
      var bytes = seeds
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      guard let value = try? JSONValue(parsing: bytes) else { continue }
      let text = JSONWriter.compact(value)
      #expect((try? parse(text)) == value, "seed 7: \(text)")
    }
  }
}
