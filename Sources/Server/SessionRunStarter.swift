public import NotebookModel

/// Whoever executes runs: the pool of workers, or a stand-in.
///
/// Both calls come in the order of the commits behind them and must return at once. For each run
/// that was started it reports to the session, in order: any number of ``Session/waiting(_:position:reason:)``,
/// ``Session/started(_:)``, the lines of the worker, and at last ``Session/ended(_:_:reason:)``, which
/// must come once for every start.
public protocol RunStarter: Sendable {
  func start(_ run: RunStart, in session: Session)
  func stop(_ run: RunID)
}
