/// Repetitions of several variants in random order, with everything that was measured.
///
/// A round measures every variant once, in an order drawn anew, so that a slow drift of the machine
/// meets all variants alike. A disturbed round is kept, marked, and made again.
public struct Trials: Sendable {
  /// One variant, measured once.
  public struct Sample: Hashable, Sendable {
    public var variant: Int
    public var round: Int
    /// Its place within the round.
    public var place: Int
    public var value: Double
  }

  public let variants: [String]
  public let unit: String?
  /// The rounds that were wanted.
  public let wanted: Int
  /// In the order in which they were measured.
  public private(set) var samples: [Sample] = []
  /// What happened on the machine during each round.
  public private(set) var rounds: [Disturbance] = []

  public init(_ variants: [String], unit: String? = nil, wanted: Int) {
    self.variants = variants
    self.unit = unit
    self.wanted = wanted
  }

  mutating func append(_ samples: [Sample], _ disturbance: Disturbance) {
    self.samples += samples
    rounds.append(disturbance)
  }

  /// How many rounds were quiet.
  public var quietRounds: Int { rounds.count { !$0.isDisturbed } }

  /// Whether disturbed rounds count too, because there were too few quiet ones.
  public var countsDisturbed: Bool { quietRounds < min(wanted, rounds.count) }

  /// The values of a variant, round by round; disturbed rounds only where they have to count.
  public func values(_ variant: Int) -> [Double] {
    let countsDisturbed = countsDisturbed
    return samples.lazy
      .filter { $0.variant == variant && (countsDisturbed || !rounds[$0.round].isDisturbed) }
      .map(\.value)
  }

  /// Every value of a variant, disturbed or not.
  public func allValues(_ variant: Int) -> [Double] {
    samples.lazy.filter { $0.variant == variant }.map(\.value)
  }

  /// The median of a variant with its interval; `nil` before the first round.
  public func estimate(_ variant: Int, seed: UInt64 = 1) -> Estimate? {
    Summary(values(variant))?.estimate(unit: unit, seed: seed)
  }

  /// How many times the median of `top` is that of `bottom`, with the interval of rounds drawn
  /// together.
  public func ratio(
    _ top: Int, to bottom: Int, seed: UInt64 = 1, resamples: Int = Limits.resamples
  ) -> Estimate? {
    let pairs = Array(zip(values(top), values(bottom)))
    guard let upper = Summary(pairs.map(\.0)), let lower = Summary(pairs.map(\.1)),
      lower.median != 0
    else { return nil }
    let interval = Bootstrap(seed: seed, resamples: resamples).ratioInterval(of: pairs)
    return Estimate(
      median: upper.median / lower.median, low: interval?.lowerBound, high: interval?.upperBound,
      count: pairs.count, level: interval == nil ? nil : Bootstrap.level)
  }

  /// What to say about the circumstances; `nil` when all was quiet.
  public var remark: String? {
    let disturbed = rounds.count - quietRounds
    guard disturbed > 0 else { return nil }
    let fate = countsDisturbed ? "counted all the same" : "measured again"
    return "\(figure(disturbed)) of \(figure(rounds.count)) rounds were disturbed and \(fate)."
  }
}

