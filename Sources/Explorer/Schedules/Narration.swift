/// Tells a schedule in a sentence or two.
///
/// "Switch" means that a thread is interrupted that could have gone on; when it could not, others simply
/// go on "then". So the number of switches at the front is the number of them in the sentence.
struct Narration {
  let program: Program
  let source: SourceSlices
  let initial: Schedule.State
  let steps: [Schedule.Step]
  let failure: Failure?
  let cycleStart: Int?
  let isMinimal: Bool
  /// Whether nobody can make a step any more.
  let isFinished: Bool

  var sentence: String {
    let parts = [story, closing, proof].filter { !$0.isEmpty }
    return parts.joined(separator: " ")
  }

  // MARK: The story

  private var story: String {
    guard !steps.isEmpty else { return failure == nil ? "Nothing has happened yet." : "" }
    guard let cycleStart, cycleStart < steps.count else {
      return Wording.sentence(opening + told(0..<steps.count))
    }
    let round = Wording.sentence("for ever: " + told(cycleStart..<steps.count))
    return cycleStart == 0
      ? Wording.capital(round)
      : Wording.sentence(told(0..<cycleStart)) + " Then " + round
  }

  private var preemptions: Int { steps.count { $0.preempts } }

  private var opening: String {
    guard failure != nil else { return "" }
    if preemptions == 0 { return switches == 0 ? "" : "No switch is needed: " }
    let count = Wording.count(preemptions, "switch", "switches")
    return isMinimal
      ? Wording.capital(count) + (preemptions == 1 ? " is enough: " : " are enough: ")
      : "With \(count): "
  }

  private var switches: Int { steps.count { $0.switches } }

  /// The steps of one thread in a row.
  private struct Run {
    var text: String
    /// What stands before it.
    var joint: String
  }

  private func told(_ range: Range<Int>) -> String {
    var runs: [Run] = []
    var start = range.lowerBound
    while start < range.upperBound {
      var end = start + 1
      while end < range.upperBound, isSameRun(steps[end - 1], steps[end]) { end += 1 }
      let first = steps[start]
      let isOneOfMany = first.kind == .flush && start > 0 && steps[start - 1].kind == .flush
      let joint = isOneOfMany ? ", " : first.preempts ? "; switch; " : "; then "
      runs.append(Run(text: run(start..<end), joint: joint))
      start = end
    }
    var text = runs.first?.text ?? ""
    let omitted = max(0, runs.count - Limits.toldTurns)
    for (index, run) in runs.enumerated().dropFirst() {
      let kept = Limits.toldTurns / 2
      if omitted > 0, index >= kept, index < kept + omitted {
        if index == kept { text += "; … \(Wording.count(omitted, "more turn", "more turns")) …" }
      } else {
        text += run.joint + run.text
      }
    }
    return text
  }

  private func isSameRun(_ one: Schedule.Step, _ next: Schedule.Step) -> Bool {
    one.thread == next.thread && (one.kind == .flush) == (next.kind == .flush) && !next.switches
  }

  private func run(_ range: Range<Int>) -> String {
    let name = program.threads[steps[range.lowerBound].thread].name
    let told = range.map { index in
      let step = steps[index]
      // "its store x = 1 reaches memory": here the subject is the store.
      return step.kind == .flush ? name + "’s" + step.text.dropFirst("its".count) : step.text
    }
    let subject = steps[range.lowerBound].kind == .flush ? "" : name + " "
    guard told.count > Limits.toldRun else { return subject + told.joined(separator: ", ") }
    let half = Limits.toldRun / 2
    let omitted = Wording.count(told.count - 2 * half, "more step", "more steps")
    return subject
      + (told.prefix(half) + ["… \(omitted) …"] + told.suffix(half)).joined(separator: ", ")
  }

  // MARK: How it ends

  private var last: Schedule.State { steps.last?.state ?? initial }

  /// What is wrong at the end, or how it ended, as a sentence of its own.
  var closing: String {
    guard let failure else {
      return isFinished
        ? Wording.sentence("Nothing fails\(outcome.isEmpty ? "" : "; " + outcome)") : ""
    }
    switch failure.kind {
    case .assertion: return assertion(failure)
    case .error, .forbiddenOutcome, .lockNotReleased, .livelock, .starvation:
      return Wording.sentence(failure.message)
    case .deadlock: return deadlock
    case .lostWakeup: return lostWakeup(failure)
    case .dataRace: return race(failure)
    }
  }

  private func name(_ thread: Int) -> String { program.threads[thread].name }

  /// What the variables hold at the end, as far as the program has few.
  private var outcome: String {
    let variables = program.variables.indices.prefix(Limits.toldValues + 1)
    guard !variables.isEmpty, variables.count <= Limits.toldValues else { return "" }
    return Wording.list(variables.map { "\(program.variables[$0].name) is \(last.variables[$0])" })
      + " at the end"
  }

  private func assertion(_ failure: Failure) -> String {
    let claim = failure.claim(in: source)
    let custom = failure.message.isClaim ? "" : Wording.clause(failure.message)
    if let thread = failure.thread {
      guard !claim.isEmpty else { return Wording.sentence("So \(name(thread)) fails: \(custom)") }
      return Wording.sentence(
        "So \(name(thread))’s assert \(claim) fails" + (custom.isEmpty ? "" : ": \(custom)"))
    }
    let values = valuesOfFinal(failure)
    let fact = values.isEmpty ? "" : "\(values) at the end"
    let verdict = claim.isEmpty ? "" : "assert \(claim) fails"
    let both = fact.isEmpty || verdict.isEmpty ? fact + verdict : "\(fact), so \(verdict)"
    return Wording.sentence(both + (both.isEmpty || custom.isEmpty ? custom : ": \(custom)"))
  }

