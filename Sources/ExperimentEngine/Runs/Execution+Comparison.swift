public import CallLanguage

/// One of two cases that are compared.
public struct ComparedCase: Hashable, Sendable {
  public var experiment: String
  public var parameters: [Argument]
  /// The case as people read it.
  public var text: String

  public init(experiment: String, parameters: [Argument], text: String) {
    self.experiment = experiment
    self.parameters = parameters
    self.text = text
  }
}

extension Execution {
  /// The name under which a comparison reports itself, in place of an experiment's.
  public static let comparison = "compare"

  private static let difference = Claim(
    "difference", "A and B differ by more than 1 %.", .informative)

  /// Measures A and B alternately on the calling thread and says how they relate.
  ///
  /// A measurement is one repetition of what the experiment itself measures, or the time of the
  /// whole call where it repeats nothing. Ends when `budget` is spent, with as many rounds as there
  /// were.
  @discardableResult
  public func compare(
    _ a: ComparedCase, _ b: ComparedCase, budget: Duration, stop: StopFlag, sink: any RunSink
  ) -> CaseEnd {
    let end = Self.measure {
      Self.outcome {
        for verdict in try verdicts(of: [a, b], budget, stop, sink) { sink.send(.verdict(verdict)) }
      }
    }
    sink.send(.finished(end))
    return end
  }

  private func verdicts(
    of cases: [ComparedCase], _ budget: Duration, _ stop: StopFlag, _ sink: any RunSink
  ) throws -> [Verdict] {
    var common = CommonParameters()
    common.seed = try CommonParameters.make(cases[0].parameters).seed
    (common.mode, common.effort, common.budget, common.warmups) = (.live, .paper, budget, 0)
    let run = Run(
      common: common, claims: [Self.difference], calibration: calibration, machine: machine,
      stop: stop, sink: sink)
    sink.send(
      .started(
        CaseStart(
          experiment: Self.comparison,
          parameters: zip(["a", "b"], cases).map { Argument($0, .string($1.text)) },
          common: common.arguments, machine: machine, calibration: calibration, limits: limits,
          claims: run.claims, python: "")))
    // The first of each warms up, and says what is measured.
    let units = try zip(["A", "B"], cases).map { try reading(of: $1, named: $0, stop).unit }
    guard units[0] == units[1] else {
      throw ComparisonFailure(
        "A measures \(units[0] ?? "a number") and B \(units[1] ?? "a number"). "
          + "Only what is measured alike can be compared.")
    }
    run.chart(
      LiveChart(
        "rounds", "A and B, round by round", .scatter, x: Axis("round"),
        y: Axis("measured", unit: units[0], fromZero: true)))
    var round = 1.0
    var values: [Int: Double] = [:]
    let trials = try run.trials(["A", "B"], unit: units[0], warmups: 0) { variant in
      let value = try reading(of: cases[variant], named: ["A", "B"][variant], stop).value
      values[variant] = value
      if let a = values[0], let b = values[1] {
        run.sample("rounds", series: "A", x: round, y: a)
        run.sample("rounds", series: "B", x: round, y: b)
        (round, values) = (round + 1, [:])
      }
      return value
    }
    run.output(trials.output(named: "samples", "A: \(cases[0].text); B: \(cases[1].text)"))
    run.text(
      "\(trials.rounds.count) rounds; in each, both in an order drawn with seed \(common.seed).\n")
    return [verdict(trials, run)]
  }

  private func verdict(_ trials: Trials, _ run: Run) -> Verdict {
    let name = Self.difference.name
    guard let comparison = Comparison(trials, seed: UInt64(bitPattern: Int64(run.common.seed)))
    else {
      return run.undecided(
        name, "A measured nothing, so there is no ratio.", decide: "More work in A would.")
    }
    let ratio = comparison.ratio
    switch comparison.finding {
    case .undecided:
      return run.undecided(
        name,
        "\(Self.sentence(ratio, trials)) With \(figure(ratio.count)) rounds there is no interval.",
        decide:
          "At least \(Limits.samplesForInterval) rounds would decide it. Give both calls less "
          + "to do in one repetition.")
    case .differ:
      return run.verdict(name, .observed, Self.sentence(ratio, trials), statistics: ratio)
    case .noDifference:
      let interval = ratio.low.flatMap { low in ratio.high.map { (low, $0) } }
      let holdsOne = interval.map { $0.0 <= 1 && $0.1 >= 1 } ?? true
      let reason =
        holdsOne
        ? "the interval holds 1." : "what differs by so little is not told apart here."
      return run.verdict(
        name, .notObserved, "No difference is seen: \(reason) \(Self.sentence(ratio, trials))",
        statistics: ratio)
    }
  }

  /// The ratio with its interval, in words.
  static func sentence(_ ratio: Estimate, _ trials: Trials) -> String {
    let isTime = trials.unit.map(units.contains) ?? false
    let times = "\(figure(ratio.median)) times"
    let claim =
      isTime ? "B takes \(times) as long as A" : "B reaches \(times) the \(trials.unit ?? "") of A"
    let interval =
      ratio.low.flatMap { low in ratio.high.map { " (\(figure(low)) to \(figure($0)))" } } ?? ""
    return "\(claim)\(interval)."
  }

  private static let units: Set<String> = ["s", "ms", "µs", "us", "ns"]

  /// One repetition of what a case measures.
  private func reading(
    of compared: ComparedCase, named name: String, _ stop: StopFlag
  ) throws -> Meter.Reading {
    guard let type = catalogue[compared.experiment] else {
      throw ComparisonFailure("There is no experiment named \(compared.experiment).")
    }
    try stop.check()
    var common = try CommonParameters.make(compared.parameters)
    // The model says the same every time: there is nothing to repeat.
    if common.mode == .both { common.mode = .live }
    let meter = Meter()
    let run = Run(
      common: common, claims: type.claims, calibration: calibration, machine: machine, stop: stop,
      meter: meter, sink: Silence())
    let start = Moment.now
    do {
      _ = try type.make(compared.parameters).run(run)
    } catch is Meter.Taken {
    } catch let stopped as Stopped {
      throw stopped
    } catch {
      throw ComparisonFailure("\(name) failed: \(error)")
    }
    return meter.reading ?? Meter.Reading(value: Moment.now.seconds(since: start), unit: "s")
  }
}

/// Why two cases could not be compared.
private struct ComparisonFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Hears what a case says and tells nobody.
private struct Silence: RunSink {
  func send(_ event: RunEvent) {}
}
