import SourceLanguage

/// Checks one written value against the type of its parameter.
struct ValueCheck {
  let parameter: ParameterSignature
  var findings: Findings

  private var name: String { parameter.name }

  /// The values of a sweep: every element checked, ranges spelt out.
  mutating func sweep(_ elements: [Expression], _ whole: Expression) -> [Value]? {
    guard !elements.isEmpty else {
      findings.error(
        whole.bytes, "This list is empty; a sweep of `\(name)` needs at least one value.")
      return nil
    }
    var values: [Value] = []
    var isGood = true
    for element in elements {
      if case .range(let lower, let upper, let step) = element.kind, !parameter.type.isList {
        guard
          let range = range(
            element, (lower, upper, step), parameter.type.unwrapped,
            limit: Limits.casesOfCall), let spread = range.values(limit: Limits.casesOfCall)
        else {
          isGood = false
          continue
        }
        values += spread
      } else if let value = value(element, parameter.type) {
        values.append(value)
      } else {
        isGood = false
      }
    }
    guard isGood else { return nil }
    guard values.count <= Limits.casesOfCall else {
      findings.error(
        whole.bytes,
        "`\(name)` has \(values.count) values here; a call may have \(Limits.casesOfCall) cases.")
      return nil
    }
    return values
  }

  /// One value of the type, or `nil` after a finding.
  mutating func value(_ expression: Expression, _ type: ParameterType) -> Value? {
    switch (expression.kind, type) {
    case (.invalid, _): return nil
    case (.literal(.absent), .optional): return .absent
    case (_, .optional(let type)): return value(expression, type)
    case (.name(let word), _): return bare(word, expression, type)
    case (_, .list(let element, let count)): return list(expression, of: element, count)
    case (.list, _):
      findings.error(
        expression.bytes, "A list inside a list is one too many: `\(name)` takes single values.")
      return nil
    case (.range(let lower, let upper, let step), _):
      // Only reached inside of a list for a list parameter, where it was not spelt out.
      _ = range(expression, (lower, upper, step), type, limit: Limits.rangeElements)
      return nil
    case (.literal(let literal), .integer(let range)):
      guard case .integer(let value) = literal else { return mismatch(expression, type) }
      return bounded(
        value, in: range, expression, type, value: literal, parameter.name.isPlural ? .many : .large
      )
    case (.literal(let literal), .decimal(let range)):
      guard let value = literal.decimal else { return mismatch(expression, type) }
      return bounded(value, in: range, expression, type, value: .decimal(value), .large)
    case (.literal(let literal), .duration(let range)):
      guard case .duration(let value) = literal else { return mismatch(expression, type) }
      return bounded(value, in: range, expression, type, value: literal, .long)
    case (.literal(.boolean(let value)), .boolean): return .boolean(value)
    case (.literal(.string(let text)), .string): return .string(text)
    case (.literal(.attachment(let file)), .attachment): return .attachment(file)
    case (.symbol(let word, let argument), .choice(let choices)):
      return symbol(word, argument, expression, choices)
    default: return mismatch(expression, type)
    }
  }

  // MARK: Kinds

  private enum Measure {
    case many, large, long

    func words(isOver: Bool) -> String {
      switch self {
      case .many: isOver ? "too many" : "too few"
      case .large: isOver ? "too large" : "too small"
      case .long: isOver ? "too long" : "too short"
      }
    }
  }

  private mutating func bounded<Number: Comparable>(
    _ number: Number, in range: ClosedRange<Number>, _ expression: Expression,
    _ type: ParameterType, value: Value, _ measure: Measure
  ) -> Value? {
    if range.contains(number) { return value }
    let isOver = number > range.upperBound
    findings.error(
      expression.bytes,
      "`\(name)` must be \(type.shortExpectation); "
        + "\(findings.source.text(expression.bytes)) is \(measure.words(isOver: isOver)).",
      suggestion: type.nearest(isOver: isOver))
    return nil
  }

