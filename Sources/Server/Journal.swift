import Dispatch
import NotebookModel
public import Storage
import Synchronization

/// The one writer of the database.
///
/// Sessions hand it groups without waiting. It commits as soon as the previous commit has ended,
/// with whatever has come meanwhile; then it publishes the events in the order of their numbers and
/// releases what each group held back. There is no timer: waiting would only add latency, and while
/// one commit is under way the next group grows by itself.
///
/// SQLite blocks, so it runs on a queue of its own and never on the threads that tasks share. What
/// is released runs there too, in order, and must return at once.
public final class Journal: Sendable {
  private let store: Store
  private let hub: EventHub
  private let queue = DispatchQueue(label: "journal")
  private let state = Mutex(JournalInbox())

  /// A group with what waits for it.
  struct Entry: Sendable {
    var group: Group
    var size: Int
    var lane: JournalLane
    /// The life of the lane's state that the group was made from.
    var life: Int
    var release: @Sendable (Result<[Int], StorageError>) -> Void
  }

  public init(store: Store, hub: EventHub) {
    self.store = store
    self.hub = hub
  }

  /// Hands over a group; `release` is called once it is committed, or could not be.
  func append(
    _ group: Group, to lane: JournalLane, life: Int,
    release: @escaping @Sendable (Result<[Int], StorageError>) -> Void
  ) {
    let entry = Entry(group: group, size: group.size, lane: lane, life: life, release: release)
    lane.enter(entry.size)
    if state.withLock({ $0.add(entry) }) { queue.async { self.write() } }
  }

  /// Writes a group that no session's state goes on from, and answers the numbers of its events.
  public func commit(_ group: Group) async -> Result<[Int], StorageError> {
    let lane = JournalLane()
    return await withCheckedContinuation { continuation in
      append(group, to: lane, life: lane.life) { continuation.resume(returning: $0) }
    }
  }

  /// Waits until everything that was handed over before is committed or has failed.
  func drain() async { _ = await commit(Group(notebook: NotebookID(""))) }

  private func write() {
    while let batch = state.withLock({ $0.takeBatch() }) {
      commit(batch)
    }
  }

  private func commit(_ batch: [Entry]) {
    let alive = batch.filter { entry in
      guard let failure = entry.lane.failure(since: entry.life) else { return true }
      finish(entry, .failure(failure))
      return false
    }
    guard !alive.isEmpty else { return }
    do {
      let groups = alive.map(\.group)
      let hasContent = groups.contains { !$0.isEmpty }
      let numbers = hasContent ? try store.commit(groups) : groups.map { _ in [] }
      hub.publish(zip(groups, numbers).flatMap { published($0, $1) })
      for (entry, numbers) in zip(alive, numbers) { finish(entry, .success(numbers)) }
    } catch {
      // One group that cannot be written must not take the others with it.
      guard alive.count == 1 else { return alive.forEach { commit([$0]) } }
      alive[0].lane.fail(error)
      finish(alive[0], .failure(error))
    }
  }

  private func finish(_ entry: Entry, _ result: Result<[Int], StorageError>) {
    if case .success = result, !entry.group.isEmpty { entry.lane.committed() }
    entry.release(result)
    entry.lane.leave(entry.size)
  }

  private func published(_ group: Group, _ numbers: [Int]) -> [StreamEvent] {
    zip(group.events, numbers).map { row, number in
      StreamEvent(StoredEvent(row, sequence: number, notebook: group.notebook), epoch: hub.epoch)
    }
  }
}

extension Group {
  fileprivate var isEmpty: Bool { created == nil && records.isEmpty && events.isEmpty }
}

extension StoredEvent {
  fileprivate init(_ row: EventRow, sequence: Int, notebook: NotebookID) {
    var line: Line?
    if case .line(let entry) = row {
      line = Line(run: entry.run, cell: entry.cell, number: entry.number)
    }
    self.init(sequence: sequence, notebook: notebook, line: line, body: row.body)
  }
}
