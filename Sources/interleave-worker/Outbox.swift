import ExperimentEngine
import Synchronization
import Wire

/// What the worker has to say, in order, until the writing thread has sent it.
///
/// Sending costs an experiment one lock and at most one wake-up; turning values into JSON and writing
/// is the writer's work. While the pipe is idle every message leaves at once. While it is busy,
/// neighbouring pieces of the same text or series grow together, up to `Limits.batch`. When more
/// waits than `Limits.backlog`, senders wait: that is how a slow reader slows an experiment down
/// instead of filling the memory.
final class Outbox: Sendable {
  enum Message: Sendable {
    /// An answer or the hello, which belongs to no run.
    case reply(WorkerMessage)
    /// What the worker itself says of a run; `index` where it is about a case.
    case report(run: String, index: CaseIndex?, Wire.RunEvent.Content)
    /// What an experiment says.
    case event(run: String, index: CaseIndex, label: String, ExperimentEngine.RunEvent)
  }

  private struct State {
    var messages: [Message] = []
    /// Text or samples that may still grow; they come after `messages`.
    var batch: Batch?
    var size = 0
    var isWriterAsleep = false
    var waiting = 0

    mutating func append(_ message: Message, size added: Int) {
      size += added
      if batch?.merge(message, size: added) == true { return }
      closeBatch()
      batch = Batch(message, size: added)
      if batch == nil { messages.append(message) }
    }

    mutating func closeBatch() {
      if let batch { messages.append(batch.message) }
      batch = nil
    }
  }

  private let state = Mutex(State())
  private let work = Signal()
  private let room = Signal()

  func send(_ message: Message) {
    let size = message.size
    while true {
      enum Next { case done, wake, wait }
      let next = state.withLock { state -> Next in
        // One that is larger than everything still has to get through, alone.
        guard state.size < Limits.backlog else {
          state.waiting += 1
          return .wait
        }
        state.append(message, size: size)
        guard state.isWriterAsleep else { return .done }
        state.isWriterAsleep = false
        return .wake
      }
      switch next {
      case .done: return
      case .wake: return work.notify()
      case .wait: room.wait()
      }
    }
  }

  /// Everything that waits; sleeps while there is nothing.
  ///
  /// For the one writing thread.
  func take() -> [Message] {
    while true {
      let (messages, waiting) = state.withLock { state -> ([Message], Int) in
        state.closeBatch()
        defer {
          state.isWriterAsleep = state.messages.isEmpty
          state.messages = []
          state.size = 0
          state.waiting = 0
        }
        return (state.messages, state.waiting)
      }
      if waiting > 0 { room.notify(waiting) }
      if !messages.isEmpty { return messages }
      work.wait()
    }
  }
}

/// Neighbouring pieces of one text stream or one series, grown in place.
private struct Batch {
  private enum Kind: Equatable {
    case text(TextStream)
    case samples(chart: String, series: String)
  }

  private let kind: Kind
  private let run: String
  private let index: CaseIndex
  private let label: String
  private var text = ""
  private var points: [ExperimentEngine.Point] = []
  private var size: Int

  /// `nil` for messages that stand alone.
  init?(_ message: Outbox.Message, size: Int) {
    guard case .event(let run, let index, let label, let event) = message else { return nil }
    switch event {
    case .text(let stream, let text): (kind, self.text) = (.text(stream), text)
    case .samples(let chart, let series, let points):
      (kind, self.points) = (.samples(chart: chart, series: series), points)
    default: return nil
    }
    (self.run, self.index, self.label, self.size) = (run, index, label, size)
  }

  /// Whether the message was of the same kind and still fitted.
  mutating func merge(_ message: Outbox.Message, size added: Int) -> Bool {
    guard size + added <= Limits.batch,
      case .event(run, index, _, let event) = message
    else { return false }
    switch event {
    case .text(let stream, let more) where kind == .text(stream): text += more
    case .samples(let chart, let series, let more)
    where kind == .samples(chart: chart, series: series):
      points += more
    default: return false
    }
    size += added
    return true
  }

  var message: Outbox.Message {
    let event: ExperimentEngine.RunEvent =
      switch kind {
      case .text(let stream): .text(stream, text)
      case .samples(let chart, let series): .samples(chart: chart, series: series, points: points)
      }
    return .event(run: run, index: index, label: label, event)
  }
}

extension Outbox.Message {
  /// About how many bytes it takes, for the limits.
  var size: Int {
    guard case .event(_, _, _, let event) = self else { return 1_024 }
    switch event {
    case .text(_, let text): return text.utf8.count
    case .samples(_, _, let points): return points.count * Limits.pointSize
    case .trace(let block): return block.bytes.count + block.names.count * 16
    case .output: return 16_384
    default: return 256
    }
  }
}
