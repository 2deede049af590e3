/// The dotted name by which a cell calls an experiment, such as `race.lostUpdate`.
public struct ExperimentName: Hashable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  public let text: String

  public init(_ text: String) { self.text = text }
  public init(stringLiteral text: String) { self.text = text }

  public var description: String { text }
}
