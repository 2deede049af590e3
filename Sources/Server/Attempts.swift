import Synchronization

/// Counts wrong tokens by machine and makes those that guess wait.
///
/// The token is far too long to be guessed; this keeps guesses from costing anything.
final class Attempts: Sendable {
  private struct Count {
    var failures = 0
    var since: ContinuousClock.Instant
  }

  private let state = Mutex<[String: Count]>([:])

  /// Throws while a machine has used up its attempts.
  func check(_ peer: String, now: ContinuousClock.Instant) throws(AccessRefusal) {
    let wait = state.withLock { counts -> Duration? in
      guard let count = counts[peer], count.failures >= ServerLimits.attempts else { return nil }
      let left = ServerLimits.attemptTime - (now - count.since)
      return left > .zero ? left : nil
    }
    if let wait { throw .tooManyAttempts(retryAfter: wait) }
  }

  /// Notes a wrong token.
  func fail(_ peer: String, now: ContinuousClock.Instant) {
    state.withLock { counts in
      if counts[peer] == nil, counts.count >= ServerLimits.attemptPeers {
        let oldest = counts.min { $0.value.since < $1.value.since }
        if let oldest { counts[oldest.key] = nil }
      }
      var count = counts[peer] ?? Count(since: now)
      if now - count.since >= ServerLimits.attemptTime { count = Count(since: now) }
      count.failures += 1
      counts[peer] = count
    }
  }
}
