extension ValueRange {
  /// How many values the range stands for; `nil` when its ends and step do not fit together.
  ///
  /// Ranges of decimals and durations need a step. Counted without making the values, so a huge
  /// range costs nothing.
  public var count: Int? {
    switch (lower, upper, step) {
    case (.integer(let lower), .integer(let upper), let step):
      guard let step = step.map(\.integer) ?? 1 else { return nil }
      return steps(lower, upper, step)
    case (.duration(let lower), .duration(let upper), .duration(let step)):
      guard let lower = lower.wholeNanoseconds, let upper = upper.wholeNanoseconds,
        let step = step.wholeNanoseconds
      else { return nil }
      return steps(lower, upper, step)
    case (_, _, let step?):
      guard let lower = lower.decimal, let upper = upper.decimal, let step = step.decimal,
        step > 0, lower <= upper
      else { return nil }
      // A hair of slack, so that 0.1...0.9 by 0.1 ends with 0.9 although 0.1 is not exact.
      let steps = ((upper - lower) / step + 1e-9).rounded(.down)
      return steps < 1e15 ? Int(steps) + 1 : Int.max
    default: return nil
    }
  }

  /// The values in rising order, or `nil` when there are none, or more than `limit`.
  public func values(limit: Int) -> [Value]? {
    guard let count, count <= limit else { return nil }
    let indices = 0..<count
    switch (lower, step) {
    case (.integer(let lower), let step) where step.map({ $0.integer != nil }) ?? true:
      let step = step?.integer ?? 1
      if case .integer = upper { return indices.map { .integer(lower + $0 * step) } }
    case (.duration(let lower), .duration(let step)?):
      return indices.map { .duration(lower + step * $0) }
    default: break
    }
    guard let lower = lower.decimal, let upper = upper.decimal, let step = step?.decimal else {
      return nil
    }
    return indices.map { .decimal(min(ValueRange.tidy(lower + Double($0) * step), upper)) }
  }

  private func steps(_ lower: Int, _ upper: Int, _ step: Int) -> Int? {
    guard step > 0, lower <= upper else { return nil }
    let (distance, overflow) = upper.subtractingReportingOverflow(lower)
    if overflow { return Int.max }
    let (count, tooMany) = (distance / step).addingReportingOverflow(1)
    return tooMany ? Int.max : count
  }

  /// Takes away the noise of repeated addition: 0.1 + 2 × 0.1 becomes 0.3.
  private static func tidy(_ value: Double) -> Double {
    let scaled = value * 1e12
    guard abs(scaled) < 9e15 else { return value }
    return scaled.rounded() / 1e12
  }
}

extension Duration {
  /// The duration in nanoseconds, if it is a whole number of them and not longer than 292 years.
  var wholeNanoseconds: Int? {
    let (seconds, attoseconds) = components
    guard attoseconds % 1_000_000_000 == 0 else { return nil }
    let (scaled, overflow) = Int(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, tooLong) = scaled.addingReportingOverflow(Int(attoseconds / 1_000_000_000))
    return overflow || tooLong ? nil : sum
  }
}
