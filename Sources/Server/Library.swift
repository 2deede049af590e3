public import NotebookModel
public import Storage

/// All notebooks of the server: the list, the open sessions, the runs and the stream.
public actor Library {
  public nonisolated let store: Store
  public nonisolated let hub: EventHub
  private nonisolated let journal: Journal
  nonisolated let environment: SessionEnvironment
  private let starter: any RunStarter
  /// Every session that somebody holds.
  ///
  /// There must never be two of a notebook, so a session is
  /// forgotten only when nobody can use it any more.
  private var open: [NotebookID: WeakSession] = [:]
  /// Kept open for the next request, the latest last.
  private var idle: [Session] = []
  private var evictions = 0

  private struct WeakSession { weak var session: Session? }

  public init(
    store: Store, starter: any RunStarter, environment: SessionEnvironment = .system
  ) async throws(StorageError) {
    self.store = store
    self.starter = starter
    self.environment = environment
    hub = try await EventHub(store: store)
    journal = Journal(store: store, hub: hub)
  }

  /// Takes up what the last server left behind; to be called once, before anything is run.
  public func recover() async throws(SessionError) {
    let notebooks: [NotebookID]
    do { notebooks = try await store.unfinishedNotebooks() } catch { throw .failed(error) }
    for notebook in notebooks { try await session(notebook).recover() }
  }

  /// Ends every stream and marks a clean end; no session may be used after it.
  public func close() async throws(StorageError) {
    hub.close()
    await journal.drain()
    try store.close()
  }

  /// The session of a notebook, opened if need be.
  public func session(_ id: NotebookID) async throws(SessionError) -> Session {
    while true {
      if let session = open[id]?.session { return keep(session) }
      let seen = evictions
      let state: SessionState?
      do { state = try await store.state(of: id) } catch { throw .failed(error) }
      guard let state else { throw .missingNotebook(id) }
      if let session = open[id]?.session { return keep(session) }
      // A session that came and went meanwhile may have changed what was read.
      guard evictions == seen else { continue }
      let session = Session(
        state: state, store: store, journal: journal, starter: starter, environment: environment)
      open[id] = WeakSession(session: session)
      return keep(session)
    }
  }

  /// The session of the notebook that a run belongs to.
  public func session(of run: RunID) async throws(SessionError) -> Session {
    let found: (notebook: NotebookID, view: RunView)?
    do { found = try await store.run(run) } catch { throw .failed(error) }
    guard let found else { throw .missingRun(run) }
    return try await session(found.notebook)
  }

  /// Makes a notebook and answers its name; of a lesson that has a copy already, that copy's name.
  public nonisolated func create(
    title: String, tags: [String] = [], cells: [CellContent], extra: String? = nil,
    lesson: String? = nil, original: String? = nil
  ) async throws(SessionError) -> NotebookID {
    let id = NotebookID("n" + environment.newName())
    let notebook = Notebook(
      id: id, title: title, tags: tags, lesson: lesson, original: original, extra: extra)
    let new = NewNotebook(
      notebook: notebook, cells: [Cell](contents: cells, revision: notebook.revision),
      at: environment.now())
    let result = await journal.commit(Group(notebook: id, created: new))
    do {
      _ = try result.get()
      guard let lesson else { return id }
      return try await store.copy(ofLesson: lesson) ?? id
    } catch {
      throw .failed(error)
    }
  }

  private func keep(_ session: Session) -> Session {
    if idle.last !== session {
      idle.removeAll { $0 === session }
      idle.append(session)
      if idle.count > SessionLimits.idleSessions {
        idle.removeFirst()
        evictions += 1
        open = open.filter { $0.value.session != nil }
      }
    }
    return session
  }
}
