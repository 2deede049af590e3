import Synchronization

/// Gathers what the lanes of a case recorded and hands it on in blocks.
public final class TraceRecorder: Sendable {
  private struct State {
    var lanes: [TraceLane] = []
    var names: [String] = []
    var places: [String: UInt32] = [:]
    var records: [TraceRecord] = []
    var sent = 0
    var blocks = 0
    var dropped = 0
  }

  /// Zero of the trace.
  public let start: Moment
  private let limit: Int
  private let state = Mutex(State())
  private let deliver: @Sendable (TraceBlock) -> Void

  public init(
    start: Moment = .now, limit: Int = Limits.traceRecords,
    deliver: @escaping @Sendable (TraceBlock) -> Void
  ) {
    self.start = start
    self.limit = limit
    self.deliver = deliver
  }

  /// Makes a lane; past the limit the last one is shared.
  public func lane(_ name: String, group: String? = nil) -> LaneNumber {
    state.withLock { state in
      if state.lanes.count < Limits.lanes { state.lanes.append(TraceLane(name, group: group)) }
      return LaneNumber(index: UInt16(state.lanes.count - 1))
    }
  }

  /// The name for a lock or a note; the same text is the same name.
  public func name(_ text: String) -> TraceName {
    state.withLock { state in
      if let index = state.places[text] { return TraceName(index: index) }
      guard state.names.count < Limits.names else { return .none }
      state.names.append(text)
      let index = UInt32(state.names.count)
      state.places[text] = index
      return TraceName(index: index)
    }
  }

  /// Takes over finished records, and hands on every block that is full.
  public func append(_ records: some Collection<TraceRecord>) {
    let blocks = state.withLock { state in
      let room = limit - state.records.count
      state.records.append(contentsOf: records.prefix(max(room, 0)))
      state.dropped += max(0, records.count - room)
      return Self.blocks(of: &state, all: false)
    }
    for block in blocks { deliver(block) }
  }

  /// Hands on what is left.
  public func flush() {
    let blocks = state.withLock { Self.blocks(of: &$0, all: true) }
    for block in blocks { deliver(block) }
  }

  /// How many records did not fit any more.
  public var dropped: Int { state.withLock { $0.dropped } }

  /// A picture of everything that was recorded, or of the lanes of one group.
  public func timeline(_ title: String, group: String? = nil) -> Timeline {
    state.withLock { state in
      var places: [Int: Int] = [:]
      var lanes: [TraceLane] = []
      for (index, lane) in state.lanes.enumerated() where group == nil || lane.group == group {
        places[index] = lanes.count
        lanes.append(lane)
      }
      func text(_ name: TraceName) -> String? {
        name == .none ? nil : state.names[Int(name.index) - 1]
      }
      let intervals = state.records.compactMap { record in
        places[Int(record.lane)].map { lane in
          Timeline.Interval(
            lane: lane, state: record.state, from: record.start, to: record.end,
            object: text(record.object), note: text(record.note))
        }
      }
      return Timeline(title, lanes: lanes, intervals: intervals, dropped: state.dropped)
    }
  }

  private static func blocks(of state: inout State, all: Bool) -> [TraceBlock] {
    var blocks: [TraceBlock] = []
    while state.records.count - state.sent >= (all ? 1 : Limits.blockRecords) {
      let end = min(state.sent + Limits.blockRecords, state.records.count)
      let records = state.records[state.sent..<end].sorted {
        ($0.start, $0.lane, $0.end) < ($1.start, $1.lane, $1.end)
      }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(records.count * TraceRecord.size)
      for record in records { record.encode(into: &bytes) }
      blocks.append(
        TraceBlock(
          block: state.blocks, lanes: state.lanes, names: state.names, count: records.count,
          bytes: bytes, from: records.first?.start ?? 0, to: records.map(\.end).max() ?? 0))
      state.blocks += 1
      state.sent = end
    }
    return blocks
  }
}
