/// Reads numbers from the front of some bytes; `nil` when they end too early or say something impossible.
struct ByteReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func byte() -> UInt8? { rest.popFirst() }

  /// A number of eight bytes, the lowest first.
  mutating func word() -> UInt64? {
    guard rest.count >= 8 else { return nil }
    var word: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      word |= UInt64(rest.removeFirst()) << shift
    }
    return word
  }

  /// A number in groups of seven bits, the lowest first (LEB128); at most 31 bits are accepted.
  mutating func varint() -> Int? {
    var value = 0
    for shift in stride(from: 0, to: 35, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= Int(byte & 127) << shift
      if byte < 128 { return value <= Int(Int32.max) ? value : nil }
    }
    return nil
  }
}

extension [UInt8] {
  mutating func append(word: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  mutating func append(varint value: Int) {
    var rest = value
    while rest > 127 {
      append(UInt8(rest & 127 | 128))
      rest >>= 7
    }
    append(UInt8(rest))
  }
}

extension Sequence<UInt8> {
  /// CRC-16 of X.25 without its final inversion: it notices every single wrong letter, and any two
  /// neighbours that changed places.
  var checksum: UInt16 {
    reduce(0xFFFF) { sum, byte in
      (0..<8).reduce(sum ^ UInt16(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0x8408 : sum >> 1 }
    }
  }
}
