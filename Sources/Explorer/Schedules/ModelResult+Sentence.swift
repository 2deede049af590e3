extension ModelResult {
  /// The answer as a sentence that claims no more than was found out.
  public var sentence: String {
    switch answer {
    case .proved: return proved
    case .provedUpTo(let preemptions):
      let most =
        preemptions == 0
        ? "without any switch" : "with at most \(Wording.count(preemptions, "switch", "switches"))"
      return "Proved up to \(Wording.preemptions(preemptions)): no schedule \(most) fails;"
        + " of those with more nothing is known."
    case .sampled(let count):
      return
        "Sampled \(Wording.schedules(UInt64(max(count, 0))))\(ofAll): nothing was found, which proves nothing."
    case .refuted: return refuted
    }
  }

  private var proved: String {
    switch counts.interleavings {
    case 1: "Proved: the only schedule does not fail."
    case let count?: "Proved: none of \(Wording.grouped(count)) schedules fails."
    case nil:
      "Proved: no schedule fails"
        + (counts.states.map { "; all \(Wording.grouped(UInt64($0))) states were seen." } ?? ".")
    }
  }

  private var refuted: String {
    if let all = counts.interleavings, let failing = counts.failing, failing > 0 {
      if all == 1 { return "The only interleaving fails." }
      if failing == all { return "All \(Wording.grouped(all)) interleavings fail." }
      return "\(Wording.grouped(failing)) of \(Wording.grouped(all)) interleavings"
        + (failing == 1 ? " fails." : " fail.")
    }
    let ways = Wording.count(findings.count, "way to fail was", "ways to fail were")
    let place = isComplete ? "" : ", and there may be more"
    return Wording.capital(
      "\(ways) found in \(Wording.schedules(UInt64(max(counts.explored, 0))))\(ofAll)\(place).")
  }

  /// What follows a number of schedules: ` of about 42,000`.
  private var ofAll: String {
    if let all = counts.interleavings { return " of \(Wording.grouped(all))" }
    return counts.estimate.map { " of about \(Wording.about($0.mean))" } ?? ""
  }
}

extension Wording {
  fileprivate static func preemptions(_ count: Int) -> String {
    "\(count) \(count == 1 ? "preemption" : "preemptions")"
  }

  /// As in: `10,000 schedules`.
  static func schedules(_ count: UInt64) -> String {
    "\(grouped(count)) \(count == 1 ? "schedule" : "schedules")"
  }

  /// Two digits that mean something: `42,000`, `3.1 × 10¹²`.
  static func about(_ value: Double) -> String {
    guard value.isFinite, value >= 1 else { return "1" }
    var exponent = 0
    var mantissa = value
    while mantissa >= 10 {
      mantissa /= 10
      exponent += 1
    }
    var tenths = Int((mantissa * 10).rounded())
    if tenths == 100 { (tenths, exponent) = (10, exponent + 1) }
    if exponent < 9 {
      var whole = UInt64(tenths)
      for _ in 0..<exponent { whole *= 10 }
      return grouped(whole / 10)
    }
    let superscripts = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let power = String(String(exponent).map { superscripts[$0.wholeNumberValue ?? 0] })
    return "\(tenths / 10).\(tenths % 10) × 10\(power)"
  }
}
