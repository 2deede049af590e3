import ExperimentEngine

/// A number with exactly `places` decimals, so that a column of them lines up.
func fixed(_ value: Double, _ places: Int) -> String {
  let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
  let digits = "\(UInt64((abs(value) * scale).rounded()))"
  let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
  return (value < 0 ? "−" : "") + padded.dropLast(places) + (places > 0 ? "." : "")
    + padded.suffix(places)
}

/// The text, moved to the right end of a column.
func padded(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

/// A count with its noun, such as `1 meal` or `3 meals`.
func count(_ number: Int, _ noun: String) -> String {
  "\(figure(number)) \(noun)\(number == 1 ? "" : "s")"
}
