public import NotebookModel
public import Storage

extension Session {
  /// Makes changes and answers the new revision.
  public func edit(
    base: Int, key: String, changes: [Change], origin: Origin = Origin()
  ) async throws(SessionError) -> Int {
    let edit = Edit(
      base: base, key: key, changes: changes, origin: origin, at: environment.now())
    guard case .revision(let revision) = try await apply(.edit(edit)) else { return base }
    return revision
  }

  /// Brings back what a revision held, whole or one cell of it, and answers the new revision.
  public func bringBack(
    _ past: PastNotebook, cell: CellID? = nil, key: String? = nil, origin: Origin = Origin()
  ) async throws(SessionError) -> Int {
    let contents = past.cells.map(\.content)
    let change: Change
    if let cell {
      guard let content = contents.first(where: { $0.id == cell }) else {
        throw .refused(.unknownCell(cell))
      }
      change = .setContent(content)
    } else {
      let heading = past.revision.heading
      change = .become(title: heading.title, tags: heading.tags, cells: contents)
    }
    var origin = origin
    origin.restored = past.revision.number
    return try await edit(
      base: past.newest, key: key ?? environment.newName(), changes: [change], origin: origin)
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
