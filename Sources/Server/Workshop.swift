public import Workers

/// Everything that runs cells: the sandbox with its pool and its language worker.
public struct Workshop: Sendable {
  public let sandbox: Sandbox
  public let pool: WorkerPool
  public let language: LanguageService

  /// Finds the best isolation that works here and prepares it; starts nothing yet.
  public static func open(worker: String, options: Sandbox.Options) async throws -> Workshop {
    Workshop(sandbox: try await Sandbox.open(worker: worker, options: options))
  }

  public init(sandbox: Sandbox) {
    self.sandbox = sandbox
    pool = WorkerPool(sandbox: sandbox)
    language = LanguageService(sandbox: sandbox)
  }

  /// Works until ``close()`` or cancellation; no process is left when it returns.
  public func run(_ conductor: RunConductor) async {
    await withDiscardingTaskGroup { group in
      group.addTask { await pool.run() }
      group.addTask { await language.run() }
      group.addTask { await conductor.run(pool: pool, language: language) }
    }
    sandbox.close()
  }

  /// Lets ``run(_:)`` return once what runs has been ended.
  public func close(_ conductor: RunConductor) async {
    conductor.close()
    await pool.close()
    await language.close()
  }
}
