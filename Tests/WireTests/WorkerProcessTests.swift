import Foundation
import TestSupport
import Testing
import Wire

@Suite(
  .serialized,
  .enabled(if: Programs.worker != nil, "The worker was not built; `make test` builds it."))
struct `A worker` {
  private func start() throws -> WorkerProcess {
    try WorkerProcess(try #require(Programs.worker))
  }

  private func ready() throws -> WorkerProcess {
    let worker = try start()
    _ = try worker.greet()
    return worker
  }

  @Test func `says first what it is`() throws {
    let (first, second) = (try start(), try start())
    let hello = try first.greet()
    #expect(hello.protocolVersion == 1)
    #expect(hello.build.count > 4)
    #expect(try second.greet().build == hello.build)
    #expect(hello.proof.openDescriptors.starts(with: [0, 1, 2]))
    #expect(try first.close() == 0)
    #expect(try second.close() == 0)
  }

  @Test func `runs a cell from its plan to its end`() throws {
    let worker = try ready()
    let events = try worker.run("// the law\nlaw.amdahl(p: [0.5, 0.9], n: 10)")
    #expect(events.map(\.seq) == Array(1...events.count))
    guard case .plan(let plan) = events.first?.content else {
      Issue.record("no plan: \(events.map(\.content.type))")
      return
    }
    #expect(plan.calls.map(\.experiment) == ["law.amdahl"])
    #expect(plan.calls.map(\.line) == [2])
    #expect(plan.calls.map(\.need) == [.exact])
    #expect(plan.calls.first?.cases.map(\.label) == ["p: 0.5", "p: 0.9"])
    let ten = JSON.array([.integer(10)])
    let counts = plan.calls.first?.cases.compactMap { $0.parameters["n"] }
    #expect(counts == [ten, ten])
    for number in 0..<2 {
      let own = events.filter { $0.index == CaseIndex(call: 0, case: number) }
      let types = own.map(\.content.type)
      #expect(types.first == "started")
      #expect(types.last == "caseFinished")
      #expect(types.contains("verdict") && types.contains("output") && types.contains("samples"))
    }
    for event in events {
      switch event.content {
      case .started(let started):
        #expect(started.common["seed"] == 1)
        #expect(started.common["budget"] == 5)
        #expect(started.common["mode"] == "both")
        #expect(started.listing?.contains("speedup") == true)
        #expect(started.machine.cpus >= 1)
        #expect(!started.claims.isEmpty)
      case .verdict(let verdict): #expect(verdict.met == true)
      case .output(let output): #expect(output.bundle["text/plain"] != nil)
      case .caseFinished(let finished): #expect(finished.status == .done)
      default: break
      }
    }
    let samples = events.compactMap { event -> Double? in
      if case .samples(let samples) = event.content { samples.points.last?.y } else { nil }
    }
    let rounded = samples.map { ($0 * 10_000).rounded() }
    #expect(rounded == [18_182, 52_632])
    #expect(events.last?.content == .finished(finished(of: events, .done, nil)))
    #expect(try worker.close() == 0)
  }

  /// The end that is expected, with the time that was measured.
  private func finished(
    of events: [RunEvent], _ status: CaseStatus, _ reason: String?
  ) -> RunFinished {
    guard case .finished(let end)? = events.last?.content else {
      return RunFinished(status: status, reason: reason, wall: -1)
    }
    return RunFinished(status: status, reason: reason, wall: end.wall)
  }

  @Test(arguments: [
    "law.amdahl(p: 0.95, n: 1...64)",
    "race.lostUpdate(threads: 2, increments: 100, mode: .model, seed: 7)",
  ])
  func `says the same bytes for the same seed`(source: String) throws {
    let exact: (RunEvent) -> Bool = { event in
      switch event.content {
      case .caseFinished, .finished: false
      default: true
      }
    }
    let (first, second) = (try ready(), try ready())
    let one = try first.run(source).filter(exact)
    let two = try second.run(source).filter(exact)
    let again = try second.run(source).filter(exact)
    let bytes = try one.map { try WireCoding.encode($0) }
    let others = try two.map { try WireCoding.encode($0) }
    #expect(bytes == others)
    #expect(one == again)
    #expect(one.contains { $0.content.type == "verdict" })
  }

  @Test func `answers a cell that cannot be read with what is wrong`() throws {
    let worker = try ready()
    let events = try worker.run("race.lostUpdate(thread: 4)\nlaw.amdahl(p: 2)")
    #expect(events.map(\.content.type) == ["diagnostics", "finished"])
    guard case .diagnostics(let list) = events.first?.content else { return }
    #expect(list.map(\.from.line) == [1, 2])
    #expect(list.map(\.suggestion) == ["threads", "1"])
    let reason =
      "Line 1: `race.lostUpdate` has no parameter `thread`; did you mean `threads`? (and 1 more)"
    #expect(events.last?.content == .finished(finished(of: events, .failed, reason)))
  }

  @Test func `finishes an empty cell at once`() throws {
    let worker = try ready()
    let events = try worker.run("// nothing yet")
    #expect(events.map(\.content.type) == ["plan", "finished"])
  }

  @Test func `goes on from a later case`() throws {
    let worker = try ready()
    let source = "law.amdahl(p: [0.1, 0.2, 0.3], n: 4)\nlaw.amdahl(n: 2)"
    let events = try worker.run(source, from: CaseIndex(call: 0, case: 2))
    let started = events.filter { $0.content.type == "started" }.compactMap(\.index)
    #expect(started == [CaseIndex(call: 0, case: 2), CaseIndex(call: 1, case: 0)])
    #expect(events.first?.content.type == "plan")
  }

  private let slow =
    "thread.countdown(threads: [1, 1, 1], steps: 50, delay: 1.s, timeScale: 1, mode: .live)"

  @Test func `stops when it is asked to and is ready for the next run`() throws {
    let worker = try ready()
    let events = try worker.run(slow) { event in
      if case .started = event.content { try worker.send(.stop) }
    }
    #expect(
      events.last?.content == .finished(finished(of: events, .stopped, "Stopped on request.")))
    #expect(events.count { $0.content.type == "started" } == 1)
    let ends = events.compactMap { event -> CaseStatus? in
      if case .caseFinished(let end) = event.content { end.status } else { nil }
    }
    #expect(ends == [.stopped])
    let next = try worker.run("law.amdahl(n: 2)", as: "r2")
    #expect(next.last?.content == .finished(finished(of: next, .done, nil)))
  }

