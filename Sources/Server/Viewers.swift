import HTTPServer
import Synchronization

/// Who follows a notebook by a link, so that the end of a link ends what it has opened.
final class Viewers: Sendable {
  private struct State {
    var watches: [Int: (share: String, ending: AsyncStream<Void>.Continuation)] = [:]
    var last = 0
  }

  private let state = Mutex(State())

  /// How many follow.
  var count: Int { state.withLock { $0.watches.count } }

  /// Notes somebody who follows by a link, for as long as the watch is held.
  ///
  /// - Throws: `Refusal.tooManyStreams` when so many follow that others would find no room.
  func watch(_ share: String) throws(HTTPServer.Refusal) -> Watch {
    let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let number = state.withLock { state -> Int? in
      guard state.watches.count < ServerLimits.viewers else { return nil }
      state.last += 1
      state.watches[state.last] = (share, continuation)
      return state.last
    }
    guard let number else { throw .tooManyStreams }
    return Watch(viewers: self, number: number, stream: stream)
  }

  /// Tells everybody who follows by a link that it is over.
  func end(_ share: String) {
    let endings = state.withLock { state in
      state.watches.values.filter { $0.share == share }.map(\.ending)
    }
    for ending in endings { ending.finish() }
  }

  fileprivate func forget(_ number: Int) {
    _ = state.withLock { $0.watches.removeValue(forKey: number) }
  }

  /// Somebody who follows by a link.
  final class Watch: Sendable {
    private let viewers: Viewers
    private let number: Int
    private let stream: AsyncStream<Void>

    fileprivate init(viewers: Viewers, number: Int, stream: AsyncStream<Void>) {
      (self.viewers, self.number, self.stream) = (viewers, number, stream)
    }

    deinit { viewers.forget(number) }

    /// Returns when the link has ended, or when the task is cancelled.
    func ended() async { for await _ in stream {} }
  }
}
