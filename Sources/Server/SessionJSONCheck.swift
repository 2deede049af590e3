/// Checks that bytes are one JSON object, strictly by RFC 8259.
///
/// What a worker says goes into the event stream as it came. A worker is not trusted, so a line that
/// a browser could not parse must not get that far.
struct JSONCheck {
  private let bytes: [UInt8]
  private var place = 0

  /// What may come next.
  private enum Expected { case value, valueOrEnd, key, keyOrEnd, colon, commaOrEnd, nothing }

  static func isObject(_ bytes: [UInt8]) -> Bool {
    guard (try? UTF8Span(validating: bytes.span)) != nil else { return false }
    var check = JSONCheck(bytes)
    return check.run()
  }

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  private mutating func run() -> Bool {
    var open: [UInt8] = []
    var expected = Expected.value
    while place < bytes.count {
      let byte = bytes[place]
      if byte == 32 || byte == 9 || byte == 10 || byte == 13 {
        place += 1
        continue
      }
      if open.isEmpty, expected == .value, byte != UInt8(ascii: "{") { return false }
      switch (expected, byte) {
      case (.value, UInt8(ascii: "{")), (.valueOrEnd, UInt8(ascii: "{")):
        open.append(UInt8(ascii: "}"))
        expected = .keyOrEnd
      case (.value, UInt8(ascii: "[")), (.valueOrEnd, UInt8(ascii: "[")):
        open.append(UInt8(ascii: "]"))
        expected = .valueOrEnd
      case (.valueOrEnd, UInt8(ascii: "]")), (.keyOrEnd, UInt8(ascii: "}")),
        (.commaOrEnd, open.last):
        open.removeLast()
        expected = open.isEmpty ? .nothing : .commaOrEnd
      case (.commaOrEnd, UInt8(ascii: ",")):
        expected = open.last == UInt8(ascii: "}") ? .key : .value
      case (.colon, UInt8(ascii: ":")):
        expected = .value
      case (.key, UInt8(ascii: "\"")), (.keyOrEnd, UInt8(ascii: "\"")):
        guard skipString() else { return false }
        expected = .colon
        continue
      case (.value, _), (.valueOrEnd, _):
        guard skipScalar(byte) else { return false }
        expected = .commaOrEnd
        continue
      default:
        return false
      }
      place += 1
      guard open.count <= SessionLimits.lineDepth else { return false }
    }
    return expected == .nothing
  }

  private mutating func skipScalar(_ first: UInt8) -> Bool {
    switch first {
    case UInt8(ascii: "\""): skipString()
    case UInt8(ascii: "t"): skip("true")
    case UInt8(ascii: "f"): skip("false")
    case UInt8(ascii: "n"): skip("null")
    default: skipNumber()
    }
  }

  private mutating func skipString() -> Bool {
    place += 1
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "\""):
        place += 1
        return true
      case UInt8(ascii: "\\"):
        guard skipEscape() else { return false }
      case 0..<32:
        return false
      default:
        place += 1
      }
    }
    return false
  }

  private mutating func skipEscape() -> Bool {
    place += 1
    guard place < bytes.count else { return false }
    switch bytes[place] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      place += 1
      return true
    case UInt8(ascii: "u"):
      place += 1
      for _ in 0..<4 {
        guard place < bytes.count, isHex(bytes[place]) else { return false }
        place += 1
      }
      return true
    default:
      return false
    }
  }

  private mutating func skipNumber() -> Bool {
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { guard skipDigits() else { return false } }
    if take(UInt8(ascii: ".")) { guard skipDigits() else { return false } }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      guard skipDigits() else { return false }
    }
    return true
  }

  private mutating func skipDigits() -> Bool {
    let start = place
    while place < bytes.count, isDigit(bytes[place]) { place += 1 }
    return place > start
  }

  private mutating func skip(_ word: StaticString) -> Bool {
    for byte in word.description.utf8 { guard take(byte) else { return false } }
    return true
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard place < bytes.count, bytes[place] == byte else { return false }
    place += 1
    return true
  }

  private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
  private func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (97...102).contains(byte | 32) }
}
