import ExperimentEngine
import Synchronization

/// Keeps every event of a case.
final class RecordingSink: RunSink {
  private let kept = Mutex<[RunEvent]>([])

  var events: [RunEvent] { kept.withLock { $0 } }

  var verdicts: [Verdict] {
    events.compactMap { if case .verdict(let verdict) = $0 { verdict } else { nil } }
  }

  var blocks: [TraceBlock] {
    events.compactMap { if case .trace(let block) = $0 { block } else { nil } }
  }

  func send(_ event: RunEvent) { kept.withLock { $0.append(event) } }
}

extension Run {
  /// A run whose events nobody looks at.
  static func silent(_ common: CommonParameters = CommonParameters()) -> Run {
    Run(common: common, sink: RecordingSink())
  }
}
