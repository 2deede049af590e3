/// A value with the name of the parameter it is for.
public struct Argument: Hashable, Sendable {
  public var name: String
  public var value: Value

  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

/// One call as it is written: an experiment and the arguments that were given.
public struct Call: Hashable, Sendable {
  public var experiment: String
  public var arguments: [Argument]

  public init(_ experiment: String, _ arguments: [Argument] = []) {
    self.experiment = experiment
    self.arguments = arguments
  }
}
