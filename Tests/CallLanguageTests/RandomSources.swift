import CallLanguage
import TestSupport

extension SplitMix {
  mutating func number(below bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  mutating func name() -> String {
    let words = ["threads", "gap", "n", "p", "lostUpdate", "_x", "by", "a1", "sleep", "none"]
    return words[number(below: words.count)]
  }

  mutating func string() -> String {
    let scalars = Array(
      "ab \"\\\n\t\r\u{0}\u{7F}é😀\u{200D}\u{2028}\u{202E}\u{E000}'`$%".unicodeScalars)
    let text = (0..<number(below: 8)).map { _ in scalars[number(below: scalars.count)] }
    return String(String.UnicodeScalarView(text))
  }

  mutating func scalar() -> Value {
    switch number(below: 6) {
    case 0: return .integer([Int.min, .max, 0, -1, 9_999, 10_000].randomElement(using: &self) ?? 0)
    case 1: return .integer(Int.random(in: .min ... .max, using: &self))
    case 2: return .decimal(Double(bitPattern: next()).finite)
    case 3: return .decimal(Double.random(in: -10...10, using: &self))
    case 4: return .duration(.nanoseconds(Int.random(in: .min ... .max, using: &self)))
    default: return .duration(.milliseconds(number(below: 100_000)))
    }
  }

  mutating func value(depth: Int = 0) -> Value {
    switch number(below: depth < 3 ? 10 : 7) {
    case 0...2: return scalar()
    case 3: return .boolean(Bool.random(using: &self))
    case 4: return .string(string())
    case 5: return .symbol(name())
    case 6: return Bool.random(using: &self) ? .absent : .attachment(string())
    case 7: return .symbol(name(), value(depth: depth + 1))
    case 8: return .list((0..<number(below: 5)).map { _ in value(depth: depth + 1) })
    default:
      return .range(
        ValueRange(
          lower: scalar(), upper: scalar(), step: Bool.random(using: &self) ? scalar() : nil))
    }
  }

  mutating func call() -> Call {
    let name = (0...number(below: 3)).map { _ in self.name() }.joined(separator: ".")
    return Call(name, (0..<number(below: 6)).map { _ in Argument(self.name(), value()) })
  }

  /// A few good calls with some of their bytes deleted, doubled, swapped or replaced.
  mutating func mutated() -> String {
    let good = (0...number(below: 4)).map { _ in call().description }.joined(separator: "\n")
    var bytes = Array(good.utf8)
    let spice = Array("()[],:.-\"'\\\n\r\t #/%=;{}0by…😀".utf8)
    for _ in 0...number(below: 8) where !bytes.isEmpty {
      let place = number(below: bytes.count)
      switch number(below: 4) {
      case 0: bytes.remove(at: place)
      case 1: bytes.insert(spice[number(below: spice.count)], at: place)
      case 2: bytes[place] = spice[number(below: spice.count)]
      default: bytes.insert(contentsOf: bytes[place...].prefix(12), at: place)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func bytes() -> String {
    String(
      decoding: (0..<number(below: 200)).map { _ in UInt8.random(in: 0...255, using: &self) },
      as: UTF8.self)
  }
}

extension Double {
  fileprivate var finite: Double { isFinite ? self : 0.5 }
}
