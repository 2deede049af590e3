extension Chart {
  /// The finding and a table of the points.
  public var plainText: String {
    let rows = tableRows
    let shown = 24
    var lines = [title, finding, ""].filter { !($0.isEmpty && finding.isEmpty) }
    var table = [[x.title] + series.map { $0.name.isEmpty ? y.title : $0.name }]
    table += rows.count > shown ? Array(rows.prefix(shown / 2)) : rows
    if rows.count > shown {
      table.append(["…"] + series.map { _ in "" })
      table += rows.suffix(shown / 2)
    }
    lines += aligned(table)
    if rows.count > shown { lines.append("(\(figure(shown)) of \(figure(rows.count)) rows)") }
    if series.count > 1 || series.first?.name.isEmpty == false { lines.append("y: \(y.title)") }
    return lines.joined(separator: "\n")
  }

  /// One row for each x coordinate in order of appearance, or in rising order of numbers.
  private var tableRows: [[String]] {
    var order: [Point.Coordinate] = []
    var cells: [Point.Coordinate: [Int: String]] = [:]
    var labels: [Point.Coordinate: String] = [:]
    for (column, series) in series.enumerated() {
      for point in series.points {
        if labels.updateValue(point.label, forKey: point.x) == nil { order.append(point.x) }
        var text = figure(point.y, digits: 5)
        if let low = point.low, let high = point.high {
          text += " [\(figure(low)), \(figure(high))]"
        }
        let earlier = cells[point.x]?[column].map { $0 + "; " } ?? ""
        cells[point.x, default: [:]][column] = earlier + text
      }
    }
    let numbers = order.compactMap { coordinate -> Double? in
      if case .number(let value) = coordinate { value } else { nil }
    }
    if numbers.count == order.count { order = numbers.sorted().map { .number($0) } }
    return order.map { coordinate in
      [labels[coordinate] ?? ""] + series.indices.map { cells[coordinate]?[$0] ?? "–" }
    }
  }
}

/// The rows as lines whose columns stand below each other.
public func aligned(_ rows: [[String]]) -> [String] {
  let count = rows.map(\.count).max() ?? 0
  let widths = (0..<count).map { column in
    rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
  }
  return rows.map { row in
    let cells = row.enumerated().map { column, cell in
      cell + String(repeating: " ", count: widths[column] - cell.count)
    }
    var line = cells.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
}
