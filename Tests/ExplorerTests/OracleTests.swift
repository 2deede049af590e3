import Testing

@testable import Explorer

/// What the two searches that need no limits see of a program.
struct Seen {
  var outcomes: Set<[Int]> = []
  var graphs = 0
  var explored = 0
  var redundant = 0
  var deadlocks: UInt64 = 0
  var isComplete = false

  init(_ result: DepthFirstResult) {
    outcomes = Set(result.ends.map(\.outcome))
    graphs = result.distinct
    explored = result.explored
    redundant = result.redundant
    isComplete = result.isComplete
    for record in result.ends {
      if case .failed(let failure) = record.end, failure.kind == .deadlock {
        deadlocks += record.count
      }
    }
  }
}

func depthFirst(_ program: Program, _ model: MemoryModel, sleeping: Bool) -> Seen {
  Seen(DepthFirst.search(Machine(program, model: model), usesSleepSets: sleeping))
}

func reduced(_ program: Program, _ model: MemoryModel) throws -> Seen {
  Seen(try #require(DPOR.search(Machine(program, model: model))))
}

private func count(_ shape: Shape, _ model: MemoryModel) -> (outcomes: Int, graphs: Int) {
  switch model {
  case .sc: shape.sc
  case .tso: shape.tso
  case .pso: shape.pso
  }
}

@Suite struct `The oracle of litmus shapes` {
  @Test(arguments: shapes, MemoryModel.allCases)
  func `gives the outcomes and graphs that herd7 gives`(shape: Shape, model: MemoryModel) throws {
    let program = try compiled(shape.source)
    let expected = count(shape, model)
    let all = depthFirst(program, model, sleeping: false)
    let sleeping = depthFirst(program, model, sleeping: true)
    let reduced = try reduced(program, model)
    for seen in [all, sleeping, reduced] {
      #expect(seen.isComplete)
      #expect(seen.outcomes.count == expected.outcomes)
      #expect(seen.outcomes == all.outcomes)
      #expect(seen.graphs == expected.graphs)
    }
    let isWeak = expected.outcomes > shape.sc.outcomes
    #expect(all.outcomes.contains(shape.weak) == isWeak)
  }

  @Test(arguments: shapes)
  func `counts the schedules under SC`(shape: Shape) throws {
    let program = try compiled(shape.source)
    #expect(depthFirst(program, .sc, sleeping: false).explored == shape.interleavings)
    let sleeping = depthFirst(program, .sc, sleeping: true)
    #expect(sleeping.explored == shape.sc.graphs)
    let reduced = try reduced(program, .sc)
    #expect(reduced.explored == shape.sc.graphs)
    #expect(reduced.redundant == 0)
    guard !shape.exact.isEmpty else { return }
    let exact = shape.exact.split(separator: " ").map { $0.compactMap(\.wholeNumberValue) }
    #expect(sleeping.outcomes == Set(exact))
  }

  @Test(arguments: mixtures.indices, MemoryModel.allCases)
  func `judges mixed orderings as x86 and SPARC would`(index: Int, model: MemoryModel) throws {
    let (shape, tso, pso) = mixtures[index]
    let program = try compiled(shape.source)
    let isAllowed =
      switch model {
      case .sc: false
      case .tso: tso
      case .pso: pso ?? tso
      }
    let sleeping = depthFirst(program, model, sleeping: true)
    #expect(sleeping.outcomes.contains(shape.weak) == isAllowed, "\(shape)")
    #expect(try reduced(program, model).outcomes == sleeping.outcomes, "\(shape)")
  }
}

/// A family of programs with the number of executions that an optimal search walks.
struct Family: Sendable, CustomStringConvertible {
  var description: String
  var source: String
  var executions: Int
  var deadlocks: UInt64 = 0
  /// Sleep sets alone give up too many walks where many threads have little to do with each other.
  var isForSleepSets = true
}

private func factorial(_ n: Int) -> Int { (1...max(1, n)).reduce(1, *) }

private func power(_ base: Int, _ exponent: Int) -> Int {
  (0..<exponent).reduce(1) { value, _ in value * base }
}

let families: [Family] =
  (2...5).map { n in
    Family(
      description: "ainc(\(n))",
      source: "atomic x = 0\nthread t(i) for i in 1...\(n) { x.fetchAdd(1) }",
      executions: factorial(n))
  }
  + (2...5).map { n in
    Family(
      description: "lockinc(\(n))",
      source: "var x = 0\nmutex m\nthread t(i) for i in 1...\(n) { with m { x = x + 1 } }",
      executions: factorial(n))
  }
  + (2...3).map { n in
    Family(
      description: "inc(\(n))",
      source: "atomic x = 0\nthread t(i) for i in 1...\(n) { x.store(x.load() + 1) }",
      executions: power(factorial(n), 2))
  }
  + [2, 8].map { n in
    Family(
      description: "readers(\(n))",
      source:
        "atomic x = 0\nthread w { x.store(1) }\nthread r(i) for i in 1...\(n) { let a = x.load() }",
      executions: power(2, n))
  }
  + [(2, 2, 6), (3, 2, 90), (4, 2, 2520)].map { n, k, executions in
    Family(
      description: "mutex \(n)x\(k)",
      source:
        "mutex m\nthread t(i) for i in 1...\(n) { for r in 1...\(k) { m.lock(); m.unlock() } }",
      executions: executions)
  }
  + [(2, 2, 6), (2, 4, 70), (3, 2, 90)].map { n, k, executions in
    Family(
      description: "fetchAdd \(n)x\(k)",
      source:
        "atomic x = 0\nthread t(i) for i in 1...\(n) { for r in 1...\(k) { x.fetchAdd(1) } }",
      executions: executions)
  }
  + [(2, 2, 34), (3, 2, 7134)].map { n, k, executions in
    Family(
      description: "inc \(n)x\(k)",
      source:
        "atomic x = 0\nthread t(i) for i in 1...\(n) { for r in 1...\(k) { x.store(x.load() + 1) } }",
      executions: executions)
  }
  + (2...6).map { n in
    Family(
      description: "philosophers(\(n))",
      source: """
        mutex fork[\(n)]
        thread p(i) for i in 0...\(n - 1) {
          fork[i].lock(); fork[(i + 1) % \(n)].lock()
          fork[(i + 1) % \(n)].unlock(); fork[i].unlock()
        }
        """,
      executions: power(2, n) - 1, deadlocks: 1)
  }

/// The families of GenMC's corpus that were left out above.
let moreFamilies: [Family] =
  [("binc", 2, "x.fetchAdd(1); y.fetchAdd(1)"), ("rw", 2, "x.store(i); let r = x.load()")]
  .flatMap { name, exponent, body in
    (2...3).map { n in
      Family(
        description: "\(name)(\(n))",
        source: "atomic x = 0, y = 0\nthread t(i) for i in 1...\(n) { \(body) }",
        executions: power(factorial(n), exponent))
    }
  }
  + (2...3).map { n in
    Family(
      description: "cinc(\(n))",
      source: """
        atomic x = 0, y = 0, z = 0
        thread t(i) for i in 1...\(n) { x.fetchAdd(1); y.fetchAdd(1); z.fetchAdd(1) }
        """,
      executions: power(factorial(n), 3))
  }
  + (2...5).map { n in
    Family(
      description: "cas(\(n))",
      source: "atomic x = 0\nthread t(i) for i in 1...\(n) { x.compareExchange(0, i) }",
      executions: n)
  }
  + (2...4).map { n in
    Family(
      description: "wainc(\(n))",
      source:
        "atomic x = 0\nthread w { x.store(9) }\nthread t(i) for i in 1...\(n) { x.fetchAdd(1) }",
      executions: factorial(n + 1))
  }
  + [(12, 8), (13, 64)].map { n, executions in
    Family(
      description: "indexer(\(n))",
      source: """
        atomic table[128] = 0
        thread t(i) for i in 0..<\(n) {
          for m in 1...4 {
            var h = ((m * 11 + i) * 7) % 128
            while !table[h].compareExchange(0, m * 11 + i) { h = (h + 1) % 128 }
          }
        }
        """,
      executions: executions, isForSleepSets: false)
  }
  + [
    Family(
      description: "peterson",
      source: """
        atomic wants[2] = 0, turn = 0
        var inside = 0
        thread t(i) for i in 0...1 {
          wants[i] = 1
          turn = 1 - i
          await wants[1 - i] == 0 || turn == i
          inside = inside + 1
          wants[i] = 0
        }
        """,
      executions: 4, isForSleepSets: false)
  ]

@Suite struct `The families with known counts` {
  @Test(arguments: families + moreFamilies)
  func `are walked once for each class`(family: Family) throws {
    let program = try compiled(family.source)
    if family.isForSleepSets {
      let sleeping = depthFirst(program, .sc, sleeping: true)
      #expect(sleeping.explored == family.executions)
      #expect(sleeping.deadlocks == family.deadlocks)
    }
    let reduced = try reduced(program, .sc)
    #expect(reduced.explored == family.executions)
    #expect(reduced.graphs == family.executions)
    #expect(reduced.deadlocks == family.deadlocks)
    #expect(reduced.isComplete)
    #expect(reduced.redundant == 0)
  }
}
