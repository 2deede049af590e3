import CLinux
import CallLanguage
import ExperimentEngine
import Experiments
import Foundation
import Synchronization
import Testing

/// Where the threads of a test run: wherever the system puts them, or all on one processor.
enum Placement: String, CaseIterable, Sendable { case free, onOneProcessor }

/// Everything that one case sent.
final class Collector: RunSink {
  private let kept = Mutex<[RunEvent]>([])

  func send(_ event: RunEvent) { kept.withLock { $0.append(event) } }

  var events: [RunEvent] { kept.withLock { $0 } }

  var verdicts: [Verdict] {
    events.compactMap { if case .verdict(let verdict) = $0 { verdict } else { nil } }
  }

  var outputs: [Output] {
    events.compactMap { if case .output(let output) = $0 { output } else { nil } }
  }

  var blocks: [TraceBlock] {
    events.compactMap { if case .trace(let block) = $0 { block } else { nil } }
  }

  var end: CaseEnd? {
    events.compactMap { if case .finished(let end) = $0 { end } else { nil } }.last
  }

  subscript(_ claim: String) -> Verdict? { verdicts.first { $0.claim == claim } }

  func output(_ name: String) -> Output? { outputs.first { $0.name == name } }

  /// How many points the live charts got.
  var points: Int {
    events.reduce(0) { if case .samples(_, _, let points) = $1 { $0 + points.count } else { $0 } }
  }

  /// The records of the trace, as (lane, state, start, end).
  var records: [TracedRecord] { blocks.flatMap(TracedRecord.decode) }

  /// Everything that does not depend on when it ran.
  var model: [String] {
    events.compactMap { event in
      switch event {
      case .output(let output): "\(output)"
      case .trace(let block): "\(block)"
      case .verdict(let verdict): "\(verdict)"
      default: nil
      }
    }
  }
}

/// One record of a trace block, read back from its bytes.
struct TracedRecord {
  var lane: String
  var group: String?
  var state: UInt8
  var start: Double
  var end: Double
  var object: String?
  var note: String?

  static func decode(_ block: TraceBlock) -> [TracedRecord] {
    stride(from: 0, to: block.bytes.count, by: TraceRecord.size).map { offset in
      func number(_ at: Int, _ size: Int) -> UInt64 {
        block.bytes[offset + at..<offset + at + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
      }
      func text(_ at: Int) -> String? {
        let index = Int(number(at, 4))
        return index == 0 ? nil : block.names[index - 1]
      }
      let lane = block.lanes[Int(number(16, 2))]
      return TracedRecord(
        lane: lane.name, group: lane.group, state: UInt8(number(18, 1)),
        start: Double(bitPattern: number(0, 8)), end: Double(bitPattern: number(8, 8)),
        object: text(20), note: text(24))
    }
  }
}

/// Runs one case on a thread of its own, as a worker does.
func perform(
  _ experiment: String, _ parameters: [Argument] = [], mode: Mode = .both,
  effort: Effort = .glance, budget: Duration = .seconds(2), seed: Int = 1,
  placement: Placement = .free, stop: StopFlag = StopFlag()
) async -> Collector {
  let collector = Collector()
  let common = [
    Argument("mode", mode.literal), Argument("effort", effort.literal),
    Argument("budget", budget.literal), Argument("seed", seed.literal),
  ]
  let execution = Execution(
    catalogue: catalogue, calibration: nil, machine: .current(build: "test"))
  await onThread {
    if placement == .onOneProcessor { pinToFirstProcessor() }
    execution.run(experiment, parameters + common, stop: stop, sink: collector)
  }
  return collector
}

/// Keeps the calling thread, and those that it starts, on the first processor that it may use.
private func pinToFirstProcessor() {
  var first: CInt = 0
  guard interleave_get_affinity(&first, 1) > 0 else { return }
  _ = interleave_set_affinity(&first, 1)
}

/// Runs `body` on a thread that ends with it, so that pinning it pins nothing else.
private func onThread(_ body: @escaping @Sendable () -> Void) async {
  await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
    Thread.detachNewThread {
      body()
      continuation.resume()
    }
  }
}
