import ExperimentEngine

/// The lost update on one imagined processor, step by step.
///
/// Threads take turns. A gap that hands over ends the turn between reading and writing; without
/// one, a turn ends now and then at random, as a time slice does.
struct LostUpdateModel {
  /// One step that a thread made.
  struct Step: Equatable {
    enum Kind: Equatable { case read, write, add }
    var thread: Int
    var kind: Kind
    var value: Int
  }

  private struct Thread {
    var left: Int
    /// What it has read and not yet written back.
    var seen: Int?
  }

  private(set) var value = 0
  private(set) var steps: [Step] = []
  /// How often a turn ended between a read and its write.
  private(set) var tornIncrements = 0
  private var threads: [Thread]
  private let kept: Int

  /// Runs everything to the end; `kept` steps are remembered.
  init(
    threads: Int, increments: Int, handsOver: Bool, isProtected: Bool, kept: Int,
    random: SeededGenerator
  ) {
    self.threads = Array(repeating: Thread(left: increments), count: threads)
    self.kept = kept
    var random = random
    var current = 0
    while self.threads.contains(where: { $0.left > 0 }) {
      if self.threads[current].left > 0 {
        step(current, isProtected)
        let isTorn = self.threads[current].seen != nil
        guard handsOver ? isTorn || isProtected : random.below(50) == 0 else { continue }
        if isTorn { tornIncrements += 1 }
      }
      current = (current + 1) % threads
    }
  }

  private mutating func step(_ thread: Int, _ isProtected: Bool) {
    if isProtected {
      value += 1
      threads[thread].left -= 1
      note(Step(thread: thread, kind: .add, value: value))
    } else if let seen = threads[thread].seen {
      value = seen + 1
      threads[thread].seen = nil
      threads[thread].left -= 1
      note(Step(thread: thread, kind: .write, value: value))
    } else {
      threads[thread].seen = value
      note(Step(thread: thread, kind: .read, value: value))
    }
  }

  private mutating func note(_ step: Step) {
    if steps.count < kept { steps.append(step) }
  }
}

extension LostUpdate {
  func runModel(_ run: Run) throws -> [Verdict] {
    let increments = min(increments, Limits.modelIncrements / threads)
    let model = LostUpdateModel(
      threads: threads, increments: increments, handsOver: gap.handsOver,
      isProtected: protection != .none, kept: Limits.modelSteps, random: run.random(1))
    draw(model, on: run)
    return verdicts(model, increments, run)
  }

  /// The first steps as a timeline: a microsecond each.
  private func draw(_ model: LostUpdateModel, on run: Run) {
    let lanes = (0..<threads).map { run.trace.lane("thread \($0 + 1)", group: "model") }
    let step = 1e-6
    var lastRead: [Int: Int] = [:]
    for (index, made) in model.steps.enumerated() {
      let start = Double(index) * step
      let word =
        switch made.kind {
        case .read: "reads \(made.value)"
        case .write: "writes \(made.value)"
        case .add: "adds one: \(made.value)"
        }
      var records = [
        TraceRecord(
          start: start, end: start + step, lane: lanes[made.thread], state: .running,
          note: run.trace.name(word))
      ]
      if made.kind == .read { lastRead[made.thread] = index + 1 }
      if made.kind == .write, let since = lastRead[made.thread], since < index {
        records.append(
          TraceRecord(
            start: Double(since) * step, end: start, lane: lanes[made.thread], state: .blocked,
            note: run.trace.name("gap")))
      }
      run.trace.append(records)
    }
    var timeline = run.trace.timeline("The first steps of the model", group: "model")
    timeline.finding =
      protection == .none
      ? "Whoever writes after a gap writes what was right before it."
      : "Reading and writing are one step, so nothing fits in between."
    run.output("model-timeline", timeline)
  }

  private func verdicts(_ model: LostUpdateModel, _ increments: Int, _ run: Run) -> [Verdict] {
    let expected = threads * increments
    let sentence =
      "In the model \(figure(model.value)) of \(figure(expected)) updates count."
    if protection != .none {
      return [run.verdict("model", model.value == expected, sentence)]
    }
    if gap.handsOver {
      return [
        run.verdict(
          "model", model.value == increments,
          sentence + " In each round all \(figure(threads)) threads read the same number, and all "
            + "write the same one.", statistics: .exact(Double(model.value), unit: "updates"))
      ]
    }
    return [
      run.verdict(
        "modelChance", model.value < expected,
        sentence
          + " \(count(model.tornIncrements, "time slice")) ended between reading and writing."
      )
    ]
  }
}
