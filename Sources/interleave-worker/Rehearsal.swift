import CallLanguage
import ExperimentEngine
import Wire

/// One run that nobody hears, made while the worker waits for its first.
///
/// The first use of a type costs the runtime far more than every later one, and most workers run a
/// single cell. A formula is chosen, so nothing measured beside it is disturbed for long.
struct Rehearsal: RunSink {
  static func perform(_ vocabulary: Vocabulary, _ execution: Execution) {
    let request = WorkerRequest.run(
      RunRequest(run: "", source: "", calibration: CalibrationFact(parallelism: 2, age: 0)))
    if let line = try? WireCoding.encode(request) {
      _ = try? WireCoding.decode(WorkerRequest.self, from: line)
    }
    for experiment in execution.catalogue.experiments {
      guard let plan = vocabulary.check(experiment.example).plan,
        let planned = plan.calls.first?.cases.first,
        execution.need(of: experiment.name.text, planned.parameters) == .exact
      else { continue }
      let sink = Rehearsal()
      sink.encode(.plan(Translation.plan(plan, execution)))
      execution.run(experiment.name.text, planned.parameters, stop: StopFlag(), sink: sink)
      sink.encode(.finished(RunFinished(status: .done, wall: 0)))
      return
    }
  }

  func send(_ event: ExperimentEngine.RunEvent) {
    for content in Translation.contents(of: event, label: "") { encode(content) }
  }

  private func encode(_ content: Wire.RunEvent.Content) {
    let event = Wire.RunEvent(
      run: "", seq: 1, index: CaseIndex(call: 0, case: 0), content: content)
    _ = try? WireCoding.encode(WorkerMessage.event(event))
  }
}
