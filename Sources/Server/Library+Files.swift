import FoundationEssentials
public import NotebookFormat
public import NotebookModel
import Storage

// Notebooks that come in as files and leave as files.
extension Library {
  /// Opens a database that no server uses, to take in and hand out notebooks; nothing runs.
  public static func open(database: String) async throws(ServerStartError) -> Library {
    do throws(StorageError) {
      let folder = URL(filePath: database).deletingLastPathComponent().path
      try? FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let store = try Store(path: database, newEpoch: SessionEnvironment.system.newName())
      return try await Library(store: store, starter: RunConductor())
    } catch { throw .database(error) }
  }

  /// Makes a notebook of a file.
  public nonisolated func add(_ file: NotebookFile) async throws(SessionError) -> NotebookID {
    try await create(title: file.title, cells: file.cells, extra: file.extra)
  }

  /// A notebook as it stands, with everything that the runs of its cells reported.
  public func export(
    _ id: NotebookID
  ) async throws(SessionError) -> (file: NotebookFile, runs: [CellID: RecordedRun]) {
    let state = try await session(id).currentState()
    return try await export(state.notebook, state.cells.filter { !$0.isDeleted })
  }

  /// The file of some cells, with the runs that they show.
  nonisolated func export(
    _ notebook: Notebook, _ cells: [Cell]
  ) async throws(SessionError) -> (file: NotebookFile, runs: [CellID: RecordedRun]) {
    var runs: [CellID: RecordedRun] = [:]
    for cell in cells {
      if let run = cell.run { runs[cell.id] = try await recorded(run) }
    }
    let file = NotebookFile(
      title: notebook.title, cells: cells.map(\.content),
      extra: notebook.extra ?? NotebookFile.newExtra)
    return (file, runs)
  }

  private nonisolated func recorded(_ id: RunID) async throws(SessionError) -> RecordedRun {
    let view = try await view(of: id)
    return view.recorded(try await allEvents(of: view))
  }

  /// All events of a run, also those that a page is not sent at first.
  nonisolated func allEvents(of view: RunView) async throws(SessionError) -> [[UInt8]] {
    guard view.withheldEvents > 0 || view.withheldLines > 0 else { return view.events }
    var events: [[UInt8]] = []
    do {
      while true {
        let page = try await store.events(
          of: view.run.id, from: events.count + 1, limit: ServerLimits.exportPage)
        events += page
        if page.count < ServerLimits.exportPage { return events }
      }
    } catch { throw .failed(error) }
  }
}

extension RunView {
  /// The run as it leaves in a file, with these lines of the worker.
  func recorded(_ lines: [[UInt8]]) -> RecordedRun {
    RecordedRun(
      id: run.id, phase: run.phase, reason: run.reason, source: run.source,
      started: run.started?.iso8601, ended: run.ended?.iso8601,
      events: lines.compactMap { try? JSONValue(parsing: $0) })
  }
}
