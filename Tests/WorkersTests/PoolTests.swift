import Foundation
import Glibc
import TestSupport
import Testing
import Wire

@testable import Workers

@Suite(.serialized, .enabled(if: RealSandbox.isThere, RealSandbox.missing))
struct PoolTests {
  @Test func `every run gets a worker of its own`() async throws {
    try await PoolFixture.with { fixture in
      for number in 1...5 {
        let updates = try await fixture.run("benign", "text \(number)")
        #expect(updates.end?.status == .done)
      }
      #expect(await fixture.pool.status.spawned >= 5)
    }
  }

  @Test func `a quiet run waits for the running one and says so`() async throws {
    let limits = Limits.forTests.with { $0.stopGrace = .seconds(60) }
    try await PoolFixture.with(limits) { fixture in
      try await fixture.submit("first", ["obey"], need: .quiet)
      await fixture.recorder.waitForText("waiting", of: "first")
      try await fixture.submit("second", ["benign"], need: .quiet, person: "bob")
      try await fixture.submit("third", ["benign"], need: .exact, person: "bob")
      await fixture.recorder.wait(for: "third") { !$0.isEmpty }
      #expect(
        fixture.recorder.updates(of: "second") == [
          .waiting(
            position: 1, reason: "A run of somebody else measures time and must be alone.")
        ])
      #expect(
        fixture.recorder.updates(of: "third") == [
          .waiting(position: 2, reason: "One run is before it.")
        ])
      let status = await fixture.pool.status
      #expect(status.waiting.map(\.run) == ["second", "third"])
      #expect(status.running.map(\.run) == ["first"])
      await fixture.pool.stop("first")
      #expect(await fixture.recorder.end(of: "second").end?.status == .done)
      #expect(await fixture.recorder.end(of: "third").end?.status == .done)
    }
  }

  @Test func `a waiting run can be removed`() async throws {
    let limits = Limits.forTests.with { $0.stopGrace = .seconds(60) }
    try await PoolFixture.with(limits) { fixture in
      try await fixture.submit("first", ["obey"], need: .quiet)
      await fixture.recorder.waitForText("waiting", of: "first")
      try await fixture.submit("second", ["benign"], need: .quiet)
      #expect(await fixture.pool.stop("second"))
      let updates = await fixture.recorder.end(of: "second")
      #expect(updates.end?.status == .stopped)
      #expect(updates.types == ["finished"])
      #expect(await fixture.pool.stop("nobody") == false)
      await fixture.pool.stop("first")
      _ = await fixture.recorder.end(of: "first")
    }
  }

  @Test func `calibrates while idle and hands the value to the next run`() async throws {
    try await PoolFixture.with { fixture in
      while await fixture.pool.status.calibration == nil { await Task.yield() }
      #expect(await fixture.pool.status.calibration?.parallelism == 2)
      let updates = try await fixture.run("benign")
      #expect(updates.end?.status == .done)
    }
  }

  @Test func `a sweep goes on where it was interrupted`() async throws {
    try await PoolFixture.with { fixture in
      try await fixture.submit(
        "r", ["benign", "benign", "segv", "benign"], from: CaseIndex(call: 0, case: 1))
      let updates = await fixture.recorder.end(of: "r")
      let ends = updates.lines.filter { $0.header.type == "caseFinished" }
      #expect(ends.map(\.header.case) == [1, 2, 3])
      #expect(updates.statuses == [.done, .crashed, .done])
    }
  }

  @Test func `a worker that is no worker is trouble that people can read`() async throws {
    let sandbox = try await Sandbox.open(worker: "/bin/true", limits: .forTests)
    defer { sandbox.close() }
    let pool = WorkerPool(sandbox: sandbox)
    await withTaskGroup { group in
      group.addTask { await pool.run() }
      while await pool.status.trouble == nil { await Task.yield() }
      let trouble = await pool.status.trouble
      #expect(trouble?.contains("exit code 0") == true)
      await pool.close()
    }
  }

  @Test func `the launcher's words come before the worker's command`() async throws {
    let worker = try #require(Programs.hostileWorker)
    let options = Sandbox.Options(launcher: ["/usr/bin/nice", "-n", "5"])
    let sandbox = try await Sandbox.open(worker: worker, options: options, limits: .forTests)
    defer { sandbox.close() }
    #expect(sandbox.isolation == .strict)
    let command = sandbox.command(slot: 3, processorSeconds: 60, scratch: "/tmp")
    #expect(command.executable == "/usr/bin/nice")
    #expect(command.arguments.prefix(3) == ["-n", "5", "/bin/sh"])
    #expect(command.arguments.suffix(1) == ["/app/worker"])
  }

  @Test func `cancelling the task that runs the pool ends every process`() async throws {
    let worker = try #require(Programs.hostileWorker)
    let sandbox = try await Sandbox.open(worker: worker, limits: .forTests)
    defer { sandbox.close() }
    let pool = WorkerPool(sandbox: sandbox)
    let recorder = Recorder()
    var processes: [ProcessTree.Member] = []
    try await withThrowingTaskGroup { group in
      group.addTask { await pool.run() }
      try await pool.submit(
        RunOrder(run: "r", person: "a", notebook: "n", source: "stubborn", need: .exact)
      ) { recorder.receive("r", $0) }
      await recorder.waitForText("stubborn", of: "r")
      processes = ProcessTree.members(from: try #require(await pool.process(of: "r")))
      group.cancelAll()
      try await group.waitForAll()
    }
    #expect(processes.count >= 3)
    #expect(processes.allSatisfy { ProcessTree.members(from: $0.id).first != $0 })
    #expect(recorder.updates(of: "r").end?.status == .interrupted)
  }
}

@Suite(.serialized, .enabled(if: RealSandbox.isThere, RealSandbox.missing))
struct LanguageServiceTests {
  private func with(
    _ limits: Limits = .forTests, _ body: (LanguageService) async throws -> Void
  ) async throws {
    let worker = try #require(Programs.hostileWorker)
    let sandbox = try await Sandbox.open(worker: worker, limits: limits)
    defer { sandbox.close() }
    let service = LanguageService(sandbox: sandbox)
    try await withThrowingTaskGroup { group in
      group.addTask { await service.run() }
      do {
        try await body(service)
      } catch {
        await service.close()
        throw error
      }
      await service.close()
      try await group.waitForAll()
    }
  }

  @Test func `answers questions, several at once too`() async throws {
    try await with { service in
      let build = try await service.describe().build
      #expect(build == "hostile")
      async let check = service.check("benign\nsegv")
      async let completion = service.complete("be", offset: 2)
      async let hover = service.hover("be", offset: 1)
      let (checked, completed, hovered) = try await (check, completion, hover)
      #expect(checked.plan?.calls.first?.cases.count == 2)
      #expect(completed.items.map(\.label) == ["benign"])
      #expect(hovered == nil)
    }
  }

  @Test func `a question that kills the worker fails alone, the next one is answered`()
    async throws
  {
    try await with { service in
      _ = try await service.check("benign")
      await #expect(throws: LanguageFailure.self) { try await service.check("segv") }
      let report = try await service.check("benign")
      #expect(report.plan != nil)
    }
  }

  @Test func `a question without an answer costs the worker and not the person`() async throws {
    let limits = Limits.forTests.with { $0.languageDeadline = .seconds(1) }
    try await with(limits) { service in
      _ = try await service.check("benign")
      await #expect(throws: LanguageFailure.self) { try await service.check("hang") }
      let report = try await service.check("benign")
      #expect(report.plan != nil)
    }
  }
}
