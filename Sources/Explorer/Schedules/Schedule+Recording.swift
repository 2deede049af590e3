extension Schedule {
  /// Replays choices in a program and records what everybody does.
  ///
  /// Each choice must be enabled where it is made; use ``ChoiceList/replay(in:model:source:)`` for those that
  /// came from outside. `failure` is what is wrong when the end does not say so itself: a data race, a
  /// livelock, starvation. From step `cycleStart` on it repeats for ever; after `inevitable` steps nothing
  /// could save it; `isMinimal` means that it is proved that fewer preemptions are not enough.
  public init(
    recording program: Program, model: MemoryModel, choices: [Choice], failure: Failure? = nil,
    title: String = "schedule", cycleStart: Int? = nil, inevitable: Int? = nil,
    isMinimal: Bool = false, source: String = ""
  ) {
    var recorder = Recorder(program, model: model, source: source)
    let initial = recorder.state
    for choice in choices { recorder.make(choice) }
    let end = recorder.end
    var failure = failure
    if case .failed(let found) = end { failure = failure ?? found }
    let steps = recorder.steps
    let narration = Narration(
      program: program, source: SourceSlices(source), initial: initial, steps: steps,
      failure: failure, cycleStart: cycleStart, isMinimal: isMinimal,
      isFinished: end != nil)
    self.init(
      id: ScheduleID(
        choices, of: program, model: model, cycleStart: cycleStart, fault: failure?.kind
      ).text,
      model: model, title: title, digits: ChoiceList(choices).text,
      ends: cycleStart != nil
        ? .cycle : failure != nil ? .failed : end != nil ? .finished : .unfinished,
      failure: failure.map {
        Fault(kind: $0.kind, sentence: narration.closing, line: $0.place.line)
      }, inevitable: inevitable, cycleStart: cycleStart,
      switches: steps.count { $0.switches }, preemptions: steps.count { $0.preempts },
      sentence: narration.sentence, choices: choices, outcome: recorder.outcome,
      initial: initial, steps: steps, next: recorder.next)
  }

  /// The schedule of a finding.
  public init(_ finding: Finding, of program: Program, source: String = "") {
    self.init(
      recording: program, model: finding.model, choices: finding.choices,
      failure: finding.failure,
      title: finding.isMinimal ? "shortest failing schedule" : "failing schedule",
      cycleStart: finding.cycleStart, inevitable: finding.inevitableFrom,
      isMinimal: finding.isMinimal, source: source)
  }
}
