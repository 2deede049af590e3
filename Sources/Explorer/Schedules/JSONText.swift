/// The little JSON that this module writes by itself: exports must not need another module.
enum JSONText {
  static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// An object with its members in the order given; the values are JSON already.
  static func object(_ members: [(String, String)]) -> String {
    "{" + members.map { string($0.0) + ":" + $0.1 }.joined(separator: ",") + "}"
  }

  static func array<Value>(_ values: [Value], _ json: (Value) -> String) -> String {
    "[" + values.map(json).joined(separator: ",") + "]"
  }

  static func numbers(_ values: [Int]) -> String { array(values) { "\($0)" } }

  /// A number, or a string of digits where readers that know only floating-point numbers would change it.
  static func number(_ value: UInt64) -> String {
    value <= 1 << 53 ? "\(value)" : string("\(value)")
  }

  /// A decimal number; what is no number, or endless, has no form in JSON and is `null`.
  static func decimal(_ value: Double) -> String { value.isFinite ? "\(value)" : "null" }

  /// One element a line, so that the whole can be read and compared.
  static func lines(_ elements: [String]) -> String {
    elements.isEmpty ? "[]" : "[\n" + elements.joined(separator: ",\n") + "\n]"
  }
}
