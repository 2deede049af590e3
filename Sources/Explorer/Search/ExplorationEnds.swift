/// What makes two failures the same finding: kind and place.
struct FindingKey: Hashable {
  var kind: FailureKind
  var place: SourceNote
  /// Told apart only where there are no places.
  var message: String

  init(_ failure: Failure) {
    kind = failure.kind
    place = failure.place
    message = failure.place.line == 0 ? failure.message : ""
  }
}

extension FailureKind {
  /// The lower, the more a person wants to see it first.
  var rank: Int {
    switch self {
    case .assertion: 0
    case .error: 1
    case .deadlock: 2
    case .lostWakeup: 3
    case .forbiddenOutcome: 4
    case .lockNotReleased: 5
    case .livelock: 6
    case .starvation: 7
    case .dataRace: 8
    }
  }
}

extension Finding {
  /// The order in which findings are shown: by kind, then the simpler ones first.
  static func comesFirst(_ a: Finding, _ b: Finding) -> Bool {
    let (left, right) = (a.failure, b.failure)
    return (left.kind.rank, a.preemptions, a.choices.count, left.place.from, left.message)
      < (right.kind.rank, b.preemptions, b.choices.count, right.place.from, right.message)
  }
}

/// What is known about the ends of a program in one model, from whichever searches there were.
struct KnownEnds {
  struct Failed {
    var failure: Failure
    var count: UInt64?
    var witness: [Choice]?
  }
  struct Reached {
    var count: UInt64?
    var witness: [Choice]?
    var fails: Bool
  }

  private(set) var failures: [FindingKey: Failed] = [:]
  private(set) var outcomes: [[Int]: Reached] = [:]

  /// Adds an end; counts are only added up when `count` is exact, that is, from a complete count.
  mutating func add(_ end: End, outcome: [Int]?, count: UInt64?, witness: [Choice]?) {
    var fails = false
    if case .failed(let failure) = end {
      fails = true
      let key = FindingKey(failure)
      if var known = failures[key] {
        if let count { known.count = (known.count ?? 0).addingSaturated(count) }
        known.witness = Self.better(known.witness, witness)
        failures[key] = known
      } else {
        failures[key] = Failed(failure: failure, count: count, witness: witness)
      }
    }
    if let outcome {
      if var known = outcomes[outcome] {
        if let count { known.count = (known.count ?? 0).addingSaturated(count) }
        known.witness = Self.better(known.witness, witness)
        known.fails = known.fails || fails
        outcomes[outcome] = known
      } else {
        outcomes[outcome] = Reached(count: count, witness: witness, fails: fails)
      }
    }
  }

  /// Adds what a search over executions saw; `areCountsExact` when it saw every single one.
  mutating func add(_ result: DepthFirstResult, areCountsExact: Bool = false) {
    for record in result.ends {
      add(
        record.end, outcome: record.end.hasOutcome ? record.outcome : nil,
        count: areCountsExact ? record.count : nil, witness: record.witness)
    }
  }

  mutating func improve(_ key: FindingKey, witness: [Choice], failure: Failure) {
    failures[key] = Failed(failure: failure, count: failures[key]?.count, witness: witness)
  }

  mutating func improve(outcome: [Int], witness: [Choice]) {
    outcomes[outcome]?.witness = witness
  }

  private static func better(_ a: [Choice]?, _ b: [Choice]?) -> [Choice]? {
    guard let a else { return b }
    guard let b else { return a }
    return b.count < a.count ? b : a
  }
}
