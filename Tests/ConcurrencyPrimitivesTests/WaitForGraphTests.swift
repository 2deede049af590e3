import ConcurrencyPrimitives
import Testing

@Suite struct `A wait-for graph` {
  /// A table of locks in which each visitor of `owners` has the lock of the same place.
  func table(_ owners: [Int]) -> [MutexRules] {
    owners.map { owner in
      var rules = MutexRules()
      _ = rules.arrive(owner, wanting: ())
      return rules
    }
  }

  @Test func `has no circle while somebody can go on`() {
    var locks = table([0, 1, 2])
    _ = locks[1].arrive(0, wanting: ())
    _ = locks[2].arrive(1, wanting: ())
    #expect(WaitForGraph(locks).edges.count == 2)
    #expect(WaitForGraph(locks).cycle == nil)
  }

  @Test func `shows the circle when everybody waits for the next`() {
    var locks = table([0, 1, 2])
    for visitor in 0..<3 { _ = locks[(visitor + 1) % 3].arrive(visitor, wanting: ()) }
    let cycle = WaitForGraph(locks).cycle
    #expect(cycle?.map(\.waiter) == [0, 1, 2])
    #expect(cycle?.map(\.owner) == [1, 2, 0])
    #expect(cycle?.map(\.lock) == [1, 2, 0])
  }

  @Test func `finds a circle beside waiters that are not in it`() {
    var locks = table([0, 1, 2])
    _ = locks[1].arrive(0, wanting: ())
    _ = locks[2].arrive(1, wanting: ())
    _ = locks[1].arrive(2, wanting: ())
    #expect(WaitForGraph(locks).cycle?.map(\.waiter) == [1, 2])
  }

  @Test func `confirms only what stood the whole time`() {
    var locks = table([0, 1])
    _ = locks[1].arrive(0, wanting: ())
    _ = locks[0].arrive(1, wanting: ())
    let earlier = WaitForGraph(locks)
    #expect(WaitForGraph.confirmedCycle(earlier: earlier, later: WaitForGraph(locks)) != nil)

    // Visitor 0 gives up and asks again: the same people wait, but not without a break.
    _ = locks[1].withdraw(0)
    _ = locks[1].arrive(0, wanting: ())
    let later = WaitForGraph(locks)
    #expect(later.cycle != nil)
    #expect(WaitForGraph.confirmedCycle(earlier: earlier, later: later) == nil)
  }
}
