import Foundation
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Workers

/// Collects what becomes of runs and lets a test wait for it.
final class Recorder: Sendable {
  private struct State {
    var updates: [String: [RunUpdate]] = [:]
    var waiters: [(id: Int, isMet: @Sendable ([RunUpdate]) -> Bool, run: String, go: Go)] = []
    var nextWaiter = 0
  }
  private typealias Go = CheckedContinuation<Void, Never>

  private let state = Mutex(State())

  func receive(_ run: String, _ update: RunUpdate) {
    let ready = state.withLock { state -> [Go] in
      state.updates[run, default: []].append(update)
      let updates = state.updates[run, default: []]
      let met = state.waiters.filter { $0.run == run && $0.isMet(updates) }
      state.waiters.removeAll { waiter in met.contains { $0.id == waiter.id } }
      return met.map(\.go)
    }
    for go in ready { go.resume() }
  }

  /// Waits until the updates of a run fulfil a condition.
  func wait(for run: String, until isMet: @escaping @Sendable ([RunUpdate]) -> Bool) async {
    await withCheckedContinuation { (go: Go) in
      let isMetNow = state.withLock { state in
        if isMet(state.updates[run] ?? []) { return true }
        state.waiters.append((state.nextWaiter, isMet, run, go))
        state.nextWaiter += 1
        return false
      }
      if isMetNow { go.resume() }
    }
  }

  /// Waits until a run has said a text.
  func waitForText(_ text: String, of run: String) async {
    await wait(for: run) { updates in
      updates.text.contains(text) || updates.end != nil
    }
  }

  /// Waits for the end of a run and returns everything that became of it.
  func end(of run: String) async -> [RunUpdate] {
    await wait(for: run) { $0.end != nil }
    return updates(of: run)
  }

  func updates(of run: String) -> [RunUpdate] {
    state.withLock { $0.updates[run] ?? [] }
  }
}

extension [RunUpdate] {
  var end: RunFinished? {
    for case .ended(let finished) in self { return finished }
    return nil
  }

  var lines: [RunLine] {
    compactMap { update in
      if case .line(let line) = update { line } else { nil }
    }
  }

  var events: [RunEvent] {
    lines.compactMap { try? WireCoding.decode(RunEvent.self, from: $0.bytes) }
  }

  /// Everything that the run said as text.
  var text: String {
    events.compactMap { event in
      if case .text(let batch) = event.content { batch.text } else { nil }
    }.joined()
  }

  var caseEnds: [CaseFinished] {
    events.compactMap { event in
      if case .caseFinished(let end) = event.content { end } else { nil }
    }
  }

  var statuses: [CaseStatus] { caseEnds.map(\.status) }
  var types: [String] { lines.map(\.header.type) }
}

/// What a test of real workers has in hand.
struct PoolFixture: Sendable {
  let sandbox: Sandbox
  let pool: WorkerPool
  let recorder = Recorder()

  /// Runs a test against a pool of hostile workers in a real sandbox and leaves nothing behind.
  static func with(
    _ limits: Limits = .forTests, best: Isolation = .strict,
    _ body: (PoolFixture) async throws -> Void
  ) async throws {
    let worker = try #require(Programs.hostileWorker)
    let sandbox = try await Sandbox.open(
      worker: worker, options: Sandbox.Options(best: best), limits: limits)
    defer { sandbox.close() }
    let pool = WorkerPool(sandbox: sandbox)
    let fixture = PoolFixture(sandbox: sandbox, pool: pool)
    try await withThrowingTaskGroup { group in
      group.addTask { await pool.run() }
      do {
        try await body(fixture)
      } catch {
        await pool.close()
        throw error
      }
      await pool.close()
      try await group.waitForAll()
    }
  }

  /// Queues a run of deeds, one case each.
  func submit(
    _ run: String, _ deeds: [String], need: Need = .exact, person: String = "ada",
    notebook: String = "n", caseDeadline: Duration = .seconds(60),
    runDeadline: Duration = .seconds(300), from: CaseIndex? = nil
  ) async throws {
    let recorder = recorder
    let order = RunOrder(
      run: run, person: person, notebook: notebook, source: deeds.joined(separator: "\n"),
      need: need, caseDeadline: caseDeadline, runDeadline: runDeadline, from: from)
    try await pool.submit(order) { update in recorder.receive(run, update) }
  }

  /// Runs deeds to their end.
  func run(_ deeds: String..., caseDeadline: Duration = .seconds(60)) async throws -> [RunUpdate] {
    let run = "r-\(deeds.joined(separator: "+"))"
    try await submit(run, deeds, caseDeadline: caseDeadline)
    return await recorder.end(of: run)
  }
}

extension Limits {
  /// The usual limits with patience for a busy machine.
  static var forTests: Limits {
    var limits = Limits()
    limits.helloDeadline = .seconds(60)
    limits.languageDeadline = .seconds(30)
    limits.languageStartDeadline = .seconds(60)
    limits.calibrationDeadline = .seconds(60)
    return limits
  }

  func with(_ change: (inout Limits) -> Void) -> Limits {
    var limits = self
    change(&limits)
    return limits
  }
}

/// What tests of real workers need and say when it is missing.
enum RealSandbox {
  static let missing: Comment =
    "needs bubblewrap and the hostile worker: apt-get install bubblewrap, then `make test`"
  static var isThere: Bool { Programs.hasBubblewrap && Programs.hostileWorker != nil }
}
