import ExperimentEngine

/// What happens between two steps that belong together.
enum Gap: ParameterChoice {
  case none, yield
  case sleep(Duration)

  static let choices: [Alternative<Gap>] = [
    Alternative("none", "nothing: the next step follows at once", Gap.none),
    Alternative("yield", "the thread offers its processor to others", Gap.yield),
    Alternative(
      "sleep", "the thread sleeps", .microseconds(1)...Duration.milliseconds(10),
      default: .milliseconds(1), make: Gap.sleep,
      read: { if case .sleep(let span) = $0 { span } else { nil } }),
  ]
}

extension Gap {
  /// Lets the time of the gap pass on this machine.
  func pass() {
    switch self {
    case .none: break
    case .yield: yieldCPU()
    case .sleep(let span): pause(span)
    }
  }

  /// Whether it hands the processor over for sure.
  var handsOver: Bool { self != .none }
}
