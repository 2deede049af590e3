/// A growing array of plain words, without reference counts and checks: one column of a large table.
struct Column<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 64) {
    self.capacity = max(capacity, 1)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  /// The memory that its elements take.
  var bytes: Int { count * MemoryLayout<Element>.stride }

  @inline(__always)
  subscript(_ index: Int) -> Element {
    get { base[index] }
    nonmutating set { base[index] = newValue }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow(to: count &+ 1) }
    base[count] = element
    count &+= 1
  }

  /// Adds `number` elements at the end.
  @inline(__always)
  mutating func append(repeating element: Element, count number: Int) {
    if count + number > capacity { grow(to: count + number) }
    for index in count..<count + number { base[index] = element }
    count += number
  }

  @inline(__always)
  mutating func removeLast() -> Element {
    count &-= 1
    return base[count]
  }

  mutating func remove(at place: Int) {
    count -= 1
    for index in place..<count { base[index] = base[index + 1] }
  }

  mutating func removeAll() { count = 0 }

  /// Forgets the elements from `size` on.
  @inline(__always)
  mutating func shrink(to size: Int) { count = size }

  private mutating func grow(to needed: Int) {
    let larger = max(needed, capacity * 2)
    let next = UnsafeMutablePointer<Element>.allocate(capacity: larger)
    next.moveInitialize(from: base, count: count)
    base.deallocate()
    base = next
    capacity = larger
  }
}
