/// The steps that sleep at the nodes of a path: they need not be made, for their executions are walked elsewhere.
///
/// A stack; those of a node end where those of the next one begin.
struct Sleepers<Print: Footprint>: ~Copyable {
  struct Sleeper: BitwiseCopyable {
    var choice: Int32
    var print: Print
  }

  private var steps = Column<Sleeper>(capacity: 1024)

  var count: Int { steps.count }

  @inline(__always)
  subscript(_ index: Int) -> Sleeper { steps[index] }

  @inline(__always)
  func contains(_ choice: Int32, from first: Int) -> Bool {
    var index = first
    while index < steps.count {
      if steps[index].choice == choice { return true }
      index &+= 1
    }
    return false
  }

  /// A step is about to be made at the last node, whose sleepers begin at `first`; answers where those behind the step
  /// begin.
  ///
  /// For its later siblings it sleeps from now on; behind it sleeps on whatever does not depend on it.
  @inline(__always)
  mutating func put(_ choice: Int32, _ print: Print, from first: Int) -> Int {
    let end = steps.count
    steps.append(Sleeper(choice: choice, print: print))
    var index = first
    while index < end {
      if !steps[index].print.conflicts(with: print) { steps.append(steps[index]) }
      index &+= 1
    }
    return end &+ 1
  }

  @inline(__always)
  mutating func shrink(to count: Int) { steps.shrink(to: count) }
}
