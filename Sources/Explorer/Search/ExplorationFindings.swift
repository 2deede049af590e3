extension ModelExploration {
  /// All ways in which the program fails, each with its best schedule; the first is the one to show.
  func findings() -> [Finding] {
    shorten()
    var findings: [Finding] = []
    for (key, failed) in known.failures {
      guard let best = shortest[key] else { continue }
      findings.append(
        Finding(
          failure: failed.failure, model: key.kind == .dataRace ? .sc : model,
          choices: best.choices, preemptions: best.cost.preemptions, isMinimal: best.isMinimal,
          count: failed.count))
    }
    let walker = Walker(program, model)
    for round in endless {
      findings.append(
        Finding(
          failure: round.failure, model: model, choices: round.choices,
          cycleStart: round.cycleStart,
          preemptions: ScheduleCost(of: round.choices, walker).preemptions))
    }
    findings.sort(by: Finding.comesFirst)
    if findings.count > Limits.findings { findings.removeLast(findings.count - Limits.findings) }
    for index in findings.indices {
      findings[index].inevitableFrom = inevitableFrom(findings[index])
    }
    return findings
  }
}
