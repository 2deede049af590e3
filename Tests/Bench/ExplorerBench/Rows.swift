import Explorer

/// A program that is right, or the benchmark ends.
func program(_ source: String) -> Program {
  guard let program = Program.parse(source).program else {
    preconditionFailure("The benchmark's program is wrong: \(source)")
  }
  return program
}

func increments(_ threads: Int, _ times: Int, _ end: String = "") -> Program {
  program(
    """
    atomic x = 0
    thread t(i) for i in 1...\(threads) { for r in 1...\(times) { x.store(x.load() + 1) } }
    \(end)
    """)
}

private func mutex(_ threads: Int, _ times: Int) -> Program {
  program(
    """
    mutex m
    thread t(i) for i in 1...\(threads) { for r in 1...\(times) { m.lock(); m.unlock() } }
    """)
}

private func fetchAdd(_ threads: Int, _ times: Int) -> Program {
  program(
    """
    atomic x = 0
    thread t(i) for i in 1...\(threads) { for r in 1...\(times) { x.fetchAdd(1) } }
    """)
}

private func philosophers(_ number: Int) -> Program {
  program(
    """
    mutex fork[\(number)]
    thread p(i) for i in 0...\(number - 1) {
      fork[i].lock(); fork[(i + 1) % \(number)].lock()
      fork[(i + 1) % \(number)].unlock(); fork[i].unlock()
    }
    """)
}

// MARK: Reductions

private func sleeping(_ name: String, _ program: Program, repetitions: Int, target: String) -> Row {
  let machine = Machine(program, model: .sc)
  return Row(
    name: "sleep sets, \(name)", unit: "executions", target: target, repetitions: repetitions
  ) {
    let result = DepthFirst.search(machine, usesSleepSets: true)
    return Work(done: result.explored, steps: result.steps)
  }
}

func sleepSetRows() -> [Row] {
  [
    sleeping("inc 3x2", increments(3, 2), repetitions: 50, target: "0.19 ms"),
    sleeping("inc 3x3", increments(3, 3), repetitions: 1, target: ">= 10 M/s, >= 40 M steps/s"),
    sleeping("inc 4x2", increments(4, 2), repetitions: 1, target: ">= 10 M/s, >= 40 M steps/s"),
  ]
}

private func reduced(
  _ name: String, _ program: Program, repetitions: Int, target: String = ""
) -> Row {
  let machine = Machine(program, model: .sc)
  return Row(name: "DPOR, \(name)", unit: "executions", target: target, repetitions: repetitions) {
    guard let result = DPOR.search(machine) else { return Work(done: 0, steps: 0) }
    let redundant = result.redundant == 0 ? "" : ", \(result.redundant) redundant"
    return Work(done: result.explored, steps: result.steps, remark: redundant)
  }
}

func reductionRows() -> [Row] {
  [
    reduced("inc 3x2", increments(3, 2), repetitions: 20),
    reduced("inc 3x3", increments(3, 3), repetitions: 1, target: ">= 1 M/s"),
    reduced("inc 4x2", increments(4, 2), repetitions: 1, target: ">= 1 M/s"),
    reduced("mutex 4x2", mutex(4, 2), repetitions: 20),
    reduced("philosophers 6", philosophers(6), repetitions: 200, target: "0.13 ms"),
  ]
}

/// The redundant walks of every family with a known count.
func redundancy() -> String {
  func family(_ numbers: ClosedRange<Int>, _ source: (Int) -> String) -> [Program] {
    numbers.map { program(source($0)) }
  }
  func threads(_ n: Int, _ body: String) -> String { "thread t(i) for i in 1...\(n) { \(body) }" }
  var programs = family(2...6) { "atomic x = 0\n" + threads($0, "x.fetchAdd(1)") }
  programs += family(2...6) { "var x = 0\nmutex m\n" + threads($0, "with m { x = x + 1 }") }
  programs += family(2...6) {
    "var x = 0\nmutex m, n\n" + threads($0, "with m { with n { x = x + 1 } }")
  }
  programs += (2...4).map { increments($0, 1) }
  programs += family(2...3) {
    "atomic x = 0, y = 0, z = 0\n"
      + threads($0, "x.store(x.load() + 1); y.store(y.load() + 1); z.store(z.load() + 1)")
  }
  programs += family(2...5) { "atomic x = 0\n" + threads($0, "x.compareExchange(0, i)") }
  programs += family(2...13) {
    "atomic x = 0\nthread w { x.store(1) }\n" + threads($0, "let a = x.load()")
  }
  programs += [mutex(2, 2), mutex(3, 2), mutex(4, 2), fetchAdd(2, 4), fetchAdd(3, 2)]
  programs += [increments(2, 2), increments(3, 2)]
  programs += (2...7).map(philosophers)
  var redundant = 0
  var explored = 0
  for program in programs {
    let result = DPOR.search(Machine(program, model: .sc))
    redundant += result?.redundant ?? 0
    explored += result?.explored ?? 0
  }
  return [
    "DPOR, redundant walks in \(programs.count) families",
    "\(redundant) beside \(grouped(explored)) executions", "0",
  ].joined(separator: "\t")
}

// MARK: States, minimal schedules and samples

func stateRows() -> [Row] {
  [(3, 5), (4, 4)].map { threads, times in
    let program = increments(threads, times)
    return Row(name: "states, inc \(threads)x\(times)", unit: "states", target: ">= 1.5 M/s") {
      let graph = StateGraph(Walker(program, .sc))
      graph.explore(maximumStates: 2_000_000) { true }
      return Work(done: graph.count, steps: graph.steps)
    }
  }
}

private func minimal(_ name: String, _ program: Program, target: String) -> Row {
  let options = ExplorationOptions(models: [.sc], strategy: .bounded, seconds: 60)
  return Row(
    name: "minimal schedule, \(name)", unit: "states", target: target, repetitions: 3
  ) {
    guard let result = explore(program, options).models.first else {
      return Work(done: 0, steps: 0)
    }
    let preemptions = result.findings.first.map { ", \($0.preemptions) preemptions" } ?? ", none"
    return Work(
      done: result.counts.states ?? 0, steps: result.counts.steps, remark: preemptions)
  }
}

func minimalRows() -> [Row] {
  [
    minimal("3x3 ends at 2", increments(3, 3, "assert x != 2"), target: "3.3 ms"),
    minimal("2x5 ends at 2", increments(2, 5, "assert x != 2"), target: "0.44 ms"),
    minimal("philosophers 5", philosophers(5), target: "0.47 ms"),
    minimal("philosophers 8", philosophers(8), target: "0.41 s"),
  ]
}

func sampleRows() -> [Row] {
  [
    ("random", RandomSearch.Method.uniform), ("PCT, depth 3", .pct(depth: 3)),
    ("weighted walk", .walk),
  ].map { name, method in
    let program = increments(3, 3)
    return Row(name: "\(name), inc 3x3", unit: "schedules", target: "") {
      sample(program, method)
    }
  }
}

/// In a function of its own: debug builds of Swift 6.3.1 can't hold such a search in a closure.
private func sample(_ program: Program, _ method: RandomSearch.Method) -> Work {
  var search = RandomSearch(Walker(program, .sc), method, seed: 1, maxSteps: 10_000)
  search.run(limit: 200_000) { _ in true }
  return Work(done: search.result.explored, steps: search.result.steps)
}
