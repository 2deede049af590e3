/// What a parameter accepts.
public indirect enum ParameterType: Hashable, Sendable {
  case integer(ClosedRange<Int>)
  /// Ends may be infinite; a value never is.
  case decimal(ClosedRange<Double>)
  case boolean
  case string
  case duration(ClosedRange<Duration>)
  case choice([Choice])
  /// One value with many elements; `count` bounds how many.
  case list(of: ParameterType, count: ClosedRange<Int>)
  /// The wrapped type, or `nil`.
  case optional(ParameterType)
  /// The name of an attached file.
  case attachment
}

/// One of the named cases that a choice offers, without its dot.
public struct Choice: Hashable, Sendable {
  public var name: String
  public var summary: String
  public var argument: ChoiceArgument?

  public init(_ name: String, _ summary: String, argument: ChoiceArgument? = nil) {
    self.name = name
    self.summary = summary
    self.argument = argument
  }
}

/// What a case takes in parentheses, as in `.sleep(1.ms)`.
public struct ChoiceArgument: Hashable, Sendable {
  public var type: ParameterType
  /// Stands in when the parentheses are left out; without it they are required.
  public var standard: Value?

  public init(_ type: ParameterType, standard: Value? = nil) {
    self.type = type
    self.standard = standard
  }
}
