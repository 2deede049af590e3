public import CallLanguage

/// A type that a parameter can have.
public protocol ParameterValue: Sendable {
  /// The value that a literal stands for; `nil` when the literal is of another kind.
  init?(literal: Value)

  /// The literal that stands for the value.
  var literal: Value { get }
}

/// A type whose values need no bounds: a choice, a boolean, text.
public protocol UnboundedValue: ParameterValue {
  static var parameterType: ParameterType { get }
}

/// A type whose values lie between two ends.
public protocol RangedValue: ParameterValue, Comparable {
  static func parameterType(in range: ClosedRange<Self>) -> ParameterType
}

extension Int: RangedValue {
  public init?(literal: Value) {
    guard let value = literal.integer else { return nil }
    self = value
  }
  public var literal: Value { .integer(self) }
  public static func parameterType(in range: ClosedRange<Int>) -> ParameterType { .integer(range) }
}

extension Double: RangedValue {
  public init?(literal: Value) {
    guard let value = literal.decimal else { return nil }
    self = value
  }
  public var literal: Value { .decimal(self) }
  public static func parameterType(in range: ClosedRange<Double>) -> ParameterType {
    .decimal(range)
  }
}

extension Duration: RangedValue {
  public init?(literal: Value) {
    guard let value = literal.duration else { return nil }
    self = value
  }
  public var literal: Value { .duration(self) }
  public static func parameterType(in range: ClosedRange<Duration>) -> ParameterType {
    .duration(range)
  }
}

extension Bool: UnboundedValue {
  public init?(literal: Value) {
    guard let value = literal.boolean else { return nil }
    self = value
  }
  public var literal: Value { .boolean(self) }
  public static var parameterType: ParameterType { .boolean }
}

extension String: UnboundedValue {
  public init?(literal: Value) {
    guard let value = literal.string else { return nil }
    self = value
  }
  public var literal: Value { .string(self) }
  public static var parameterType: ParameterType { .string }
}

extension Optional: ParameterValue where Wrapped: ParameterValue {
  public init?(literal: Value) {
    if literal == .absent {
      self = .none
    } else {
      guard let value = Wrapped(literal: literal) else { return nil }
      self = value
    }
  }
  public var literal: Value { self?.literal ?? .absent }
}

extension Array: ParameterValue where Element: ParameterValue {
  public init?(literal: Value) {
    guard let literals = literal.elements else { return nil }
    var values: [Element] = []
    for literal in literals {
      guard let value = Element(literal: literal) else { return nil }
      values.append(value)
    }
    self = values
  }

  /// A list, or a range where evenly rising integers can be written as one.
  public var literal: Value {
    if let integers = self as? [Int], let range = Self.range(integers) { return .range(range) }
    return .list(map { $0.literal })
  }

  private static func range(_ integers: [Int]) -> ValueRange? {
    guard integers.count > 3 else { return nil }
    let (step, isFar) = integers[1].subtractingReportingOverflow(integers[0])
    guard !isFar, step > 0 else { return nil }
    for index in 1..<integers.count
    where integers[index].subtractingReportingOverflow(integers[index - 1]) != (step, false) {
      return nil
    }
    return ValueRange(
      lower: .integer(integers[0]), upper: .integer(integers[integers.count - 1]),
      step: step == 1 ? nil : .integer(step))
  }
}

/// A file that is attached to a Markdown cell of the notebook.
public struct Attachment: ParameterValue, Hashable {
  public var name: String

  public init(_ name: String) { self.name = name }

  public init?(literal: Value) {
    guard case .attachment(let name) = literal else { return nil }
    self.name = name
  }
  public var literal: Value { .attachment(name) }
}
