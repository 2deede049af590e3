import ExperimentEngine

/// How much faster a program gets with more processors, when part of it cannot be shared out.
struct Amdahl: Experiment {
  static let name: ExperimentName = "law.amdahl"
  static let title = "Amdahl's law"
  static let summary =
    "Computes how much faster a program gets with n processors when only the share p of its work "
    + "can be spread over them."
  static let chapter = Chapter.scalingLaws
  static let question =
    "95 % of a program's work can be spread over processors. How much faster does it get on 1,024 "
    + "of them: about 1,000 times, about 500 times, or about 20 times?"
  static let pitfall =
    "People look at the 95 % that get faster. What decides is the 5 % that do not: they take the "
    + "same time on any number of processors, and soon they are nearly all the time there is."

  static let claims = [
    Claim(
      "law",
      "The speed-up by n processors is 1 / ((1 − p) + p / n), and Karp and Flatt's formula "
        + "finds the serial share again from each of its values.", .exact),
    Claim(
      "limit", "The speed-up never reaches 1 / (1 − p), however many processors there are.",
      .exact),
    Claim(
      "diminishing", "Every further processor helps, and each helps less than the one before.",
      .exact),
  ]

  static let python = """
    def speedup(p, n):
        serial = 1 - p          # takes its time on any machine
        parallel = p / n        # is shared out evenly
        return 1 / (serial + parallel)

    p = 0.95
    print(f"limit: {1 / (1 - p):.4g}")
    before = 1.0
    for n in [1, 2, 4, 8, 16, 64, 1024]:
        s = speedup(p, n)
        print(f"{n:5} processors: {s:8.4f} times as fast, "
              f"{s / n:4.0%} of each is used, {s - before:+.4f}")
        before = s
    """
  static let example = "law.amdahl(p: [0.5, 0.9, 0.95], n: 1...64)"

  @Parameter(0...1, "share of the work that can be spread over processors") var p = 0.95
  @Parameter(1...65_536, count: 1...65_536, "numbers of processors") var n = Array(1...1_024)

  var need: Need { .exact }

  func run(_ run: Run) throws -> [Verdict] {
    let counts = Set(n).sorted()
    guard let most = counts.last else { return [] }
    try show(counts, on: run)
    draw(processors: min(most, 8), on: run)
    return [lawVerdict(counts, run), limitVerdict(most, run), diminishingVerdict(counts, run)]
  }

  // What is shown

  private func show(_ counts: [Int], on run: Run) throws {
    let axis = Axis(
      "processors", scale: counts.count > 1 && (counts.last ?? 1) > 64 ? .log : .linear)
    run.chart(LiveChart("speedup", "Speed-up", x: axis, y: Axis("speed-up", fromZero: true)))
    // Sent in stretches, so that even the longest list is drawn while it is computed.
    for start in stride(from: 0, to: counts.count, by: 4_096) {
      try run.checkStop()
      let stretch = counts[start..<min(start + 4_096, counts.count)]
      run.samples("speedup", series: label(p), stretch.map { Point(Double($0), speedup($0)) })
      run.progress(Double(start + stretch.count) / Double(counts.count), "Computing speed-ups")
    }
    run.output("speedup", family(counts, axis))
    run.output("gain", gains(counts, axis))
    run.output(table(counts))
  }

  /// The curve of this p among curves of well-known ones, with the limit as a line.
  private func family(_ counts: [Int], _ axis: Axis) -> Chart {
    var series = [Series(label(p), .line, counts.map { Point(Double($0), speedup($0)) })]
    for other in [0.5, 0.75, 0.9, 0.95, 0.99] where other != p {
      let law = Amdahl(p: other)
      series.append(Series(label(other), .line, counts.map { Point(Double($0), law.speedup($0)) }))
    }
    if limit.isFinite, let first = counts.first, let last = counts.last {
      series.append(
        Series(
          "limit \(figure(limit))", .line,
          [Point(Double(first), limit), Point(Double(last), limit)]))
    }
    return Chart(
      "Speed-up by n processors", finding: limitSentence(counts.last ?? 1), x: axis,
      y: Axis("speed-up", fromZero: true), series)
  }

  private func gains(_ counts: [Int], _ axis: Axis) -> Chart {
    let first = counts.first ?? 1
    let finding =
      "After \(processors(first)) one more adds \(figure(marginalGain(first))); after "
      + "\(processors(counts.last ?? 1)) it adds \(figure(marginalGain(counts.last ?? 1)))."
    return Chart(
      "What one more processor adds", finding: finding, x: axis,
      y: Axis("added speed-up", fromZero: true),
      [Series(label(p), .line, counts.map { Point(Double($0), marginalGain($0)) })])
  }

  private func table(_ counts: [Int]) -> Output {
    // Powers of two say the most in the fewest lines.
    let powers = counts.filter { $0 & ($0 - 1) == 0 }
    let shown = powers.count > 3 || counts.count > 20 ? powers : counts
    var lines = ["processors  speed-up  used of each  one more adds"]
    for n in shown {
      lines.append(
        [
          padded("\(n)", 10), padded(fixed(speedup(n), 4), 8),
          padded(figure(share: speedup(n) / Double(n)), 12), padded(fixed(marginalGain(n), 4), 13),
        ].joined(separator: "  "))
    }
    lines.append("limit: " + (limit.isFinite ? fixed(limit, 4) : "none"))
    return Output(
      name: "table", title: "Speed-ups for \(label(p))", plain: lines.joined(separator: "\n"))
  }

