/// Where somebody who schedules a program by hand stands: the steps made so far, and how to go on.
public struct Play: Sendable {
  public var program: Program
  public var replay: Replay
  /// Steps that lead on to a failure with as few preemptions as possible; empty when there is none, or none was found
  /// in `Limits.statesOfOneHint` states.
  public var hint: [Choice]?
  /// Whether ``json`` also holds the schedule as text and in the trace format of Chrome.
  public var wantsExports: Bool

  /// Replays a schedule, which may be empty, in a program.
  ///
  /// The text is an id, digits or a list, as ``Schedule/replay(_:in:model:source:)`` reads them, and empty for the
  /// start; `wantsHint` looks for the way on to a failure.
  ///
  /// - Throws: ``ScheduleIDError`` for a text that is none of these.
  public init(
    _ text: String, in program: Program, model: MemoryModel = .sc, source: String = "",
    wantsHint: Bool = false, wantsExports: Bool = false
  ) throws(ScheduleIDError) {
    self.program = program
    self.wantsExports = wantsExports
    if text.allSatisfy(\.isWhitespace) {
      replay = Replay(
        schedule: Schedule(recording: program, model: model, choices: [], source: source))
    } else {
      replay = try Schedule.replay(text, in: program, model: model, source: source)
    }
    let schedule = replay.schedule
    if wantsHint {
      hint =
        Explorer.hint(
          program, model: schedule.model, after: schedule.choices, limit: Limits.statesOfOneHint)
        ?? []
    }
  }

  /// For the page and for programs.
  public var json: String {
    var members = program.members + [("schedule", replay.schedule.json(program))]
    if let problem = replay.problem {
      members.append(
        (
          "problem",
          JSONText.object([
            ("sentence", JSONText.string(problem.sentence)), ("stops", "\(problem.stops)"),
          ])
        ))
    }
    if let hint {
      members.append(("hint", JSONText.string(hint.isEmpty ? "" : ChoiceList(hint).list)))
    }
    if wantsExports {
      members += [
        ("text", JSONText.string(text)),
        ("trace", JSONText.string(replay.schedule.chromeTrace(program))),
      ]
    }
    return JSONText.object(members)
  }

  /// For terminals.
  public var text: String {
    let schedule = replay.schedule
    let note = replay.problem.map { $0.sentence + "\n" } ?? ""
    return note + schedule.sentence + "\n\n" + schedule.table(program)
  }
}
