import ConcurrencyPrimitives
import Testing

@Suite struct `A serial queue` {
  @Test func `runs the jobs of many threads one at a time, and each of them`() {
    let queue = SerialQueue()
    let counter = Count()
    together(4, .free) { _ in
      for _ in 0..<2_000 { queue.send { counter.addCarelessly() } }
    }
    queue.stop()
    #expect(counter.value == 8_000)
  }

  @Test func `answers`() {
    let queue = SerialQueue()
    #expect(queue.run { 6 * 7 } == 42)
    queue.stop()
  }

  @Test func `keeps the order of one sender`() {
    let queue = SerialQueue()
    let (last, mistakes) = (Count(), Count())
    for number in 1...5_000 {
      queue.send { if last.add(1) != number { mistakes.add(1) } }
    }
    queue.stop()
    #expect(mistakes.value == 0)
  }

  @Test func `is an executor that an actor can live on`() async {
    let queue = SerialQueue()
    let account = Account(queue: queue)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask { for _ in 0..<500 { await account.increment() } }
      }
    }
    let balance = await account.balance
    #expect(balance == 2_000)
    queue.stop()
  }
}

private actor Account {
  private let queue: SerialQueue
  private(set) var balance = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

  init(queue: SerialQueue) { self.queue = queue }

  func increment() { balance += 1 }
}
