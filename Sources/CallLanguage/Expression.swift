/// A value as it is written, with its place.
struct Expression {
  indirect enum Kind {
    case literal(Value)
    case symbol(String, Expression?)
    case list([Expression])
    case range(Expression, Expression, Expression?)
    /// A name without a dot, which is no value; kept so that the check can say what was meant.
    case name(String)
    /// Something that a finding already speaks about.
    case invalid
  }

  var kind: Kind
  var bytes: Range<Int>

  /// The value without places, or `nil` where a part is not one.
  var value: Value? {
    switch kind {
    case .literal(let value): return value
    case .symbol(let name, nil): return .symbol(name)
    case .symbol(let name, let argument?): return argument.value.map { .symbol(name, $0) }
    case .list(let elements):
      let values = elements.compactMap(\.value)
      return values.count == elements.count ? .list(values) : nil
    case .range(let lower, let upper, let step):
      guard let lower = lower.value, let upper = upper.value else { return nil }
      if let step, step.value == nil { return nil }
      return .range(ValueRange(lower: lower, upper: upper, step: step?.value))
    case .name, .invalid: return nil
    }
  }
}

/// An argument as it is written.
struct ArgumentSyntax {
  /// `nil` where the label is missing.
  var name: (text: String, bytes: Range<Int>)?
  var value: Expression
}

/// A call as it is written.
struct CallSyntax {
  var name: (text: String, bytes: Range<Int>)
  var arguments: [ArgumentSyntax]
  var bytes: Range<Int>
}
