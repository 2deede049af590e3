public import NotebookFormat
public import NotebookModel
import Storage

/// Runs notebooks without a port: the sessions and workers of the server over a database in memory.
public struct Headless: Sendable {
  /// What happened, as it happens.
  public enum News: Sendable {
    /// A cell's run waits, and why.
    case waiting(CellID, reason: String)
    case started(CellID)
    /// One event of a cell's run, as the worker told it.
    case event(CellID, JSONValue)
    case ended(CellReport)
  }

  /// What became of a cell.
  public struct CellReport: Sendable {
    public var cell: CellID
    public var phase: RunPhase
    public var reason: String?
    /// The events of its run, as JSON texts.
    public var events: [String]
    /// The verdicts of all its cases, in order.
    public var verdicts: [JSONValue]
    public var promises: [PromiseReport]
  }

  /// What became of a promise of the text.
  public struct PromiseReport: Sendable {
    public var promise: Promise
    /// The verdicts that were reached, one for each case that the promise speaks of.
    public var reached: [String]
    public var isMet: Bool
  }

  private let workshop: Workshop

  public init(workshop: Workshop) { self.workshop = workshop }

  /// Runs the cells of a notebook from top to bottom and answers what became of each.
  ///
  /// - Parameters:
  ///   - notebook: Its cells; those that are not code are passed over.
  ///   - stop: Ends the run early when it returns: what has not ended by then is stopped.
  ///   - tell: Hears the news in order.
  /// - Returns: A report for each code cell, in the order of the notebook.
  /// - Throws: `StorageError` or `SessionError` when the run could not be kept.
  public func run(
    _ notebook: NotebookFile, until stop: @escaping @Sendable () async -> Void,
    tell: @escaping @Sendable (News) -> Void
  ) async throws -> [CellReport] {
    let store = try Store(inMemoryWithEpoch: "headless")
    let conductor = RunConductor()
    let library = try await Library(store: store, starter: conductor)
    let reports = try await withThrowingTaskGroup(of: [CellReport]?.self) { group in
      group.addTask {
        await workshop.run(conductor)
        return nil
      }
      group.addTask {
        let result: Result<[CellReport], any Error>
        do {
          result = .success(try await follow(notebook, in: library, until: stop, tell: tell))
        } catch {
          result = .failure(error)
        }
        await workshop.close(conductor)
        return try result.get()
      }
      var reports: [CellReport] = []
      while let part = try await group.next() { reports = part ?? reports }
      return reports
    }
    try await library.close()
    return reports
  }

  private func follow(
    _ notebook: NotebookFile, in library: Library, until stop: @escaping @Sendable () async -> Void,
    tell: @escaping @Sendable (News) -> Void
  ) async throws -> [CellReport] {
    let code = notebook.cells.filter {
      $0.kind == .code && !$0.source.allSatisfy(\.isWhitespace)
    }
    guard !code.isEmpty else { return [] }
    let id = try await library.create(
      title: notebook.title, cells: notebook.cells, extra: notebook.extra)
    let session = try await library.session(id)
    var subscription = try await library.hub.subscribe(to: [id])
    let runs = try await session.run(code.map(\.id))
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        await stop()
        // Cancelled because everything has ended: nothing is left to stop.
        guard !Task.isCancelled else { return }
        for run in runs { try? await session.stop(run.id) }
      }
      defer { group.cancelAll() }
      var reports: [CellID: CellReport] = [:]
      for cell in code {
        reports[cell.id] = CellReport(
          cell: cell.id, phase: .queued, events: [], verdicts: [], promises: [])
      }
      var left = code.count
      while left > 0, let events = try await subscription.next() {
        for event in events {
          guard let value = try? JSONValue(parsing: Array(event.data)),
            let cell = value["cell"]?.string.map({ CellID($0) }), var report = reports[cell]
          else { continue }
          switch value["type"]?.string {
          case "runWaiting": tell(.waiting(cell, reason: value["reason"]?.string ?? ""))
          case "runStarted": tell(.started(cell))
          case "runEvent":
            guard let inner = value["event"] else { continue }
            report.events.append(JSONWriter.compact(inner))
            if inner["type"]?.string == "verdict" { report.verdicts.append(inner) }
            tell(.event(cell, inner))
          case "runEnded":
            report.phase = value["phase"]?.string.flatMap(RunPhase.init) ?? .failed
            report.reason = value["reason"]?.string
            if let content = code.first(where: { $0.id == cell }) {
              report.promises = Self.judge(NotebookFile.promises(of: content), report.verdicts)
            }
            tell(.ended(report))
            left -= 1
          default: continue
          }
          reports[cell] = report
        }
      }
      return code.compactMap { reports[$0.id] }
    }
  }

  /// Compares what a text promises with the verdicts that were reached.
  ///
  /// Inconclusive always meets the promise of a conditional claim: the machine could not have shown
  /// it. A promise about a verdict that never came is not met.
  static func judge(_ promises: [Promise], _ verdicts: [JSONValue]) -> [PromiseReport] {
    promises.map { promise in
      let reached = verdicts.filter { verdict in
        verdict["claim"]?.string == promise.claim && verdict["call"]?.integer == promise.call
          && (promise.case == nil || verdict["case"]?.integer == promise.case)
      }
      let isMet = reached.allSatisfy { verdict in
        let word = verdict["verdict"]?.string ?? ""
        let isExcused = word == "inconclusive" && verdict["evidence"]?.string == "conditional"
        return isExcused || promise.verdicts.contains(word)
      }
      return PromiseReport(
        promise: promise, reached: reached.compactMap { $0["verdict"]?.string },
        isMet: isMet && !reached.isEmpty)
    }
  }
}
