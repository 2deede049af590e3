/// How many steps of each thread happened before a moment: one number a thread.
///
/// All threads fit into one vector of the processor, so that joining two clocks and asking whether
/// something is ordered are single instructions.
typealias VectorClock = SIMD16<UInt32>

extension SIMD16<UInt32> {
  /// Learns everything that `other` knows.
  @inline(__always)
  mutating func join(_ other: Self) { self = pointwiseMax(self, other) }

  /// The entries of `other` that this clock does not know; 0 for those that it knows.
  @inline(__always)
  func unknown(of other: Self) -> Self {
    other.replacing(with: Self(repeating: 0), where: other .<= self)
  }
}