  private mutating func symbol(
    _ word: String, _ argument: Expression?, _ expression: Expression, _ choices: [Choice]
  ) -> Value? {
    let start = expression.bytes.lowerBound
    let bytes = start..<start + word.utf8.count + 1
    guard let choice = choices.first(where: { $0.name == word }) else {
      let near = Spelling.nearest(word, among: choices.map(\.name))
      findings.error(
        bytes,
        "`\(name)` has no case `.\(word)`"
          + (near.map { "; did you mean `.\($0)`?" }
            ?? "; it is \(ParameterType.choice(choices).expectation)."),
        suggestion: near.map { "." + $0 })
      return nil
    }
    switch (choice.argument, argument) {
    case (nil, nil): return .symbol(word)
    case (nil, _?):
      findings.error(
        expression.bytes, "`.\(word)` takes no value in parentheses.", suggestion: "." + word)
      return nil
    case (let wanted?, nil):
      if let standard = wanted.standard { return .symbol(word, standard) }
      findings.error(
        bytes, "`.\(word)` needs a value in parentheses: \(wanted.type.expectation).")
      return nil
    case (let wanted?, let argument?):
      var inner = ValueCheck(
        parameter: ParameterSignature(
          name: ".\(word)", type: wanted.type, default: wanted.standard, summary: ""),
        findings: findings)
      let value = inner.value(argument, wanted.type)
      findings = inner.findings
      return value.map { .symbol(word, $0) }
    }
  }

  private mutating func list(
    _ expression: Expression, of type: ParameterType, _ count: ClosedRange<Int>
  ) -> Value? {
    let result: Value
    switch expression.kind {
    case .range(let lower, let upper, let step):
      guard let range = range(expression, (lower, upper, step), type, limit: count.upperBound)
      else { return nil }
      result = .range(range)
    case .list(let elements):
      var values: [Value] = []
      var isGood = true
      for element in elements {
        if case .range(let lower, let upper, let step) = element.kind {
          let spread = range(element, (lower, upper, step), type, limit: count.upperBound)?
            .values(limit: Limits.rangeElements)
          isGood = isGood && spread != nil
          values += spread ?? []
        } else {
          let value = value(element, type)
          isGood = isGood && value != nil
          value.map { values.append($0) }
        }
        if values.count > Limits.rangeElements { break }
      }
      guard isGood else { return nil }
      result = .list(values)
    default:
      guard let value = value(expression, type) else { return nil }
      result = .list([value])
    }
    let size: Int
    switch result {
    case .range(let range): size = range.count ?? 0
    case .list(let values): size = values.count
    default: size = 1
    }
    guard count.contains(size) else {
      findings.error(
        expression.bytes,
        "`\(name)` must have \(count.lowerBound) to \(count.upperBound) values; "
          + "\(size) are too \(size > count.upperBound ? "many" : "few").")
      return nil
    }
    return result
  }

  /// A range whose ends and step fit the type, with at most `limit` values.
  private mutating func range(
    _ expression: Expression, _ parts: (Expression, Expression, Expression?),
    _ type: ParameterType, limit: Int
  ) -> ValueRange? {
    switch type {
    case .integer, .decimal, .duration: break
    default:
      findings.error(
        expression.bytes, "`\(name)` must be \(type.expectation); a range has only numbers.")
      return nil
    }
    let lower = value(parts.0, type)
    let upper = value(parts.1, type)
    guard let lower, let upper else { return nil }
    guard let step = step(parts, type) else { return nil }
    let range = ValueRange(lower: lower, upper: upper, step: step.value)
    if let count = range.count {
      guard count <= min(limit, Limits.rangeElements) else {
        findings.error(
          expression.bytes,
          "This range stands for \(count == .max ? "too many" : Value.integer(count).description) "
            + "values; `\(name)` may have \(limit) here, so take a larger step.")
        return nil
      }
      return range
    }
    if step.value == nil, !lower.isInteger, lower.isBelow(upper) {
      let example = type.isDuration ? "1.ms" : "0.1"
      findings.error(
        expression.bytes,
        "A range of \(type.isDuration ? "durations" : "decimals") needs a step: "
          + "`\(findings.source.text(expression.bytes).shortened) by \(example)`.")
    } else {
      findings.error(
        expression.bytes,
        "This range is empty: it rises from the first number to the second.",
        suggestion: step.isGiven ? nil : "\(upper)...\(lower)")
    }
    return nil
  }

