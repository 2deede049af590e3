/// How much time an exploration has left, and whether anybody still wants it.
final class ExplorationClock {
  private let started = ContinuousClock.now
  private let seconds: Double
  private let report: (ExplorationProgress) -> Bool
  private var nextReport = 0.1
  private(set) var isStopped = false
  /// What the next report says.
  var progress: ExplorationProgress
  /// Called once, before the first report: a long search begins with an estimate.
  var beforeLongSearch: (() -> Void)?

  init(
    _ model: MemoryModel, _ strategy: Strategy, seconds: Double,
    report: @escaping (ExplorationProgress) -> Bool
  ) {
    self.seconds = seconds
    self.report = report
    progress = ExplorationProgress(model: model, strategy: strategy)
  }

  var elapsed: Double {
    let (seconds, attoseconds) = (ContinuousClock.now - started).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  /// Whether a part that may take until `share` of the whole time is still wanted; reports now and then.
  func allows(_ share: Double) -> Bool {
    if isStopped { return false }
    let now = elapsed
    if now >= nextReport {
      if let prepare = beforeLongSearch {
        beforeLongSearch = nil
        prepare()
      }
      nextReport = now + 0.1
      progress.seconds = now
      if !report(progress) { isStopped = true }
    }
    return !isStopped && now < seconds * share
  }
}
