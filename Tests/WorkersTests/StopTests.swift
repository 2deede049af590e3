import Foundation
import Glibc
import Testing
import Wire

@testable import Workers

@Suite(.serialized, .enabled(if: RealSandbox.isThere, RealSandbox.missing))
struct StopTests {
  /// Short enough for a test, each still far above what a step takes.
  static let limits = Limits.forTests.with { limits in
    limits.stopGrace = .milliseconds(300)
    limits.signalGrace = .milliseconds(100)
  }

  @Test func `a run that listens ends by itself when it is asked to`() async throws {
    let limits = Limits.forTests.with { $0.stopGrace = .seconds(60) }
    try await PoolFixture.with(limits) { fixture in
      try await fixture.submit("r", ["obey", "benign"])
      await fixture.recorder.waitForText("waiting", of: "r")
      #expect(await fixture.pool.stop("r"))
      let updates = await fixture.recorder.end(of: "r")
      #expect(updates.statuses == [.stopped])
      #expect(updates.end?.status == .stopped)
      #expect(!updates.text.contains("interrupt"))
    }
  }

  @Test func `a run that ignores everything is killed, step by visible step`() async throws {
    try await PoolFixture.with(Self.limits) { fixture in
      try await fixture.submit("r", ["stubborn", "benign"])
      await fixture.recorder.waitForText("stubborn", of: "r")
      let root = try #require(await fixture.pool.process(of: "r"))
      let processes = ProcessTree.members(from: root)
      #expect(processes.count >= 3, "launcher, bubblewrap's first process, worker")
      await fixture.pool.stop("r")
      let updates = await fixture.recorder.end(of: "r")
      #expect(updates.statuses == [.stopped])
      let steps: [Teardown.Step] = [.ask, .interrupt, .terminate, .kill]
      let said = updates.text.split(separator: "\n").map(String.init)
      #expect(said.filter { $0 != "stubborn" } == steps.map(\.sentence))
      #expect(alive(processes).isEmpty)
    }
  }

  @Test func `a daemon with a session of its own is gone once the run has ended`() async throws {
    try await PoolFixture.with(Self.limits) { fixture in
      try await fixture.submit("r", ["daemon"])
      await fixture.recorder.waitForText("daemon started", of: "r")
      let root = try #require(await fixture.pool.process(of: "r"))
      let processes = ProcessTree.members(from: root)
      #expect(processes.count >= 4, "the daemon is there")
      await fixture.pool.stop("r")
      _ = await fixture.recorder.end(of: "r")
      #expect(alive(processes).isEmpty)
    }
  }

  @Test func `a worker that closed its output and stays is ended with its case`() async throws {
    try await PoolFixture.with(Self.limits) { fixture in
      let updates = try await fixture.run("deaf", "benign", caseDeadline: .seconds(2))
      #expect(updates.statuses == [.deadline, .done])
      #expect(updates.end?.status == .failed)
    }
  }

  @Test func `output that nobody takes stops the worker and costs no memory`() async throws {
    try await PoolFixture.with(Self.limits) { fixture in
      let gate = Gate()
      let recorder = fixture.recorder
      let order = RunOrder(
        run: "r", person: "ada", notebook: "n", source: "flood", need: .exact,
        caseDeadline: .seconds(300))
      try await fixture.pool.submit(order) { update in
        if case .line(let line) = update, line.header.type == "text" { await gate.pass() }
        recorder.receive("r", update)
      }
      await gate.waitForArrival()
      let root = try #require(await fixture.pool.process(of: "r"))
      let worker = ProcessTree.innermost(from: root)
      let before = ownMemory()
      await waitUntilBlocked(worker)
      // Free to write, it writes as much in a millisecond; it stays where it is.
      #expect(bytesWritten(by: worker) < 1 << 20)
      #expect(ownMemory() - before < 32 << 20)
      // A stop works although nobody takes the lines; its end is told once somebody does.
      let processes = ProcessTree.members(from: root)
      await fixture.pool.stop("r")
      while !alive(processes).isEmpty { await Task.yield() }
      await gate.open()
      let updates = await recorder.end(of: "r")
      #expect(updates.end?.status == .stopped)
    }
  }

  @Test func `a run that writes too much is ended and what it wrote is kept`() async throws {
    let limits = Self.limits.with { $0.output = 1 << 20 }
    try await PoolFixture.with(limits) { fixture in
      let updates = try await fixture.run("flood", "benign")
      let size = updates.lines.reduce(0) { $0 + $1.bytes.count }
      #expect(size > 900_000 && size < 1_200_000)
      #expect(updates.statuses == [.failed])
      #expect(updates.end?.reason?.contains("wrote more than 1 MiB") == true)
    }
  }

  @Test func `the next case runs in a fresh worker after one that never ends`() async throws {
    try await PoolFixture.with { fixture in
      let updates = try await fixture.run(
        "benign", "hang", "freeze", "benign", caseDeadline: .seconds(2))
      #expect(updates.statuses == [.done, .deadline, .deadline, .done])
      #expect(updates.caseEnds[1].reason?.contains("2 seconds") == true)
      #expect(updates.end?.status == .failed)
      #expect(updates.end?.reason == "2 cases did not end; the first one did not end in time.")
      #expect(updates.events.map(\.seq) == Array(1...updates.events.count))
      #expect(updates.types.filter { $0 == "plan" }.count == 1)
    }
  }

