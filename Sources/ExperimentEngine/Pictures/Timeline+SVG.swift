extension Timeline {
  /// The timeline as a picture in which every state has a pattern as well as a colour.
  public var svg: String {
    let shown = Array(lanes.prefix(Limits.pictureLanes))
    let states = TraceState.allCases.filter { state in
      intervals.contains { $0.state == state && $0.lane < shown.count }
    }
    let left = min(180, 24 + (shown.map { SVG.width($0.name) }.max() ?? 0))
    let legend = Self.legend(states)
    let frame = (left: left, right: 624.0, top: (legend.last?.y ?? 27) + 17, row: 24.0)
    let bottom = frame.top + frame.row * Double(max(1, shown.count))
    let hidden = lanes.count - shown.count
    var svg = SVG(
      width: 640, height: bottom + (hidden > 0 ? 60 : 44), title: title, description: summary,
      style: Self.style)
    svg.raw(Self.patterns)
    svg.label(12, 20, SVG.fitted(title, 600), class: "h")
    drawLegend(states, legend, &svg)

    let (scale, unit) = timeUnit(for: span.upperBound - span.lowerBound)
    let origin = span.lowerBound
    let length = (span.upperBound - origin) * scale
    func x(_ seconds: Double) -> Double {
      let share = length > 0 ? (seconds - origin) * scale / length : 0
      return frame.left + share * (frame.right - frame.left)
    }
    let ticks = Ticks.linear(0, length, count: 7)
    for (value, label) in zip(ticks.values, ticks.labels) where value <= length * 1.0001 {
      let place = length > 0 ? frame.left + value / length * (frame.right - frame.left) : frame.left
      svg.line(place, frame.top, place, bottom, class: "g")
      svg.label(place, bottom + 16, label, anchor: "middle")
    }
    svg.label((frame.left + frame.right) / 2, bottom + 34, "time (\(unit))", anchor: "middle")
    for (index, lane) in shown.enumerated() {
      let y = frame.top + frame.row * Double(index)
      svg.label(
        frame.left - 8, y + 16, SVG.fitted(lane.name, frame.left - 16), anchor: "end")
      svg.line(frame.left, y + frame.row, frame.right, y + frame.row, class: "g")
    }
    for interval in pixels(lanes: shown.count, x: x) {
      let y = frame.top + frame.row * Double(interval.lane)
      draw(interval, from: x(interval.from), to: x(interval.to), y, &svg)
    }
    if hidden > 0 { svg.label(12, bottom + 52, "and \(figure(hidden)) more lanes") }
    return svg.finished
  }

  /// Where the states of the legend stand, in as many rows as they need.
  private static func legend(_ states: [TraceState]) -> [(x: Double, y: Double)] {
    var place = (x: 12.0, y: 45.0)
    return states.map { state in
      let size = 36 + SVG.width(state.label)
      if place.x + size > 632 { place = (12, place.y + 18) }
      defer { place.x += size }
      return place
    }
  }

  private func drawLegend(
    _ states: [TraceState], _ places: [(x: Double, y: Double)], _ svg: inout SVG
  ) {
    for (state, place) in zip(states, places) {
      if state == .mark {
        svg.marker(3, place.x + 9, place.y - 4, class: "w5")
      } else {
        svg.rectangle(place.x, place.y - 10, 18, 12, class: "w\(state.rawValue)")
      }
      svg.label(place.x + 24, place.y, state.label)
    }
  }

  private func draw(
    _ interval: Interval, from: Double, to: Double, _ y: Double, _ svg: inout SVG
  ) {
    guard interval.state != .mark else {
      svg.marker(3, from, y + 5, class: "w5")
      return
    }
    // Holding goes along with other states: a bar below them, so that both can be seen.
    let (offset, height) = interval.state == .holding ? (17.0, 5.0) : (4.0, 12.0)
    var words = interval.state.label
    if let object = interval.object { words += " \(object)" }
    if let note = interval.note { words += ", \(note)" }
    words += ", \(figure(seconds: interval.to - interval.from))"
    svg.rectangle(
      from, y + offset, max(0.6, to - from), height, class: "w\(interval.state.rawValue)",
      title: words)
  }

  /// What can be told apart on the picture: intervals of one state that lie closer than half a
  /// pixel become one, and past the limit the shortest are left out.
  private func pixels(lanes: Int, x: (Double) -> Double) -> [Interval] {
    var kept: [Interval] = []
    var last: [Int: Int] = [:]
    for interval in intervals where interval.lane < lanes {
      let key = interval.lane * 16 + Int(interval.state.rawValue)
      if let index = last[key], interval.state != .mark,
        x(interval.from) - x(kept[index].to) < 0.5,
        x(interval.to) - x(interval.from) < 0.5 || kept[index].object == interval.object,
        x(kept[index].to) - x(kept[index].from) < 0.5 || kept[index].object == interval.object
      {
        kept[index].to = max(kept[index].to, interval.to)
        if kept[index].object != interval.object { kept[index].object = nil }
        kept[index].note = nil
        continue
      }
      last[key] = kept.count
      kept.append(interval)
    }
    guard kept.count > Limits.pictureIntervals else { return kept }
    let longest = kept.indices.sorted {
      let (left, right) = (kept[$0].to - kept[$0].from, kept[$1].to - kept[$1].from)
      return left == right ? $0 < $1 : left > right
    }
    return longest.prefix(Limits.pictureIntervals).sorted().map { kept[$0] }
  }

  private static let style =
    ".ilv .w0{fill:#2f7fc1}.ilv .w1{fill:url(#ilv-w1);stroke:#b34700;stroke-width:.7}"
    + ".ilv .w2{fill:#00755a}.ilv .w3{fill:url(#ilv-w3);stroke:#808890;stroke-width:.7}"
    + ".ilv .w4{fill:url(#ilv-w4);stroke:#a31621;stroke-width:.7}"
    + ".ilv .w5{fill:currentColor}.ilv .w6{fill:url(#ilv-w6);stroke:#9a3b7c;stroke-width:.7}"

  private static let patterns = """
    <defs>
    <pattern id="ilv-w1" width="6" height="6" patternUnits="userSpaceOnUse">\
    <path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" stroke="#d4701f" stroke-width="1.6"/></pattern>
    <pattern id="ilv-w3" width="6" height="6" patternUnits="userSpaceOnUse">\
    <circle cx="3" cy="3" r="1.1" fill="#808890"/></pattern>
    <pattern id="ilv-w4" width="6" height="6" patternUnits="userSpaceOnUse">\
    <path d="M0 0L6 6M6 0L0 6" stroke="#c62f3b" stroke-width="1.2"/></pattern>
    <pattern id="ilv-w6" width="4" height="6" patternUnits="userSpaceOnUse">\
    <path d="M1 0V6" stroke="#b35a98" stroke-width="1.6"/></pattern>
    </defs>
    """
}
