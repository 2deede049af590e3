/// Cells in columns, for terminals and mail.
enum TextTable {
  /// The width of each column; all rows have as many cells as the first.
  static func widths(_ rows: [[String]]) -> [Int] {
    (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  }

  /// One row, without spaces at its end.
  static func line(_ cells: [String], _ widths: [Int], between separator: String) -> String {
    let padded = zip(cells, widths).map { cell, width in
      cell + String(repeating: " ", count: width - cell.count)
    }
    var line = padded.joined(separator: separator)
    while line.last == " " { line.removeLast() }
    return line
  }
}
