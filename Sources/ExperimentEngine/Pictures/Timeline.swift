/// Who did what when: a row for each thread, an interval for each thing it did.
public struct Timeline: Hashable, Sendable {
  /// What one lane did for a while, or at an instant.
  public struct Interval: Hashable, Sendable {
    public var lane: Int
    public var state: TraceState
    /// Seconds.
    public var from: Double
    public var to: Double
    public var object: String?
    public var note: String?

    public init(
      lane: Int, state: TraceState, from: Double, to: Double, object: String? = nil,
      note: String? = nil
    ) {
      self.lane = lane
      self.state = state
      self.from = from
      self.to = to
      self.object = object
      self.note = note
    }
  }

  public var title: String
  public var lanes: [TraceLane]
  /// In order of their start.
  public let intervals: [Interval]
  /// How many more there were than could be kept.
  public var dropped: Int
  /// What one can see in it; when empty, the summary says what each state took.
  public var finding: String

  public init(
    _ title: String, finding: String = "", lanes: [TraceLane], intervals: [Interval],
    dropped: Int = 0
  ) {
    self.title = title
    self.finding = finding
    self.lanes = lanes
    self.intervals = intervals.sorted {
      ($0.from, $0.lane, $0.to, $0.state.rawValue) < ($1.from, $1.lane, $1.to, $1.state.rawValue)
    }
    self.dropped = dropped
  }

  /// A picture and a summary in words.
  public func output(named name: String) -> Output {
    Output(
      name: name, title: title, plain: plainText,
      [Representation("image/svg+xml", .string(svg))])
  }

  /// The first and the last moment.
  var span: ClosedRange<Double> {
    let from = intervals.first?.from ?? 0
    return from...max(intervals.map(\.to).max() ?? 0, from)
  }

  /// Seconds of each state of a lane, in the order of the states.
  func totals(of lane: Int) -> [(state: TraceState, seconds: Double, count: Int)] {
    var totals: [TraceState: (Double, Int)] = [:]
    for interval in intervals where interval.lane == lane {
      let (seconds, count) = totals[interval.state] ?? (0, 0)
      totals[interval.state] = (seconds + interval.to - interval.from, count + 1)
    }
    return TraceState.allCases.compactMap { state in
      totals[state].map { (state, $0.0, $0.1) }
    }
  }

  /// One sentence for the whole.
  public var summary: String {
    guard finding.isEmpty else { return finding }
    let length = figure(seconds: span.upperBound - span.lowerBound)
    return "\(figure(lanes.count)) \(lanes.count == 1 ? "lane" : "lanes") over \(length)."
  }

  /// What each lane did, as a table.
  public var plainText: String {
    let length = span.upperBound - span.lowerBound
    let states = TraceState.allCases.filter { state in intervals.contains { $0.state == state } }
    var rows = [["lane"] + states.map { $0 == .mark ? "marks" : $0.label }]
    for (index, lane) in lanes.enumerated() {
      let totals = totals(of: index)
      rows.append(
        [lane.group.map { "\($0): \(lane.name)" } ?? lane.name]
          + states.map { state in
            guard let total = totals.first(where: { $0.state == state }) else { return "–" }
            guard state != .mark, length > 0 else { return figure(total.count) }
            return "\(figure(seconds: total.seconds)) (\(figure(share: total.seconds / length)))"
          })
    }
    var lines = [title, summary, ""] + aligned(rows)
    if dropped > 0 { lines.append("\(figure(dropped)) later records were not kept.") }
    return lines.joined(separator: "\n")
  }
}
