import ConcurrencyPrimitives
import ExperimentEngine

extension ReadersWriters {
  // In virtual time

  func runModel(_ policy: ReadersWritersRules.Policy, _ run: Run) throws -> [Verdict] {
    run.progress(0, "Opening the room in virtual time")
    let opening = modelOpening(policy, run)
    try run.checkStop()
    var timeline = run.trace.timeline("The room in virtual time", group: "model")
    timeline.finding = sentence([opening], "In virtual time")
    run.output("model-timeline", timeline)
    return [modelVerdict(policy, opening, run)]
  }

  private func modelVerdict(
    _ policy: ReadersWritersRules.Policy, _ opening: Opening, _ run: Run
  ) -> Verdict {
    // Readers come first at the start, so one round of them is over before a writer can be ahead.
    let holds =
      switch policy {
      case .readersFirst: readers < 2 || opening.writes == 0
      case .writersFirst: writers < 2 || opening.reads <= readers
      case .fair, .phaseFair: !isLongEnough || opening.everybodyGotIn
      }
    return run.verdict(
      "model", holds && opening.violations == 0, sentence([opening], "In virtual time"))
  }

  // On this machine

  func runLive(_ run: Run) throws -> [Verdict] {
    let shown = try showOne(run)
    run.chart(
      LiveChart(
        "openings", "Operations of each opening", .scatter, x: Axis("opening"),
        y: Axis("operations", fromZero: true)))
    var openings = [shown]
    let affordable = Int(run.remaining.inSeconds / self.run.inSeconds)
    let trials = try run.trials(
      [variant.label], unit: "operations/s",
      repetitions: max(1, min(run.common.effort.repetitions, affordable)), warmups: 0
    ) { _ in
      let opening = try liveOpening(run, traced: false)
      openings.append(opening)
      let number = Double(openings.count - 1)
      run.sample("openings", series: "reads", x: number, y: Double(opening.reads))
      run.sample("openings", series: "writes", x: number, y: Double(opening.writes))
      return Double(opening.reads + opening.writes) / self.run.inSeconds
    }
    run.output("operations", operations(openings))
    run.output("waits", waits(openings))
    run.output("longest", longest(openings))
    run.output(trials.output(named: "samples", "Operations a second"))
    return [
      run.verdict(
        "exclusion", openings.allSatisfy { $0.violations == 0 }, exclusionSentence(openings))
    ]
      + verdicts(openings, run)
  }

  private func showOne(_ run: Run) throws -> Opening {
    run.progress(0.1, "One opening with a camera on every thread")
    run.chart(
      LiveChart(
        "progress", "Operations so far", .step, x: Axis("time", unit: "s"),
        y: Axis("operations", fromZero: true)))
    let opening = try liveOpening(run, traced: true) { time, reads, writes in
      run.sample("progress", series: "reads", x: time, y: Double(reads))
      run.sample("progress", series: "writes", x: time, y: Double(writes))
    }
    var timeline = run.trace.timeline("One opening of the room", group: "live")
    timeline.finding = sentence([opening], "In this opening")
    run.output("timeline", timeline)
    return opening
  }

  // Charts

  private func operations(_ openings: [Opening]) -> Chart {
    let bars = [
      ("reads", openings.map { Double($0.reads) }), ("writes", openings.map { Double($0.writes) }),
    ].compactMap { name, values in
      Summary(values).map { Point(name, $0.estimate()) }
    }
    return Chart(
      "Operations of an opening", finding: sentence(openings, "In the middle"), x: Axis("role"),
      y: Axis("operations", fromZero: true), [Series("", .bars, bars)])
  }

  private func longest(_ openings: [Opening]) -> Chart {
    let bars = [
      ("readers", openings.map { $0.longestRead * 1e3 }),
      ("writers", openings.map { $0.longestWrite * 1e3 }),
    ].compactMap { name, values in
      Summary(values).map { Point(name, $0.estimate(unit: "ms")) }
    }
    return Chart(
      "Longest wait", finding: waitSentence(openings), x: Axis("role"),
      y: Axis("longest wait", unit: "ms", fromZero: true), [Series("", .bars, bars)])
  }

