/// Which variables and objects a step reads and writes; two steps that touch nothing in common, or only
/// read it, can change places.
///
/// One bit for each of 256 resources, in plain words: vectors of four cost more here.
public struct Footprint: Sendable, BitwiseCopyable {
  private var reads: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private var writes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  init() {}

  @inline(__always)
  mutating func read(_ resource: Int) { Self.add(resource, to: &reads) }

  @inline(__always)
  mutating func write(_ resource: Int) { Self.add(resource, to: &writes) }

  @inline(__always)
  private static func add(_ resource: Int, to words: inout (UInt64, UInt64, UInt64, UInt64)) {
    let bit = UInt64(1) &<< UInt64(truncatingIfNeeded: resource & 63)
    switch resource &>> 6 {
    case 0: words.0 |= bit
    case 1: words.1 |= bit
    case 2: words.2 |= bit
    default: words.3 |= bit
    }
  }

  /// Whether the order of the two steps can matter.
  @inline(__always)
  public func conflicts(with other: Footprint) -> Bool {
    let a = (writes.0 & (other.reads.0 | other.writes.0)) | (reads.0 & other.writes.0)
    let b = (writes.1 & (other.reads.1 | other.writes.1)) | (reads.1 & other.writes.1)
    let c = (writes.2 & (other.reads.2 | other.writes.2)) | (reads.2 & other.writes.2)
    let d = (writes.3 & (other.reads.3 | other.writes.3)) | (reads.3 & other.writes.3)
    return (a | b) | (c | d) != 0
  }

  /// Whether it touches nothing that others can see.
  var isEmpty: Bool {
    reads.0 | reads.1 | reads.2 | reads.3 | writes.0 | writes.1 | writes.2 | writes.3 == 0
  }

  /// Whether a resource is read or written.
  func touches(_ resource: Int) -> Bool {
    var one = Footprint()
    one.write(resource)
    return conflicts(with: one)
  }
}
