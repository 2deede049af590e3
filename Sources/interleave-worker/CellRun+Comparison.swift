import CallLanguage
import ExperimentEngine
import SourceLanguage
import Wire

// Two calls measured against each other: one call with one case, as far as anybody outside can tell.
extension CellRun {
  /// Measures both cases alternately, and says how they relate.
  func compare(_ vocabulary: Vocabulary, _ execution: Execution, _ outbox: Outbox) {
    guard let plan = plan(vocabulary, outbox) else { return }
    let cases = compared(plan)
    guard cases.count == 2 else { return }
    report(.plan(Translation.plan(comparing: cases, execution)), to: outbox)
    guard let flag = begin() else { return finish(.stopped, "Stopped on request.", outbox) }
    let sink = CaseSink(
      outbox: outbox, run: request.run, index: CaseIndex(call: 0, case: 0), label: "")
    // What is left of the deadline is for the case that runs when the budget is spent.
    let budget = Duration.seconds(min(max(request.caseDeadline, 0.001), 86_400) * 0.8)
    let end = execution.compare(cases[0], cases[1], budget: budget, stop: flag, sink: sink)
    conclude([end], outbox)
  }

  private func compared(_ plan: Plan) -> [ComparedCase] {
    let units = Array(request.source.utf16)
    return plan.calls.flatMap { call in
      let range = call.range.from.offset..<call.range.to.offset
      let text = String(decoding: units[range.clamped(to: 0..<units.count)], as: UTF16.self)
      return call.cases.map { planned in
        ComparedCase(
          experiment: call.experiment, parameters: planned.parameters,
          text: planned.label.isEmpty ? text : "\(call.experiment), \(planned.label)")
      }
    }
  }
}

extension Translation {
  static func plan(comparing cases: [ComparedCase], _ execution: Execution) -> PlanReport {
    let isQuiet = cases.contains { execution.need(of: $0.experiment, $0.parameters) == .quiet }
    return PlanReport(calls: [
      Wire.PlannedCall(
        call: 0, experiment: Execution.comparison, line: 1, need: isQuiet ? .quiet : .exact,
        cases: [
          Wire.PlannedCase(
            case: 0, label: "",
            parameters: ["a": .string(cases[0].text), "b": .string(cases[1].text)])
        ])
    ])
  }
}
