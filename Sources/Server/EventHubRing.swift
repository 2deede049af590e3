import NotebookModel

/// The newest committed events, up to a number and a size.
struct EventRing {
  /// Everything behind this number is held.
  private(set) var start: Int
  private(set) var newest: Int
  private var events: [StreamEvent] = []
  private var first = 0
  private var bytes = 0

  init(after sequence: Int) {
    start = sequence
    newest = sequence
  }

  var count: Int { events.count - first }

  mutating func append(_ new: [StreamEvent]) {
    for event in new {
      events.append(event)
      bytes += event.frame.count
      newest = event.sequence
    }
    while count > SessionLimits.ringEvents || bytes > SessionLimits.ringBytes && count > 1 {
      start = events[first].sequence
      bytes -= events[first].frame.count
      events[first] = .released
      first += 1
    }
    if first > events.count / 2 {
      events.removeFirst(first)
      first = 0
    }
  }

  /// The events of some notebooks behind a number, and the number up to which that is all.
  func events(after cursor: Int, of notebooks: Set<NotebookID>) -> ([StreamEvent], end: Int) {
    var found: [StreamEvent] = []
    var size = 0
    var place = index(after: cursor)
    while place < events.count {
      let event = events[place]
      place += 1
      guard notebooks.contains(event.notebook) else { continue }
      found.append(event)
      size += event.frame.count
      if found.count == SessionLimits.deliveryEvents || size >= SessionLimits.deliveryBytes {
        return (found, event.sequence)
      }
    }
    return (found, max(cursor, newest))
  }

  private func index(after cursor: Int) -> Int {
    var low = first
    var high = events.count
    while low < high {
      let middle = (low + high) / 2
      if events[middle].sequence > cursor { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
