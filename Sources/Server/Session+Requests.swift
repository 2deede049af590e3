public import NotebookModel

extension Session {
  /// Makes changes and answers the new revision.
  public func edit(
    base: Int, key: String, changes: [Change]
  ) async throws(SessionError) -> Int {
    let edit = Edit(base: base, key: key, changes: changes, at: environment.now())
    guard case .revision(let revision) = try await apply(.edit(edit)) else { return base }
    return revision
  }

  /// Queues a run for each cell, in this order.
  public func run(_ cells: [CellID], key: String? = nil) async throws(SessionError) -> [QueuedRun] {
    let names = cells.map { _ in RunID("r" + environment.newName()) }
    let operation = Operation.run(cells: cells, runs: names, key: key, at: environment.now())
    guard case .runs(let runs) = try await apply(operation) else { return [] }
    return runs
  }

  /// Asks for the end of a run, also of one that still waits.
  public func stop(_ run: RunID) async throws(SessionError) { try await apply(.stop(run)) }

  /// Puts the notebook into the bin.
  public func delete() async throws(SessionError) {
    try await apply(.delete(at: environment.now()))
  }

  /// Takes the notebook out of the bin.
  public func restore() async throws(SessionError) {
    try await apply(.restore(at: environment.now()))
  }

  /// Takes up what the last server left: what ran is interrupted, what was queued goes on.
  func recover() async throws(SessionError) { try await apply(.recover(at: environment.now())) }
}

// What whoever executes runs reports.
extension Session {
  /// Tells why a run does not run yet.
  public func waiting(
    _ run: RunID, position: Int, reason: String
  ) async throws(SessionError) {
    try await apply(.wait(run, Waiting(position: position, reason: reason)))
  }

  /// Tells that a worker has the run.
  public func started(_ run: RunID) async throws(SessionError) {
    try await apply(.start(run, at: environment.now()))
  }
}
