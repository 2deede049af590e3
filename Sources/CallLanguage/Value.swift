/// A literal of the call language.
public indirect enum Value: Hashable, Sendable {
  case integer(Int)
  case decimal(Double)
  case boolean(Bool)
  case string(String)
  /// A length of time, in whole nanoseconds.
  case duration(Duration)
  /// A named case such as `.ordered`, or one with an argument such as `.sleep(1.ms)`.
  case symbol(String, Value? = nil)
  case list([Value])
  case range(ValueRange)
  /// A file that is attached to a Markdown cell of the notebook, by its name.
  case attachment(String)
  /// The absence of a value, written `nil`.
  case absent
}

/// Numbers or durations from a lower to an upper end, both included, with an optional step.
public struct ValueRange: Hashable, Sendable {
  public var lower: Value
  public var upper: Value
  public var step: Value?

  public init(lower: Value, upper: Value, step: Value? = nil) {
    self.lower = lower
    self.upper = upper
    self.step = step
  }
}

extension Value {
  public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  public var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  public var duration: Duration? { if case .duration(let value) = self { value } else { nil } }

  /// The number, where the value is one, whole or not.
  public var decimal: Double? {
    switch self {
    case .decimal(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }

  /// The values that a list or a range stands for; a single value stands for itself.
  ///
  /// `nil` when a range has no values or more than `Limits.rangeElements`.
  public var elements: [Value]? {
    switch self {
    case .list(let values): values
    case .range(let range): range.values(limit: Limits.rangeElements)
    default: [self]
    }
  }
}
