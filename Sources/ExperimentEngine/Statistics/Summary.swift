/// A median with its interval, in one unit.
public struct Estimate: Hashable, Sendable {
  public var median: Double
  /// The interval's ends; `nil` below ten samples.
  public var low: Double?
  public var high: Double?
  /// How many samples it rests on.
  public var count: Int
  public var unit: String?
  /// How often such an interval holds the truth.
  public var level: Double?

  public init(
    median: Double, low: Double? = nil, high: Double? = nil, count: Int, unit: String? = nil,
    level: Double? = nil
  ) {
    self.median = median
    self.low = low
    self.high = high
    self.count = count
    self.unit = unit
    self.level = level
  }

  /// A figure that is exact, with its count of cases.
  public static func exact(_ value: Double, unit: String? = nil) -> Estimate {
    Estimate(median: value, count: 1, unit: unit)
  }
}

/// What can be said of some samples without assuming how they are distributed.
public struct Summary: Hashable, Sendable {
  /// In rising order.
  public let sorted: [Double]

  /// `nil` without samples.
  public init?(_ samples: [Double]) {
    guard !samples.isEmpty else { return nil }
    sorted = samples.sorted()
  }

  public var count: Int { sorted.count }
  public var minimum: Double { sorted[0] }
  public var maximum: Double { sorted[count - 1] }
  public var mean: Double { sorted.reduce(0, +) / Double(count) }
  public var median: Double { quantile(0.5) }
  public var interquartileRange: Double { quantile(0.75) - quantile(0.25) }

  /// The median distance from the median.
  public var medianDeviation: Double {
    let middle = median
    return medianOfSorted(sorted.map { abs($0 - middle) }.sorted())
  }

  /// The sample deviation; 0 for one sample.
  public var deviation: Double {
    guard count > 1 else { return 0 }
    let middle = mean
    let squares = sorted.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    return (squares / Double(count - 1)).squareRoot()
  }

  /// The value below which `share` of the samples lie, interpolated between the two nearest.
  public func quantile(_ share: Double) -> Double {
    let place = min(1, max(0, share)) * Double(count - 1)
    let index = Int(place)
    guard index + 1 < count else { return sorted[count - 1] }
    let rest = place - Double(index)
    return sorted[index] + (sorted[index + 1] - sorted[index]) * rest
  }

  /// The median with its 95 % bootstrap interval.
  public func estimate(unit: String? = nil, seed: UInt64 = 1) -> Estimate {
    let interval = Bootstrap(seed: seed).interval(of: sorted, medianOfSorted)
    return Estimate(
      median: median, low: interval?.lowerBound, high: interval?.upperBound, count: count,
      unit: unit, level: interval == nil ? nil : Bootstrap.level)
  }
}

/// The middle of samples in rising order, between the two middle ones of an even number.
func medianOfSorted(_ sorted: [Double]) -> Double {
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
