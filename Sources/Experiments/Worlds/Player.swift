import ConcurrencyPrimitives
import ExperimentEngine

/// One thread of an experiment, in whichever world it lives, with a line in the picture if it has one.
///
/// Belongs to its thread.
final class Player {
  let visitor: Visitor
  let world: any World
  private let track: Track?
  private var holds: [TraceName: Double] = [:]
  private var records: [TraceRecord] = []
  private var forgotten = 0

  init(_ visitor: Visitor, in world: any World, track: Track? = nil) {
    (self.visitor, self.world, self.track) = (visitor, world, track)
  }

  /// The line of the picture that a player draws; its zero is the beginning of the player's world.
  struct Track: Sendable {
    var recorder: TraceRecorder
    var lane: LaneNumber
  }

  var now: Double { world.now }

  func sleep(_ span: Duration, note: TraceName = .none) throws(WaitFailure) {
    let since = now
    defer { record(.sleeping, since: since, note: note) }
    try world.sleep(span, as: visitor)
  }

  func yield() throws(WaitFailure) { try world.yield(as: visitor) }

  /// Passes the time of a gap: none, a hand-over, or a sleep.
  func pass(_ gap: Gap) throws(WaitFailure) {
    switch gap {
    case .none: break
    case .yield: try yield()
    case .sleep(let span): try sleep(span)
    }
  }

  /// Waits for `door`; the picture shows the wait, and from then on the holding.
  func enter<Rules: EntryRules>(
    _ door: Door<Rules>, wanting request: Rules.Request, within limit: Duration? = nil
  ) throws(WaitFailure) {
    let since = now
    do throws(WaitFailure) {
      let deadline = limit.map { world.deadline(after: $0) } ?? .never
      try door.entrance.enter(as: visitor, wanting: request, until: deadline)
    } catch {
      record(door.isLock ? .waiting : .blocked, since: since, door.name)
      throw error
    }
    let entered = now
    if entered > since {
      record(door.isLock ? .waiting : .blocked, since: since, door.name, until: entered)
    }
    if door.isLock { holds[door.name] = entered }
  }

  func leave<Rules: EntryRules>(_ door: Door<Rules>) {
    if let since = holds.removeValue(forKey: door.name) {
      record(.holding, since: since, door.name)
    }
    door.entrance.leave(as: visitor)
  }

  func mark(_ note: TraceName) { record(.mark, since: now, note: note, until: now) }

  /// Hands what was recorded to the picture.
  func close() {
    for name in holds.keys { record(.holding, since: holds[name] ?? now, name) }
    holds = [:]
    track?.recorder.append(records.sorted { $0.start < $1.start })
    records = []
  }

  func record(
    _ state: TraceState, since: Double, _ object: TraceName = .none, note: TraceName = .none,
    until end: Double? = nil
  ) {
    guard let track else { return }
    let record = TraceRecord(
      start: since, end: max(end ?? now, since), lane: track.lane, state: state, object: object,
      note: note)
    if records.count < Limits.recordsPerPlayer {
      records.append(record)
    } else {
      // The beginning and the end are worth seeing; the newest takes the place of the oldest between.
      let half = Limits.recordsPerPlayer / 2
      records[half + forgotten % half] = record
      forgotten += 1
    }
  }
}

extension Player {
  func enter<Rules: EntryRules>(
    _ door: Door<Rules>, within limit: Duration? = nil
  ) throws(WaitFailure) where Rules.Request == Void {
    try enter(door, wanting: (), within: limit)
  }

  /// Runs `body` inside, and leaves however it ends.
  func holding<Rules: EntryRules, Value>(
    _ door: Door<Rules>, _ body: () throws -> Value
  ) throws -> Value where Rules.Request == Void {
    try enter(door)
    defer { leave(door) }
    return try body()
  }

  /// Runs `body` inside if that is possible without waiting; answers whether it was.
  func tryHolding<Rules: EntryRules>(
    _ door: Door<Rules>, _ body: () throws -> Void
  ) throws -> Bool where Rules.Request == Void {
    do throws(WaitFailure) {
      try enter(door, within: .zero)
    } catch .deadline {
      return false
    }
    defer { leave(door) }
    try body()
    return true
  }
}

/// A lock of a world with the name that it has in the picture.
struct Door<Rules: EntryRules>: Sendable {
  let name: TraceName
  let entrance: any Entrance<Rules>
  /// Whether being inside is holding something; a latch, for example, is only waited for.
  var isLock = true

  /// The rules as they stand; nil for a lock that does not tell.
  var rules: Rules? { entrance.knownRules }
}
