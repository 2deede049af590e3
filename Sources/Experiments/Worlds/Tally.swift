import Synchronization

/// Counters that each belong to one thread and that others may read while it counts.
final class Tally: Sendable {
  private final class Counter: Sendable {
    let number = Atomic(0)
  }

  private let counters: [Counter]

  init(_ count: Int) { counters = (0..<count).map { _ in Counter() } }

  func add(_ index: Int) { counters[index].number.wrappingAdd(1, ordering: .relaxed) }

  subscript(_ index: Int) -> Int { counters[index].number.load(ordering: .relaxed) }

  var counts: [Int] { counters.map { $0.number.load(ordering: .relaxed) } }
  var sum: Int { counts.reduce(0, +) }
}
