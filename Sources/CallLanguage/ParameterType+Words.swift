extension ParameterType {
  /// What the type accepts, as it reads after "must be": "a whole number between 2 and 64".
  public var expectation: String {
    switch self {
    case .integer(let range):
      "a whole number"
        + Self.bounds(
          range.lowerBound == .min ? nil : Value.integer(range.lowerBound).description,
          range.upperBound == .max ? nil : Value.integer(range.upperBound).description)
    case .decimal(let range):
      "a number"
        + Self.bounds(
          range.lowerBound.isFinite ? Self.short(range.lowerBound) : nil,
          range.upperBound.isFinite ? Self.short(range.upperBound) : nil)
    case .boolean: "`true` or `false`"
    case .string: "a string such as \"text\""
    case .duration(let range):
      "a duration"
        + Self.bounds(
          Value.duration(range.lowerBound).description,
          range.upperBound.components.seconds > 1_000_000_000
            ? nil : Value.duration(range.upperBound).description)
    case .choice(let choices):
      Self.enumerated(choices.map { "`.\($0.name)`" })
    case .list(let element, let count):
      "a list of "
        + (count.lowerBound == count.upperBound
          ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)")
        + " values, each " + element.expectation
    case .optional(let type): type.expectation + ", or `nil`"
    case .attachment: "an attached file such as `attachment(\"cat.png\")`"
    }
  }

  /// The legal range alone: "between 2 and 64".
  static func bounds(_ lower: String?, _ upper: String?) -> String {
    switch (lower, upper) {
    case (let lower?, let upper?): " between \(lower) and \(upper)"
    case (let lower?, nil): " of at least \(lower)"
    case (nil, let upper?): " of at most \(upper)"
    case (nil, nil): ""
    }
  }

  /// A number without a useless `.0`.
  static func short(_ value: Double) -> String {
    Int(exactly: value).map { Value.integer($0).description } ?? value.description
  }

  private static func enumerated(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}

extension ParameterType {
  /// The type without `nil`.
  var unwrapped: ParameterType {
    if case .optional(let type) = self { type.unwrapped } else { self }
  }

  var isDuration: Bool { if case .duration = unwrapped { true } else { false } }
  var isInteger: Bool { if case .integer = unwrapped { true } else { false } }

  /// The legal range without the kind, for values whose kind is right: "between 2 and 64".
  var shortExpectation: String {
    for prefix in [
      "a whole number of ", "a whole number ", "a number of ", "a number ",
      "a duration of ", "a duration ",
    ]
    where expectation.hasPrefix(prefix) {
      return String(expectation.dropFirst(prefix.count))
    }
    return expectation
  }

  /// The end of the legal range that is nearest to a value outside of it.
  func nearest(isOver: Bool) -> String? {
    switch self {
    case .integer(let range):
      Value.integer(isOver ? range.upperBound : range.lowerBound).description
    case .decimal(let range): Self.short(isOver ? range.upperBound : range.lowerBound)
    case .duration(let range):
      Value.duration(isOver ? range.upperBound : range.lowerBound).description
    default: nil
    }
  }
}

extension Value {
  var isInteger: Bool { integer != nil }

  /// Whether it is a smaller number or a shorter duration, or equal.
  func isBelow(_ other: Value) -> Bool {
    switch (self, other) {
    case (.duration(let left), .duration(let right)): left <= right
    case (let left, let right): (left.decimal ?? .nan) <= (right.decimal ?? .nan)
    }
  }
}

extension String {
  /// Whether a parameter's name speaks of several things, so that a number of them is "too many".
  var isPlural: Bool { hasSuffix("s") && !hasSuffix("ss") }
}
