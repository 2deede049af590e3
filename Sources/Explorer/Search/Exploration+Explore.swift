/// Explores a program in each of its models and says what is so.
///
/// `report` is told now and then how far it is; when it answers `false` the search ends, and everything
/// found so far is kept.
public func explore(
  _ program: Program, _ options: ExplorationOptions = ExplorationOptions(),
  report: (ExplorationProgress) -> Bool = { _ in true }
) -> Exploration {
  withoutActuallyEscaping(report) { report in
    var results: [ModelResult] = []
    var rows = OutcomeRows(program)
    var tree: InterleavingTree?
    var isStopped = false
    for model in options.models(of: program) where !isStopped {
      let exploration = ModelExploration(program, model, options) { progress in
        isStopped = !report(progress)
        return !isStopped
      }
      results.append(exploration.run())
      rows.add(exploration.known, model)
      if results.count == 1, let graph = exploration.graph {
        tree = InterleavingTree(folding: graph)
      }
    }
    return Exploration(
      program: program, options: options, models: results, outcomes: rows.sorted, tree: tree)
  }
}

/// The rows of the outcome table, one for each outcome that any model reached or the program speaks of.
struct OutcomeRows {
  private var rows: [[Int]: OutcomeRow] = [:]

  init(_ program: Program) {
    for grade in program.grades where rows[grade.values] == nil {
      rows[grade.values] = OutcomeRow(
        values: grade.values, grade: grade.grade, note: grade.note,
        fails: grade.grade == .forbidden)
    }
  }

  mutating func add(_ known: KnownEnds, _ model: MemoryModel) {
    for (values, reached) in known.outcomes {
      var row = rows[values] ?? OutcomeRow(values: values)
      row.fails = row.fails || reached.fails
      row.models[model] = OutcomeRow.Reach(count: reached.count, witness: reached.witness ?? [])
      rows[values] = row
    }
  }

  var sorted: [OutcomeRow] {
    rows.values.sorted { $0.values.lexicographicallyPrecedes($1.values) }
  }
}
