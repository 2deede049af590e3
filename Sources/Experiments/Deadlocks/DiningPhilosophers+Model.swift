import ConcurrencyPrimitives
import ExperimentEngine

extension DiningPhilosophers {
  /// An evening in virtual time: the same on every machine for the same seed.
  func modelEvening(_ run: Run, traced: Bool) -> Evening {
    let world = VirtualWorld(
      seed: run.random(1), stop: run.stop,
      operation: .microseconds(50)...Duration.microseconds(100))
    let table = Table(self, in: world, run.trace)
    let tracks = (0..<philosophers).map { seat in
      traced ? run.trace.lane(Evening.name(seat), group: "model") : nil
    }
    // With no pause between the forks a turn takes some 75 virtual microseconds, and a meal two or three turns.
    let length = min(self.run.inSeconds, 50e-6 * Double(Limits.virtualSteps / philosophers))
    let end = world.run(philosophers) { seat in
      let track = tracks[seat].map { Player.Track(recorder: run.trace, lane: $0) }
      var philosopher = Philosopher(
        seat: seat, me: Player(seat, in: world, track: track), table: table,
        random: run.random(100 + seat))
      philosopher.dine(until: length)
    }
    var evening = Evening(meals: table.meals.counts, length: world.now)
    if case .stuck = end {
      evening.circle = table.waiting.cycle
      world.abort()
    }
    return evening
  }

  func runModel(_ run: Run) throws -> [Verdict] {
    run.progress(0, "Dining in virtual time")
    let evening = modelEvening(run, traced: true)
    try run.checkStop()
    run.output("model-meals", mealsChart([("model", [evening])]))
    if evening.circle != nil {
      run.output("model-waiting", evening.picture("Who waits for whom in the model"))
    }
    var timeline = run.trace.timeline("The evening in virtual time", group: "model")
    timeline.finding = sentence(for: evening, in: "virtual time")
    run.output("model-timeline", timeline)
    return [modelVerdict(evening, run)]
  }

  private func modelVerdict(_ evening: Evening, _ run: Run) -> Verdict {
    let isDeadlocked = evening.circle != nil
    let sentence = sentence(for: evening, in: "virtual time")
    guard strategy == .naive else { return run.verdict("model", !isDeadlocked, sentence) }
    guard hasLongPause else { return run.verdict("modelChance", isDeadlocked, sentence) }
    return run.verdict("model", isDeadlocked && evening.sum == 0, sentence)
  }

  /// Whether everybody surely has a fork before anybody reaches for the second.
  var hasLongPause: Bool {
    if case .sleep(let span) = gap { span >= .milliseconds(1) } else { false }
  }

  func sentence(for evening: Evening, in time: String) -> String {
    if evening.circle != nil {
      let meals = evening.sum == 0 ? "nobody had eaten" : "\(count(evening.sum, "meal")) were eaten"
      return "After \(figure(seconds: evening.length)) of \(time) everybody waited for a "
        + "neighbour's fork; \(meals)."
    }
    return "\(count(evening.sum, "meal")) in \(figure(seconds: evening.length)) of \(time), and "
      + "never a circle of waiting."
  }

  func mealsChart(_ kinds: [(name: String, evenings: [Evening])]) -> Chart {
    let series = kinds.map { kind in
      Series(
        kind.name, .bars,
        (0..<philosophers).map { seat in
          let meals = kind.evenings.map { Double($0.meals[seat]) }
          let estimate = Summary(meals)?.estimate(unit: "meals")
          return estimate.map { Point("\(seat + 1)", $0) } ?? Point("\(seat + 1)", 0)
        })
    }
    let evenings = kinds.flatMap(\.evenings)
    let jain = Summary(evenings.map(\.jain))?.median ?? 1
    let finding =
      evenings.allSatisfy { $0.sum == 0 }
      ? "Nobody ate." : "Jain's index of fairness is \(figure(jain)); 1 is a fair share for all."
    return Chart(
      "Meals of each philosopher", finding: finding, x: Axis("philosopher"),
      y: Axis("meals in an evening", fromZero: true), series)
  }
}