  /// What an assertion at the end looked at: `counter is 1`.
  private func valuesOfFinal(_ failure: Failure) -> String {
    let final = program.final
    guard
      let assertion = final.code.indices.first(where: {
        final.code[$0].opcode == .assert && final.places[$0] == failure.place
          && final.messages[final.code[$0].immediate] == failure.message
      })
    else { return "" }
    let start = final.code[..<assertion].lastIndex { $0.opcode == .assert }.map { $0 + 1 }
    // What stands before the first assertion computes the outcome, unless it came from the same line.
    let values = ((start ?? 0)..<assertion).filter { final.places[$0].line == failure.place.line }
      .compactMap { value(of: final.code[$0]) }.withoutRepeats
    return values.count <= Limits.toldValues ? Wording.list(values) : ""
  }

  private func value(of it: Instruction) -> String? {
    switch it.opcode {
    case .load where it.place.index < 0:
      let variable = Int(it.place.base)
      return "\(program.variables[variable].name) is \(last.variables[variable])"
    case .peek:
      let locals = program.threads[it.immediate].locals
      guard let local = locals.firstIndex(where: { $0.register == it.right }) else { return nil }
      let value = last.threads[it.immediate].locals[local].value
      return "\(name(it.immediate))’s \(locals[local].name) is \(value)"
    default: return nil
    }
  }

  private var deadlock: String {
    let waits = program.threads.indices.compactMap { waiting($0) }
    return Wording.sentence(
      waits.joined(separator: "; ")
        + (waits.count == 1 ? ": it waits for ever" : ": nobody can go on"))
  }

  /// `left holds a and waits for b`; `nil` for one that does not wait.
  private func waiting(_ thread: Int) -> String? {
    let state = last.threads[thread]
    guard state.status == .blocked, let wait = state.next else { return nil }
    let held = program.objects.indices.filter { last.objects[$0].holders.contains(thread) }
      .map { program.objects[$0].name }
    guard !held.isEmpty else { return "\(name(thread)) \(wait)" }
    // Who holds what it waits for is told by the one who holds it.
    let short = wait.split(separator: ",").first.map(String.init) ?? wait
    return "\(name(thread)) holds \(Wording.list(held)) and \(short)"
  }

  private func lostWakeup(_ failure: Failure) -> String {
    let sleepers = program.threads.indices.filter { thread in
      guard case .object(let object) = last.threads[thread].waitsFor else { return false }
      return program.objects[object].kind == .condition
    }
    let lost = steps.lastIndex {
      ($0.kind == .signal || $0.kind == .broadcast) && $0.text.hasSuffix("nobody waits")
    }
    guard let lost, let object = steps[lost].object, !sleepers.isEmpty else {
      return Wording.sentence(failure.message)
    }
    let names = Wording.list(sleepers.map(name))
    return Wording.sentence(
      "\(names) \(sleepers.count == 1 ? "waits" : "wait") for a signal of \(program.objects[object].name)"
        + " for ever: the one of step \(lost + 1) came when nobody was waiting, and signals are not kept"
    )
  }

  private func race(_ failure: Failure) -> String {
    guard let second = steps.indices.last(where: { steps[$0].races.contains { $0 < steps.count } }),
      let first = steps[second].races.filter({ $0 < second }).max()
    else { return Wording.sentence(failure.message) }
    let variable = steps[second].variable.map { program.variables[$0].name } ?? "a variable"
    return Wording.sentence(
      "Nothing orders “\(told(first))” with “\(told(second))”: a data race on \(variable)")
  }

  private func told(_ step: Int) -> String { "\(name(steps[step].thread)) \(steps[step].text)" }

  // MARK: Proof

  private var proof: String {
    guard isMinimal, failure != nil, preemptions > 0 else { return "" }
    return preemptions == 1
      ? "Without a switch this cannot happen: every schedule without one was tried."
      : "Fewer switches are not enough for this: every schedule with fewer was tried."
  }
}

extension String {
  /// Whether it is what the language says of an assertion without a text of its own.
  fileprivate var isClaim: Bool { hasPrefix("`") && hasSuffix("` does not hold.") }

  fileprivate var claimed: String { String(dropFirst().dropLast("` does not hold.".count)) }
}

extension Failure {
  /// What a failed assertion claimed: `counter == 2`; empty when that is not known.
  func claim(in source: SourceSlices) -> String {
    let claim = source.claim(place)
    return claim.isEmpty && message.isClaim ? message.claimed : claim
  }

  /// A few words for a heading: `assert counter == 2 fails`, `deadlock`.
  ///
  /// Without the source of the program, an assertion may only be known by its message.
  public func title(in source: String = "") -> String {
    switch kind {
    case .assertion:
      let claim = claim(in: SourceSlices(source))
      return claim.isEmpty ? Wording.clause(message) : "assert \(claim) fails"
    case .error: return Wording.clause(message)
    case .deadlock: return "deadlock"
    case .lostWakeup: return "lost wake-up"
    case .forbiddenOutcome: return "forbidden outcome"
    case .lockNotReleased: return "lock never released"
    case .livelock: return "livelock"
    case .starvation: return "starvation"
    case .dataRace: return "data race"
    }
  }
}
