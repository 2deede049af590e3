import ExperimentEngine
import Explorer

/// Every schedule of a litmus test under three memory models.
struct LitmusModel: Experiment {
  static let name: ExperimentName = "litmus.model"
  static let title = "What memory models permit"
  static let summary =
    "Tries every schedule of a litmus test under sequential consistency, total store order and "
    + "partial store order, and shows which outcomes each of them permits."
  static let chapter = Chapter.memoryModels
  static let question =
    "Two threads each write 1 to a variable of their own and then read the other's. Can both read 0?"
  static let pitfall =
    "One tries all orders of the four steps by hand, finds that somebody always reads 1, and takes "
    + "that for a proof. It is one only where every store is seen by all at once."

  static let claims = [
    Claim("complete", "Every execution in each of the models was tried.", .exact),
    Claim("order", "Sequential consistency never reaches the weak outcome.", .exact),
    Claim(
      "stronger", "Whatever a model permits, each weaker one permits too: SC ⊆ TSO ⊆ PSO.", .exact),
    Claim(
      "cured",
      "With sequentially consistent accesses, or full fences between accesses, all three models "
        + "permit the same outcomes.", .exact),
  ]

  static let python = """
    from itertools import combinations

    def run(schedule, buffered):
        memory, buffers, seen = {"x": 0, "y": 0}, [[], []], [None, None]
        programs = [["store x", "load y", "flush"], ["store y", "load x", "flush"]]
        for thread in schedule:
            what = programs[thread].pop(0)
            if what == "flush":                       # the store reaches memory
                for name in buffers[thread]: memory[name] = 1
                continue
            action, name = what.split()
            if action == "load": seen[thread] = memory[name]
            elif buffered: buffers[thread].append(name)
            else: memory[name] = 1                    # seen by all at once
        return tuple(seen)

    places = range(6)
    for buffered in (False, True):
        schedules = [[0 if i in mine else 1 for i in places]
                     for mine in combinations(places, 3)]
        print("stores wait behind loads" if buffered else "stores at once",
              sorted({run(schedule, buffered) for schedule in schedules}))
    """
  static let example = "litmus.model(test: [.storeBuffering, .messagePassing])"

  @Parameter("the shape of the test") var test = LitmusTest.storeBuffering
  @Parameter("what orders the accesses") var ordering = LitmusOrdering.relaxed

  var need: Need { .exact }

  var program: String? { test.program(ordering) }

  func run(_ run: Run) throws -> [Verdict] {
    let exploration = try LitmusExploration(test, ordering, run)
    run.output(table(exploration))
    run.output("executions", chart(exploration))
    return verdicts(exploration, run)
  }

  private func table(_ exploration: LitmusExploration) -> Output {
    var rows = [["outcome"] + MemoryModel.allCases.map(\.name) + [""]]
    for outcome in exploration.all {
      rows.append(
        [test.words(outcome)]
          + MemoryModel.allCases.map { model in
            exploration.permits(outcome, model)
              ? figure(Int(exploration.executions(outcome, model))) : "forbidden"
          } + [outcome == test.weak ? "weak" : ""])
    }
    for (name, value) in [
      ("outcomes", { $0.outcomes }), ("executions", { $0.explored }),
      ("that differ", { $0.distinct ?? 0 }),
    ] as [(String, (Counts) -> Int)] {
      rows.append(
        [name]
          + MemoryModel.allCases.map { model in
            exploration.counts(model).map { figure(value($0)) } ?? "–"
          } + [""])
    }
    return Output(
      name: "outcomes", title: "Executions that end so",
      plain: aligned(rows).joined(separator: "\n"))
  }

  private func chart(_ exploration: LitmusExploration) -> Chart {
    Chart(
      "Executions of each outcome", finding: weakSentence(exploration), x: Axis("outcome"),
      y: Axis("executions", fromZero: true),
      MemoryModel.allCases.map { model in
        Series(
          model.name, .bars,
          exploration.all.map {
            Point(test.words($0), Double(exploration.executions($0, model)))
          })
      })
  }

  private func verdicts(_ exploration: LitmusExploration, _ run: Run) -> [Verdict] {
    let counts = MemoryModel.allCases.compactMap { model in
      exploration.counts(model).map { "\(figure($0.explored)) under \(model.name)" }
    }
    let (sc, tso, pso) = (
      exploration.outcomes(.sc), exploration.outcomes(.tso), exploration.outcomes(.pso)
    )
    var verdicts = [
      run.verdict(
        "complete", exploration.isComplete,
        "Every execution was tried: \(counts.joined(separator: ", "))."),
      run.verdict("order", !sc.contains(test.weak), weakSentence(exploration)),
      run.verdict(
        "stronger", sc.isSubset(of: tso) && tso.isSubset(of: pso),
        "SC permits \(count(sc.count, "outcome")), TSO \(figure(tso.count)), "
          + "PSO \(figure(pso.count))."),
    ]
    if ordering.isSequential {
      verdicts.append(
        run.verdict(
          "cured", sc == pso && sc == tso,
          "With this ordering all three models permit the same \(count(sc.count, "outcome"))."))
    }
    return verdicts
  }

  private func weakSentence(_ exploration: LitmusExploration) -> String {
    "The outcome \(test.words(test.weak)) is permitted by \(exploration.permitting)."
  }
}
