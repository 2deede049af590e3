import CallLanguage

/// One parameter of an experiment: its value, and everything a form needs to ask for it.
///
///     @Parameter(2...64, "threads that increment") var threads = 2
///     @Parameter("what protects the counter") var protection = Protection.none
///
/// The property's name becomes the parameter's name.
@propertyWrapper
public struct Parameter<Wrapped: ParameterValue>: Sendable {
  public var wrappedValue: Wrapped
  let type: ParameterType
  let standard: Value?
  let unit: String?
  let summary: String

  init(
    value: Wrapped, standard: Value?, type: ParameterType, summary: String, unit: String?,
    accepts: (Wrapped) -> Bool = { _ in true }
  ) {
    wrappedValue = ParameterReading.current?.next(accepts) ?? value
    (self.type, self.standard, self.unit, self.summary) = (type, standard, unit, summary)
  }

  /// A choice, a boolean, text.
  public init(wrappedValue: Wrapped, _ summary: String, unit: String? = nil)
  where Wrapped: UnboundedValue {
    self.init(
      value: wrappedValue, standard: wrappedValue.literal, type: Wrapped.parameterType,
      summary: summary, unit: unit)
  }

  /// A number or a duration between two ends.
  public init(
    wrappedValue: Wrapped, _ range: ClosedRange<Wrapped>, _ summary: String, unit: String? = nil
  ) where Wrapped: RangedValue {
    self.init(
      value: wrappedValue, standard: wrappedValue.literal, type: Wrapped.parameterType(in: range),
      summary: summary, unit: unit, accepts: range.contains)
  }

  /// A number or a duration that the call must give.
  public init(_ range: ClosedRange<Wrapped>, _ summary: String, unit: String? = nil)
  where Wrapped: RangedValue {
    self.init(
      value: range.lowerBound, standard: nil, type: Wrapped.parameterType(in: range),
      summary: summary, unit: unit, accepts: range.contains)
  }

  /// A list of numbers or durations that is one value.
  public init<Element: RangedValue>(
    wrappedValue: Wrapped, _ range: ClosedRange<Element>, count: ClosedRange<Int>,
    _ summary: String, unit: String? = nil
  ) where Wrapped == [Element] {
    self.init(
      value: wrappedValue, standard: wrappedValue.literal,
      type: .list(of: Element.parameterType(in: range), count: count), summary: summary, unit: unit,
      accepts: { count.contains($0.count) && $0.allSatisfy(range.contains) })
  }

  /// A list of choices that is one value.
  public init<Element: UnboundedValue>(
    wrappedValue: Wrapped, count: ClosedRange<Int>, _ summary: String, unit: String? = nil
  ) where Wrapped == [Element] {
    self.init(
      value: wrappedValue, standard: wrappedValue.literal,
      type: .list(of: Element.parameterType, count: count), summary: summary, unit: unit,
      accepts: { count.contains($0.count) })
  }

  /// A number or a duration that may be left open.
  public init<Element: RangedValue>(
    wrappedValue: Wrapped, _ range: ClosedRange<Element>, _ summary: String, unit: String? = nil
  ) where Wrapped == Element? {
    self.init(
      value: wrappedValue, standard: wrappedValue.literal,
      type: .optional(Element.parameterType(in: range)), summary: summary, unit: unit,
      accepts: { $0.map(range.contains) ?? true })
  }

  /// A choice or text that may be left open.
  public init<Element: UnboundedValue>(
    wrappedValue: Wrapped, _ summary: String, unit: String? = nil
  ) where Wrapped == Element? {
    self.init(
      value: wrappedValue, standard: wrappedValue.literal, type: .optional(Element.parameterType),
      summary: summary, unit: unit)
  }

  /// An attached file that the call must name.
  public init(_ summary: String) where Wrapped == Attachment {
    self.init(
      value: Attachment(""), standard: nil, type: .attachment, summary: summary, unit: nil)
  }
}

extension Parameter: Equatable where Wrapped: Equatable {
  public static func == (left: Self, right: Self) -> Bool {
    left.wrappedValue == right.wrappedValue
  }
}

extension Parameter: Hashable where Wrapped: Hashable {
  public func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}

/// What the engine asks a parameter of any type.
protocol ParameterDeclaration {
  func signature(named name: String) -> ParameterSignature
  var literal: Value { get }
}

extension Parameter: ParameterDeclaration {
  func signature(named name: String) -> ParameterSignature {
    ParameterSignature(name: name, type: type, default: standard, unit: unit, summary: summary)
  }

  var literal: Value { wrappedValue.literal }
}
