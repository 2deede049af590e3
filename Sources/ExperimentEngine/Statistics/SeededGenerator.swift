/// Random numbers that are the same for the same seed, on any machine.
///
/// SplitMix64: one addition and three mixing steps a number; every start gives a full period. Two
/// streams of a seed start at unrelated places.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64, stream: UInt64 = 0) {
    state = Self.mix(seed) ^ Self.mix(stream &+ 0x9E37_79B9_7F4A_7C15)
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// A number from 0 up to, but not including, 1.
  public mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number from 0 up to, but not including, `bound`.
  ///
  /// Written out here rather than left to the standard library, whose method may change.
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "There is no number below zero to choose.")
    let bound = UInt64(bound)
    let (high, low) = next().multipliedFullWidth(by: bound)
    var (result, rest) = (high, low)
    if rest < bound {
      let threshold = (0 &- bound) % bound
      while rest < threshold {
        (result, rest) = next().multipliedFullWidth(by: bound)
      }
    }
    return Int(result)
  }

  /// The elements in random order.
  public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    guard elements.count > 1 else { return elements }
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, below(last + 1))
    }
    return elements
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
