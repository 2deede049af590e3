import Testing

@testable import Explorer

private func explored(_ source: String) throws -> ModelResult {
  let program = try compiled(source)
  let exploration = explore(program, ExplorationOptions(models: [.sc])) { _ in true }
  return try #require(exploration.models.first)
}

@Suite struct `An exploration` {
  @Test func `finds the lost update with one preemption, and proves that none is not enough`()
    throws
  {
    let result = try explored(
      """
      atomic counter = 0
      thread left { counter.store(counter.load() + 1) }
      thread right { counter.store(counter.load() + 1) }
      assert counter == 2
      """)
    #expect(result.answer == .refuted)
    let finding = try #require(result.findings.first)
    #expect(finding.failure.kind == .assertion)
    #expect(finding.preemptions == 1)
    #expect(finding.isMinimal)
    #expect(finding.choices.count == 4)
    #expect(result.counts.interleavings == 6)
    #expect(result.nearestPassing != nil)
  }

  @Test func `proves that a lock mends it`() throws {
    let result = try explored(
      """
      var counter = 0
      mutex m
      thread left { with m { counter = counter + 1 } }
      thread right { with m { counter = counter + 1 } }
      assert counter == 2
      """)
    #expect(result.answer == .proved)
    #expect(result.findings.isEmpty)
    #expect(result.isComplete)
    #expect(result.counts.interleavings == 2)
  }

  @Test func `needs four preemptions for two times five increments to end at 2`() throws {
    let result = try explored(
      """
      atomic counter = 0
      thread t(i) for i in 1...2 { for r in 1...5 { counter.store(counter.load() + 1) } }
      assert counter != 2
      """)
    #expect(result.findings.first?.preemptions == 4)
    #expect(result.findings.first?.isMinimal == true)
    #expect(result.findings.first?.choices.count == 20)
  }

  @Test func `sees a race that a relaxed flag does not prevent`() throws {
    let result = try explored(
      """
      var data = 0
      atomic(.relaxed) ready = 0
      thread writer { data = 1; ready = 1 }
      thread reader { await ready == 1; let seen = data }
      """)
    #expect(result.findings.map(\.failure.kind) == [.dataRace])
  }

  @Test func `sees no race where release meets acquire`() throws {
    let result = try explored(
      """
      var data = 0
      atomic ready = 0
      thread writer { data = 1; ready.store(1, .release) }
      thread reader { await ready == 1; let seen = data }
      assert data == 1
      """)
    #expect(result.answer == .proved)
  }

  @Test func `tells a deadlock from a lost wake-up`() throws {
    let deadlock = try explored(
      """
      mutex a, b
      thread left { a.lock(); b.lock(); b.unlock(); a.unlock() }
      thread right { b.lock(); a.lock(); a.unlock(); b.unlock() }
      """)
    #expect(deadlock.findings.first?.failure.kind == .deadlock)
    #expect(deadlock.findings.first?.preemptions == 1)
    let lost = try explored(
      """
      mutex m
      condition ready
      thread waiter { m.lock(); ready.wait(m); m.unlock() }
      thread caller { ready.signal() }
      """)
    #expect(lost.findings.first?.failure.kind == .lostWakeup)
  }

  @Test func `lists the outcomes as the ends have them, also computed with "and"`() throws {
    let program = try compiled(
      """
      atomic x = 0, y = 0
      thread left { x = 1 }
      thread right { y = 1 }
      outcome x == 1 && y == 1, x == 2 && y == 1
      """)
    let search = DepthFirst.search(Machine(program, model: .sc), usesSleepSets: true)
    #expect(search.ends.map(\.end) == [.finished(outcome: [1, 0])])
    #expect(search.ends.map(\.outcome) == [[1, 0]])
  }
}
