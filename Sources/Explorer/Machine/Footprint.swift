/// Which variables and objects a step reads and writes; two steps that touch nothing in common, or only
/// read it, can change places.
///
/// One bit for each resource: a variable, an object, or the store buffer of a thread.
protocol Footprint: Sendable, BitwiseCopyable {
  init()
  mutating func read(_ resource: Int)
  mutating func write(_ resource: Int)
  /// Reads, or reads and writes, without a branch that a processor would have to guess.
  mutating func touch(_ resource: Int, writes: Bool)
  /// Whether the order of the two steps can matter.
  func conflicts(with other: Self) -> Bool
  /// Whether it touches nothing that others can see.
  var isEmpty: Bool { get }
}

extension Footprint {
  /// Whether a resource is read or written.
  func touches(_ resource: Int) -> Bool {
    var one = Self()
    one.write(resource)
    return conflicts(with: one)
  }
}

/// Of at most 64 resources, which most programs have; two words, so that searches are quicker by a third.
struct NarrowFootprint: Footprint {
  static let resources = 64

  private var reads: UInt64 = 0
  private var writes: UInt64 = 0

  @inline(__always)
  mutating func read(_ resource: Int) { reads |= 1 &<< UInt64(truncatingIfNeeded: resource) }

  @inline(__always)
  mutating func write(_ resource: Int) { writes |= 1 &<< UInt64(truncatingIfNeeded: resource) }

  @inline(__always)
  mutating func touch(_ resource: Int, writes isWritten: Bool) {
    let bit = UInt64(1) &<< UInt64(truncatingIfNeeded: resource)
    reads |= bit
    writes |= isWritten ? bit : 0
  }

  @inline(__always)
  func conflicts(with other: Self) -> Bool {
    (writes & (other.reads | other.writes)) | (reads & other.writes) != 0
  }

  var isEmpty: Bool { reads | writes == 0 }
}

/// Of at most ``Limits/resources``.
///
/// In plain words: vectors of four cost more here.
struct WideFootprint: Footprint {
  private var reads: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private var writes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  @inline(__always)
  mutating func read(_ resource: Int) { Self.add(resource, to: &reads) }

  @inline(__always)
  mutating func write(_ resource: Int) { Self.add(resource, to: &writes) }

  @inline(__always)
  mutating func touch(_ resource: Int, writes: Bool) {
    read(resource)
    if writes { write(resource) }
  }

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

  @inline(__always)
  func conflicts(with other: Self) -> Bool {
    let a = (writes.0 & (other.reads.0 | other.writes.0)) | (reads.0 & other.writes.0)
    let b = (writes.1 & (other.reads.1 | other.writes.1)) | (reads.1 & other.writes.1)
    let c = (writes.2 & (other.reads.2 | other.writes.2)) | (reads.2 & other.writes.2)
    let d = (writes.3 & (other.reads.3 | other.writes.3)) | (reads.3 & other.writes.3)
    return (a | b) | (c | d) != 0
  }

  var isEmpty: Bool {
    reads.0 | reads.1 | reads.2 | reads.3 | writes.0 | writes.1 | writes.2 | writes.3 == 0
  }
}