  @Test func `stops a run that it has not begun`() throws {
    let worker = try ready()
    try worker.send(.run(RunRequest(run: "r1", source: slow)))
    try worker.send(.run(RunRequest(run: "r2", source: slow)))
    try worker.send(.stop)
    for name in ["r1", "r2"] {
      let events = try worker.events(of: name)
      #expect(
        events.last?.content == .finished(finished(of: events, .stopped, "Stopped on request.")))
    }
  }

  @Test func `ends a case at its deadline and goes on with the next`() throws {
    let worker = try ready()
    let events = try worker.run(slow + "\nlaw.amdahl(n: 2)", caseDeadline: 0.05)
    let ends = events.compactMap { event -> CaseStatus? in
      if case .caseFinished(let end) = event.content { end.status } else { nil }
    }
    #expect(ends.dropLast() == [.deadline, .deadline, .deadline])
    guard case .finished(let end)? = events.last?.content else { return }
    #expect(end.status == .failed)
    #expect(end.reason?.hasPrefix("3 of 4 cases did not end well") == true)
  }

  @Test func `ends when its input ends, whatever it is doing`() throws {
    let idle = try ready()
    #expect(try idle.close() == 0)
    let busy = try ready()
    try busy.send(.run(RunRequest(run: "r1", source: slow)))
    while case .event(let event) = try busy.message(), event.content.type != "started" {}
    #expect(try busy.close() == 0)
  }

  @Test func `steps over what it cannot read`() throws {
    let worker = try ready()
    worker.send(line: Array("not JSON".utf8))
    worker.send(line: [0xFF, 0x00, 0xFE])
    worker.send(line: [])
    worker.send(line: Array(#"{"type":"dance","id":3}"#.utf8))
    worker.send(line: Array(#"{"type":"check","id":4}"#.utf8))
    worker.send(line: Array(repeating: 0x20, count: 3 << 20))
    worker.send(line: Array(repeating: 0x5B, count: 500_000))
    try worker.send(.check(id: 5, source: "law.amdahl()"))
    guard case .checked(5, let report) = try worker.message() else {
      Issue.record("no answer to the check")
      return
    }
    #expect(report.diagnostics == [])
    #expect(report.plan?.calls.count == 1)
    #expect(try worker.close() == 0)
  }

  @Test func `describes experiments whose examples it can run`() throws {
    let worker = try ready()
    try worker.send(.describe(id: 1))
    guard case .described(1, let catalogue) = try worker.message() else {
      Issue.record("no description")
      return
    }
    #expect(catalogue.experiments.contains { $0.name == "law.amdahl" })
    for experiment in catalogue.experiments {
      try worker.send(.check(id: 2, source: experiment.example))
      guard case .checked(2, let report) = try worker.message() else { continue }
      #expect(report.diagnostics == [], "\(experiment.name): \(experiment.example)")
      #expect(report.plan?.calls.first?.experiment == experiment.name)
      #expect(!experiment.summary.isEmpty && !experiment.python.isEmpty)
      #expect(!experiment.question.isEmpty && !experiment.pitfall.isEmpty)
      #expect(!experiment.listing.isEmpty, "\(experiment.name)")
      #expect(experiment.parameters.contains { $0.name == "seed" && $0.isCommon })
      for parameter in experiment.parameters where parameter.kind == "choice" {
        #expect(parameter.choices?.isEmpty == false)
      }
      // What the description gives as a default can be written down as an argument.
      let defaults = experiment.parameters.filter { !$0.defaultValue.isEmpty }
        .map { "\($0.name): \($0.defaultValue)" }.joined(separator: ", ")
      try worker.send(.check(id: 3, source: "\(experiment.name)(\(defaults))"))
      guard case .checked(3, let report) = try worker.message() else { continue }
      #expect(report.diagnostics == [], "\(experiment.name)(\(defaults))")
    }
  }

  @Test func `completes and explains`() throws {
    let worker = try ready()
    try worker.send(.complete(id: 1, source: "law.am", offset: 6))
    guard case .completed(1, let completions) = try worker.message() else { return }
    #expect(completions.from == 0)
    #expect(completions.items.map(\.insert) == ["law.amdahl()"])
    try worker.send(.hover(id: 2, source: "law.amdahl(p: 0.5)", offset: 3))
    guard case .hovered(2, let hover) = try worker.message() else { return }
    #expect(hover?.title == "law.amdahl")
    try worker.send(.hover(id: 3, source: "  ", offset: 1))
    #expect(try worker.message() == .hovered(id: 3, nil))
  }

  @Test func `answers questions while an experiment runs`() throws {
    let worker = try ready()
    try worker.send(.run(RunRequest(run: "r1", source: slow)))
    while case .event(let event) = try worker.message(), event.content.type != "started" {}
    try worker.send(.check(id: 1, source: ""))
    while true { if case .checked(1, _) = try worker.message() { break } }
    try worker.send(.stop)
    #expect(try worker.events(of: "r1").last?.content.type == "finished")
  }

  @Test func `calibrates`() throws {
    let worker = try ready()
    try worker.send(.calibrate(id: 9))
    guard case .calibrated(9, let parallelism) = try worker.message() else {
      Issue.record("no calibration")
      return
    }
    #expect((0...2).contains(parallelism))
  }

  @Test func `keeps every line below one mebibyte and loses none, also to a slow reader`() throws {
    let worker = try ready()
    let source = """
      law.amdahl(p: 0.9, n: 1...32_768)
      law.amdahl(p: 0.5, n: [1...10_000, 40_000...50_000])
      """
    // The worker fills the pipe and waits; the answer to the check cannot overtake what waits there.
    try worker.send(.run(RunRequest(run: "r1", source: source, caseDeadline: 300)))
    try worker.send(.check(id: 1, source: String(repeating: "é😀 ", count: 10_000)))
    let events = try worker.events(of: "r1")
    #expect(events.map(\.seq) == Array(1...events.count))
    #expect(events.last?.content == .finished(finished(of: events, .done, nil)))
    let points = events.map { event in
      if case .samples(let samples) = event.content { samples.points.count } else { 0 }
    }
    let all = points.reduce(0, +)
    let expected: Int = 32_768 + 10_000 + 10_001
    #expect(all == expected)
    #expect(worker.longestLine <= 1_048_576)
  }

  @Test(arguments: [UInt64.random(in: 0...UInt64.max), 1])
  func `answers a hundred random requests`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let worker = try ready()
    let pieces = [
      "law.amdahl", "(", ")", "p:", "0.5", "1...9", " by 2", "[", "]", ",", "\n", "\"", "é😀",
      ".none",
      "race.lostUpdate", "threads: 4", "5.ms", "// x", "%%python", "\u{0}", "}", "-",
    ]
    for id in 0..<100 {
      let count = Int.random(in: 0...12, using: &random)
      let source = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let offset = Int.random(in: -2...60, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: try worker.send(.check(id: id, source: source))
      case 1: try worker.send(.complete(id: id, source: source, offset: offset))
      case 2: try worker.send(.hover(id: id, source: source, offset: offset))
      case 3: try worker.send(.describe(id: id))
      default:
        try worker.send(.run(RunRequest(run: "r\(id)", source: source + "\nlaw.amdahl(q: 1)")))
        #expect(try worker.events(of: "r\(id)").last?.content.type == "finished", "seed \(seed)")
        continue
      }
      let answered: Int
      switch try worker.message() {
      case .checked(let id, _), .completed(let id, _), .hovered(let id, _), .described(let id, _):
        answered = id
      default: answered = -1
      }
      #expect(answered == id, "seed \(seed)")
    }
    #expect(try worker.close() == 0)
  }
}