  @Test func `a run past its own deadline ends there`() async throws {
    try await PoolFixture.with { fixture in
      try await fixture.submit("r", ["hang", "benign"], runDeadline: .seconds(1))
      let updates = await fixture.recorder.end(of: "r")
      #expect(updates.statuses == [.deadline])
      #expect(updates.end?.status == .deadline)
    }
  }

  @Test(arguments: [
    ("segv", "SIGSEGV"), ("abort", "SIGABRT"), ("exit 3", "exit code 3"),
    ("complain", "the last words"), ("trap", "SIG"),
  ])
  func `a crash is an outcome of its case`(deed: String, word: String) async throws {
    try await PoolFixture.with { fixture in
      let updates = try await fixture.run("benign", deed, "benign")
      #expect(updates.statuses == [.done, .crashed, .done])
      #expect(updates.caseEnds[1].reason?.contains(word) == true)
      #expect(updates.end?.reason == "One case crashed.")
    }
  }

  @Test func `a worker that dies while it plans costs two starts and no more`() async throws {
    try await PoolFixture.with { fixture in
      let updates = try await fixture.run("die planning")
      #expect(updates.caseEnds.isEmpty)
      #expect(updates.end?.status == .crashed)
      #expect(updates.end?.reason?.contains("SIGSEGV") == true)
    }
  }

  @Test func `a case that no worker lives to start is given up and the next one runs`()
    async throws
  {
    try await PoolFixture.with { fixture in
      let updates = try await fixture.run("benign", "die before", "benign")
      #expect(updates.statuses == [.done, .crashed, .done])
      #expect(updates.caseEnds.count == 3)
    }
  }

  @Test func `lines that are no messages are counted and the run goes on`() async throws {
    try await PoolFixture.with { fixture in
      let updates = try await fixture.run("garbage", "forge", "benign")
      #expect(updates.statuses == [.done, .done, .done])
      #expect(updates.end?.status == .done)
      #expect(updates.text.contains("raw \u{2028} inside"))
      #expect(updates.text.contains("lines that are not messages"))
      #expect(!updates.types.contains("hello"))
    }
  }

  @Test func `a worker that only babbles is killed`() async throws {
    try await PoolFixture.with { fixture in
      let updates = try await fixture.run("babble", "benign")
      #expect(updates.end?.status == .failed)
      #expect(updates.end?.reason?.contains("not messages") == true)
    }
  }

  @Test func `nothing is left when the pool closes in mid-run`() async throws {
    let recorder = Recorder()
    var processes: [ProcessTree.Member] = []
    var path = ""
    try await PoolFixture.with { fixture in
      try await fixture.pool.submit(
        RunOrder(run: "r", person: "a", notebook: "n", source: "stubborn", need: .exact)
      ) { recorder.receive("r", $0) }
      try await fixture.pool.submit(
        RunOrder(run: "q", person: "a", notebook: "n", source: "benign", need: .quiet)
      ) { recorder.receive("q", $0) }
      await recorder.waitForText("stubborn", of: "r")
      processes = ProcessTree.members(from: try #require(await fixture.pool.process(of: "r")))
      path = fixture.sandbox.folder.path
    }
    #expect(recorder.updates(of: "r").end?.status == .interrupted)
    #expect(recorder.updates(of: "q").end?.status == .interrupted)
    #expect(recorder.updates(of: "q").lines.isEmpty)
    #expect(alive(processes).isEmpty)
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(ProcessTree.all().allSatisfy { !ProcessTree.commandLine(of: $0).contains(path) })
  }

  // MARK: What /proc says

  private func alive(_ members: [ProcessTree.Member]) -> [ProcessTree.Member] {
    members.filter { ProcessTree.members(from: $0.id).first == $0 }
  }

  /// Waits until a process has written nothing for a number of looks.
  private func waitUntilBlocked(_ process: pid_t) async {
    var last = -1
    var same = 0
    while same < 50 {
      let now = bytesWritten(by: process)
      same = now == last ? same + 1 : 0
      last = now
      try? await Task.sleep(for: .milliseconds(2))
    }
  }

  private func bytesWritten(by process: pid_t) -> Int {
    number("wchar", in: "/proc/\(process)/io")
  }

  private func ownMemory() -> Int {
    number("VmRSS", in: "/proc/self/status") << 10
  }

  private func number(_ field: String, in path: String) -> Int {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("\(field):") } ?? ""
    return line.split(whereSeparator: { " \t".contains($0) }).compactMap { Int($0) }.first ?? 0
  }
}

/// A gate that a listener waits at until the test opens it.
actor Gate {
  private var isOpen = false
  private var hasArrival = false
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var watchers: [CheckedContinuation<Void, Never>] = []

  func pass() async {
    hasArrival = true
    for watcher in watchers { watcher.resume() }
    watchers = []
    if isOpen { return }
    await withCheckedContinuation { waiting.append($0) }
  }

  func waitForArrival() async {
    if hasArrival { return }
    await withCheckedContinuation { watchers.append($0) }
  }

  func open() {
    isOpen = true
    for one in waiting { one.resume() }
    waiting = []
  }
}
