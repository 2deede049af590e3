/// What an experiment works with while one case runs.
public final class Run: Sendable {
  public let common: CommonParameters
  public let claims: [Claim]
  public let calibration: Calibration?
  public let machine: Machine
  /// Seen by every thread of the case; a hot loop asks ``StopFlag/isSet``.
  public let stop: StopFlag
  public let trace: TraceRecorder
  /// The start of the case: zero of the trace.
  public let start: Moment
  /// Set where only one measurement is wanted.
  let meter: Meter?
  private let sink: any RunSink

  public convenience init(
    common: CommonParameters = CommonParameters(), claims: [Claim] = [],
    calibration: Calibration? = nil, machine: Machine = .current(build: ""),
    stop: StopFlag = StopFlag(), sink: any RunSink
  ) {
    self.init(
      common: common, claims: claims, calibration: calibration, machine: machine, stop: stop,
      meter: nil, sink: sink)
  }

  init(
    common: CommonParameters, claims: [Claim], calibration: Calibration?, machine: Machine,
    stop: StopFlag, meter: Meter?, sink: any RunSink
  ) {
    self.common = common
    self.claims = claims
    self.calibration = calibration
    self.machine = machine
    self.stop = stop
    self.meter = meter
    self.sink = sink
    start = .now
    trace = TraceRecorder(start: start) { sink.send(.trace($0)) }
  }

  // Time

  /// Seconds since the case started.
  public var elapsed: Double { Moment.now.seconds(since: start) }

  /// What is left of the time that the case may measure; never negative.
  public var remaining: Duration {
    max(.zero, common.budget - Moment.now.duration(since: start))
  }

  public var isBudgetSpent: Bool { remaining == .zero }

  // Stopping

  public var shouldStop: Bool { stop.isSet }

  public func checkStop() throws(Stopped) { try stop.check() }

  // Random numbers

  /// A generator of its own for each `stream`, the same for the same seed.
  public func random(_ stream: Int = 0) -> SeededGenerator {
    SeededGenerator(seed: UInt64(bitPattern: Int64(common.seed)), stream: UInt64(stream))
  }

  // What is shown

  public func progress(_ fraction: Double, _ sentence: String) {
    sink.send(.progress(fraction: min(1, max(0, fraction)), sentence: sentence))
  }

  public func chart(_ chart: LiveChart) { sink.send(.chart(chart)) }

  public func sample(_ chart: String, series: String, x: Double, y: Double) {
    samples(chart, series: series, [Point(x, y)])
  }

  public func samples(_ chart: String, series: String, _ points: [Point]) {
    sink.send(.samples(chart: chart, series: series, points: points))
  }

  public func text(_ text: String, to stream: TextStream = .stdout) {
    sink.send(.text(stream, text))
  }

  public func output(_ output: Output) { sink.send(.output(output)) }

  /// Shows a finished chart: a table, a picture and an interactive document.
  public func output(_ name: String, _ chart: Chart) { output(chart.output(named: name)) }

  public func output(_ name: String, _ timeline: Timeline) { output(timeline.output(named: name)) }

  public func output(_ name: String, _ graph: WaitPicture) { output(graph.output(named: name)) }

  // Verdicts

  /// The verdict for a claim that holds or does not, under the rule of its evidence.
  public func verdict(
    _ claim: String, _ holds: Bool, _ sentence: String, statistics: Estimate? = nil
  ) -> Verdict {
    self.claim(claim)
      .verdict(holds: holds, sentence, statistics: statistics, calibration: calibration)
  }

  /// The verdict for an outcome that was reached, under the rule of the claim's evidence.
  public func verdict(
    _ claim: String, _ outcome: Outcome, _ sentence: String, statistics: Estimate? = nil
  ) -> Verdict {
    self.claim(claim)
      .verdict(outcome, sentence, statistics: statistics, calibration: calibration)
  }

  /// The verdict for a claim that could not be decided, and what would decide it.
  public func undecided(_ claim: String, _ sentence: String, decide: String) -> Verdict {
    self.claim(claim)
      .verdict(.inconclusive, sentence, calibration: calibration, decide: decide)
  }

  private func claim(_ name: String) -> Claim {
    guard let claim = claims.first(where: { $0.name == name }) else {
      preconditionFailure("The experiment makes no claim “\(name)”.")
    }
    return claim
  }

  func send(_ event: RunEvent) { sink.send(event) }
}
