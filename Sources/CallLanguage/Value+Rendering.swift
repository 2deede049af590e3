extension Value: CustomStringConvertible {
  /// The canonical spelling, which the parser reads back as the same value.
  public var description: String {
    switch self {
    case .integer(let value): Value.grouped(value)
    case .decimal(let value): value.description
    case .boolean(let value): value ? "true" : "false"
    case .string(let text): Value.quoted(text)
    case .duration(let value): Value.spelled(value)
    case .symbol(let name, nil): ".\(name)"
    case .symbol(let name, let argument?): ".\(name)(\(argument))"
    case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    case .range(let range): range.description
    case .attachment(let name): "attachment(\(Value.quoted(name)))"
    case .absent: "nil"
    }
  }

  /// Digits in groups of three from 10,000 on, as people write them in Swift.
  private static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    guard digits.count > 4 else { return String(value) }
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "_" }
      text.append(digit)
    }
    return text
  }

  private static func spelled(_ value: Duration) -> String {
    let (seconds, attoseconds) = value.components
    if attoseconds == 0 { return "\(grouped(Int(seconds))).s" }
    guard let nanoseconds = value.wholeNanoseconds else {
      // Computed durations may be finer or longer than written ones; the nearest written one is shown.
      let near = Duration.seconds(seconds) + .nanoseconds(attoseconds / 1_000_000_000)
      return near.wholeNanoseconds.map { _ in spelled(near) } ?? "\(grouped(Int(seconds))).s"
    }
    let unit = DurationUnit.fitting(nanoseconds)
    return "\(grouped(nanoseconds / unit.nanoseconds)).\(unit.rawValue)"
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      case "\0": quoted += "\\0"
      case _ where scalar.properties.generalCategory.isUnseen:
        quoted += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension Unicode.GeneralCategory {
  /// Whether a reader cannot see the character, or it changes the direction of what stands around it.
  fileprivate var isUnseen: Bool {
    switch self {
    case .control, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
    // Joiners belong inside of emoji, but direction marks can make a source read as another one.
    case .format: true
    default: false
    }
  }
}

extension ValueRange: CustomStringConvertible {
  public var description: String {
    "\(lower)...\(upper)" + (step.map { " by \($0)" } ?? "")
  }
}

extension Call: CustomStringConvertible {
  /// The canonical spelling: on one line if it fits into 100 columns, otherwise one argument a line.
  public var description: String {
    let parts = arguments.map { "\($0.name): \($0.value)" }
    let line = "\(experiment)(\(parts.joined(separator: ", ")))"
    guard line.utf8.count > 100, !parts.isEmpty else { return line }
    return "\(experiment)(\n  \(parts.joined(separator: ",\n  "))\n)"
  }
}
