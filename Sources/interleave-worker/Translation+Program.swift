import ExperimentEngine
import Explorer
import SourceLanguage
import Wire

extension Translation {
  /// The name under which a program stands where experiments have theirs.
  private static let program = "program"

  static func plan(of models: [MemoryModel], _ options: ExplorationOptions) -> PlanReport {
    PlanReport(calls: [
      Wire.PlannedCall(
        call: 0, experiment: program, line: 1, need: .exact,
        cases: [
          Wire.PlannedCase(case: 0, label: "", parameters: parameters(models, options))
        ])
    ])
  }

  static func started(
    _ models: [MemoryModel], _ options: ExplorationOptions, _ machine: ExperimentEngine.Machine,
    _ limits: LimitsFact?
  ) -> CaseStarted {
    CaseStarted(
      experiment: program, label: "", parameters: parameters(models, options),
      common: ["seed": .integer(Int(clamping: options.seed))], machine: self.machine(machine),
      limits: limits,
      claims: models.map {
        ClaimFact(
          name: $0.rawValue, sentence: "No schedule fails under \($0.fullName).", evidence: .exact)
      })
  }

  private static func parameters(
    _ models: [MemoryModel], _ options: ExplorationOptions
  ) -> [String: JSON] {
    var parameters: [String: JSON] = [
      "model": .array(models.map { .string($0.rawValue) }),
      "strategy": .string(options.strategy.rawValue), "seconds": .number(options.seconds),
      "steps": .integer(options.maxSteps),
    ]
    if let bound = options.bound { parameters["bound"] = .integer(bound) }
    if let limit = options.limit { parameters["limit"] = .integer(limit) }
    if let iterations = options.iterations { parameters["iterations"] = .integer(iterations) }
    return parameters
  }

  /// The claim is that no schedule fails; whether a failure is wanted only the author of a lesson knows.
  static func verdict(_ result: ModelResult) -> VerdictReport {
    var sentence = "\(result.model.name): \(result.sentence)"
    if let finding = result.findings.first {
      sentence += " \(finding.failure.kind.capitalName): \(finding.failure.sentence)"
    }
    return VerdictReport(
      claim: result.model.rawValue, verdict: word(result.answer), sentence: sentence,
      evidence: result.isSampled ? .informative : .exact,
      decide: result.isDecided ? nil : decision(result))
  }

  /// What would decide it.
  private static func decision(_ result: ModelResult) -> String {
    let more =
      result.strategy == .bounded
      ? "A larger bound (`bound:`), or none, would decide it."
      : "More time (`seconds:`), fewer threads or fewer rounds would decide it."
    return [result.remark, more].compactMap(\.self).joined(separator: " ")
  }

  private static func word(_ answer: Answer) -> Wire.Verdict {
    switch answer {
    case .proved: .proved
    case .provedUpTo: .provedUpTo
    case .sampled: .sampled
    case .refuted: .refuted
    }
  }

  static func output(_ exploration: Exploration, source: String) -> RichOutput {
    var bundle: [String: JSON] = ["text/plain": .string(exploration.text(source: source))]
    var text = exploration.json(source: source)
    if text.utf8.count > Limits.exploration {
      text = exploration.json(source: source, includesTree: false)
    }
    if text.utf8.count <= Limits.exploration {
      bundle[RichOutput.explorationType] = json(parsing: text)
    }
    return RichOutput(name: "exploration", title: "", bundle: bundle)
  }

  /// A document that the explorer wrote.
  static func json(parsing text: String) -> JSON? {
    try? WireCoding.decode(JSON.self, from: Array(text.utf8))
  }

  // MARK: Questions about a program

  static func check(_ parsed: ParsedProgram) -> CheckReport {
    CheckReport(
      diagnostics: parsed.diagnostics.map(diagnostic),
      plan: parsed.program.map { plan(of: parsed.options.models(of: $0), parsed.options) }
    )
  }

  /// Where somebody stands who steps through a program, or why that cannot be said.
  static func schedule(_ question: ScheduleQuestion) -> ScheduleReport {
    guard CellLanguage.of(question.source) == .program else {
      return ScheduleReport(
        refusal: "Only programs have schedules. Put `%%program` on the first line.")
    }
    let parsed = Program.parse(question.source)
    guard let program = parsed.program else {
      let reason = reason(parsed.diagnostics)
      return ScheduleReport(refusal: "The program cannot be read. \(reason ?? "")")
    }
    do {
      let play = try Play(
        question.schedule, in: program,
        model: question.model.flatMap(MemoryModel.init) ?? parsed.options.models(of: program)[0],
        source: question.source, wantsHint: question.wantsHint ?? false,
        wantsExports: question.wantsExports ?? false)
      let text = play.json
      guard text.utf8.count <= Limits.exploration, let report = json(parsing: text) else {
        return ScheduleReport(
          refusal: "This schedule of \(play.replay.schedule.steps.count) steps is too long to be "
            + "shown step by step. Make the program smaller.")
      }
      return ScheduleReport(report: report)
    } catch {
      return ScheduleReport(refusal: error.sentence)
    }
  }
}
