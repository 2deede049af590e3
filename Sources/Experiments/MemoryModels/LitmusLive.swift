import ExperimentEngine
import Explorer

/// A litmus test on the machine's own processors, again and again, beside what the models permit.
struct LitmusLive: Experiment {
  static let name: ExperimentName = "litmus.live"
  static let title = "Litmus tests on this machine"
  static let summary =
    "Runs a litmus test a million times on real threads, counts how each one ended, and puts beside "
    + "each outcome which memory models permit it."
  static let chapter = Chapter.memoryModels
  static let question =
    "Two threads each write 1 to a variable of their own and then read the other's, a million times. "
    + "In how many of them do both read 0: none, a handful, or thousands?"
  static let pitfall =
    "An outcome that was not seen is taken for one that cannot happen. A machine shows what it does, "
    + "never what it will not do; only the model knows what is forbidden."

  static let claims = [
    Claim("model", "Every execution in each of the models was tried.", .exact),
    Claim(
      "permitted", "Nothing is seen that this machine's memory model forbids.", .robust),
    Claim(
      "weak", "Store buffering shows on two processors: the weak outcome is seen.", .conditional),
    Claim("variety", "How many of the permitted outcomes were seen.", .informative),
  ]

  static let python = """
    import threading
    from collections import Counter

    rounds, seen = 2_000, Counter()
    x, y, result = [0], [0], [None, None]
    start, end = threading.Barrier(3), threading.Barrier(3)

    def play(me, mine, other):
        for _ in range(rounds):
            start.wait()
            mine[0] = 1
            result[me] = other[0]
            end.wait()

    threading.Thread(target=play, args=(0, x, y)).start()
    threading.Thread(target=play, args=(1, y, x)).start()
    for _ in range(rounds):
        x[0] = y[0] = 0
        start.wait()
        end.wait()
        seen[tuple(result)] += 1
    print(dict(seen))     # the interpreter's own lock hides the store buffers
    """
  static let example = "litmus.live(ordering: [.relaxed, .sequentiallyConsistent])"

  @Parameter("the shape of the test") var test = LitmusTest.storeBuffering
  @Parameter("what orders the accesses") var ordering = LitmusOrdering.relaxed
  @Parameter(1_000...100_000_000, "how often it is run, if the time allows") var iterations =
    1_000_000

  var program: String? { test.program(ordering) }

  func run(_ run: Run) throws -> [Verdict] {
    let exploration = try LitmusExploration(test, ordering, run)
    let proof = run.verdict(
      "model", exploration.isComplete,
      "Every execution was tried; the outcome \(test.words(test.weak)) is permitted by "
        + "\(exploration.permitting).")
    guard run.common.mode.runsLive else { return [proof] }
    let histogram = try LitmusHistogram(test, ordering, iterations, run)
    run.output(table(histogram, exploration))
    run.output("histogram", chart(histogram, exploration))
    return [proof] + verdicts(histogram, exploration, run)
  }

  // What is shown

  private func table(_ histogram: LitmusHistogram, _ exploration: LitmusExploration) -> Output {
    var rows = [["outcome", "count", "ppm"] + MemoryModel.allCases.map(\.name) + [""]]
    for outcome in rowsShown(histogram, exploration) {
      let count = histogram.counts[outcome] ?? 0
      let note =
        outcome == test.weak ? "weak" : exploration.permits(outcome, .pso) ? "" : "unexpected"
      rows.append(
        [
          test.words(outcome), count == 0 ? "not seen" : figure(count),
          figure(histogram.ppm(outcome)),
        ]
          + MemoryModel.allCases.map {
            exploration.permits(outcome, $0) ? "permitted" : "forbidden"
          } + [note])
    }
    let lines = aligned(rows) + ["", "\(figure(histogram.iterations)) iterations"]
    return Output(
      name: "outcomes", title: "How it ended, and who permits that",
      plain: lines.joined(separator: "\n"))
  }

  private func chart(_ histogram: LitmusHistogram, _ exploration: LitmusExploration) -> Chart {
    Chart(
      "How often each outcome was seen", finding: weakSentence(histogram), x: Axis("outcome"),
      y: Axis("iterations", unit: "ppm", fromZero: true),
      [
        Series(
          ordering.label, .bars,
          rowsShown(histogram, exploration).map { Point(test.words($0), histogram.ppm($0)) })
      ])
  }

  private func rowsShown(
    _ histogram: LitmusHistogram, _ exploration: LitmusExploration
  ) -> [[Int]] {
    Set(exploration.all).union(histogram.counts.keys)
      .sorted { $0.lexicographicallyPrecedes($1) }
  }

  // What became of the claims

  private func verdicts(
    _ histogram: LitmusHistogram, _ exploration: LitmusExploration, _ run: Run
  ) -> [Verdict] {
    var verdicts = [permittedVerdict(histogram, exploration, run)]
    // With more threads than two it depends on the number of processors as well.
    if test.threads.count == 2, let model = MemoryModel.ofThisMachine,
      exploration.permits(test.weak, model)
    {
      let isSeen = histogram.counts[test.weak] != nil
      verdicts.append(
        isSeen
          ? run.verdict("weak", true, weakSentence(histogram))
          : run.undecided(
            "weak", weakSentence(histogram),
            decide: "More iterations on two free processors may show it."))
    }
    let permitted = exploration.outcomes(MemoryModel.ofThisMachine ?? .pso)
    let seen = permitted.count { histogram.counts[$0] != nil }
    verdicts.append(
      run.verdict(
        "variety", .observed,
        "\(figure(seen)) of \(count(permitted.count, "permitted outcome")) were seen in "
          + "\(figure(histogram.iterations)) iterations."))
    return verdicts
  }

  private func permittedVerdict(
    _ histogram: LitmusHistogram, _ exploration: LitmusExploration, _ run: Run
  ) -> Verdict {
    guard let model = MemoryModel.ofThisMachine else {
      return run.undecided(
        "permitted", "What this machine permits is none of the explorer's models.",
        decide: "A model of this processor would decide it.")
    }
    let strange = histogram.counts.filter { !exploration.permits($0.key, model) }
    let sentence =
      strange.isEmpty
      ? "Nothing that \(model.name) forbids was seen in "
        + "\(figure(histogram.iterations)) iterations."
      : "\(figure(strange.values.reduce(0, +))) iterations ended in a way that \(model.name) "
        + "forbids."
    return run.verdict("permitted", strange.isEmpty, sentence)
  }

  private func weakSentence(_ histogram: LitmusHistogram) -> String {
    let seen = histogram.counts[test.weak] ?? 0
    let all = figure(histogram.iterations)
    return seen == 0
      ? "The outcome \(test.words(test.weak)) was not seen in \(all) iterations, which proves "
        + "nothing."
      : "The outcome \(test.words(test.weak)) was seen in \(figure(seen)) of \(all) iterations, "
        + "\(figure(histogram.ppm(test.weak))) in a million."
  }
}

extension MemoryModel {
  /// What the processors of this machine promise; `nil` where the explorer has no such model.
  static var ofThisMachine: MemoryModel? {
    #if arch(x86_64)
      .tso
    #else
      nil
    #endif
  }
}
