/// A finished chart: what was found, as a sentence first, and the points that show it.
public struct Chart: Hashable, Sendable {
  public var title: String
  /// What one can see in it, as a sentence; also its text alternative.
  public var finding: String
  public var x: Axis
  public var y: Axis
  public var series: [Series]

  public init(_ title: String, finding: String, x: Axis, y: Axis, _ series: [Series]) {
    self.title = title
    self.finding = finding
    self.x = x
    self.y = y
    self.series = series
  }

  /// As a table, a picture and an interactive document.
  public func output(named name: String) -> Output {
    Output(
      name: name, title: title, plain: plainText,
      [
        Representation("image/svg+xml", .string(svg)),
        Representation("application/vnd.vegalite.v5+json", vegaLite),
      ])
  }
}

/// What an axis measures.
public struct Axis: Hashable, Sendable {
  public enum Scale: String, Hashable, Sendable { case linear, log }

  public var label: String
  public var unit: String?
  public var scale: Scale
  /// Whether the axis of numbers begins at zero.
  public var fromZero: Bool

  public init(_ label: String, unit: String? = nil, scale: Scale = .linear, fromZero: Bool = false)
  {
    self.label = label
    self.unit = unit
    self.scale = scale
    self.fromZero = fromZero
  }

  /// The label with its unit in parentheses.
  public var title: String { unit.map { "\(label) (\($0))" } ?? label }
}

/// Points that belong together.
public struct Series: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable { case line, step, scatter, bars }

  public var name: String
  public var kind: Kind
  public var points: [Point]

  public init(_ name: String, _ kind: Kind = .line, _ points: [Point]) {
    self.name = name
    self.kind = kind
    self.points = points
  }
}

/// A number over a number or a category, with an interval where there is one.
public struct Point: Hashable, Sendable {
  /// A place along the x axis.
  public enum Coordinate: Hashable, Sendable {
    case number(Double)
    case category(String)
  }

  public var x: Coordinate
  public var y: Double
  public var low: Double?
  public var high: Double?

  public init(_ x: Double, _ y: Double, low: Double? = nil, high: Double? = nil) {
    self.x = .number(x)
    self.y = y
    self.low = low
    self.high = high
  }

  public init(_ category: String, _ y: Double, low: Double? = nil, high: Double? = nil) {
    x = .category(category)
    self.y = y
    self.low = low
    self.high = high
  }

  /// A median with its interval.
  public init(_ x: Double, _ estimate: Estimate) {
    self.init(x, estimate.median, low: estimate.low, high: estimate.high)
  }

  /// A median with its interval.
  public init(_ category: String, _ estimate: Estimate) {
    self.init(category, estimate.median, low: estimate.low, high: estimate.high)
  }

  /// The number along the x axis, where it is one.
  public var number: Double? { if case .number(let value) = x { value } else { nil } }

  /// How the x coordinate is written in a table.
  public var label: String {
    switch x {
    case .number(let value): figure(value, digits: 6)
    case .category(let name): name
    }
  }
}

extension Chart {
  /// The categories of the x axis in the order in which they first appear; empty for numbers.
  var categories: [String] {
    var seen: Set<String> = []
    var categories: [String] = []
    for point in series.lazy.flatMap(\.points) {
      if case .category(let name) = point.x, seen.insert(name).inserted { categories.append(name) }
    }
    return categories
  }

  /// The chart with at most `limit` points; each series keeps its lowest and highest of every
  /// stretch, so that no peak disappears.
  func thinned(to limit: Int) -> Chart {
    let count = series.reduce(0) { $0 + $1.points.count }
    guard count > limit else { return self }
    var chart = self
    for index in chart.series.indices {
      let points = chart.series[index].points
      let stretches = max(1, limit * points.count / count / 2)
      guard points.count > stretches * 2 else { continue }
      chart.series[index].points = (0..<stretches).flatMap { stretch -> [Point] in
        let range = stretch * points.count / stretches..<(stretch + 1) * points.count / stretches
        guard let low = range.min(by: { points[$0].y < points[$1].y }),
          let high = range.max(by: { points[$0].y < points[$1].y })
        else { return [] }
        return low == high ? [points[low]] : [points[min(low, high)], points[max(low, high)]]
      }
    }
    return chart
  }
}
