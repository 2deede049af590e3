extension Exploration {
  /// The whole answer for terminals, mail and readers of notebooks without our software.
  public func text(source: String) -> String {
    var parts = models.map { text($0) }
    if !outcomes.isEmpty, program.declaresOutcome || outcomes.count > 1 {
      parts.append(outcomeTable)
    }
    for schedule in schedules(source: source) where schedule.failure != nil {
      parts.append(
        "\(schedule.model.name): \(schedule.title), \(schedule.id)\n\(schedule.sentence)\n\n"
          + schedule.table(program))
    }
    return parts.joined(separator: "\n")
  }

  private func text(_ result: ModelResult) -> String {
    var lines = ["\(result.model.name): \(result.sentence)", "  " + result.counts.text]
    if let remark = result.remark, !result.isComplete { lines.append("  \(remark)") }
    for finding in result.findings {
      let proof =
        finding.isMinimal ? " (fewer preemptions are not enough: proved)" : ""
      lines.append(
        "  \(finding.failure.kind.name): \(finding.failure.sentence) "
          + Wording.capital(
            "\(Wording.count(finding.preemptions, "preemption", "preemptions")), "
              + "\(Wording.count(finding.choices.count, "step", "steps"))\(proof)."))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Outcomes against models: how many interleavings end so, or whether any does.
  private var outcomeTable: String {
    let names = program.outcome.map(\.label).joined(separator: ", ")
    let observed = seen?.obstacle == nil ? seen : nil
    let machine = observed == nil ? [] : ["this machine"]
    var rows = [["outcome (\(names))"] + models.map(\.model.name) + machine + ["note", "witness"]]
    for row in outcomes {
      let cells = models.map { result -> String in
        guard let reach = row.models[result.model] else {
          return result.isComplete ? "never" : "not seen"
        }
        return reach.count.map(Wording.grouped) ?? "yes"
      }
      let notes = [row.grade?.rawValue, row.fails && row.grade == nil ? "fails" : nil, row.note]
      rows.append(
        [row.values.map(String.init).joined(separator: ", ")] + cells
          + (observed.map { [Self.seen($0, row)] } ?? [])
          + [notes.compactMap(\.self).joined(separator: ": "), witness(of: row)])
    }
    let widths = TextTable.widths(rows)
    let lines = rows.map { TextTable.line($0, widths, between: "  ") }
    return (lines + (seen.map { [$0.sentence] } ?? [])).joined(separator: "\n") + "\n"
  }

  private static func seen(_ observation: Observation, _ row: OutcomeRow) -> String {
    let count = observation.counts[row.values] ?? 0
    return count == 0 ? "not seen" : Wording.grouped(UInt64(count))
  }

  /// The id of a schedule that reaches an outcome, in the strictest model that has one.
  private func witness(of row: OutcomeRow) -> String {
    for result in models {
      guard let reach = row.models[result.model] else { continue }
      return ScheduleID(reach.witness, of: program, model: result.model).text
    }
    return ""
  }
}

extension Counts {
  /// The counts that are known, side by side.
  public var text: String {
    var parts: [String] = []
    if let interleavings {
      parts.append("\(Wording.grouped(interleavings)) interleavings")
    } else if let estimate {
      parts.append("about \(Wording.about(estimate.mean)) interleavings")
    }
    parts.append("\(Wording.grouped(UInt64(explored))) explored")
    if let distinct { parts.append("\(Wording.grouped(UInt64(distinct))) distinct") }
    parts.append("\(outcomes) \(outcomes == 1 ? "outcome" : "outcomes")")
    if let states { parts.append("\(Wording.grouped(UInt64(states))) states") }
    return parts.joined(separator: ", ")
  }
}

extension MemoryModel {
  /// As people write it: `SC`.
  public var name: String { rawValue.uppercased() }

  /// In full: `sequential consistency (SC)`.
  public var fullName: String {
    switch self {
    case .sc: "sequential consistency (SC)"
    case .tso: "total store order (TSO)"
    case .pso: "partial store order (PSO)"
    }
  }
}

extension FailureKind {
  /// In words: `lost wake-up`.
  public var name: String {
    switch self {
    case .assertion: "assertion"
    case .error: "error"
    case .deadlock: "deadlock"
    case .lostWakeup: "lost wake-up"
    case .forbiddenOutcome: "forbidden outcome"
    case .lockNotReleased: "lock not released"
    case .livelock: "livelock"
    case .starvation: "starvation"
    case .dataRace: "data race"
    }
  }

  /// The same at the start of a sentence.
  public var capitalName: String { Wording.capital(name) }
}

extension ModelResult {
  /// Whether the answer is the last word: a failure, or a proof without a bound.
  public var isDecided: Bool { answer == .proved || answer == .refuted }

  /// Whether the answer rests on chance.
  public var isSampled: Bool { if case .sampled = answer { true } else { false } }
}

extension ExplorationProgress {
  /// How far it is, for somebody who waits: `TSO: 12,000 schedules of about 42,000, 1 failing`.
  public var sentence: String {
    var text = "\(model.name): "
    if let states, explored == 0 {
      text += "\(Wording.grouped(UInt64(states))) states"
    } else {
      text += Wording.schedules(UInt64(max(explored, 0)))
    }
    if let estimate { text += " of about \(Wording.about(estimate.mean)) interleavings" }
    if failing > 0 { text += ", \(Wording.grouped(UInt64(failing))) failing" }
    return text
  }
}

extension Failure {
  /// With a full stop.
  public var sentence: String { Wording.sentence(message) }
}
