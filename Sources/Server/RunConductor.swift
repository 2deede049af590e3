public import NotebookModel
import Synchronization
import Wire
public import Workers

/// Carries runs from the sessions to the pool of workers, and what becomes of them back.
///
/// Orders that come before the pool is there wait for it: the server listens first and prepares its
/// sandbox beside.
public final class RunConductor: RunStarter {
  private enum Command: Sendable {
    case start(RunStart, Session)
    case stop(RunID)
  }

  private let commands: AsyncStream<Command>
  private let commandsIn: AsyncStream<Command>.Continuation
  private let isClosing = Atomic(false)

  public init() {
    // Each command stands for a run, and a notebook has a limit of those.
    (commands, commandsIn) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
  }

  public func start(_ run: RunStart, in session: Session) { commandsIn.yield(.start(run, session)) }

  public func stop(_ run: RunID) { commandsIn.yield(.stop(run)) }

  /// Lets ``run(pool:language:)`` return.
  ///
  /// What the pool ends from now on was not ended by anybody's will: the sessions are not told, so
  /// that the next start finds queued runs queued and the others interrupted.
  public func close() {
    isClosing.store(true, ordering: .releasing)
    commandsIn.finish()
  }

  /// Hands every order to the pool, in order, until closed.
  public func run(pool: WorkerPool, language: LanguageService) async {
    for await command in commands {
      switch command {
      case .stop(let run): await pool.stop(run.rawValue)
      case .start(let start, let session):
        let need = await need(of: start.source, language)
        let order = Workers.RunOrder(
          run: start.run.rawValue, person: Self.owner, notebook: start.notebook.rawValue,
          source: start.source, need: need)
        do {
          try await pool.submit(order) { update in
            if self.isClosing.load(ordering: .acquiring) { return }
            await Self.pass(update, of: start.run, to: session, pool)
          }
        } catch {
          try? await session.ended(start.run, .failed, reason: error.sentence)
        }
      }
    }
  }

  /// Ends every order as failed, with a sentence: there is no sandbox to run it in.
  public func refuseAll(because sentence: String) async {
    for await command in commands {
      guard case .start(let start, let session) = command else { continue }
      try? await session.ended(start.run, .failed, reason: sentence)
    }
  }

  /// The one person of a server without accounts.
  private static let owner = "owner"

  /// A cell whose calls are all exact may run beside others; when nobody can tell, it may not.
  private func need(of source: String, _ language: LanguageService) async -> Need {
    guard let plan = try? await language.check(source).plan else { return .quiet }
    return plan.calls.allSatisfy { $0.need == .exact } ? .exact : .quiet
  }

  /// A session that cannot store what a run says has lost it, so the run is stopped; its end is told
  /// all the same.
  private static func pass(
    _ update: RunUpdate, of run: RunID, to session: Session, _ pool: WorkerPool
  ) async {
    do {
      switch update {
      case .waiting(let position, let reason):
        try await session.waiting(run, position: position, reason: reason)
      case .started: try await session.started(run)
      case .line(let line): try await session.workerEvent(run, line: line.bytes)
      case .ended(let finished):
        try await session.ended(run, phase(of: finished.status), reason: finished.reason)
      }
    } catch {
      await pool.stop(run.rawValue)
    }
  }

  private static func phase(of status: CaseStatus) -> RunPhase {
    switch status {
    case .done: .done
    case .stopped: .stopped
    case .interrupted: .interrupted
    case .failed, .deadline, .crashed, .outOfMemory: .failed
    }
  }
}
