/// What one thread records on its lane.
///
/// Belongs to one thread: recording writes into memory that is already there, without any lock. A
/// full tape is handed to the recorder, and so is the rest when the thread ends. A tape that is off
/// costs one branch.
public final class Tape {
  public let isOn: Bool
  public let lane: LaneNumber
  private let recorder: TraceRecorder?
  private let start: Moment
  private var records: [TraceRecord] = []
  private var current: (state: TraceState, since: Double, object: TraceName, note: TraceName)?

  /// A tape for the calling thread.
  public init(_ recorder: TraceRecorder, lane: LaneNumber) {
    isOn = true
    self.lane = lane
    self.recorder = recorder
    start = recorder.start
    records.reserveCapacity(Limits.laneRecords)
  }

  /// A tape that records nothing, for timed repetitions.
  public init() {
    isOn = false
    lane = LaneNumber(index: 0)
    recorder = nil
    start = Moment(nanoseconds: 0)
  }

  deinit { close() }

  /// Seconds since the case started; 0 on a tape that is off, which needs no clock.
  public var now: Double { isOn ? Moment.now.seconds(since: start) : 0 }

  /// Ends the state that the thread is in, if any, and enters another.
  public func enter(_ state: TraceState, _ object: TraceName = .none, note: TraceName = .none) {
    guard isOn else { return }
    let now = now
    finish(at: now)
    current = (state, now, object, note)
  }

  /// Ends the state that the thread is in.
  public func leave() {
    guard isOn else { return }
    finish(at: now)
  }

  /// Records an interval that began at `since`, beside the state that the thread is in.
  public func interval(
    _ state: TraceState, since: Double, _ object: TraceName = .none, note: TraceName = .none
  ) {
    guard isOn else { return }
    write(since, now, state, object, note)
  }

  /// Records `body` as an interval, also when it throws.
  public func during<Result, Failure: Error>(
    _ state: TraceState, _ object: TraceName = .none, note: TraceName = .none,
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let since = now
    defer { interval(state, since: since, object, note: note) }
    return try body()
  }

  /// Records an instant.
  public func mark(_ note: TraceName, _ object: TraceName = .none) {
    guard isOn else { return }
    let now = now
    write(now, now, .mark, object, note)
  }

  /// Ends the current state and hands everything to the recorder.
  public func close() {
    guard isOn else { return }
    finish(at: now)
    handOver()
  }

  private func finish(at now: Double) {
    guard let current else { return }
    write(current.since, now, current.state, current.object, current.note)
    self.current = nil
  }

  private func write(
    _ start: Double, _ end: Double, _ state: TraceState, _ object: TraceName, _ note: TraceName
  ) {
    if records.count == Limits.laneRecords { handOver() }
    records.append(
      TraceRecord(start: start, end: end, lane: lane, state: state, object: object, note: note))
  }

  private func handOver() {
    guard !records.isEmpty else { return }
    recorder?.append(records)
    records.removeAll(keepingCapacity: true)
  }
}
