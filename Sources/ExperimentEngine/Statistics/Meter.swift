import Synchronization

/// Takes one repetition of what a case measures, for whoever compares cases.
///
/// A metered case ends as soon as it was measured: its charts and verdicts are not wanted.
final class Meter: Sendable {
  /// What was measured, once.
  struct Reading: Hashable, Sendable {
    var value: Double
    var unit: String?
  }

  /// Thrown where a metered case has been measured.
  struct Taken: Error {}

  private let state = Mutex<Reading?>(nil)

  var reading: Reading? { state.withLock { $0 } }

  func take(_ value: Double, _ unit: String?) {
    state.withLock { $0 = $0 ?? Reading(value: value, unit: unit) }
  }
}
