import NotebookModel

/// Who waits for which events, and the newest events: the rules of the hub, without its lock.
struct EventHubState {
  private(set) var ring: EventRing
  private(set) var waiters: [Int: Waiter] = [:]
  private var waitersOf: [NotebookID: Set<Int>] = [:]
  private var lastWaiter = 0
  private var isClosed = false

  /// A reader that is up to date.
  struct Waiter {
    var cursor: Int
    var notebooks: Set<NotebookID>
    var continuation: CheckedContinuation<Delivery, Never>
  }

  /// What a reader is given, and the number after which it goes on.
  enum Delivery {
    case events([StreamEvent], cursor: Int)
    /// What it asks for is no longer held here.
    case behind
    case closed
  }

  init(after sequence: Int) { ring = EventRing(after: sequence) }

  mutating func newName() -> Int {
    lastWaiter += 1
    return lastWaiter
  }

  mutating func close() -> [Waiter] {
    isClosed = true
    waitersOf = [:]
    defer { waiters = [:] }
    return Array(waiters.values)
  }

  mutating func append(_ events: [StreamEvent]) { ring.append(events) }

  func ready(after cursor: Int, of notebooks: Set<NotebookID>) -> Delivery? {
    if isClosed { return .closed }
    guard cursor >= ring.start else { return .behind }
    let (events, end) = ring.events(after: cursor, of: notebooks)
    return events.isEmpty ? nil : .events(events, cursor: end)
  }

  mutating func add(_ waiter: Waiter, as name: Int) {
    waiters[name] = waiter
    for notebook in waiter.notebooks { waitersOf[notebook, default: []].insert(name) }
  }

  mutating func remove(_ name: Int) -> Waiter? {
    guard let waiter = waiters.removeValue(forKey: name) else { return nil }
    for notebook in waiter.notebooks {
      waitersOf[notebook]?.remove(name)
      if waitersOf[notebook]?.isEmpty == true { waitersOf[notebook] = nil }
    }
    return waiter
  }

  /// Takes out everybody who follows one of the notebooks, each with what is new for them.
  mutating func wake(
    _ events: [NotebookID: [StreamEvent]], newest: Int
  ) -> [(CheckedContinuation<Delivery, Never>, Delivery)] {
    let names = events.keys.reduce(into: Set<Int>()) { $0.formUnion(waitersOf[$1] ?? []) }
    var deliveries: [(CheckedContinuation<Delivery, Never>, Delivery)] = []
    for name in names {
      guard let waiter = waiters[name] else { continue }
      // Nearly everybody follows one notebook and is up to date: they share one array.
      var news: [StreamEvent] = []
      for (notebook, list) in events where waiter.notebooks.contains(notebook) {
        if news.isEmpty { news = list } else { news += list }
      }
      if waiter.notebooks.count > 1 { news.sort { $0.sequence < $1.sequence } }
      if let first = news.first, first.sequence <= waiter.cursor {
        news.removeAll { $0.sequence <= waiter.cursor }
      }
      guard !news.isEmpty else { continue }
      _ = remove(name)
      deliveries.append((waiter.continuation, .events(news, cursor: newest)))
    }
    return deliveries
  }
}
