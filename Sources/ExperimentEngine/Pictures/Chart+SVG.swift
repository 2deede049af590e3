extension Chart {
  /// The chart as a picture that is readable on light and dark ground.
  public var svg: String {
    let chart = thinned(to: Limits.chartPoints)
    let frame = ChartFrame(chart)
    var svg = SVG(
      width: frame.width, height: frame.height, title: title, description: finding, style: "")
    svg.label(frame.left, 20, SVG.fitted(title, 600), class: "h")
    chart.drawLegend(&svg, frame)
    chart.drawAxes(&svg, frame)
    for kind in Series.Kind.inOrder {
      for (index, series) in chart.series.enumerated() where series.kind == kind {
        chart.draw(series, index, &svg, frame)
      }
    }
    return svg.finished
  }

  private func drawLegend(_ svg: inout SVG, _ frame: ChartFrame) {
    for (index, entry) in frame.legend.enumerated() {
      let colour = "c\(index % Palette.count)"
      let (x, y) = (entry.x, entry.y)
      switch series[index].kind {
      case .bars: svg.rectangle(x, y - 9, 18, 10, class: "f m \(colour)")
      case .scatter: svg.marker(index, x + 9, y - 4, class: "f \(colour)")
      case .line, .step:
        svg.line(x, y - 4, x + 18, y - 4, class: "l s \(colour) d\(index % Palette.count)")
        if series[index].kind == .line { svg.marker(index, x + 9, y - 4, class: "f \(colour)") }
      }
      svg.label(x + 24, y, series[index].name)
    }
  }

  private func drawAxes(_ svg: inout SVG, _ frame: ChartFrame) {
    for (value, label) in zip(frame.yTicks.values, frame.yTicks.labels) {
      let y = frame.y(value)
      svg.line(frame.left, y, frame.right, y, class: "g")
      svg.label(frame.left - 6, y + 4, label, anchor: "end")
    }
    for (place, label) in frame.xLabels {
      if categories.isEmpty { svg.line(place, frame.top, place, frame.bottom, class: "g") }
      svg.label(place, frame.bottom + 17, label, anchor: "middle")
    }
    svg.line(frame.left, frame.bottom, frame.right, frame.bottom, class: "a")
    svg.line(frame.left, frame.top, frame.left, frame.bottom, class: "a")
    svg.label(
      (frame.left + frame.right) / 2, frame.bottom + 38, x.title, anchor: "middle")
    let middle = (frame.top + frame.bottom) / 2
    svg.label(
      14, middle, y.title, anchor: "middle",
      more: " transform=\"rotate(-90 14 \(SVG.number(middle)))\"")
  }

  private func draw(_ series: Series, _ index: Int, _ svg: inout SVG, _ frame: ChartFrame) {
    let colour = "c\(index % Palette.count)"
    let dash = "d\(index % Palette.count)"
    let points = series.points.filter { frame.holds($0) }
    switch series.kind {
    case .bars:
      for point in points { drawBar(point, index, &svg, frame) }
    case .scatter:
      drawIntervals(points, colour, &svg, frame)
      for point in points {
        svg.marker(index, frame.x(point), frame.y(point.y), class: "f \(colour)")
      }
    case .line:
      if categories.isEmpty { drawBand(points, colour, &svg, frame) }
      drawIntervals(points, colour, &svg, frame)
      svg.path(frame.path(points, isStep: false), class: "l s \(colour) \(dash)")
      guard points.count <= 40 else { break }
      for point in points {
        svg.marker(index, frame.x(point), frame.y(point.y), class: "f \(colour)")
      }
    case .step:
      svg.path(frame.path(points, isStep: true), class: "l s \(colour) \(dash)")
    }
  }

  private func drawBar(_ point: Point, _ index: Int, _ svg: inout SVG, _ frame: ChartFrame) {
    let (x, width) = frame.bar(point, series: index)
    let (top, base) = (frame.y(point.y), frame.baseline)
    svg.rectangle(
      x, min(top, base), width, abs(base - top), class: "f m c\(index % Palette.count)",
      title: "\(point.label): \(figure(point.y, digits: 4))")
    guard let low = point.low, let high = point.high else { return }
    drawError(x + width / 2, low, high, "a", &svg, frame)
  }

  private func drawBand(
    _ points: [Point], _ colour: String, _ svg: inout SVG, _ frame: ChartFrame
  ) {
    let banded = points.filter { $0.low != nil && $0.high != nil }
    guard banded.count > 1 else { return }
    let upper = banded.map { Point($0.number ?? 0, $0.high ?? $0.y) }
    let lower = banded.reversed().map { Point($0.number ?? 0, $0.low ?? $0.y) }
    svg.path(frame.path(upper + lower, isStep: false) + "Z", class: "f b \(colour)")
  }

  private func drawIntervals(
    _ points: [Point], _ colour: String, _ svg: inout SVG, _ frame: ChartFrame
  ) {
    guard points.count <= 40 else { return }
    for point in points {
      guard let low = point.low, let high = point.high else { continue }
      drawError(frame.x(point), low, high, "s e \(colour)", &svg, frame)
    }
  }

  private func drawError(
    _ x: Double, _ low: Double, _ high: Double, _ name: String, _ svg: inout SVG,
    _ frame: ChartFrame
  ) {
    let (top, bottom) = (frame.y(high), frame.y(low))
    svg.line(x, top, x, bottom, class: name)
    svg.line(x - 4, top, x + 4, top, class: name)
    svg.line(x - 4, bottom, x + 4, bottom, class: name)
  }
}
