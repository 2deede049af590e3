import TestSupport
import Testing

@testable import Explorer

private func explored(_ source: String, _ strategy: Strategy = .automatic) throws -> ModelResult {
  let program = try compiled(source)
  let options = ExplorationOptions(models: [.sc], strategy: strategy, seconds: 60)
  return try #require(explore(program, options).models.first)
}

private func kinds(_ source: String) throws -> Set<FailureKind> {
  Set(try explored(source).findings.map(\.failure.kind))
}

private func endOf(_ choices: [Choice], _ program: Program, _ model: MemoryModel) -> End? {
  let machine = Machine(program, model: model)
  for choice in choices {
    guard machine.enabled.contains(choice) else { return nil }
    machine.step(choice)
  }
  return machine.end
}

@Suite struct `Going round for ever` {
  @Test func `is none of Peterson's faults`() throws {
    let result = try explored(
      """
      atomic wants[2] = 0, turn = 0
      var inside = 0
      thread left {
        wants[0] = 1; turn = 1
        while wants[1] == 1 && turn == 1 { }
        inside += 1; inside -= 1
        wants[0] = 0
      }
      thread right {
        wants[1] = 1; turn = 0
        while wants[0] == 1 && turn == 0 { }
        inside += 1; inside -= 1
        wants[1] = 0
      }
      assert inside == 0
      """)
    #expect(result.findings.map(\.failure.message) == [])
    #expect(result.answer == .proved)
    #expect(result.counts.interleavings == nil)
  }

  @Test func `starves who tries for a spin lock that others take again and again`() throws {
    let result = try explored(
      """
      atomic held = 0
      thread greedy {
        while true {
          while held.exchange(1) == 1 { }
          held = 0
        }
      }
      thread poor {
        while held.exchange(1) == 1 { }
        held = 0
      }
      """)
    let starvation = try #require(result.findings.first { $0.failure.kind == .starvation })
    #expect(starvation.failure.thread == 1)
    let start = try #require(starvation.cycleStart)
    #expect(start < starvation.choices.count)
    let acting = Set(starvation.choices[start...].map(\.thread))
    #expect(acting.contains(0))
  }

  @Test func `is livelock where two are too polite`() throws {
    let result = try explored(
      """
      atomic wants[2] = 0
      thread left {
        wants[0] = 1
        while wants[1] == 1 { wants[0] = 0; wants[0] = 1 }
        wants[0] = 0
      }
      thread right {
        wants[1] = 1
        while wants[0] == 1 { wants[1] = 0; wants[1] = 1 }
        wants[1] = 0
      }
      """)
    let livelock = try #require(result.findings.first { $0.failure.kind == .livelock })
    let start = try #require(livelock.cycleStart)
    #expect(Set(livelock.choices[start...].map(\.thread)) == [0, 1])
  }

  @Test(arguments: 2...4)
  func `ends for a token that is handed round`(threads: Int) throws {
    let result = try explored(
      """
      atomic token = 0
      var count = 0
      thread t(i) for i in 0...\(threads - 1) {
        for round in 1...2 {
          while token != i { }
          count += 1
          token = (i + 1) % \(threads)
        }
      }
      assert count == \(2 * threads)
      """)
    #expect(result.findings.map(\.failure.message) == [])
    #expect(result.answer == .proved)
  }
}

@Suite struct `What goes wrong with locks` {
  @Test func `is not a data race, however many write one after the other`() throws {
    // Who knows of whom makes far more states than can be kept: the 720 executions decide it.
    let lines = "with m { x = x + 1 }; with m { y = y + x }"
    let result = try explored(
      "var x = 0, y = 0\nmutex m\nthread t(i) for i in 1...6 { with m { x = x + 1 } }")
    #expect(result.answer == .proved)
    #expect(result.counts.distinct == 720)
    let racy = try explored(
      "var x = 0, y = 0\nmutex m\nthread t(i) for i in 1...4 { \(lines) }\nthread u { y = 1 }")
    #expect(racy.findings.contains { $0.failure.kind == .dataRace })
  }

  @Test func `is found by its name`() throws {
    #expect(
      try kinds(
        """
        var full = 0
        mutex m
        condition ready
        thread waiter { if full == 0 { with m { ready.wait(m) } } }
        thread caller { with m { full = 1; ready.signal() } }
        """
      ).contains(.lostWakeup))
    #expect(try kinds("mutex m\nthread one { m.lock() }") == [.lockNotReleased])
    #expect(
      try kinds("rwlock book\nthread one { book.readLock() }") == [.lockNotReleased])
    #expect(
      try kinds("mutex m\nthread one { m.lock() }\nthread two { m.lock(); m.unlock() }")
        == [.lockNotReleased, .deadlock])
    #expect(try kinds("mutex m\nthread one { m.unlock() }") == [.error])
  }

  @Test func `cannot be avoided any more from a certain step on`() throws {
    let result = try explored(
      """
      mutex a, b
      atomic x = 0
      thread left { a.lock(); x = 1; b.lock(); b.unlock(); a.unlock() }
      thread right { b.lock(); x = 2; a.lock(); a.unlock(); b.unlock() }
      """)
    let deadlock = try #require(result.findings.first { $0.failure.kind == .deadlock })
    // The two first locks seal it; the stores behind them still have to be made.
    let from = try #require(deadlock.inevitableFrom)
    let made = deadlock.choices[..<from]
    let left = made.count { $0.thread == 0 }
    let right = made.count { $0.thread == 1 }
    #expect(min(left, right) == 1)
    #expect(deadlock.choices.count == 4)
    #expect(deadlock.preemptions == 1)
  }
}

