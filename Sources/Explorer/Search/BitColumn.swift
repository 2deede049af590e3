/// A growing set of small numbers, one bit each.
struct BitColumn: ~Copyable {
  private var words = Column<UInt64>(capacity: 64)

  @inline(__always)
  func contains(_ number: Int) -> Bool {
    number &>> 6 < words.count && words[number &>> 6] & (1 &<< UInt64(number & 63)) != 0
  }

  @inline(__always)
  mutating func insert(_ number: Int) {
    if number &>> 6 >= words.count {
      words.append(repeating: 0, count: number &>> 6 + 1 - words.count)
    }
    words.base[number &>> 6] |= 1 &<< UInt64(number & 63)
  }

  /// Takes out a number that is in it.
  @inline(__always)
  mutating func remove(_ number: Int) {
    words.base[number &>> 6] &= ~(1 &<< UInt64(number & 63))
  }
}
