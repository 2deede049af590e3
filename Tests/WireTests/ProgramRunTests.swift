import TestSupport
import Testing
import Wire

@Suite(
  .serialized,
  .enabled(if: Programs.worker != nil, "The worker was not built; `make test` builds it."))
struct `A worker that explores a program` {
  private let lostUpdate = """
    %%program
    atomic(.relaxed) counter = 0
    thread worker(i) for i in 1...2 {
      let seen = counter
      counter = seen + 1
    }
    assert counter == 2, "an increment was lost"
    """
  private let explorationType = "application/vnd.interleave.exploration+json"

  private func ready() throws -> WorkerProcess {
    let worker = try WorkerProcess(try #require(Programs.worker))
    _ = try worker.greet()
    return worker
  }

  private func exploration(_ events: [RunEvent]) -> [String: JSON]? {
    for event in events {
      if case .output(let output) = event.content,
        case .object(let members)? = output.bundle[explorationType]
      {
        return members
      }
    }
    return nil
  }

  private func verdicts(_ events: [RunEvent]) -> [VerdictReport] {
    events.compactMap { if case .verdict(let verdict) = $0.content { verdict } else { nil } }
  }

  @Test func `tells it like any other run, from its plan to its end`() throws {
    let events = try ready().run(lostUpdate)
    #expect(
      events.map(\.content.type)
        == ["plan", "started", "verdict", "output", "caseFinished", "finished"])
    #expect(events.map(\.seq) == Array(1...events.count))
    let verdict = try #require(verdicts(events).first)
    #expect(verdict.claim == "sc" && verdict.verdict == .refuted && verdict.met == nil)
    #expect(
      verdict.sentence == "SC: 4 of 6 interleavings fail. Assertion: an increment was lost.")
    guard case .caseFinished(let end)? = events.dropLast().last?.content else { return }
    #expect(end.status == .done && end.peakMemory > 0)
    #expect(exploration(events)?["schedules"] != nil)
  }

  @Test func `gives the same bytes each time`() throws {
    let first = try exploration(ready().run(lostUpdate))
    let second = try exploration(ready().run(lostUpdate))
    #expect(first != nil && first == second)
  }

  @Test func `says for each model what it found`() throws {
    let events = try ready().run(
      """
      %%program model: all
      atomic(.relaxed) x = 0, y = 0
      thread left { x = 1
        let r = y }
      thread right { y = 1
        let r = x }
      outcome left.r, right.r
      forbidden (0, 0)
      """)
    #expect(verdicts(events).map(\.claim) == ["sc", "tso", "pso"])
    #expect(verdicts(events).map(\.verdict) == [.proved, .refuted, .refuted])
  }

  @Test func `names every mistake with its place and runs nothing`() throws {
    let events = try ready().run("%%program\nvra x = 0\nthread a { y = 1 }")
    guard case .diagnostics(let findings)? = events.first?.content else {
      Issue.record("no diagnostics")
      return
    }
    #expect(findings.first?.from.line == 2 && findings.first?.suggestion == "var")
    guard case .finished(let end)? = events.last?.content else { return }
    #expect(end.status == .failed && end.reason?.hasPrefix("Line 2: ") == true)
    #expect(!events.contains { $0.content.type == "started" })
  }

  @Test func `shows what it has when it is stopped`() throws {
    let worker = try ready()
    // Far too many schedules to finish, and none fails.
    let events = try worker.run(
      """
      %%program strategy: naive, seconds: 50, limit: 1000000000
      atomic x = 0
      thread worker(i) for i in 1...6 { for k in 1...4 { x.fetchAdd(1) } }
      """
    ) { event in
      if event.content.type == "progress" { try worker.send(.stop) }
    }
    guard case .finished(let end)? = events.last?.content else { return }
    #expect(end.status == .stopped)
    #expect(exploration(events) != nil)
    #expect(verdicts(events).first?.verdict == .sampled)
    #expect(verdicts(events).first?.decide != nil)
  }

  @Test func `checks, completes and explains its language`() throws {
    let worker = try ready()
    try worker.send(.check(id: 1, source: lostUpdate))
    guard case .checked(1, let report) = try worker.message() else { return }
    #expect(report.diagnostics == [] && report.plan?.calls.map(\.need) == [.exact])
    let source = "%%program\nmutex m\nthread a { m.lo }"
    try worker.send(.complete(id: 2, source: source, offset: source.utf16.count - 2))
    guard case .completed(2, let completions) = try worker.message() else { return }
    #expect(completions.items.contains { $0.label.hasPrefix("lock") })
    try worker.send(.hover(id: 3, source: source, offset: 11))
    guard case .hovered(3, let hover) = try worker.message() else { return }
    #expect(hover?.title.contains("mutex") == true)
  }

  @Test func `replays a schedule by its id, by its steps and from its start`() throws {
    let worker = try ready()
    let events = try worker.run(lostUpdate)
    guard case .array(let schedules)? = exploration(events)?["schedules"],
      case .object(let shortest)? = schedules.first, case .string(let id)? = shortest["id"]
    else {
      Issue.record("no schedule")
      return
    }
    func schedule(_ number: Int, _ text: String, hint: Bool = false) throws -> [String: JSON] {
      let question = ScheduleQuestion(source: lostUpdate, schedule: text, wantsHint: hint)
      try worker.send(.schedule(id: number, question))
      guard case .scheduled(number, let answer) = try worker.message(),
        case .object(let members)? = answer.report
      else { return [:] }
      return members
    }
    func steps(_ members: [String: JSON]) -> JSON? {
      if case .object(let schedule)? = members["schedule"] { schedule["steps"] } else { nil }
    }
    #expect(try steps(schedule(1, id)) == shortest["steps"])
    #expect(try steps(schedule(2, "0110")) == shortest["steps"])
    let start = try schedule(3, "", hint: true)
    #expect(steps(start) == [] && start["hint"] == "0,1,1,0")
    #expect(try schedule(4, "0,1", hint: true)["hint"] == "1,0")
  }

  @Test(arguments: [
    ("il1.AQAp", "The id is cut off"), ("il1.?", "The id contains a letter"),
    ("nonsense", "This is no id"),
  ])
  func `says in a sentence why an id cannot be read`(id: String, sentence: String) throws {
    let worker = try ready()
    try worker.send(.schedule(id: 1, ScheduleQuestion(source: lostUpdate, schedule: id)))
    guard case .scheduled(1, let answer) = try worker.message() else { return }
    #expect(answer.report == nil && answer.refusal?.hasPrefix(sentence) == true)
  }

  @Test func `replays a list as far as the program follows it`() throws {
    let worker = try ready()
    try worker.send(.schedule(id: 1, ScheduleQuestion(source: lostUpdate, schedule: "0,9")))
    guard case .scheduled(1, let answer) = try worker.message(),
      case .object(let members)? = answer.report, case .object(let problem)? = members["problem"]
    else {
      Issue.record("no problem")
      return
    }
    #expect(problem["stops"] == true)
  }

  @Test func `gives a schedule as text and as a trace where that is wanted`() throws {
    let worker = try ready()
    let question = ScheduleQuestion(source: lostUpdate, schedule: "0110", wantsExports: true)
    try worker.send(.schedule(id: 1, question))
    guard case .scheduled(1, let answer) = try worker.message(),
      case .object(let members)? = answer.report, case .string(let text)? = members["trace"],
      case .object(let trace) = try WireCoding.decode(JSON.self, from: Array(text.utf8))
    else {
      Issue.record("no trace")
      return
    }
    guard case .array(let events)? = trace["traceEvents"] else { return }
    #expect(events.count > 4)
    guard case .string(let table)? = members["text"] else {
      Issue.record("no text")
      return
    }
    #expect(table.contains("step │ worker 1"))
  }

  @Test func `begins a schedule by hand in the model that the program names`() throws {
    let worker = try ready()
    let source = lostUpdate.replacing("%%program", with: "%%program model: tso")
    try worker.send(.schedule(id: 1, ScheduleQuestion(source: source, schedule: "0,")))
    guard case .scheduled(1, let answer) = try worker.message(),
      case .object(let members)? = answer.report, case .object(let schedule)? = members["schedule"]
    else {
      Issue.record("no schedule")
      return
    }
    #expect(schedule["model"] == "tso")
  }

  @Test func `has no schedule of a program that cannot be read, or of other cells`() throws {
    let worker = try ready()
    for (number, source) in ["%%program\nthread a { x = 1 }", "law.amdahl()"].enumerated() {
      try worker.send(.schedule(id: number, ScheduleQuestion(source: source, schedule: "")))
      guard case .scheduled(number, let answer) = try worker.message() else { return }
      #expect(answer.report == nil && answer.refusal != nil)
    }
  }
}
