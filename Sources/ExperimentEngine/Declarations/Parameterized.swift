public import CallLanguage
import Synchronization

/// A type whose stored properties are parameters.
///
/// `init()` must leave the properties to their declarations: the engine makes an instance while it
/// hands each declaration its value, in the order in which they stand in the source.
public protocol Parameterized: Sendable {
  init()
}

/// Why a value does not fit the parameter that it was given to.
public struct ParameterError: Error, Hashable, CustomStringConvertible {
  public var parameter: String
  public var description: String

  public init(parameter: String, description: String) {
    self.parameter = parameter
    self.description = description
  }
}

extension Parameterized {
  /// What the type declares, in the order of its source.
  public static var declaredParameters: [ParameterSignature] {
    Self().declarations.map { name, parameter in parameter.signature(named: name) }
  }

  /// The values of this instance, in the order of the source.
  public var arguments: [Argument] {
    declarations.map { name, parameter in Argument(name, parameter.literal) }
  }

  /// Makes an instance with these values; what they leave out keeps its default.
  ///
  /// Arguments that the type does not declare are ignored, since a case also carries the common
  /// ones.
  public static func make(_ arguments: [Argument]) throws(ParameterError) -> Self {
    let names = Self().declarations.map(\.name)
    let values = names.map { name in arguments.first { $0.name == name }?.value }
    let reading = ParameterReading(values)
    let instance = ParameterReading.$current.withValue(reading) { Self() }
    if let index = reading.refused {
      throw ParameterError(
        parameter: names[index], description: "The value of \(names[index]) does not fit.")
    }
    return instance
  }

  private var declarations: [(name: String, parameter: any ParameterDeclaration)] {
    Mirror(reflecting: self).children.compactMap { child in
      guard let label = child.label, label.first == "_",
        let parameter = child.value as? any ParameterDeclaration
      else { return nil }
      return (String(label.dropFirst()), parameter)
    }
  }
}

/// The values that the declarations of an instance in the making take, one after the other.
final class ParameterReading: Sendable {
  @TaskLocal static var current: ParameterReading?

  private struct State {
    var next = 0
    var refused: Int?
  }

  private let values: [Value?]
  private let state = Mutex(State())

  init(_ values: [Value?]) { self.values = values }

  /// The first declaration whose value did not fit.
  var refused: Int? { state.withLock { $0.refused } }

  func next<Wrapped: ParameterValue>(_ accepts: (Wrapped) -> Bool) -> Wrapped? {
    let index = state.withLock { state in
      defer { state.next += 1 }
      return state.next
    }
    guard index < values.count, let literal = values[index] else { return nil }
    if let value = Wrapped(literal: literal), accepts(value) { return value }
    state.withLock { $0.refused = $0.refused ?? index }
    return nil
  }
}
