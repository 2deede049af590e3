import ConcurrencyPrimitives
import ExperimentEngine

extension Countdown {
  // In virtual time

  func runModel(_ run: Run) throws -> [Verdict] {
    run.progress(0, "Counting in virtual time")
    let performance = modelPerformance(run)
    try run.checkStop()
    let rounds = locked ? threads : 1
    let expected = (delay * (rounds * steps)).inSeconds
    // Virtual time counts whole nanoseconds, so equal means equal.
    let isExact = abs(performance.wall - expected) < 1e-12
    let order = performance.isContiguous == (locked || threads == 1 || steps == 1)
    let mainIsRight = performance.threadsAfterMain == (join ? 0 : threads)
    var timeline = run.trace.timeline("The countdown in virtual time", group: "model")
    timeline.finding = modelSentence(performance)
    run.output("model-timeline", timeline)
    run.output(script(performance))
    return [
      run.verdict(
        "model", isExact && order && mainIsRight, modelSentence(performance),
        statistics: .exact(performance.wall, unit: "s"))
    ]
  }

  private func modelSentence(_ performance: Performance) -> String {
    let wall = figure(seconds: performance.wall, digits: 4)
    let product =
      locked
      ? "\(threads) × \(steps) × \(figure(seconds: delay.inSeconds))"
      : "\(steps) × \(figure(seconds: delay.inSeconds))"
    let manner = locked ? "one after another" : "side by side"
    return
      "In virtual time \(count(threads, "thread")) counting \(manner) take \(wall): \(product)."
  }

  /// What was said, line by line, with the exact time.
  private func script(_ performance: Performance) -> Output {
    let lines = performance.lines.map { line in
      "\(padded(figure(seconds: line.time, digits: 4), 10))  \(name(line.speaker)): \(line.word)"
    }
    return Output(
      name: "model-lines", title: "What was said in virtual time",
      plain: lines.joined(separator: "\n"))
  }

  // On this machine

  func runLive(_ run: Run) throws -> [Verdict] {
    let pace = pace(run)
    let delay = delay * pace
    let shown = try showOne(run, delay: delay)
    run.chart(
      LiveChart(
        "walls", "Time of all countdowns", .scatter, x: Axis("repetition"),
        y: Axis("time", unit: "s", fromZero: true)))
    var performances: [Bool: [Performance]] = [locked: [shown]]
    let variants = [false, true]
    let trials = try run.trials(
      ["without the lock", "with the lock"], subject: locked ? 1 : 0
    ) { variant in
      let isLocked = variants[variant]
      let performance = try with(locked: isLocked).livePerformance(run, delay: delay, traced: false)
      performances[isLocked, default: []].append(performance)
      let number = performances[isLocked]?.count ?? 0
      run.sample(
        "walls", series: isLocked ? "with the lock" : "without the lock", x: Double(number),
        y: performance.wall)
      return performance.wall
    }
    run.output("walls", walls(trials, pace))
    run.output(trials.output(named: "samples", "Time of all countdowns"))
    return verdicts(trials, performances, run)
  }

  /// What the delay is multiplied by so that enough repetitions fit into the budget.
  private func pace(_ run: Run) -> Double {
    let round = delay.inSeconds * Double(steps * (threads + 1))
    return min(1, run.common.budget.inSeconds / 8 / round)
  }

  /// The performance that is drawn and printed.
  private func showOne(_ run: Run, delay: Duration) throws -> Performance {
    run.chart(
      LiveChart(
        "countdown", "What is left to count", .step, x: Axis("time", unit: "s"),
        y: Axis("left", fromZero: true)))
    let performance = try livePerformance(run, delay: delay, traced: true) { line in
      run.text("\(self.name(line.speaker)): \(line.word)\n")
      if self.threads <= Limits.liveSeries, let left = Double(line.word) {
        run.sample(
          "countdown", series: self.name(line.speaker), x: line.time, y: left - 1)
      }
    }
    var timeline = run.trace.timeline("The countdown", group: "live")
    timeline.finding =
      "\(count(threads, "thread")) counted \(locked ? "one after another" : "side by side") in "
      + "\(figure(seconds: performance.wall)); main ended "
      + (join
        ? "after them."
        : "while \(count(performance.threadsAfterMain, "thread")) still counted.")
    run.output("timeline", timeline)
    return performance
  }

  private func walls(_ trials: Trials, _ pace: Double) -> Chart {
    let scale = pace < 1 ? ", all sleeps at \(figure(share: pace)) of their length" : ""
    let bars = trials.variants.indices.compactMap { variant in
      trials.estimate(variant).map { Point(trials.variants[variant], $0) }
    }
    return Chart(
      "Time of all countdowns", finding: overlapSentence(trials), x: Axis("variant" + scale),
      y: Axis("time", unit: "s", fromZero: true), [Series("", .bars, bars)])
  }

  private func overlapSentence(_ trials: Trials) -> String {
    guard let free = trials.estimate(0), let held = trials.estimate(1) else { return "" }
    return
      "Without the lock \(count(threads, "thread")) take \(figure(seconds: free.median)), with "
      + "it \(figure(seconds: held.median))."
  }

  private func verdicts(
    _ trials: Trials, _ performances: [Bool: [Performance]], _ run: Run
  ) -> [Verdict] {
    var verdicts: [Verdict] = []
    let ratio = trials.ratio(0, to: 1)
    if threads > 1, let ratio {
      verdicts.append(
        run.verdict(
          "overlap", ratio.median < 0.75,
          overlapSentence(trials) + " That is \(figure(share: ratio.median)).", statistics: ratio))
      let held = performances[true] ?? []
      verdicts.append(
        run.verdict(
          "contiguous", held.allSatisfy(\.isContiguous),
          held.allSatisfy(\.isContiguous)
            ? "Under the lock nobody was interrupted in \(count(held.count, "repetition"))."
            : "Under the lock somebody was interrupted while counting."))
    }
    let all = performances.values.flatMap { $0 }
    let least = all.map(\.threadsAfterMain).min() ?? 0
    if join {
      verdicts.append(
        run.verdict(
          "mainLast", all.allSatisfy { $0.threadsAfterMain == 0 },
          "Main waited for \(count(threads, "thread")) and spoke last in "
            + "\(count(all.count, "repetition"))."))
    } else if delay * steps >= .milliseconds(20) {
      verdicts.append(
        run.verdict(
          "mainFirst", least == threads,
          "Main did not wait: in each of \(count(all.count, "repetition")) at least "
            + "\(count(least, "thread")) still counted when it ended."))
    } else {
      verdicts.append(
        run.undecided(
          "mainFirst", "The countdowns are so short that who ends first is chance.",
          decide: "Countdowns of at least 20 ms would decide it."))
    }
    return verdicts
  }
}
