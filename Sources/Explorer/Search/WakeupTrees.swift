/// What is still to be walked at the states of a path: trees of steps, in the order in which they are walked.
///
/// A list of branches is named by its first one, and an empty list is -1.
struct WakeupTrees<Print: Footprint>: ~Copyable {
  struct Branch: BitwiseCopyable {
    var process: Int32
    var choice: Int32
    /// The first of the branches behind it.
    var child: Int32 = -1
    /// The next one beside it.
    var next: Int32 = -1
    var print: Print
  }

  private var branches = Column<Branch>(capacity: 256)
  private var free: Int32 = -1

  @inline(__always)
  subscript(_ branch: Int32) -> Branch { branches[Int(branch)] }

  @inline(__always)
  mutating func add(process: Int, choice: Int32, print: Print) -> Int32 {
    let branch = Branch(
      process: Int32(truncatingIfNeeded: process), choice: choice, print: print)
    guard free >= 0 else {
      branches.append(branch)
      return Int32(truncatingIfNeeded: branches.count - 1)
    }
    let place = free
    free = self[place].next
    branches[Int(place)] = branch
    return place
  }

  mutating func setChild(_ child: Int32, of branch: Int32) {
    branches.base[Int(branch)].child = child
  }

  /// What the step of a branch touches, once that is known.
  mutating func setPrint(_ print: Print, of branch: Int32) {
    branches.base[Int(branch)].print = print
  }

  /// Puts a branch at the end of a list.
  mutating func append(_ branch: Int32, to list: Int32) {
    var last = list
    while self[last].next >= 0 { last = self[last].next }
    branches.base[Int(last)].next = branch
  }

  /// Hands over what is behind a branch.
  @inline(__always)
  mutating func takeChildren(of branch: Int32) -> Int32 {
    let child = self[branch].child
    branches.base[Int(branch)].child = -1
    return child
  }

  /// Removes the first branch of a list with what is behind it, and answers with the rest.
  @inline(__always)
  mutating func removeFirst(_ list: Int32) -> Int32 {
    let branch = self[list]
    remove(branch.child)
    branches.base[Int(list)].next = free
    free = list
    return branch.next
  }

  /// Removes a list with everything behind it.
  mutating func remove(_ list: Int32) {
    var list = list
    while list >= 0 { list = removeFirst(list) }
  }
}
