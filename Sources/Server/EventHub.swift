public import NotebookModel
public import Storage
import Synchronization

/// Shows committed events to everybody who follows a notebook.
///
/// A reader is a cursor, not a queue: it asks for what comes after its number and gets it from the
/// newest events held here, or from the store when it has fallen behind, or waits for the next
/// commit. So a slow reader costs nothing and misses nothing.
public final class EventHub: Sendable {
  /// Names the life of the event sequence; stands before the number in every id.
  public let epoch: String
  private let floor: Int
  private let store: Store
  private let state: Mutex<EventHubState>

  public init(store: Store) async throws(StorageError) {
    epoch = store.epoch
    floor = store.floor
    self.store = store
    state = Mutex(EventHubState(after: try await store.newestSequence()))
  }

  /// Follows notebooks from an id on, or from now on without one.
  ///
  /// An id that this sequence never gave out, or that is older than what is kept, leads to one
  /// `reset` event, after which the reader goes on from now. So does one before `first`, for readers
  /// who may not know what was before it.
  public func subscribe(
    to notebooks: Set<NotebookID>, after id: String? = nil, notBefore first: Int = 0
  ) async throws(StorageError) -> Subscription {
    let newest = state.withLock { $0.ring.newest }
    guard let id else {
      return Subscription(hub: self, notebooks: notebooks, cursor: newest, isReset: false)
    }
    guard let number = number(of: id), number >= max(floor, first) else {
      return Subscription(hub: self, notebooks: notebooks, cursor: newest, isReset: true)
    }
    // A snapshot may be a moment ahead of the hub.
    if number > newest, try await store.newestSequence() < number {
      return Subscription(hub: self, notebooks: notebooks, cursor: newest, isReset: true)
    }
    return Subscription(hub: self, notebooks: notebooks, cursor: number, isReset: false)
  }

  /// How many readers wait for news.
  public var waiting: Int { state.withLock { $0.waiters.count } }

  /// Ends every subscription.
  public func close() {
    for waiter in state.withLock({ $0.close() }) { waiter.continuation.resume(returning: .closed) }
  }

  /// Takes committed events, in the order of their numbers, and wakes who follows them.
  func publish(_ events: [StreamEvent]) {
    guard !events.isEmpty else { return }
    let byNotebook = Dictionary(grouping: events, by: \.notebook)
    let deliveries = state.withLock { state in
      state.append(events)
      return state.wake(byNotebook, newest: events[events.count - 1].sequence)
    }
    for (continuation, delivery) in deliveries { continuation.resume(returning: delivery) }
  }

  /// Waits until there is something behind a number.
  func next(after cursor: Int, of notebooks: Set<NotebookID>) async throws -> EventHubState.Delivery
  {
    let name = state.withLock { $0.newName() }
    return try await withTaskCancellationHandler {
      let delivery = await withCheckedContinuation {
        (continuation: CheckedContinuation<EventHubState.Delivery, Never>) in
        let ready = state.withLock { state -> EventHubState.Delivery? in
          if let ready = state.ready(after: cursor, of: notebooks) { return ready }
          // The handler below may have looked for this waiter already and found none.
          if Task.isCancelled { return .closed }
          state.add(
            EventHubState.Waiter(
              cursor: max(cursor, state.ring.newest), notebooks: notebooks,
              continuation: continuation), as: name)
          return nil
        }
        if let ready { continuation.resume(returning: ready) }
      }
      try Task.checkCancellation()
      return delivery
    } onCancel: {
      state.withLock { $0.remove(name) }?.continuation.resume(returning: .closed)
    }
  }

  /// Reads from the store what is no longer held here.
  func stored(
    after cursor: Int, of notebooks: Set<NotebookID>
  ) async throws(StorageError) -> (events: [StreamEvent], cursor: Int) {
    let slice = try await store.events(after: cursor, of: notebooks)
    return (slice.events.map { StreamEvent($0, epoch: epoch) }, slice.end)
  }

  private func number(of id: String) -> Int? {
    guard let dot = id.lastIndex(of: "."), id[..<dot] == epoch,
      let number = Int(id[id.index(after: dot)...])
    else { return nil }
    return number
  }
}
