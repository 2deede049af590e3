extension Chart {
  /// The chart as a Vega-Lite 5 document with its data inside.
  public var vegaLite: JSONValue {
    let chart = thinned(to: Limits.chartPoints)
    let kinds = Series.Kind.inOrder.filter { kind in
      chart.series.contains { $0.kind == kind && !$0.points.isEmpty }
    }
    var layers: [JSONValue] = []
    for kind in kinds {
      // Bars would hide what stands behind them; a band belongs behind its line.
      let intervals = chart.hasIntervals(kind) ? [chart.intervalLayer(kind)] : []
      layers += kind == .bars ? [chart.layer(kind)] + intervals : intervals + [chart.layer(kind)]
    }
    return [
      "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
      "title": .string(title),
      "description": .string(finding),
      "width": 560,
      "height": 280,
      "data": ["values": .array(chart.values)],
      "layer": .array(layers),
    ]
  }

  private var values: [JSONValue] {
    series.flatMap { series in
      series.points.map { point in
        var members: [JSONValue.Member] = [
          .init("series", .string(series.name)),
          .init("kind", .string(series.kind.rawValue)),
        ]
        switch point.x {
        case .number(let value): members.append(.init("x", .number(value)))
        case .category(let name): members.append(.init("x", .string(name)))
        }
        members.append(.init("y", .number(point.y)))
        if let low = point.low, let high = point.high {
          members += [.init("low", .number(low)), .init("high", .number(high))]
        }
        return .object(members)
      }
    }
  }

  private func hasIntervals(_ kind: Series.Kind) -> Bool {
    series.contains { $0.kind == kind && $0.points.contains { $0.low != nil && $0.high != nil } }
  }

  private func layer(_ kind: Series.Kind) -> JSONValue {
    let mark: JSONValue =
      switch kind {
      case .line: ["type": "line", "point": true, "tooltip": true]
      case .step: ["type": "line", "interpolate": "step-after", "tooltip": true]
      case .scatter: ["type": "point", "filled": true, "tooltip": true]
      case .bars: ["type": "bar", "tooltip": true]
      }
    var encoding: [JSONValue.Member] = [
      .init("x", xEncoding), .init("y", yEncoding),
      .init("color", colour),
    ]
    switch kind {
    case .line where series.count > 1, .step where series.count > 1:
      encoding.append(.init("strokeDash", ["field": "series", "type": "nominal", "legend": .null]))
    case .scatter where series.count > 1:
      encoding.append(.init("shape", ["field": "series", "type": "nominal", "legend": .null]))
    case .bars where barOffset != nil:
      encoding.append(.init("xOffset", ["field": "series", "type": "nominal", "sort": .null]))
    default: break
    }
    return [
      "transform": [["filter": .string("datum.kind === '\(kind.rawValue)'")]],
      "mark": mark, "encoding": .object(encoding),
    ]
  }

  private func intervalLayer(_ kind: Series.Kind) -> JSONValue {
    let isBand = kind == .line && categories.isEmpty
    var encoding: [JSONValue.Member] = [
      .init("x", xEncoding),
      .init("y", ["field": "low", "type": "quantitative", "title": .string(y.title)]),
      .init("y2", ["field": "high"]),
    ]
    if kind == .bars {
      encoding.append(.init("detail", ["field": "series", "type": "nominal"]))
    } else {
      encoding.append(.init("color", colour))
    }
    if kind == .bars, barOffset != nil {
      encoding.append(.init("xOffset", ["field": "series", "type": "nominal", "sort": .null]))
    }
    return [
      "transform": [
        ["filter": .string("datum.kind === '\(kind.rawValue)' && isValid(datum.low)")]
      ],
      "mark": isBand
        ? ["type": "area", "opacity": 0.2]
        : ["type": "rule", "strokeWidth": 2, "color": "#808890"],
      "encoding": .object(encoding),
    ]
  }

  private var barOffset: Int? {
    let count = series.count { $0.kind == .bars }
    return count > 1 ? count : nil
  }

  /// The same in every layer: layers share one legend, and one without would take it from all.
  private var colour: JSONValue {
    let colours = series.indices.map { JSONValue.string(Palette.between[$0 % Palette.count]) }
    return [
      "field": "series", "type": "nominal",
      "scale": ["domain": .array(series.map { .string($0.name) }), "range": .array(colours)],
      "legend": series.count > 1
        ? ["title": .null, "orient": "top", "symbolOpacity": 1] : .null,
    ]
  }

  private var xEncoding: JSONValue {
    guard categories.isEmpty else {
      return [
        "field": "x", "type": "nominal", "sort": .null, "title": .string(x.title),
        "axis": ["labelAngle": 0],
      ]
    }
    return encoding("x", x)
  }

  private var yEncoding: JSONValue { encoding("y", y) }

  private func encoding(_ field: String, _ axis: Axis) -> JSONValue {
    let isZero = axis.fromZero || (field == "y" && series.contains { $0.kind == .bars })
    return [
      "field": .string(field), "type": "quantitative", "title": .string(axis.title),
      "scale": axis.scale == .log ? ["type": "log"] : ["zero": .boolean(isZero)],
    ]
  }
}

extension Series.Kind {
  /// From the back to the front.
  static let inOrder: [Series.Kind] = [.bars, .line, .step, .scatter]
}
