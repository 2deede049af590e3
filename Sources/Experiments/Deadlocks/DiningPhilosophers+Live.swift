import ConcurrencyPrimitives
import ExperimentEngine

extension DiningPhilosophers {
  /// An evening of real threads, watched for deadlock and unwound when there is one.
  func liveEvening(_ run: Run, traced: Bool, look: (Double, Tally) -> Void = { _, _ in }) throws
    -> Evening
  {
    let world = LiveWorld()
    let table = Table(self, in: world, run.trace)
    let tracks = (0..<philosophers).map { seat in
      traced ? run.trace.lane(Evening.name(seat), group: "live") : nil
    }
    let (seats, length) = (philosophers, self.run.inSeconds)
    let (seated, ended) = (Tally(seats), Tally(seats))
    let crew: Crew<Void> = try run.crew(seats, names: Evening.name) { member in
      let seat = member.index
      let track = tracks[seat].map { Player.Track(recorder: run.trace, lane: $0) }
      var philosopher = Philosopher(
        seat: seat, me: Player(seat, in: world, track: track), table: table,
        random: run.random(100 + seat))
      // Everybody is awake before the first fork is taken; a late riser would find the table laid.
      seated.add(seat)
      _ = Result { try spin(until: { seated.sum == seats }, deadline: .after(Limits.seating)) }
      philosopher.dine(until: length)
      ended.add(seat)
    }
    var evening = Evening(meals: [], length: length)
    var earlier = table.waiting
    while ended.sum < seats, evening.circle == nil, !run.shouldStop,
      world.now < length + Limits.grace.inSeconds
    {
      pause(Limits.look)
      look(world.now, table.meals)
      let later = table.waiting
      evening.circle = WaitForGraph.confirmedCycle(earlier: earlier, later: later)
      earlier = later
    }
    if evening.circle != nil { evening.length = world.now }
    // Before the waits are ended, since an unwinding philosopher may still get a fork.
    evening.meals = table.meals.counts
    if ended.sum < seats { world.abort() }
    _ = try crew.join(within: Limits.grace, unwind: world.abort)
    if evening.circle == nil { evening.meals = table.meals.counts }
    return evening
  }

  func runLive(_ run: Run) throws -> [Verdict] {
    run.progress(0.1, "One evening with a camera on every thread")
    try showOne(run)
    run.chart(
      LiveChart(
        "evenings", strategy == .naive ? "Time until nobody moves" : "Meals of an evening",
        .scatter, x: Axis("evening"),
        y: strategy == .naive ? Axis("time", unit: "s") : Axis("meals", fromZero: true)))
    var evenings: [Evening] = []
    let affordable = Int(run.remaining.inSeconds / self.run.inSeconds)
    let repetitions =
      strategy == .naive
      ? run.common.effort.repetitions : max(1, min(run.common.effort.repetitions, affordable))
    let unit = strategy == .naive ? "s" : "meals/s"
    let trials = try run.trials(
      [strategy.label], unit: unit, repetitions: repetitions, warmups: 0
    ) { _ in
      let evening = try liveEvening(run, traced: false)
      evenings.append(evening)
      let value = strategy == .naive ? evening.length : Double(evening.sum)
      run.sample("evenings", series: strategy.label, x: Double(evenings.count), y: value)
      return strategy == .naive ? evening.length : Double(evening.sum) / evening.length
    }
    run.output("meals", mealsChart([("live", evenings)]))
    run.output(
      trials.output(
        named: "samples", strategy == .naive ? "Length of the evenings" : "Meals a second"))
    return verdicts(evenings, trials, run)
  }

  /// The evening that is drawn: who held and waited for what, and the circle if there was one.
  private func showOne(_ run: Run) throws {
    run.chart(
      LiveChart(
        "meals", "Meals so far", .step, x: Axis("time", unit: "s"), y: Axis("meals", fromZero: true)
      ))
    let areFew = philosophers <= Limits.liveSeries
    let evening = try liveEvening(run, traced: true) { time, meals in
      if areFew {
        for seat in 0..<philosophers {
          run.sample("meals", series: Evening.name(seat), x: time, y: Double(meals[seat]))
        }
      } else {
        run.sample("meals", series: "all", x: time, y: Double(meals.sum))
      }
    }
    if evening.circle != nil {
      run.output("waiting", evening.picture("Who waits for whom"))
    }
    var timeline = run.trace.timeline("One evening", group: "live")
    timeline.finding = sentence(for: evening, in: "real time")
    run.output("timeline", timeline)
  }

  private func verdicts(_ evenings: [Evening], _ trials: Trials, _ run: Run) -> [Verdict] {
    let estimate = trials.estimate(0)
    let deadlocks = evenings.count { $0.circle != nil }
    let most = evenings.map(\.sum).max() ?? 0
    let share = "\(figure(deadlocks)) of \(count(evenings.count, "evening"))"
    guard strategy == .naive else {
      let fairness = Summary(evenings.map(\.jain))?.estimate(unit: "Jain's index")
      return [
        run.verdict(
          "noDeadlock", deadlocks == 0,
          deadlocks == 0
            ? "No evening of \(figure(evenings.count)) ended in a circle of waiting."
            : "\(share) ended in a circle of waiting."),
        run.verdict(
          "meals", evenings.allSatisfy { $0.sum > 0 },
          "The philosophers ate \(figure(estimate?.median ?? 0)) meals a second.",
          statistics: estimate),
        run.verdict(
          "fairness", (fairness?.median ?? 0) > 0.9,
          "Jain's index of fairness is \(figure(fairness?.median ?? 0)); 1 is a fair share for all.",
          statistics: fairness),
      ]
    }
    let time = "after \(figure(seconds: estimate?.median ?? 0)) in the middle"
    guard hasLongPause else {
      return [
        run.verdict(
          "chance", deadlocks > 0,
          deadlocks == 0
            ? "No evening of \(figure(evenings.count)) deadlocked, and none was ever safe from it."
            : "\(share) deadlocked, \(time), after up to \(count(most, "meal")).",
          statistics: estimate)
      ]
    }
    let hungry = evenings.count { $0.sum == 0 }
    let hungrySentence =
      "In \(figure(hungry)) of \(count(evenings.count, "evening")) nobody ate at all; the most "
      + "that was ever eaten is \(count(most, "meal"))."
    return [
      run.verdict(
        "deadlock", deadlocks == evenings.count,
        "\(share) ended with everybody waiting for a neighbour's fork, \(time).",
        statistics: estimate),
      hungry * 2 < evenings.count && trials.countsDisturbed
        ? run.undecided(
          "noMeal", "\(hungrySentence) Other programs kept philosophers from the table.",
          decide: "A machine with nothing else to do would decide it.")
        : run.verdict("noMeal", hungry * 2 >= evenings.count, hungrySentence),
    ]
  }
}