extension Run {
  /// Measures every variant so often as the effort asks, in random order, after the warm-ups.
  ///
  /// Ends early, but not before three rounds, when the budget is spent. `body` returns what was
  /// measured of the variant with that index. `subject` is the variant that the case's own parameters
  /// ask for; the others are there to be compared with it.
  public func trials(
    _ variants: [String], unit: String? = "s", repetitions: Int? = nil, warmups: Int? = nil,
    subject: Int = 0, _ body: (_ variant: Int) throws -> Double
  ) throws -> Trials {
    if let meter {
      try checkStop()
      meter.take(try body(subject), unit)
      throw Meter.Taken()
    }
    let wanted = max(1, repetitions ?? common.effort.repetitions)
    var trials = Trials(variants, unit: unit, wanted: wanted)
    var generator = random(0x7121)
    for _ in 0..<max(0, warmups ?? common.warmups) {
      for variant in generator.shuffled(Array(variants.indices)) {
        try checkStop()
        _ = try body(variant)
      }
    }
    let most = wanted + Int((Double(wanted) * Limits.repeatedRounds).rounded(.up))
    while trials.quietRounds < wanted, trials.rounds.count < most {
      if isBudgetSpent, trials.rounds.count >= min(3, wanted) { break }
      let round = trials.rounds.count
      let before = MachineReading.now()
      var samples: [Trials.Sample] = []
      for (place, variant) in generator.shuffled(Array(variants.indices)).enumerated() {
        try checkStop()
        let value = try body(variant)
        samples.append(.init(variant: variant, round: round, place: place, value: value))
      }
      trials.append(samples, MachineReading.now().disturbance(since: before))
      progress(
        Double(trials.quietRounds) / Double(wanted),
        "Round \(trials.rounds.count) of \(wanted)\(trials.rounds.count > wanted ? ", repeated" : "")."
      )
    }
    return trials
  }
}

extension Trials {
  /// Every sample as lines of comma-separated values, with its round's circumstances.
  public var csv: String {
    var lines = ["round,place,variant,value,unit,outlier,disturbed,steal,foreign,involuntary,load"]
    var labels: [Int: [Outlier]] = [:]
    for variant in variants.indices {
      labels[variant] = Outlier.labels(of: allValues(variant)).reversed()
    }
    for sample in samples {
      let round = rounds[sample.round]
      let outlier = labels[sample.variant]?.popLast() ?? .none
      let fields: [String] = [
        "\(sample.round)", "\(sample.place)", Self.quoted(variants[sample.variant]),
        "\(sample.value)", unit ?? "", outlier.rawValue, "\(round.isDisturbed)",
        "\(round.steal)", "\(round.foreign)", "\(round.involuntarySwitches)", "\(round.load)",
      ]
      lines.append(fields.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Every sample as an output that can be downloaded: CSV, JSON, and a summary in words.
  public func output(named name: String, _ title: String) -> Output {
    let rows = variants.indices.compactMap { variant -> [String]? in
      guard let summary = Summary(values(variant)), let estimate = estimate(variant) else {
        return nil
      }
      let interval =
        estimate.low.flatMap { low in
          estimate.high.map { "\(figure(low)) to \(figure($0))" }
        } ?? "–"
      let outliers = Outlier.labels(of: values(variant)).count { $0 != .none }
      return [
        variants[variant], figure(summary.median), interval, figure(summary.minimum),
        figure(summary.maximum), figure(summary.interquartileRange), figure(summary.count),
        figure(outliers),
      ]
    }
    let head = [
      "variant", "median", "95 % interval", "least", "most", "IQR", "samples", "outliers",
    ]
    var lines = [title + (unit.map { " (\($0))" } ?? ""), ""] + aligned([head] + rows)
    if let remark { lines.append(remark) }
    return Output(
      name: name, title: title, plain: lines.joined(separator: "\n"),
      [Representation("text/csv", .string(csv)), Representation("application/json", json)])
  }

  private var json: JSONValue {
    [
      "variants": .array(variants.map { .string($0) }),
      "unit": unit.map { .string($0) } ?? .null,
      "wanted": .integer(wanted),
      "samples": .array(
        samples.map { sample in
          [
            "variant": .integer(sample.variant), "round": .integer(sample.round),
            "place": .integer(sample.place), "value": .number(sample.value),
          ]
        }),
      "rounds": .array(
        rounds.map { round in
          [
            "disturbed": .boolean(round.isDisturbed), "steal": .number(round.steal),
            "foreign": .number(round.foreign),
            "involuntarySwitches": .integer(round.involuntarySwitches),
            "load": .number(round.load), "wall": .number(round.wall),
          ]
        }),
    ]
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { ",\"\n".contains($0) }) else { return text }
    var quoted = "\""
    for character in text { quoted += character == "\"" ? "\"\"" : String(character) }
    return quoted + "\""
  }
}
