/// The states that were seen, each by its 128-bit fingerprint, numbered in the order in which they came.
///
/// Two states are taken for the same when their fingerprints are: with a million states the chance that
/// any two different ones are mixed up is below 10⁻²⁶. Open addressing; a slot holds 32 bits of the
/// fingerprint beside the number, so that nearly every comparison ends within one cache line.
struct StateTable: ~Copyable {
  private var keys: Column<Key>
  private var slots: UnsafeMutablePointer<UInt64>
  private var mask: Int

  struct Key: BitwiseCopyable {
    var a: UInt64
    var b: UInt64
  }

  init() {
    keys = Column(capacity: 256)
    mask = 511
    slots = .allocate(capacity: 512)
    slots.initialize(repeating: 0, count: 512)
  }

  deinit { slots.deallocate() }

  var count: Int { keys.count }

  /// The number of a state, and whether it was not there before.
  @inline(__always)
  mutating func insert(_ a: UInt64, _ b: UInt64) -> (number: Int, isNew: Bool) {
    if keys.count * 2 > mask { grow() }
    let tag = b & 0xFFFF_FFFF_0000_0000
    var place = Int(truncatingIfNeeded: a) & mask
    while true {
      let slot = slots[place]
      if slot == 0 { break }
      if slot & 0xFFFF_FFFF_0000_0000 == tag {
        let number = Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) - 1
        let key = keys[number]
        if key.a == a, key.b == b { return (number, false) }
      }
      place = (place + 1) & mask
    }
    let number = keys.count
    keys.append(Key(a: a, b: b))
    slots[place] = tag | UInt64(truncatingIfNeeded: number + 1)
    return (number, true)
  }

  /// The number of a state that may be there.
  func find(_ a: UInt64, _ b: UInt64) -> Int? {
    let tag = b & 0xFFFF_FFFF_0000_0000
    var place = Int(truncatingIfNeeded: a) & mask
    while slots[place] != 0 {
      let slot = slots[place]
      if slot & 0xFFFF_FFFF_0000_0000 == tag {
        let number = Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) - 1
        let key = keys[number]
        if key.a == a, key.b == b { return number }
      }
      place = (place + 1) & mask
    }
    return nil
  }

  private mutating func grow() {
    slots.deallocate()
    let size = (mask + 1) * 2
    mask = size - 1
    slots = .allocate(capacity: size)
    slots.initialize(repeating: 0, count: size)
    for number in 0..<keys.count {
      let key = keys[number]
      var place = Int(truncatingIfNeeded: key.a) & mask
      while slots[place] != 0 { place = (place + 1) & mask }
      slots[place] = (key.b & 0xFFFF_FFFF_0000_0000) | UInt64(truncatingIfNeeded: number + 1)
    }
  }
}
