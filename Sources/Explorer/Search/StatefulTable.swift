/// The states that were seen, each by its fingerprint, numbered in the order in which they came.
///
/// Two states are taken for the same when 96 bits of their fingerprints are: with three million states the chance
/// that any two different ones are mixed up is below 10⁻¹⁶. Open addressing; everything about a state stands in one
/// slot, so that finding one costs one look at memory.
struct StateTable: ~Copyable {
  private struct Slot: BitwiseCopyable {
    var a: UInt64 = 0
    /// The upper half of the second word of the fingerprint, and the number from 1 on; 0 in an empty slot.
    var tag: UInt64 = 0
  }

  private static let upper: UInt64 = 0xFFFF_FFFF_0000_0000

  private var slots: UnsafeMutablePointer<Slot>
  private var mask: Int
  private(set) var count = 0

  init() {
    mask = 511
    slots = Self.empty(512)
  }

  deinit { slots.deallocate() }

  private static func empty(_ size: Int) -> UnsafeMutablePointer<Slot> {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: size)
    slots.initialize(repeating: Slot(), count: size)
    return slots
  }

  /// The memory that it takes.
  var bytes: Int { (mask + 1) * MemoryLayout<Slot>.stride }

  /// The number of a state, and whether it was not there before.
  @inline(__always)
  mutating func insert(_ a: UInt64, _ b: UInt64) -> (number: Int, isNew: Bool) {
    if count * 2 > mask { grow() }
    let place = place(a, b)
    if slots[place].tag != 0 { return (Self.number(slots[place]), false) }
    slots[place] = Slot(a: a, tag: b & Self.upper | UInt64(truncatingIfNeeded: count + 1))
    count += 1
    return (count - 1, true)
  }

  /// The number of a state that may be there.
  func find(_ a: UInt64, _ b: UInt64) -> Int? {
    let slot = slots[place(a, b)]
    return slot.tag == 0 ? nil : Self.number(slot)
  }

  /// The slot of a state, or the empty one where it would stand.
  @inline(__always)
  private func place(_ a: UInt64, _ b: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: a) & mask
    while true {
      let slot = slots[place]
      if slot.tag == 0 || slot.a == a && (slot.tag ^ b) & Self.upper == 0 { return place }
      place = (place + 1) & mask
    }
  }

  @inline(__always)
  private static func number(_ slot: Slot) -> Int {
    Int(truncatingIfNeeded: slot.tag & ~upper) - 1
  }

  private mutating func grow() {
    let old = slots
    let size = mask + 1
    mask = 2 * size - 1
    slots = Self.empty(2 * size)
    for index in 0..<size where old[index].tag != 0 {
      var place = Int(truncatingIfNeeded: old[index].a) & mask
      while slots[place].tag != 0 { place = (place + 1) & mask }
      slots[place] = old[index]
    }
    old.deallocate()
  }
}
