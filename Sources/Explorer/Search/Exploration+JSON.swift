extension Exploration {
  /// Everything that was found out as JSON, for the page and for programs that read exports.
  ///
  /// It holds the best failing schedule of each model and the passing one nearest to it, step by step; all others are
  /// ids, which ``Schedule/replay(_:in:model:source:)`` turns into steps again. It holds no times, so that the same
  /// exploration is the same bytes. The tree may be larger than all the rest, so it can be left out.
  public func json(source: String, includesTree: Bool = true) -> String {
    let program = program
    var members = [("version", "1"), ("source", JSONText.string(source))]
    members += program.members
    members += [
      ("models", JSONText.array(models) { Self.json($0, program) }),
      ("outcomes", JSONText.array(outcomes) { Self.json($0, program, seen) }),
      ("schedules", JSONText.lines(schedules(source: source).map { $0.json(program) })),
    ]
    if let seen {
      members.append(
        (
          "seen",
          JSONText.object([
            ("iterations", "\(seen.iterations)"), ("failures", "\(seen.failures)"),
            ("sentence", JSONText.string(seen.sentence)),
          ])
        ))
    }
    if includesTree, let tree { members.append(("tree", Self.json(tree))) }
    return JSONText.object(members)
  }

  /// The schedules to show: of each model the first finding's, and the passing one that is nearest to it.
  public func schedules(source: String) -> [Schedule] {
    models.flatMap { result -> [Schedule] in
      guard let finding = result.findings.first else { return [] }
      let failing = Schedule(finding, of: program, source: source)
      let passing = result.nearestPassing.map {
        Schedule(
          recording: program, model: result.model, choices: $0, title: "nearest passing schedule",
          source: source)
      }
      return [failing] + (passing.map { [$0] } ?? [])
    }
  }

  // MARK: Answers

  private static func json(_ result: ModelResult, _ program: Program) -> String {
    var members = [
      ("model", JSONText.string(result.model.rawValue)),
      ("strategy", JSONText.string(result.strategy.rawValue)),
      ("answer", JSONText.string(result.answer.name)),
      ("sentence", JSONText.string(result.sentence)), ("isComplete", "\(result.isComplete)"),
      ("counts", json(result.counts)),
      ("findings", JSONText.array(result.findings) { json($0, program) }),
    ]
    switch result.answer {
    case .provedUpTo(let bound): members.append(("bound", "\(bound)"))
    case .sampled(let count): members.append(("samples", "\(count)"))
    case .proved, .refuted: break
    }
    if let remark = result.remark { members.append(("remark", JSONText.string(remark))) }
    return JSONText.object(members)
  }

  private static func json(_ counts: Counts) -> String {
    var members = [
      ("explored", "\(counts.explored)"), ("outcomes", "\(counts.outcomes)"),
      ("redundant", "\(counts.redundant)"), ("cut", "\(counts.cut)"), ("steps", "\(counts.steps)"),
    ]
    if let all = counts.interleavings { members.append(("interleavings", JSONText.number(all))) }
    if let failing = counts.failing { members.append(("failing", JSONText.number(failing))) }
    if let distinct = counts.distinct { members.append(("distinct", "\(distinct)")) }
    if let states = counts.states { members.append(("states", "\(states)")) }
    if let estimate = counts.estimate {
      members.append(
        (
          "estimate",
          JSONText.object([
            ("mean", JSONText.decimal(estimate.mean)),
            ("deviation", JSONText.decimal(estimate.deviation)),
          ])
        ))
    }
    return JSONText.object(members)
  }

  private static func json(_ finding: Finding, _ program: Program) -> String {
    let id = ScheduleID(
      finding.choices, of: program, model: finding.model, cycleStart: finding.cycleStart,
      fault: finding.failure.kind)
    var members = [
      ("kind", JSONText.string(finding.failure.kind.rawValue)),
      ("name", JSONText.string(finding.failure.kind.capitalName)),
      ("sentence", JSONText.string(finding.failure.sentence)),
      ("line", "\(finding.failure.place.line)"), ("steps", "\(finding.choices.count)"),
      ("preemptions", "\(finding.preemptions)"), ("isMinimal", "\(finding.isMinimal)"),
      ("id", JSONText.string(id.text)),
    ]
    if let thread = finding.failure.thread { members.append(("thread", "\(thread)")) }
    if let inevitable = finding.inevitableFrom { members.append(("inevitable", "\(inevitable)")) }
    if let count = finding.count { members.append(("count", JSONText.number(count))) }
    return JSONText.object(members)
  }

  private static func json(
    _ row: OutcomeRow, _ program: Program, _ seen: Observation?
  ) -> String {
    var members = [("values", JSONText.numbers(row.values)), ("fails", "\(row.fails)")]
    if let grade = row.grade { members.append(("grade", JSONText.string(grade.rawValue))) }
    if let note = row.note { members.append(("note", JSONText.string(note))) }
    if let seen { members.append(("seen", "\(seen.counts[row.values] ?? 0)")) }
    let reached = MemoryModel.allCases.compactMap { model in
      row.models[model].map { reach in
        let id = ScheduleID(reach.witness, of: program, model: model)
        return (
          model.rawValue,
          JSONText.object(
            [("id", JSONText.string(id.text))]
              + (reach.count.map { [("count", JSONText.number($0))] } ?? []))
        )
      }
    }
    members.append(("models", JSONText.object(reached)))
    return JSONText.object(members)
  }

  private static func json(_ tree: InterleavingTree) -> String {
    let nodes = JSONText.lines(
      tree.nodes.map { node in
        JSONText.object([
          ("total", JSONText.number(node.total)), ("failing", JSONText.number(node.failing)),
          ("paths", JSONText.number(node.paths)),
          (
            "children",
            JSONText.array(node.children) { edge in
              JSONText.object([
                ("choice", JSONText.string(ChoiceList([edge.choice]).text)),
                ("thread", "\(edge.choice.thread)"), ("text", JSONText.string(edge.text)),
                ("line", "\(edge.line)"), ("node", "\(edge.node)"),
              ])
            }
          ),
        ])
      })
    return JSONText.object([
      ("model", JSONText.string(tree.model.rawValue)), ("isCut", "\(tree.isCut)"),
      ("nodes", nodes),
    ])
  }
}

extension Answer {
  /// The word for it, without its number.
  public var name: String {
    switch self {
    case .proved: "proved"
    case .provedUpTo: "provedUpTo"
    case .sampled: "sampled"
    case .refuted: "refuted"
    }
  }
}