@Suite struct `The shortest failing schedule` {
  @Test(arguments: [(3, 3, 4), (2, 5, 4)])
  func `loses as many updates as can be`(threads: Int, rounds: Int, preemptions: Int) throws {
    let result = try explored(
      """
      atomic x = 0
      thread t(i) for i in 1...\(threads) { for r in 1...\(rounds) { x = x + 1 } }
      assert x != 2
      """)
    let finding = try #require(result.findings.first)
    #expect(finding.preemptions == preemptions)
    #expect(finding.isMinimal)
    #expect(finding.choices.count == 2 * threads * rounds)
  }

  @Test(arguments: [2, 3, 5])
  func `of philosophers needs one preemption`(number: Int) throws {
    let result = try explored(
      """
      mutex fork[\(number)]
      thread p(i) for i in 0..<\(number) {
        fork[i].lock(); fork[(i + 1) % \(number)].lock()
        fork[(i + 1) % \(number)].unlock(); fork[i].unlock()
      }
      """)
    let finding = try #require(result.findings.first)
    #expect(finding.failure.kind == .deadlock)
    #expect(finding.preemptions == 1)
    #expect(finding.isMinimal)
    #expect(finding.choices.count == number)
  }

  @Test func `has a passing neighbour that differs in one switch`() throws {
    let program = try compiled(lostUpdate)
    let result = try explored(lostUpdate, .stateful)
    let finding = try #require(result.findings.first { $0.failure.kind == .assertion })
    let passing = try #require(result.nearestPassing)
    guard case .finished? = endOf(passing, program, .sc) else {
      Issue.record("it does not pass")
      return
    }
    #expect(endOf(finding.choices, program, .sc).map { $0.hasOutcome } == true)
    // Taking one switch away changes where the two around it lie: one is gone, one is elsewhere.
    #expect(SwitchPoint.difference(passing, finding.choices) <= 3)
    #expect(passing != finding.choices)
  }
}

/// What the hints of ``hint(_:model:after:limit:)`` must lead to.
private let failing = [
  lostUpdate, crossedLocks,
  "atomic x = 0\nthread t(i) for i in 1...2 { for r in 1...3 { x = x + 1 } }\nassert x != 2",
  "mutex m\ncondition c\nthread w { with m { c.wait(m) } }\nthread s { c.signal() }",
]

@Suite struct `A hint` {
  @Test(arguments: failing)
  func `followed step by step leads to the failure with the fewest preemptions`(source: String)
    throws
  {
    let program = try compiled(source)
    let whole = try #require(hint(program, model: .sc))
    let failures = try explored(source).findings.filter { $0.failure.kind != .dataRace }
    let best = try #require(failures.map(\.preemptions).min())
    var made: [Choice] = []
    while let next = hint(program, model: .sc, after: made)?.first, made.count < 100 {
      made.append(next)
    }
    #expect(made.count == whole.count)
    let walker = Walker(program, .sc)
    #expect(ScheduleCost(of: made, walker).preemptions == best)
    guard case .failed? = endOf(made, program, .sc) else {
      Issue.record("\(made.map(\.raw)) does not fail")
      return
    }
  }

  @Test func `is missing where nothing can fail any more`() throws {
    #expect(hint(try compiled("atomic x = 0\nthread a { x = 1 }"), model: .sc) == nil)
    let program = try compiled(crossedLocks)
    let passed = [0, 0].map { Choice(thread: $0) }
    #expect(hint(program, model: .sc, after: passed) == nil)
  }
}

@Suite struct `The tree of interleavings` {
  @Test(arguments: failing + [storeBuffering], MemoryModel.allCases)
  func `adds up to all interleavings`(source: String, model: MemoryModel) throws {
    let program = try compiled(source)
    let every = DepthFirst.search(Machine(program, model: model), usesSleepSets: false)
    let tree = try #require(InterleavingTree(folding: statesOf(program, model)))
    let failed = every.ends.reduce(UInt64(0)) { sum, record in
      if case .failed = record.end { return sum + record.count }
      return sum
    }
    #expect(!tree.isCut)
    #expect(tree.nodes[0].total == UInt64(every.explored))
    #expect(tree.nodes[0].failing == failed)
    #expect(tree.nodes[0].paths == 1)
    var ends: UInt64 = 0
    var arriving = [UInt64](repeating: 0, count: tree.nodes.count)
    arriving[0] = 1
    for node in tree.nodes {
      if node.children.isEmpty {
        ends += node.paths
        #expect(node.total == 1 && node.failing <= 1)
      } else {
        let children = node.children.map { tree.nodes[$0.node] }
        #expect(children.reduce(0) { $0 + $1.total } == node.total)
        #expect(children.reduce(0) { $0 + $1.failing } == node.failing)
      }
      for edge in node.children { arriving[edge.node] += node.paths }
    }
    #expect(ends == tree.nodes[0].total)
    #expect(arriving == tree.nodes.map(\.paths))
  }
}
