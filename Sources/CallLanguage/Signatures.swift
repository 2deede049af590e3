/// One parameter of an experiment, as its declaration says.
public struct ParameterSignature: Hashable, Sendable {
  public var name: String
  public var type: ParameterType
  /// The value when the call does not give one; without it the parameter is required.
  public var standard: Value?
  public var unit: String?
  /// What it is, in a few words without a full stop.
  public var summary: String
  /// Whether every experiment has it (seed, effort and so on), so that forms can show it apart.
  public var isCommon: Bool

  public init(
    name: String, type: ParameterType, default standard: Value?, unit: String? = nil,
    summary: String, isCommon: Bool = false
  ) {
    self.name = name
    self.type = type
    self.standard = standard
    self.unit = unit
    self.summary = summary
    self.isCommon = isCommon
  }
}

/// An experiment as a caller sees it.
public struct ExperimentSignature: Hashable, Sendable {
  /// The dotted name, such as `race.lostUpdate`.
  public var name: String
  public var title: String
  public var summary: String
  public var chapter: String
  /// In the order in which forms and completions show them.
  public var parameters: [ParameterSignature]

  public init(
    name: String, title: String, summary: String, chapter: String,
    parameters: [ParameterSignature]
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.chapter = chapter
    self.parameters = parameters
  }
}
