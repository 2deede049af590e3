import Storage

/// The groups that wait for the next commit.
struct JournalInbox {
  private var waiting: [Journal.Entry] = []
  private var isWriting = false

  /// Takes a group, and says whether the writer rests and must be called.
  mutating func add(_ entry: Journal.Entry) -> Bool {
    waiting.append(entry)
    defer { isWriting = true }
    return !isWriting
  }

  /// What the next commit takes; nothing, and the writer rests, when nobody waits.
  mutating func takeBatch() -> [Journal.Entry]? {
    guard !waiting.isEmpty else {
      isWriting = false
      return nil
    }
    var events = 0
    var bytes = 0
    let end =
      waiting.firstIndex { entry in
        events += max(1, entry.group.events.count)
        bytes += entry.size
        return events > SessionLimits.commitEvents || bytes > SessionLimits.commitBytes
      } ?? waiting.count
    defer { waiting.removeFirst(max(1, end)) }
    return Array(waiting.prefix(max(1, end)))
  }
}
