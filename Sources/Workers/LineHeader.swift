public import Wire

/// The members of a worker's line that the pool files it by, found without decoding the rest.
///
/// One pass over the top level of the object; nested values are stepped over. The place of `seq` is
/// remembered because the pool numbers the lines of a run itself: a run may need several workers.
struct LineHeader: Equatable {
  var type = ""
  var run: String?
  var call: Int?
  var `case`: Int?
  var id: Int?
  /// Where the digits of `seq` stand.
  var sequence: Range<Int>?

  /// Reads the header of a line, or nothing when the line is not an object with a `type`.
  init?(_ line: [UInt8]) {
    guard
      let found = line.withUnsafeBufferPointer({ bytes in
        var scanner = Scanner(bytes: bytes)
        return scanner.scan()
      }),
      !found.type.isEmpty
    else { return nil }
    self = found
  }

  fileprivate init() {}

  /// The case that the line belongs to.
  var index: CaseIndex? {
    guard let call, let `case` else { return nil }
    return CaseIndex(call: call, case: `case`)
  }
}

private struct Scanner {
  let bytes: UnsafeBufferPointer<UInt8>
  var place = 0
  private static let deepest = 512

  mutating func scan() -> LineHeader? {
    var header = LineHeader()
    skipSpace()
    guard take(UInt8(ascii: "{")) else { return nil }
    skipSpace()
    if take(UInt8(ascii: "}")) { return header }
    while true {
      skipSpace()
      guard let key = string() else { return nil }
      skipSpace()
      guard take(UInt8(ascii: ":")) else { return nil }
      skipSpace()
      let start = place
      guard skipValue() else { return nil }
      read(key, start..<place, into: &header)
      skipSpace()
      if take(UInt8(ascii: ",")) { continue }
      guard take(UInt8(ascii: "}")) else { return nil }
      skipSpace()
      return place == bytes.count ? header : nil
    }
  }

  private func read(_ key: Range<Int>, _ value: Range<Int>, into header: inout LineHeader) {
    switch key.count {
    case 2 where matches(key, "id"): header.id = integer(value)
    case 3 where matches(key, "run"): header.run = text(value)
    case 3 where matches(key, "seq"): header.sequence = integer(value) == nil ? nil : value
    case 4 where matches(key, "type"): header.type = text(value) ?? ""
    case 4 where matches(key, "call"): header.call = integer(value)
    case 4 where matches(key, "case"): header.case = integer(value)
    default: break
    }
  }

  private func matches(_ range: Range<Int>, _ word: StaticString) -> Bool {
    word.withUTF8Buffer { word in
      word.count == range.count && zip(range, word).allSatisfy { bytes[$0] == $1 }
    }
  }

  private func integer(_ range: Range<Int>) -> Int? {
    guard range.count <= 20 else { return nil }
    return Int(String(decoding: bytes[range], as: UTF8.self))
  }

  /// A plain string; one with escapes is no name that this server gave.
  private func text(_ range: Range<Int>) -> String? {
    guard range.count >= 2, range.count <= 258, bytes[range.lowerBound] == UInt8(ascii: "\"") else {
      return nil
    }
    let inner = range.dropFirst().dropLast()
    guard !inner.contains(where: { bytes[$0] == UInt8(ascii: "\\") }) else { return nil }
    return String(decoding: bytes[inner.startIndex..<inner.endIndex], as: UTF8.self)
  }

  private mutating func skipSpace() {
    while place < bytes.count, [32, 9, 13, 10].contains(bytes[place]) { place += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard place < bytes.count, bytes[place] == byte else { return false }
    place += 1
    return true
  }

  /// Steps over a string and returns the range between its quotes.
  private mutating func string() -> Range<Int>? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    let start = place
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "\""):
        place += 1
        return start..<(place - 1)
      case UInt8(ascii: "\\"): place += 2
      default: place += 1
      }
    }
    return nil
  }

  /// Steps over a value of any kind, counting brackets instead of recursing.
  private mutating func skipValue() -> Bool {
    var depth = 0
    repeat {
      guard place < bytes.count else { return false }
      switch bytes[place] {
      case UInt8(ascii: "\""):
        guard string() != nil else { return false }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        place += 1
        guard depth <= Self.deepest else { return false }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        place += 1
        guard depth >= 0 else { return false }
      case UInt8(ascii: ","), UInt8(ascii: ":"), 32, 9, 13, 10:
        guard depth > 0 else { return false }
        place += 1
      default:
        let start = place
        while place < bytes.count, isWord(bytes[place]) { place += 1 }
        guard place > start else { return false }
      }
    } while depth > 0
    return true
  }

  private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }
}

/// One numbered line of a run: what it is, and its bytes as they go to the log and the stream.
public struct RunLine: Sendable, Equatable {
  /// The members that the line is filed by; `seq` is the pool's number.
  public var header: RunEventHeader
  /// One JSON object without its line feed.
  public var bytes: [UInt8]

  /// A line and what it is filed by.
  public init(header: RunEventHeader, bytes: [UInt8]) {
    self.header = header
    self.bytes = bytes
  }
}
