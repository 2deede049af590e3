import ExperimentEngine

extension LostUpdate {
  func runLive(_ run: Run) throws -> [Verdict] {
    try showOne(run)
    // The other side of the comparison: what the cure costs, or what doing without would cost.
    let other: Protection = protection == .none ? .atomicAdd : .none
    let variants = [protection, other]
    run.chart(
      LiveChart(
        "finals", "Updates that count", .scatter, x: Axis("repetition"),
        y: Axis("share of all updates", fromZero: true)))
    var counts: [Protection: [Count]] = [:]
    let trials = try run.trials(variants.map(\.label), unit: "ns") { variant in
      let result = try repetition(variants[variant], increments, run)
      counts[variants[variant], default: []].append(result)
      let number = counts[variants[variant]]?.count ?? 0
      run.sample("finals", series: variants[variant].label, x: Double(number), y: result.share)
      return result.cost * 1e9
    }
    let mine = counts[protection] ?? []
    run.output("finals", histogram(mine))
    run.output("cost", costs(trials, variants))
    run.output(trials.output(named: "samples", "Time of one increment"))
    let wasDisturbed = trials.quietRounds < trials.rounds.count
    return verdicts(mine, wasDisturbed, run) + [costVerdict(trials, variants, run)]
  }

  /// A few increments of each thread under the camera.
  private func showOne(_ run: Run) throws {
    run.progress(0, "A few increments with a camera on every thread")
    let film = Film(run.trace, threads: threads)
    let result = try repetition(
      protection, min(increments, Limits.filmedIncrements), run, film: film)
    var timeline = run.trace.timeline("The first increments", group: "live")
    timeline.finding =
      "\(figure(result.made)) increments were made and the counter says \(figure(result.final)): "
      + (result.lost == 0 ? "nothing was lost." : "\(figure(result.lost)) were lost.")
    run.output("timeline", timeline)
  }

  /// How often which share of the updates counted.
  private func histogram(_ counts: [Count]) -> Chart {
    let width = 10
    let places = counts.map { min(Int($0.share * 100) / width * width, 100) }
    let bars = stride(from: 0, through: 100, by: width).map { percent in
      Point("\(percent) %", Double(places.count { $0 == percent }))
    }
    let finals = counts.map(\.final)
    let finding =
      "Over \(self.count(counts)) the counter said \(figure(finals.min() ?? 0)) to "
      + "\(figure(finals.max() ?? 0)); \(figure(counts.map(\.made).max() ?? 0)) would be right."
    return Chart(
      "What the counter said", finding: finding, x: Axis("share of the updates that count"),
      y: Axis("repetitions", fromZero: true), [Series(protection.label, .bars, bars)])
  }

  private func costs(_ trials: Trials, _ variants: [Protection]) -> Chart {
    let bars = variants.indices.compactMap { variant in
      trials.estimate(variant).map { Point(variants[variant].label, $0) }
    }
    return Chart(
      "Time of one increment", finding: costSentence(trials, variants), x: Axis("protection"),
      y: Axis("time of one increment", unit: "ns", fromZero: true), [Series("", .bars, bars)])
  }

  private func costSentence(_ trials: Trials, _ variants: [Protection]) -> String {
    guard let mine = trials.estimate(0), let other = trials.estimate(1) else { return "" }
    return "An increment takes \(figure(seconds: mine.median / 1e9)) with \(variants[0].label) and "
      + "\(figure(seconds: other.median / 1e9)) with \(variants[1].label)."
  }

  private func costVerdict(_ trials: Trials, _ variants: [Protection], _ run: Run) -> Verdict {
    run.verdict(
      "cost", .observed, costSentence(trials, variants), statistics: trials.ratio(0, to: 1))
  }

  private func verdicts(_ counts: [Count], _ wasDisturbed: Bool, _ run: Run) -> [Verdict] {
    let shares = Summary(counts.map(\.share))?.estimate(unit: "share of the updates")
    let lossy = counts.count { $0.lost > 0 }
    let bound = run.verdict(
      "bound", counts.allSatisfy { $0.lost >= 0 },
      "In no repetition did the counter say more than was added.")
    let share = "\(figure(share: shares?.median ?? 1)) of the updates count"
    if protection != .none {
      return [
        run.verdict(
          "protected", lossy == 0,
          lossy == 0
            ? "All \(figure(counts.map(\.made).reduce(0, +))) updates of \(count(counts)) count."
            : "\(figure(lossy)) of \(count(counts)) lost updates.", statistics: shares), bound,
      ]
    }
    if let threshold {
      let most = counts.map(\.share).max() ?? 1
      let sentence =
        "\(share), which is about one in \(figure(1 / max(shares?.median ?? 1, 1e-9))); the most "
        + "in any of \(count(counts)) was \(figure(share: most))."
      // A thread that other programs keep from starting misses the others, and then nothing is lost.
      if most > threshold, (shares?.median ?? 1) <= threshold, wasDisturbed {
        return [
          run.undecided(
            "lost", sentence + " Other programs kept the threads apart.",
            decide: "A machine with nothing else to do would decide it."), bound,
        ]
      }
      return [run.verdict("lost", most <= threshold, sentence, statistics: shares), bound]
    }
    // Five repetitions of 30 ms lost something whenever that was tried, on one processor as on two.
    let isLong = !gap.handsOver && counts.reduce(0) { $0 + $1.wall } >= 0.15
    return [
      run.verdict(
        isLong ? "noGap" : "chance", lossy > 0,
        lossy == 0
          ? "Nothing was lost in \(count(counts)), which proves nothing: the race is still there."
          : "\(figure(lossy)) of \(count(counts)) lost updates; \(share).", statistics: shares),
      bound,
    ]
  }

  /// The share of updates that hand-overs leave at the very most; nil where chance decides.
  private var threshold: Double? {
    switch gap {
    case .none: nil
    case .yield: increments >= 1_000 ? 0.75 : nil
    case .sleep(let span):
      increments >= 10 && span >= .milliseconds(1) ? min(0.75, 3 / Double(threads)) : nil
    }
  }

  private func count(_ counts: [Count]) -> String { Experiments.count(counts.count, "repetition") }
}