  /// How many waits were how long, in steps of a factor of ten.
  private func waits(_ openings: [Opening]) -> Chart {
    let edges: [(label: String, below: Double)] = [
      ("< 10 µs", 1e-5), ("< 100 µs", 1e-4), ("< 1 ms", 1e-3), ("< 10 ms", 1e-2),
      ("< 100 ms", 0.1), ("< 1 s", 1), ("longer", .infinity),
    ]
    func series(_ name: String, _ waits: [Double]) -> Series {
      var counts = Array(repeating: 0, count: edges.count)
      for wait in waits {
        if let place = edges.firstIndex(where: { wait < $0.below }) { counts[place] += 1 }
      }
      return Series(name, .bars, zip(edges, counts).map { Point($0.label, Double($1)) })
    }
    return Chart(
      "Waits", finding: waitSentence(openings), x: Axis("length of the wait"),
      y: Axis("waits", fromZero: true),
      [
        series("readers", openings.flatMap { $0.readers.flatMap(\.waits) }),
        series("writers", openings.flatMap { $0.writers.flatMap(\.waits) }),
      ])
  }

  // Sentences and verdicts

  private func middle(_ values: [Int]) -> Int { Int(Summary(values.map(Double.init))?.median ?? 0) }

  private func sentence(_ openings: [Opening], _ beginning: String) -> String {
    let (reads, writes) = (middle(openings.map(\.reads)), middle(openings.map(\.writes)))
    return "\(beginning), \(count(readers, "reader")) and \(count(writers, "writer")) made "
      + "\(count(reads, "read")) and \(count(writes, "write")) in "
      + "\(figure(seconds: run.inSeconds))."
  }

  private func waitSentence(_ openings: [Opening]) -> String {
    let read = openings.map(\.longestRead).max() ?? 0
    let write = openings.map(\.longestWrite).max() ?? 0
    return "The longest wait of a reader was \(figure(seconds: read)), that of a writer "
      + "\(figure(seconds: write)), with the room open for \(figure(seconds: run.inSeconds))."
  }

  private func exclusionSentence(_ openings: [Opening]) -> String {
    let violations = openings.reduce(0) { $0 + $1.violations }
    let visits = openings.reduce(0) { $0 + $1.reads + $1.writes }
    return violations == 0
      ? "All \(count(visits, "visit")) were in lawful company."
      : "\(count(violations, "visit")) of \(figure(visits)) were in unlawful company."
  }

  /// Whether each visitor could come in several times if all took turns.
  private var isLongEnough: Bool {
    run >= (readTime * readers + writeTime * writers) * 10
  }

  private func verdicts(_ openings: [Opening], _ run: Run) -> [Verdict] {
    let operations = Summary(openings.map { Double($0.reads + $0.writes) })?
      .estimate(unit: "operations")
    let (reads, writes) = (openings.map(\.reads), openings.map(\.writes))
    let all = sentence(openings, "In the middle of \(count(openings.count, "opening"))")
    switch variant {
    case .readersFirst:
      let most = openings.map(\.mostReaders).max() ?? 0
      var verdicts: [Verdict] = []
      if readers > 1 {
        verdicts.append(
          run.verdict("sharing", most > 1, "Up to \(count(most, "reader")) were inside together."))
      }
      // With fewer readers there are moments with none of them inside.
      guard readers >= 3, isLongEnough else { return verdicts }
      let holds = zip(reads, writes).allSatisfy { $1 * 100 <= $0 }
      return verdicts + [
        run.verdict(
          "writersStarve", holds, all + " " + waitSentence(openings), statistics: operations)
      ]
    case .writersFirst:
      guard writers >= 2, isLongEnough else { return [] }
      let holds = zip(reads, writes).allSatisfy { $0 * 20 <= $1 }
      return [
        run.verdict(
          "readersStarve", holds, all + " " + waitSentence(openings), statistics: operations)
      ]
    case .fair:
      guard isLongEnough else { return [] }
      let ratio = Summary(openings.map(\.ratio))?.estimate(unit: "reads for each write")
      return [
        run.verdict(
          "balanced", ratio.map { (0.33...3).contains($0.median) } ?? false,
          all + " A reader got in \(figure(ratio?.median ?? 0)) times as often as a writer.",
          statistics: ratio), nobodyStarves(openings, run),
      ]
    case .phaseFair:
      return isLongEnough ? [nobodyStarves(openings, run)] : []
    case .platform:
      let holds = zip(reads, writes).allSatisfy { $1 * 100 <= $0 }
      return [run.verdict("platform", holds, all, statistics: operations)]
    }
  }

  private func nobodyStarves(_ openings: [Opening], _ run: Run) -> Verdict {
    run.verdict(
      "nobodyStarves", openings.allSatisfy(\.everybodyGotIn),
      openings.allSatisfy(\.everybodyGotIn)
        ? "All \(figure(readers + writers)) threads got in. " + waitSentence(openings)
        : "Somebody never got in. " + waitSentence(openings))
  }
}
