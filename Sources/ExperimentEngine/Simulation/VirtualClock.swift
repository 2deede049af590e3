/// A clock that jumps from event to event, in whole nanoseconds.
///
/// Events at the same moment come in the order in which they were scheduled, so the order of all
/// events is the same on every machine.
struct VirtualClock<Event> {
  private(set) var now: Int64 = 0
  private var heap: [Entry] = []
  private var scheduled: UInt64 = 0

  private struct Entry {
    var time: Int64
    var order: UInt64
    var event: Event

    func isBefore(_ other: Entry) -> Bool { (time, order) < (other.time, other.order) }
  }

  /// Schedules an event that many nanoseconds from now.
  mutating func schedule(_ event: Event, after delay: Int64) {
    let (time, isTooLate) = now.addingReportingOverflow(max(0, delay))
    heap.append(Entry(time: isTooLate ? .max : time, order: scheduled, event: event))
    scheduled += 1
    var child = heap.count - 1
    while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Moves the clock to the next event and returns it; `nil` when nothing is scheduled.
  mutating func next() -> Event? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      sink()
    }
    now = first.time
    return first.event
  }

  private mutating func sink() {
    var parent = 0
    while true {
      let children = (2 * parent + 1..<2 * parent + 3).filter { $0 < heap.count }
      guard let least = children.min(by: { heap[$0].isBefore(heap[$1]) }),
        heap[least].isBefore(heap[parent])
      else { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