  /// The step of a range, positive and of the same kind as its ends, or `nil` after a finding.
  private mutating func step(
    _ parts: (lower: Expression, upper: Expression, step: Expression?), _ type: ParameterType
  ) -> (value: Value?, isGiven: Bool)? {
    guard let expression = parts.step else {
      // Whole numbers have a natural step, also where decimals are wanted.
      if case .decimal = type, parts.lower.value?.integer != nil, parts.upper.value?.integer != nil
      {
        return (.decimal(1), false)
      }
      return (nil, false)
    }
    let value: Value?
    switch (expression.kind, type) {
    case (.literal(.integer(let step)), .integer): value = step > 0 ? .integer(step) : nil
    case (.literal(let step), .decimal):
      value = step.decimal.flatMap { $0 > 0 ? .decimal($0) : nil }
    case (.literal(.duration(let step)), .duration): value = step > .zero ? .duration(step) : nil
    case (.invalid, _): return nil
    default: value = nil
    }
    guard let value else {
      findings.error(
        expression.bytes,
        "The step must be \(type.isDuration ? "a duration" : "a number") above zero"
          + (type.isInteger ? ", without a fraction." : "."))
      return nil
    }
    return (value, true)
  }

  // MARK: Messages

  private mutating func bare(
    _ word: String, _ expression: Expression, _ type: ParameterType
  ) -> Value? {
    var suggestion: String?
    switch type {
    case .choice(let choices):
      let names = choices.map(\.name)
      suggestion = (names.contains(word) ? word : Spelling.nearest(word, among: names))
        .map { "." + $0 }
    case .boolean: suggestion = Spelling.nearest(word, among: ["true", "false"])
    case .string: suggestion = "\"\(word)\""
    default: break
    }
    if suggestion == nil, word == "None" || word == "null" { suggestion = "nil" }
    findings.error(
      expression.bytes,
      "`\(word)` is not a value; "
        + (suggestion.map { "did you mean `\($0)`?" }
          ?? "`\(name)` must be \(type.expectation)."),
      suggestion: suggestion)
    return nil
  }

  private mutating func mismatch(_ expression: Expression, _ type: ParameterType) -> Value? {
    let text = findings.source.text(expression.bytes)
    let suggestion = suggestion(for: expression, type)
    findings.error(
      expression.bytes,
      "`\(name)` must be \(type.expectation); found `\(text.shortened)`"
        + (suggestion.map { ", did you mean `\($0)`?" } ?? "."), suggestion: suggestion)
    return nil
  }

  private func suggestion(for expression: Expression, _ type: ParameterType) -> String? {
    guard case .literal(let literal) = expression.kind else { return nil }
    switch (literal, type) {
    case (.decimal(let value), .integer(let range)):
      guard let whole = Int(exactly: value), range.contains(whole) else { return nil }
      return Value.integer(whole).description
    case (.integer(let value), .duration(let range)):
      let units = [DurationUnit.ms, .s, .us, .ns]
      guard value.magnitude < 1_000_000_000 else { return nil }
      return units.map { ($0, Duration.nanoseconds(value * $0.nanoseconds)) }
        .first { range.contains($0.1) }.map { "\(Value.integer(value)).\($0.0.rawValue)" }
    case (.string(let text), .choice(let choices)):
      let names = choices.map(\.name)
      return (names.contains(text) ? text : Spelling.nearest(text, among: names)).map { "." + $0 }
    case (.integer(0), .boolean): return "false"
    case (.integer(1), .boolean): return "true"
    case (.string(let text), .attachment): return Value.attachment(text).description
    default: return nil
    }
  }
}
