/// A schedule that was found again in a program, as far as it goes.
public struct Replay: Sendable, Hashable {
  public var schedule: Schedule
  /// Why it is not what the id was made from; ``ReplayProblem/stops`` says whether it ends early.
  public var problem: ReplayProblem?
}

/// What doesn't fit between a schedule and the program that is to follow it.
///
/// The program of an id may have been edited since. A change of comments or spaces is none.
public enum ReplayProblem: Hashable, Sendable {
  /// At this step (from 0) there were `was` choices, and now there are `now`.
  case otherChoices(step: Int, was: Int, now: Int)
  /// The program ends before this step (from 0) of the schedule.
  case endsEarlier(step: Int)
  /// The schedule ended with an end of the program, and now it goes on.
  case goesOn(step: Int)
  /// A list names a choice that cannot be made at this step.
  case notEnabled(step: Int, sentence: String)
  /// It is another program, yet every step fits.
  case fitsAnyway

  /// Whether the replay ends where it happened.
  public var stops: Bool {
    switch self {
    case .otherChoices, .endsEarlier, .notEnabled: true
    case .goesOn, .fitsAnyway: false
    }
  }

  /// What to tell people, who count steps from 1.
  public var sentence: String {
    switch self {
    case .otherChoices(let step, let was, let now):
      "The program changed at step \(step + 1): there \(Wording.choices(was)), now"
        + " \(Wording.choices(now, was: false))."
    case .endsEarlier(let step):
      "The program changed at step \(step + 1): it ends there, and the schedule goes on."
    case .goesOn(let step):
      "The program changed at step \(step + 1): the schedule ended with the program, which now goes on."
    case .notEnabled(let step, let sentence): "At step \(step + 1) \(sentence)"
    case .fitsAnyway:
      "The program is another one than that of the id, but every step of the schedule fits it."
    }
  }
}

extension Schedule {
  /// Replays a text that people have: an id (`il1.…`), digits (`0101`) or a list (`0,2f,1`).
  ///
  /// The model is for digits and lists, as an id knows its own; the source is for ``Step/code``.
  public static func replay(
    _ text: String, in program: Program, model: MemoryModel = .sc, source: String = ""
  ) throws(ScheduleIDError) -> Replay {
    if text.hasPrefix(ScheduleID.prefix) {
      return try ScheduleID(text).replay(in: program, source: source)
    }
    return try ChoiceList(text).replay(in: program, model: model, source: source)
  }
}

extension ScheduleID {
  /// Makes the steps again, and stops where the program offers another number of choices than it did.
  public func replay(in program: Program, source: String = "") -> Replay {
    let machine = Machine(program, model: model)
    var turn = Turn()
    var choices: [Choice] = []
    var problem: ReplayProblem?
    var rest = exceptions[...]
    var gap = rest.first?.gap
    for step in 0..<length {
      let enabled = machine.enabled
      guard !enabled.isEmpty else {
        problem = .endsEarlier(step: step)
        break
      }
      var index = turn.usual(of: enabled)
      if gap == 0, let exception = rest.popFirst() {
        guard exception.count == enabled.count else {
          problem = .otherChoices(step: step, was: exception.count, now: enabled.count)
          break
        }
        index = exception.index
        gap = rest.first?.gap
      } else {
        gap = gap.map { $0 - 1 }
      }
      let choice = enabled[index]
      machine.step(choice)
      turn.take(choice)
      choices.append(choice)
    }
    if problem == nil {
      if isComplete, machine.end == nil {
        problem = .goesOn(step: length)
      } else if fingerprint != program.fingerprint {
        problem = .fitsAnyway
      }
    }
    let isWhole = problem?.stops != true
    var schedule = Schedule(
      recording: program, model: model, choices: choices, cycleStart: isWhole ? cycleStart : nil,
      source: source)
    if isWhole, let fault, let failure = schedule.failure(fault, program) {
      schedule = Schedule(
        recording: program, model: model, choices: choices, failure: failure,
        cycleStart: cycleStart, source: source)
    }
    return Replay(schedule: schedule, problem: problem)
  }
}

extension Schedule {
  /// What an id says is wrong, if the steps really show it; what their end shows is found anyway.
  fileprivate func failure(_ kind: FailureKind, _ program: Program) -> Failure? {
    if kind == .dataRace {
      // The race may lie before the last step, and the program may have failed in another way since.
      guard let racing = steps.last(where: { !$0.races.isEmpty }) else { return nil }
      return Failure(
        kind, "Nothing orders two accesses to a plain variable.", thread: racing.thread,
        place: racing.place)
    }
    guard failure == nil, let last = steps.last, let cycleStart, cycleStart < steps.count,
      last.state == (cycleStart == 0 ? initial : steps[cycleStart - 1].state)
    else { return nil }
    let acting = Set(steps[cycleStart...].map(\.thread))
    let waiting = last.state.threads.indices.filter {
      [.ready, .blocked].contains(last.state.threads[$0].status) && !acting.contains($0)
    }
    let goers = Wording.list(acting.sorted().map { program.name(of: $0) })
    let waiters = Wording.list(waiting.map { program.name(of: $0) })
    let message =
      kind == .livelock || waiting.isEmpty
      ? "\(goers) \(acting.count == 1 ? "goes" : "go") round for ever."
      : "\(waiters) \(waiting.count == 1 ? "waits" : "wait") for ever while \(goers) "
        + (acting.count == 1 ? "goes on." : "go on.")
    return Failure(kind, message, thread: waiting.first ?? acting.min(), place: last.place)
  }
}

extension ChoiceList {
  /// Makes the steps of the list, and stops at the first that cannot be made.
  public func replay(in program: Program, model: MemoryModel, source: String = "") -> Replay {
    let machine = Machine(program, model: model)
    var choices: [Choice] = []
    var problem: ReplayProblem?
    for (step, item) in items.enumerated() {
      let enabled = machine.enabled
      guard let choice = enabled.first(where: item.matches) else {
        problem = .notEnabled(step: step, sentence: refusal(of: item, machine, program))
        break
      }
      machine.step(choice)
      choices.append(choice)
    }
    return Replay(
      schedule: Schedule(recording: program, model: model, choices: choices, source: source),
      problem: problem)
  }

  private func refusal(of item: Item, _ machine: Machine, _ program: Program) -> String {
    guard program.threads.indices.contains(item.thread) else {
      return "there is no thread \(item.thread): the program has \(program.threads.count)."
    }
    let name = program.threads[item.thread].name
    if machine.end != nil { return "nothing can be done any more: the program has ended." }
    return item.isFlush
      ? "no such store of \(name) waits in a buffer." : "\(name) cannot go on."
  }
}
