/// The units in which durations are written, by what stands behind the dot.
enum DurationUnit: String, CaseIterable {
  case s, ms, us, ns

  var nanoseconds: Int {
    switch self {
    case .s: 1_000_000_000
    case .ms: 1_000_000
    case .us: 1_000
    case .ns: 1
    }
  }

  var summary: String {
    switch self {
    case .s: "seconds"
    case .ms: "milliseconds"
    case .us: "microseconds"
    case .ns: "nanoseconds"
    }
  }

  /// The largest unit in which a number of nanoseconds is whole.
  static func fitting(_ nanoseconds: Int) -> DurationUnit {
    allCases.first { nanoseconds % $0.nanoseconds == 0 } ?? .ns
  }
}

extension Number {
  /// The number of this unit in whole nanoseconds, computed without rounding.
  ///
  /// `nil` when it is not whole, or longer than 292 years.
  func nanoseconds(_ unit: DurationUnit, isNegative: Bool) -> Int? {
    // Trailing zeros behind the point mean nothing: 1.500000000000.s is fine.
    var digits = Substring(digits)
    var places = fraction - (exponent ?? 0)
    while places > 0, digits.last == "0" {
      digits = digits.dropLast()
      places -= 1
    }
    guard digits.contains(where: { $0 != "0" }) else { return 0 }
    guard places <= 9, places >= -18, var value = Int((isNegative ? "-" : "") + digits) else {
      return nil
    }
    var scale = unit.nanoseconds
    while places > 0 {
      guard scale % 10 == 0 else { return nil }
      scale /= 10
      places -= 1
    }
    for factor in [scale] + Array(repeating: 10, count: -places) {
      let (product, overflow) = value.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      value = product
    }
    return value
  }
}
