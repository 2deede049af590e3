import Synchronization

/// Bounds how many event streams are open, in all and for each key.
///
/// A key is whatever stands for one client. A further stream of a key that has its share ends that
/// key's oldest one: the newest page of somebody is the one that is looked at.
public final class StreamBudget: Sendable {
  private struct State {
    var streams: [UInt64: (key: String, stream: EventStream)] = [:]
    var next: UInt64 = 0
  }

  private let limits: Limits
  private let state = Mutex(State())

  /// Makes a budget with the stream limits of `limits`.
  public init(limits: Limits = Limits()) { self.limits = limits }

  /// How many streams are open.
  public var count: Int { state.withLock { $0.streams.count } }

  /// Opens a stream for a key.
  ///
  /// - Throws: `Refusal.tooManyStreams` when all are taken by others.
  public func open(for key: String) throws(Refusal) -> EventStream {
    let stream = EventStream(buffer: limits.streamBuffer)
    let outcome = state.withLock { state -> (number: UInt64, replaced: EventStream?)? in
      let own = state.streams.filter { $0.value.key == key }
      let oldest = own.count >= limits.streamsPerKey ? own.min { $0.key < $1.key } : nil
      guard oldest != nil || state.streams.count < limits.streams else { return nil }
      if let oldest { state.streams[oldest.key] = nil }
      state.next += 1
      state.streams[state.next] = (key, stream)
      return (state.next, oldest?.value.stream)
    }
    guard let outcome else { throw .tooManyStreams }
    outcome.replaced?.body.end(.replaced)
    let number = outcome.number
    stream.whenEnded { [weak self] in self?.close(number) }
    return stream
  }

  private func close(_ number: UInt64) {
    state.withLock { $0.streams[number] = nil }
  }
}
