public import NotebookModel
import Storage

/// The one place in the server where an open notebook changes.
///
/// ``SessionState`` decides; the session hands what it decided to the journal without waiting in
/// between, and answers once that is committed. When a commit fails the state is thrown away, read
/// anew before the next operation, and everybody who waited is told.
public actor Session {
  public nonisolated let id: NotebookID
  let environment: SessionEnvironment
  private let store: Store
  private let journal: Journal
  private let starter: any RunStarter
  private nonisolated let lane = JournalLane()
  private var state: SessionState
  private var life = 0
  /// Runs whose output could not be stored; they are told to stop, and end as failed.
  private var lostRuns: [RunID: StorageError] = [:]
  private var cached: (commits: Int, json: [UInt8])?

  init(
    state: SessionState, store: Store, journal: Journal, starter: any RunStarter,
    environment: SessionEnvironment
  ) {
    id = state.notebook.id
    self.state = state
    self.store = store
    self.journal = journal
    self.starter = starter
    self.environment = environment
  }

  /// Applies an operation and answers when it is committed, or leaves everything as it was and says
  /// why.
  @discardableResult
  public func apply(_ operation: Operation) async throws(SessionError) -> Answer {
    try await refresh()
    let effects: [Effect]
    do { effects = try state.apply(operation) } catch { throw .refused(error) }
    let result = await withCheckedContinuation { continuation in
      submit(effects) { continuation.resume(returning: $0) }
    }
    do { return try result.get() } catch { throw .failed(error) }
  }

  /// Takes a worker's line and returns when there is room for the next.
  ///
  /// The line is durable before anybody sees it, but not yet when this returns.
  public nonisolated func workerEvent(
    _ run: RunID, line: [UInt8]
  ) async throws(SessionError) {
    // Decoded here, so that a long line does not hold up the session.
    let event: WorkerEvent
    do { event = try WorkerLine.event(line, of: run) } catch {
      throw .malformedLine(run, error.reason)
    }
    try await report(run, event)
    await lane.room()
  }

  /// The notebook with what its cells show, as the browser gets it.
  public func snapshot() async throws(SessionError) -> [UInt8] {
    try await refresh()
    let commits = lane.commits
    if let cached, cached.commits == commits { return cached.json }
    let snapshot: Snapshot?
    do { snapshot = try await store.snapshot(of: id) } catch { throw .failed(error) }
    guard let snapshot else { throw .missingNotebook(id) }
    let json = snapshot.json(epoch: store.epoch)
    cached = json.count <= SessionLimits.cachedSnapshot ? (commits, json) : nil
    return json
  }

  /// The newest state, which may be a moment ahead of what is committed.
  public func currentState() async throws(SessionError) -> SessionState {
    try await refresh()
    return state
  }

  /// Tells that a run is over and no process of it exists any more.
  ///
  /// When that cannot be stored now, it is stored with the next operation that can.
  public func ended(
    _ run: RunID, _ phase: RunPhase, reason: String?
  ) async throws(SessionError) {
    do {
      try await apply(.end(run, phase, reason: reason, at: environment.now()))
    } catch {
      if case .failed(let failure) = error { lane.lose(run, failure) }
      throw error
    }
  }

  private func report(_ run: RunID, _ event: WorkerEvent) async throws(SessionError) {
    try await refresh()
    if let failure = lostRuns[run] { throw .lostRun(run, failure) }
    let effects: [Effect]
    do { effects = try state.apply(.report(run, event)) } catch { throw .refused(error) }
    let (lane, starter) = (lane, starter)
    submit(effects) { result in
      guard case .failure(let error) = result else { return }
      // Nobody waits for this group, so the run hears of it from here.
      lane.lose(run, error)
      starter.stop(run)
    }
  }

  /// Hands effects on.
  ///
  /// Nothing is awaited between deciding them and this.
  private func submit(
    _ effects: [Effect], answer: @escaping @Sendable (Result<Answer, StorageError>) -> Void
  ) {
    var group = Group(notebook: id)
    var held: [@Sendable () -> Void] = []
    var result = Answer.done
    for effect in effects {
      switch effect {
      case .append(let records): group.records += records
      case .publish(let events): group.events += events.map { $0.row(notebook: id) }
      case .start(let run): held.append { [starter, self] in starter.start(run, in: self) }
      case .stop(let run): held.append { [starter] in starter.stop(run) }
      case .answer(let value): result = value
      }
    }
    // The journal keeps the session until then, so that no other is opened over uncommitted groups.
    journal.append(group, to: lane, life: life) { [held, result, self] outcome in
      switch outcome {
      case .success:
        for effect in held { effect() }
        answer(.success(result))
      case .failure(let error):
        answer(.failure(error))
      }
      withExtendedLifetime(self) {}
    }
  }

  /// Makes sure that the state is one that was committed or is on its way.
  private func refresh() async throws(SessionError) {
    while life != lane.life {
      let newest = lane.life
      let stored: SessionState?
      do { stored = try await store.state(of: id) } catch { throw .failed(error) }
      guard var fresh = stored else { throw .missingNotebook(id) }
      // Another operation may have read it meanwhile and gone on from there.
      guard life != newest, lane.life == newest else { continue }
      fresh.takeOver(from: state)
      state = fresh
      life = newest
    }
    endLostRuns()
  }

  /// Ends the runs whose output could not be stored.
  ///
  /// Tried again with every operation until it could be written down.
  private func endLostRuns() {
    lostRuns.merge(lane.takeLostRuns()) { first, _ in first }
    for (run, error) in lostRuns {
      guard state.runs[run]?.phase.isActive == true else { continue }
      let reason = "What it reported could not be stored (\(error.message))."
      let end = Operation.end(run, .failed, reason: reason, at: environment.now())
      guard let effects = try? state.apply(end) else { continue }
      submit(effects) { _ in }
    }
  }
}
