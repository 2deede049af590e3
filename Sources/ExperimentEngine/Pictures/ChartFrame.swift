import Glibc

/// Where everything of a chart's picture stands.
struct ChartFrame {
  let width = 640.0
  let height: Double
  let left: Double
  let right = 624.0
  let top: Double
  let bottom: Double
  let legend: [(x: Double, y: Double)]
  let yTicks: Ticks
  /// Places and texts along the x axis.
  let xLabels: [(Double, String)]
  private let categories: [String: Int]
  private let bars: [Int: Int]
  private let xRange: (Double, Double)
  private let xScale: Axis.Scale
  private let yScale: Axis.Scale

  init(_ chart: Chart) {
    let points = chart.series.flatMap(\.points)
    (xScale, yScale) = (chart.x.scale, chart.y.scale)
    let ys = points.flatMap { [$0.y, $0.low ?? $0.y, $0.high ?? $0.y] }.filter { y in
      y.isFinite && (chart.y.scale == .linear || y > 0)
    }
    let isBars = chart.series.contains { $0.kind == .bars }
    let needsZero = chart.y.scale == .linear && (isBars || chart.y.fromZero)
    let low = min(ys.min() ?? 0, needsZero ? 0 : .infinity)
    let high = max(ys.max() ?? 1, needsZero ? 0 : -.infinity)
    yTicks =
      chart.y.scale == .log ? .logarithmic(low, high, data: []) : .linear(low, high)

    let widest = yTicks.labels.map { SVG.width($0) }.max() ?? 0
    left = min(120, 34 + widest)
    var places: [(x: Double, y: Double)] = []
    var place = (x: left, y: 42.0)
    for series in chart.series where chart.series.count > 1 {
      let size = 40 + SVG.width(series.name)
      if place.x + size > right, place.x > left { place = (left, place.y + 18) }
      places.append(place)
      place.x += size
    }
    legend = places
    top = (places.last?.y ?? 24) + 14
    bottom = top + 240
    height = bottom + 50

    let names = chart.categories
    categories = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let barSeries = chart.series.indices.filter { chart.series[$0].kind == .bars }
    bars = Dictionary(
      barSeries.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let span = right - left
    guard names.isEmpty else {
      let slot = span / Double(names.count)
      let every = max(1, Int((44 / slot).rounded(.up)))
      let start = left
      xRange = (0, Double(names.count))
      xLabels = names.enumerated().compactMap { index, name in
        index % every == 0
          ? (start + (Double(index) + 0.5) * slot, SVG.fitted(name, slot * Double(every) - 4)) : nil
      }
      return
    }
    let xs = points.compactMap(\.number).filter { x in
      x.isFinite && (chart.x.scale == .linear || x > 0)
    }
    var range = (min(xs.min() ?? 0, chart.x.fromZero ? 0 : .infinity), xs.max() ?? 1)
    let ticks: Ticks =
      chart.x.scale == .log
      ? .logarithmic(range.0, range.1, data: xs) : .linear(range.0, range.1, count: 8)
    if isBars || range.0 == range.1 || chart.x.scale == .log {
      range = (ticks.values.first ?? range.0, ticks.values.last ?? range.1)
    }
    if isBars {
      // Half a bar of room at both ends.
      let half = (range.1 - range.0) / Double(max(1, Set(xs).count)) / 2
      range = (range.0 - half, range.1 + half)
    }
    xRange = range
    let scale = xScale
    let edge = left
    xLabels = zip(ticks.values, ticks.labels).compactMap { value, label in
      let share = ChartFrame.share(value, range, scale)
      return share >= -1e-9 && share <= 1 + 1e-9 ? (edge + share * span, label) : nil
    }
  }

  /// Whether a point has a place on both axes.
  func holds(_ point: Point) -> Bool {
    guard point.y.isFinite, yScale == .linear || point.y > 0 else { return false }
    guard let number = point.number else { return true }
    return number.isFinite && (xScale == .linear || number > 0)
  }

  func x(_ point: Point) -> Double {
    switch point.x {
    case .number(let value): left + (right - left) * Self.share(value, xRange, xScale)
    case .category(let name):
      left + (right - left) * (Double(categories[name] ?? 0) + 0.5) / max(1, xRange.1)
    }
  }

  func y(_ value: Double) -> Double {
    let range = (yTicks.values.first ?? 0, yTicks.values.last ?? 1)
    return bottom - (bottom - top) * Self.share(value, range, yScale)
  }

  /// Where bars begin: at zero, or at the foot of a logarithmic axis.
  var baseline: Double { yScale == .log ? bottom : y(0) }

  /// Left edge and width of a bar beside its siblings.
  func bar(_ point: Point, series: Int) -> (x: Double, width: Double) {
    let count = Double(max(1, bars.count))
    let slots = categories.isEmpty ? max(1, Double(xLabels.count)) : Double(categories.count)
    let group = (right - left) / slots * 0.76
    let width = group / count
    return (x(point) - group / 2 + width * Double(bars[series] ?? 0), max(0.5, width * 0.94))
  }

  func path(_ points: [Point], isStep: Bool) -> String {
    var data = ""
    var last = 0.0
    for (index, point) in points.enumerated() {
      let (x, y) = (x(point), y(point.y))
      if isStep, index > 0 { data += "L\(SVG.number(x)) \(SVG.number(last))" }
      data += "\(index == 0 ? "M" : "L")\(SVG.number(x)) \(SVG.number(y))"
      last = y
    }
    return data
  }

  private static func share(
    _ value: Double, _ range: (Double, Double), _ scale: Axis.Scale
  ) -> Double {
    guard range.0 != range.1 else { return 0.5 }
    guard scale == .log else { return (value - range.0) / (range.1 - range.0) }
    return log(max(value, 1e-300) / range.0) / log(range.1 / range.0)
  }
}
