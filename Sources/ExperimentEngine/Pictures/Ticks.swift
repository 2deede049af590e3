/// Where an axis gets its lines, at numbers that people like.
struct Ticks: Hashable, Sendable {
  let values: [Double]
  let labels: [String]

  /// About `count` multiples of 1, 2 or 5 times a power of ten that cover the range.
  static func linear(_ low: Double, _ high: Double, count: Int = 6) -> Ticks {
    let (low, high) = low < high ? (low, high) : (low - 0.5, high + 0.5)
    let rough = (high - low) / Double(max(1, count - 1))
    let power = powerOfTen(powerOfTen(below: rough))
    let factor = [1.0, 2, 5, 10].first { $0 * power >= rough * 0.999 } ?? 10
    let step = factor * power
    let first = (low / step + 1e-9).rounded(.down)
    let last = (high / step - 1e-9).rounded(.up)
    let values = stride(from: first, through: max(last, first + 1), by: 1).map { $0 * step }
    return Ticks(values.map { abs($0) < step / 1e6 ? 0 : $0 }, step: step)
  }

  /// Powers of ten, with 2 and 5 between them on short axes; powers of two where the data are.
  static func logarithmic(_ low: Double, _ high: Double, data: [Double]) -> Ticks {
    let low = low > 0 ? low : 1e-9
    let high = max(high, low)
    let powers = Set(data).filter { isPowerOfTwo($0) }
    if powers.count == Set(data).count, powers.count > 1, powers.count <= 11 {
      return Ticks(powers.sorted())
    }
    let first = powerOfTen(below: low)
    var last = powerOfTen(below: high)
    if powerOfTen(last) < high { last += 1 }
    last = max(last, first + 1)
    let stride = Swift.max(1, (last - first + 7) / 8)
    let factors: [Double] = last - first <= 2 ? [1, 2, 5] : [1]
    var values: [Double] = []
    for exponent in Swift.stride(from: first, through: last, by: stride) {
      values += factors.map { $0 * powerOfTen(exponent) }
    }
    // The ends go just far enough to hold the data.
    let floor = values.last { $0 <= low } ?? values[0]
    let ceiling = values.first { $0 >= high } ?? values[values.count - 1]
    return Ticks(values.filter { $0 >= floor && $0 <= ceiling })
  }

  private init(_ values: [Double], step: Double? = nil) {
    self.values = values
    labels = values.map { value in
      guard let step, value != 0 else { return figure(value, digits: 4) }
      let digits = powerOfTen(below: abs(value)) - powerOfTen(below: step) + 1
      return figure(value, digits: max(1, digits))
    }
  }

  private static func isPowerOfTwo(_ value: Double) -> Bool {
    value >= 1 && value < 1e15 && value == value.rounded() && Int(value).nonzeroBitCount == 1
  }
}
