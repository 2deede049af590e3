/// What a thread does during an interval of its lane.
public enum TraceState: UInt8, Hashable, Sendable, CaseIterable {
  case running, waiting, holding, sleeping, blocked, mark, spinning

  /// How a legend calls it.
  public var label: String {
    switch self {
    case .running: "running"
    case .waiting: "waiting for a lock"
    case .holding: "holding"
    case .sleeping: "sleeping"
    case .blocked: "blocked"
    case .mark: "mark"
    case .spinning: "spinning"
    }
  }
}

/// A name in a trace: a lock, a fork, a note.
///
/// Made once by ``TraceRecorder/name(_:)``, before the hot part.
public struct TraceName: Hashable, Sendable {
  /// Its place among the names plus one; 0 stands for none.
  let index: UInt32

  public static let none = TraceName(index: 0)
}

/// A row of the timeline.
public struct TraceLane: Hashable, Sendable {
  public var name: String
  public var group: String?

  public init(_ name: String, group: String? = nil) {
    self.name = name
    self.group = group
  }
}

/// The place of a lane; made before its thread starts, so that the order of rows is always the same.
public struct LaneNumber: Hashable, Sendable {
  let index: UInt16
}

/// One interval, or one instant, of one lane.
public struct TraceRecord: Hashable, Sendable {
  /// The size of a record in a block.
  public static let size = 32

  /// Seconds since the case started.
  public var start: Double
  public var end: Double
  public var lane: UInt16
  public var state: TraceState
  public var object: TraceName
  public var note: TraceName

  public init(
    start: Double, end: Double, lane: LaneNumber, state: TraceState, object: TraceName = .none,
    note: TraceName = .none
  ) {
    self.start = start
    self.end = end
    self.lane = lane.index
    self.state = state
    self.object = object
    self.note = note
  }

  /// Appends the record as little-endian bytes: two doubles, lane, state, flags, object, note and
  /// four spare bytes.
  func encode(into bytes: inout [UInt8]) {
    append(start.bitPattern, to: &bytes)
    append(end.bitPattern, to: &bytes)
    append(lane, to: &bytes)
    bytes.append(state.rawValue)
    bytes.append(0)
    append(object.index, to: &bytes)
    append(note.index, to: &bytes)
    append(UInt32(0), to: &bytes)
  }

  private func append<Number: FixedWidthInteger>(_ number: Number, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> Number(shift)))
    }
  }
}

/// Some records of a case with the tables that they refer to.
public struct TraceBlock: Hashable, Sendable {
  /// Its number within the case, from 0 on.
  public var block: Int
  /// All lanes and names of the case so far.
  public var lanes: [TraceLane]
  public var names: [String]
  public var count: Int
  /// `count` records of ``TraceRecord/size`` bytes.
  public var bytes: [UInt8]
  /// The span of time, in seconds since the case started.
  public var from: Double
  public var to: Double
}
