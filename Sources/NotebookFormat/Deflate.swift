/// Packs bytes in the format of RFC 1951, which browsers unpack themselves.
///
/// One block with the fixed codes: trace records are made of a few bytes that repeat and many that
/// do not, so codes of their own would save little.
public enum Deflate {
  public static func packed(_ bytes: [UInt8]) -> [UInt8] {
    var bits = BitWriter()
    bits.put(0b011, 3)
    var matches = Matches()
    var place = 0
    while place < bytes.count {
      if let match = matches.find(in: bytes, at: place) {
        bits.put(length: match.length)
        bits.put(distance: match.distance)
        for step in 0..<match.length { matches.note(bytes, at: place + step) }
        place += match.length
      } else {
        bits.put(symbol: Int(bytes[place]))
        matches.note(bytes, at: place)
        place += 1
      }
    }
    bits.put(symbol: 256)
    return bits.finish()
  }
}

/// Where the bytes at a place stood before: chains of places with the same four bytes.
private struct Matches {
  private static let window = 32_768
  private static let shortest = 4
  private static let longest = 258
  /// Places looked at: more find little and take long.
  private static let tries = 12

  private var newest = [Int32](repeating: -1, count: 1 << 15)
  private var before = [Int32](repeating: -1, count: Matches.window)

  func find(in bytes: [UInt8], at place: Int) -> (length: Int, distance: Int)? {
    guard place + Self.shortest <= bytes.count else { return nil }
    let limit = min(Self.longest, bytes.count - place)
    var best: (length: Int, distance: Int)?
    var candidate = Int(newest[Self.slot(bytes, place)])
    var left = Self.tries
    while candidate >= 0, place - candidate < Self.window, left > 0 {
      var length = 0
      while length < limit, bytes[candidate + length] == bytes[place + length] { length += 1 }
      if length >= Self.shortest, length > best?.length ?? 0 {
        best = (length, place - candidate)
        if length == limit { break }
      }
      let next = Int(before[candidate % Self.window])
      // A place that was written over leads forward.
      guard next < candidate else { break }
      candidate = next
      left -= 1
    }
    return best
  }

  mutating func note(_ bytes: [UInt8], at place: Int) {
    guard place + Self.shortest <= bytes.count else { return }
    let slot = Self.slot(bytes, place)
    before[place % Self.window] = newest[slot]
    newest[slot] = Int32(place)
  }

  private static func slot(_ bytes: [UInt8], _ place: Int) -> Int {
    let word =
      UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
      | UInt32(bytes[place + 3]) << 24
    return Int((word &* 2_654_435_761) >> 17)
  }
}

/// Bits from the lowest to the highest of each byte; codes come with their first bit first.
private struct BitWriter {
  private var bytes: [UInt8] = []
  private var waiting: UInt64 = 0
  private var count: UInt64 = 0

  mutating func put(_ value: Int, _ bits: Int) {
    waiting |= UInt64(value) << count
    count += UInt64(bits)
    while count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: waiting))
      waiting >>= 8
      count -= 8
    }
  }

  /// A symbol of the fixed code for literals and lengths.
  mutating func put(symbol: Int) {
    switch symbol {
    case 0..<144: put(code: 0x30 + symbol, 8)
    case 144..<256: put(code: 0x190 + symbol - 144, 9)
    case 256..<280: put(code: symbol - 256, 7)
    default: put(code: 0xC0 + symbol - 280, 8)
    }
  }

  mutating func put(length: Int) {
    let index = Self.lengths.lastIndex { $0.start <= length } ?? 0
    put(symbol: 257 + index)
    put(length - Self.lengths[index].start, Self.lengths[index].bits)
  }

  mutating func put(distance: Int) {
    let index = Self.distances.lastIndex { $0.start <= distance } ?? 0
    put(code: index, 5)
    put(distance - Self.distances[index].start, Self.distances[index].bits)
  }

  mutating func finish() -> [UInt8] {
    if count > 0 { put(0, 8 - Int(count)) }
    return bytes
  }

  private mutating func put(code: Int, _ bits: Int) {
    var turned = 0
    for bit in 0..<bits where code >> bit & 1 == 1 { turned |= 1 << (bits - 1 - bit) }
    put(turned, bits)
  }

  /// Where each range of lengths begins, and the bits that say where in it.
  private static let lengths: [(start: Int, bits: Int)] =
    ranges(from: 3, bits: [0, 0, 0, 0] + (0...5).flatMap { [$0, $0, $0, $0] }) + [(258, 0)]
  private static let distances: [(start: Int, bits: Int)] =
    ranges(from: 1, bits: [0, 0] + (0...13).flatMap { [$0, $0] })

  private static func ranges(from first: Int, bits: [Int]) -> [(start: Int, bits: Int)] {
    var start = first
    return bits.map { bits in
      defer { start += 1 << bits }
      return (start, bits)
    }
  }
}
