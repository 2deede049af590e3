import CallLanguage
import SourceLanguage
import ExperimentEngine
import Wire

extension Translation {
  static func diagnostic(_ diagnostic: SourceLanguage.Diagnostic) -> Wire.Diagnostic {
    Wire.Diagnostic(
      from: position(diagnostic.range.from), to: position(diagnostic.range.to),
      severity: diagnostic.severity == .error ? .error : .warning, message: diagnostic.message,
      suggestion: diagnostic.suggestion)
  }

  /// The first mistake with its line, and how many more there are; `nil` without any.
  static func reason(_ diagnostics: [SourceLanguage.Diagnostic]) -> String? {
    let errors = diagnostics.filter { $0.severity == .error }
    let rest = errors.count > 1 ? " (and \(errors.count - 1) more)" : ""
    return errors.first.map { "Line \($0.range.from.line): \($0.message)\(rest)" }
  }

  private static func position(_ position: SourcePosition) -> TextPosition {
    TextPosition(line: position.line, column: position.column, offset: position.offset)
  }

  static func plan(_ plan: Plan, _ execution: Execution) -> PlanReport {
    PlanReport(
      calls: plan.calls.enumerated().map { number, call in
        // One case that needs quiet makes the call need it.
        let isQuiet = call.cases.contains {
          execution.need(of: call.experiment, $0.parameters) == .quiet
        }
        return Wire.PlannedCall(
          call: number, experiment: call.experiment, line: call.range.from.line,
          need: isQuiet ? .quiet : .exact,
          cases: call.cases.enumerated().map { number, planned in
            Wire.PlannedCase(
              case: number, label: planned.label, parameters: members(planned.parameters))
          })
      })
  }

  static func completions(_ completions: Completions) -> CompletionReport {
    CompletionReport(
      from: completions.from,
      items: completions.items.map { item in
        CompletionItem(
          label: item.label, kind: item.kind.rawValue, detail: item.detail, insert: item.insert)
      })
  }

  static func hover(_ hover: Hover) -> HoverReport {
    HoverReport(from: hover.from, to: hover.to, title: hover.title, text: hover.text)
  }

  // MARK: The catalogue

  static func catalogue(_ catalogue: Catalogue, build: String) -> CatalogueReport {
    CatalogueReport(
      build: build, experiments: catalogue.experiments.map { report($0, in: catalogue) })
  }

  private static func report(
    _ experiment: any Experiment.Type, in catalogue: Catalogue
  ) -> ExperimentReport {
    ExperimentReport(
      name: experiment.name.text, title: experiment.title,
      chapter: ChapterReport(number: experiment.chapter.number, title: experiment.chapter.title),
      summary: experiment.summary, question: experiment.question, pitfall: experiment.pitfall,
      example: experiment.example, parameters: experiment.signature.parameters.map(parameter),
      claims: experiment.claims.map(claim), listing: catalogue.listing(of: experiment) ?? "",
      python: experiment.python, program: standardProgram(of: experiment))
  }

  private static func standardProgram(of experiment: any Experiment.Type) -> String? {
    guard let instance = try? experiment.make([]) else { return nil }
    return instance.program
  }

  private static func parameter(_ parameter: ParameterSignature) -> ParameterReport {
    let (minimum, maximum) = bounds(parameter.type)
    return ParameterReport(
      name: parameter.name, summary: parameter.summary, kind: kind(parameter.type),
      minimum: minimum, maximum: maximum, choices: choices(parameter.type),
      defaultValue: parameter.standard?.description ?? "", unit: parameter.unit,
      isCommon: parameter.isCommon)
  }

  private static func kind(_ type: ParameterType) -> String {
    switch type {
    case .integer: "integer"
    case .decimal: "decimal"
    case .boolean: "boolean"
    case .string: "string"
    case .duration: "duration"
    case .choice: "choice"
    case .list: "list"
    case .optional(let type): kind(type)
    case .attachment: "attachment"
    }
  }

  /// The ends of the legal range, of each element for a list; open ends are left out.
  private static func bounds(_ type: ParameterType) -> (JSON?, JSON?) {
    switch type {
    case .integer(let range):
      (
        range.lowerBound == .min ? nil : .integer(range.lowerBound),
        range.upperBound == .max ? nil : .integer(range.upperBound)
      )
    case .decimal(let range):
      (
        range.lowerBound.isFinite ? .number(range.lowerBound) : nil,
        range.upperBound.isFinite ? .number(range.upperBound) : nil
      )
    case .duration(let range):
      (json(.duration(range.lowerBound)), json(.duration(range.upperBound)))
    case .list(let type, _), .optional(let type): bounds(type)
    case .boolean, .string, .choice, .attachment: (nil, nil)
    }
  }

  private static func choices(_ type: ParameterType) -> [ChoiceReport]? {
    switch type {
    case .choice(let choices):
      choices.map { choice in
        ChoiceReport(
          name: choice.name, summary: choice.summary,
          argument: choice.argument.map { kind($0.type) })
      }
    case .list(let type, _), .optional(let type): choices(type)
    default: nil
    }
  }
}
