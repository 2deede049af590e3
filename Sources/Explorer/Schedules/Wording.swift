/// Small words that all sentences of the explorer share.
enum Wording {
  /// `one`, `two`, … `twelve`, `13`, … `1,200`.
  static func number(_ value: Int) -> String {
    let words = [
      "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
      "twelve",
    ]
    return words.indices.contains(value) ? words[value] : grouped(UInt64(value.magnitude))
  }

  /// `one switch`, `two switches`.
  static func count(_ value: Int, _ one: String, _ many: String) -> String {
    "\(number(value)) \(value == 1 ? one : many)"
  }

  /// `34,650`; from 10²⁰ on nobody reads digits, and there is no such number here.
  static func grouped(_ value: UInt64) -> String {
    var text = ""
    for (index, digit) in String(value).reversed().enumerated() {
      if index > 0, index.isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }

  /// `a`, `a and b`, `a, b and c`.
  static func list(_ parts: [String], _ word: String = "and") -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " \(word) " + last
  }

  /// With a full stop.
  ///
  /// Names of a program stay as they are, so nothing gets a capital letter here.
  static func sentence(_ text: String) -> String {
    text.isEmpty || text.last.map { ".!?".contains($0) } == true ? text : text + "."
  }

  /// With a capital letter; for words of our own.
  static func capital(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  /// Without its last full stop, to stand within another sentence.
  static func clause(_ text: String) -> String {
    text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  /// `were 2 choices`, `is 1`.
  static func choices(_ count: Int, was: Bool = true) -> String {
    guard was else { return count == 1 ? "there is 1" : "there are \(count)" }
    return count == 1 ? "was 1 choice" : "were \(count) choices"
  }
}
