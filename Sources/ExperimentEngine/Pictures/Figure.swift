/// A number as people write it: so many digits that count, thousands grouped, no noise.
public func figure(_ value: Double, digits: Int = 3) -> String {
  guard value.isFinite else {
    return value.isNaN ? "undefined" : value < 0 ? "−infinite" : "infinite"
  }
  guard value != 0 else { return "0" }
  let size = abs(value)
  guard size < 1e15, size >= 1e-4 else {
    let exponent = powerOfTen(below: size)
    return figure(value / powerOfTen(exponent), digits: digits) + "×10^\(exponent)"
  }
  let places = max(0, digits - 1 - powerOfTen(below: size))
  return (value < 0 ? "−" : "") + decimal(size, places: places)
}

/// A whole number with its thousands grouped.
public func figure(_ value: Int) -> String {
  (value < 0 ? "−" : "") + grouped("\(value.magnitude)")
}

/// A time in the unit that suits it, such as `1.25 ms`.
public func figure(seconds: Double, digits: Int = 3) -> String {
  let (scale, unit) = timeUnit(for: seconds)
  return figure(seconds * scale, digits: digits) + " " + unit
}

/// A share as a percentage, such as `43 %`.
public func figure(share: Double) -> String { figure(share * 100, digits: 2) + " %" }

/// What to multiply seconds by, and the unit that they then have.
func timeUnit(for seconds: Double) -> (scale: Double, unit: String) {
  switch abs(seconds) {
  case 0: (1, "s")
  case ..<0.999_5e-6: (1e9, "ns")
  case ..<0.999_5e-3: (1e6, "µs")
  case ..<0.999_5: (1e3, "ms")
  default: (1, "s")
  }
}

/// The exponent of the largest power of ten that is not above `size`.
func powerOfTen(below size: Double) -> Int {
  var exponent = 0
  // By comparison rather than by logarithm, so that no library's rounding matters.
  while exponent < 308, powerOfTen(exponent + 1) <= size { exponent += 1 }
  while exponent > -307, powerOfTen(exponent) > size { exponent -= 1 }
  return exponent
}

/// Ten to the power of `exponent`.
func powerOfTen(_ exponent: Int) -> Double {
  // The standard library reads literals exactly, which repeated multiplication would not be.
  Double("1e\(exponent)") ?? .infinity
}

/// A number that is not negative, with at most `places` decimals.
private func decimal(_ value: Double, places: Int) -> String {
  let scale = powerOfTen(min(places, 15))
  let scaled = (value * scale).rounded()
  guard scaled < 9e18 else { return grouped("\(UInt64(value.rounded()))") }
  let whole = UInt64(scaled) / UInt64(scale)
  var rest = "\(UInt64(scaled) % UInt64(scale))"
  guard rest != "0", places > 0 else { return grouped("\(whole)") }
  rest = String(repeating: "0", count: max(0, places - rest.count)) + rest
  while rest.last == "0" { rest.removeLast() }
  return grouped("\(whole)") + "." + rest
}

private func grouped(_ digits: String) -> String {
  guard digits.count > 4 else { return digits }
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text += "," }
    text.append(digit)
  }
  return text
}
