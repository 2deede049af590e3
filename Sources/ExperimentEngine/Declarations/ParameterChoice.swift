public import CallLanguage

/// A type whose values are named cases, some of which may take an argument.
///
/// An enumeration without arguments conforms to ``NamedChoice`` instead and is done.
///
///     enum Gap: ParameterChoice {
///       case none, sleep(Duration)
///       static let choices: [Alternative<Gap>] = [
///         Alternative("none", "nothing", Gap.none),
///         Alternative(
///           "sleep", "a sleep", .microseconds(1) ... .seconds(1), default: .milliseconds(1),
///           make: Gap.sleep, read: { if case .sleep(let time) = $0 { time } else { nil } }),
///       ]
///     }
public protocol ParameterChoice: UnboundedValue, Hashable {
  /// In the order in which a menu shows them.
  static var choices: [Alternative<Self>] { get }
}

/// One case of a ``ParameterChoice``.
public struct Alternative<Value: ParameterChoice>: Sendable {
  let choice: Choice
  let make: @Sendable (CallLanguage.Value?) -> Value?
  let read: @Sendable (Value) -> CallLanguage.Value?

  /// A case that is its name alone.
  public init(_ name: String, _ summary: String, _ value: Value) {
    choice = Choice(name, summary)
    make = { argument in argument == nil ? value : nil }
    read = { $0 == value ? .symbol(name) : nil }
  }

  /// A case with a number or a duration in parentheses; without `standard` it must be given.
  public init<Argument: RangedValue>(
    _ name: String, _ summary: String, _ range: ClosedRange<Argument>,
    default standard: Argument? = nil, make: @escaping @Sendable (Argument) -> Value,
    read: @escaping @Sendable (Value) -> Argument?
  ) {
    choice = Choice(
      name, summary,
      argument: ChoiceArgument(
        Argument.parameterType(in: range), standard: standard.map(\.literal)))
    self.make = { literal in
      let argument = literal.map { Argument(literal: $0) } ?? standard
      return argument.flatMap { range.contains($0) ? make($0) : nil }
    }
    self.read = { read($0).map { .symbol(name, $0.literal) } }
  }
}

extension ParameterChoice {
  public static var parameterType: ParameterType { .choice(choices.map(\.choice)) }

  public init?(literal: Value) {
    guard case .symbol(let name, let argument) = literal,
      let alternative = Self.choices.first(where: { $0.choice.name == name }),
      let value = alternative.make(argument)
    else { return nil }
    self = value
  }

  public var literal: Value {
    for alternative in Self.choices {
      if let literal = alternative.read(self) { return literal }
    }
    preconditionFailure("\(Self.self) leaves one of its cases out of its choices.")
  }

  /// How a person would write it, such as `.sleep`.
  public var label: String {
    guard case .symbol(let name, _) = literal else { return "" }
    return "." + name
  }
}

/// An enumeration of names with a few words each.
public protocol NamedChoice: ParameterChoice, CaseIterable, RawRepresentable<String> {
  /// What it stands for, in a few words without a full stop.
  var summary: String { get }
}

extension NamedChoice {
  public static var choices: [Alternative<Self>] {
    allCases.map { Alternative($0.rawValue, $0.summary, $0) }
  }
}
