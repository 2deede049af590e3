public import SourceLanguage

/// What a source asks for: its calls in order, each with its cases.
public struct Plan: Hashable, Sendable {
  public var calls: [PlannedCall]

  public init(calls: [PlannedCall] = []) { self.calls = calls }
}

/// One call with every case that its lists and ranges stand for.
public struct PlannedCall: Hashable, Sendable {
  public var experiment: String
  /// Where the whole call stands.
  public var range: SourceRange
  /// What was written, in the order in which it was written.
  public var arguments: [PlannedArgument]
  /// At least one.
  ///
  /// The sweep that is written last changes fastest.
  public var cases: [PlannedCase]

  public init(
    experiment: String, range: SourceRange, arguments: [PlannedArgument], cases: [PlannedCase]
  ) {
    self.experiment = experiment
    self.range = range
    self.arguments = arguments
    self.cases = cases
  }
}

/// One argument as it is written, with the places of its name and value, for forms that rewrite it.
public struct PlannedArgument: Hashable, Sendable {
  public var argument: Argument
  public var name: SourceRange
  public var value: SourceRange
  /// Whether the value stands for several cases.
  public var isSweep: Bool

  public init(argument: Argument, name: SourceRange, value: SourceRange, isSweep: Bool) {
    self.argument = argument
    self.name = name
    self.value = value
    self.isSweep = isSweep
  }
}

/// One combination of a call's values.
public struct PlannedCase: Hashable, Sendable {
  /// What tells this case from its siblings, such as `threads: 2, protection: .lock`; empty for an
  /// only case.
  public var label: String
  /// A value for each parameter of the experiment, in the order of its declaration.
  ///
  /// A parameter that takes a list gets a `.list`, or a `.range` that was checked; both answer
  /// `Value.elements`.
  public var parameters: [Argument]

  public init(label: String, parameters: [Argument]) {
    self.label = label
    self.parameters = parameters
  }

  public subscript(_ name: String) -> Value? { parameters.first { $0.name == name }?.value }
}