  /// One run of a second of work as a timeline: alone, and shared by some processors.
  private func draw(processors: Int, on run: Run) {
    let (serial, parallel) = (run.trace.name("cannot be shared"), run.trace.name("shared out"))
    let end = 1 - p + p / Double(processors)
    func lane(_ name: String, _ group: String, _ work: [(Double, Double, TraceName)]) {
      let lane = run.trace.lane(name, group: group)
      run.trace.append(
        work.filter { $0.1 > $0.0 }.map {
          TraceRecord(start: $0.0, end: $0.1, lane: lane, state: .running, note: $0.2)
        })
    }
    lane("processor 1", "alone", [(0, 1 - p, serial), (1 - p, 1, parallel)])
    for index in 1...processors {
      let start: [(Double, Double, TraceName)] = index == 1 ? [(0, 1 - p, serial)] : []
      lane("processor \(index)", "\(processors) together", start + [(1 - p, end, parallel)])
    }
    var timeline = run.trace.timeline("One second of work, alone and shared")
    timeline.finding =
      "Alone it takes 1 s; \(self.processors(processors)) together need \(figure(seconds: end)), "
      + "of which \(figure(seconds: 1 - p)) nobody can help with."
    run.output("timeline", timeline)
  }

  // What became of the claims

  private func lawVerdict(_ counts: [Int], _ run: Run) -> Verdict {
    let deviations = counts.compactMap { n in
      Scaling.karpFlatt(speedup: speedup(n), n: Double(n)).map { abs($0 - (1 - p)) }
    }
    let most = counts.last ?? 1
    return run.verdict(
      "law", deviations.allSatisfy { $0 < 1e-9 } && speedup(1) == 1 / ((1 - p) + p),
      "With \(figure(share: p)) of the work shared out, \(processors(most)) are "
        + "\(figure(speedup(most), digits: 5)) times as fast as one.",
      statistics: .exact(speedup(most), unit: "×"))
  }

  private func limitVerdict(_ most: Int, _ run: Run) -> Verdict {
    guard limit.isFinite else {
      return run.verdict(
        "limit", speedup(most) <= Double(most) * (1 + 1e-12),
        "Everything can be shared out, so there is no limit: n processors are n times as fast.")
    }
    // Without anything to share, the limit is 1 and is there from the start.
    let isBelow = p == 0 ? speedup(most) == limit : speedup(most) < limit
    return run.verdict(
      "limit", isBelow, limitSentence(most), statistics: .exact(limit, unit: "×"))
  }

  private func diminishingVerdict(_ counts: [Int], _ run: Run) -> Verdict {
    let gains = counts.map(marginalGain)
    let rises = p == 0 ? gains.allSatisfy { $0 == 0 } : gains.allSatisfy { $0 > 0 }
    // Rounding leaves the last digits of a difference uncertain.
    let shrinks = zip(gains, gains.dropFirst()).allSatisfy { $1 <= $0 + 1e-9 }
    let first = counts.first ?? 1
    let sentence =
      switch p {
      case 0: "Nothing can be shared out, so no further processor adds anything."
      case 1: "Everything can be shared out, so each further processor adds 1."
      default:
        "The second processor adds \(figure(marginalGain(1))); "
          + "after \(processors(max(first, counts.last ?? 1))) one more adds "
          + "\(figure(marginalGain(counts.last ?? 1)))."
      }
    return run.verdict("diminishing", rises && shrinks, sentence)
  }

  private func limitSentence(_ most: Int) -> String {
    guard limit.isFinite, p > 0 else {
      return p == 0
        ? "Nothing can be shared out: any number of processors is as fast as one."
        : "Everything can be shared out: n processors are n times as fast."
    }
    let half = Int((p / (1 - p)).rounded(.up))
    return "\(processors(most)) reach \(figure(speedup(most))) of at most \(figure(limit)); "
      + "half of the limit needs only \(processors(max(half, 1)))."
  }

  private func label(_ p: Double) -> String { "p = \(figure(p))" }

  private func processors(_ n: Int) -> String { n == 1 ? "1 processor" : "\(figure(n)) processors" }

  init() {}

  private init(p: Double) {
    self.init()
    self.p = p
  }
}

// listing:begin
extension Amdahl {
  /// How much faster the work gets when `n` processors share what can be shared.
  func speedup(_ n: Int) -> Double {
    let serial = 1 - p  // takes its time on any machine
    let parallel = p / Double(n)  // is shared out evenly
    return 1 / (serial + parallel)
  }

  /// What no number of processors reaches: only the serial part is left.
  var limit: Double { 1 / (1 - p) }

  /// What one more processor adds.
  func marginalGain(_ n: Int) -> Double { speedup(n + 1) - speedup(n) }
}
// listing:end
