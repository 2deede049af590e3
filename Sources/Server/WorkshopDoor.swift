import Synchronization
import Workers

/// Leads to the workshop, which is prepared while the server already answers.
final class WorkshopDoor: Sendable {
  /// How far the preparation is.
  enum Phase: Sendable {
    case starting
    case ready(Workshop)
    /// The machine offers no sandbox; the sentence says what to do.
    case failed(String)
  }

  private let state = Mutex(Phase.starting)

  var phase: Phase {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }

  /// The workshop, or why there is none.
  var workshop: Workshop {
    get throws(WorkshopError) {
      switch phase {
      case .starting: throw .starting
      case .ready(let workshop): return workshop
      case .failed(let sentence): throw .unavailable(sentence)
      }
    }
  }
}
