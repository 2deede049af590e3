public import CallLanguage

/// A named, parameterised, measured procedure.
///
/// A type declares its parameters with ``Parameter`` and its texts as static properties; the engine
/// makes an instance for each case. `run` works on the calling thread and on threads of its own
/// (``Run/crew(_:stack:traced:names:body:)``), never on the cooperative pool, so that blocking in an
/// experiment stalls nothing else.
public protocol Experiment: Parameterized {
  static var name: ExperimentName { get }
  static var title: String { get }
  /// Its purpose in one sentence.
  static var summary: String { get }
  static var chapter: Chapter { get }
  /// The prediction that is asked of the reader before it runs.
  static var question: String { get }
  /// What people get wrong about it.
  static var pitfall: String { get }
  static var claims: [Claim] { get }
  /// The same idea in ten to twenty lines of Python.
  static var python: String { get }
  /// A call to start from.
  static var example: String { get }

  /// What these parameters need of the machine; a case in model mode is always ``Need/exact``.
  var need: Need { get }

  /// The same idea with these parameters as a whole cell of the model language, `%%program` included.
  ///
  /// Small enough to be explored to the end, whatever the parameters; `nil` where there is none.
  var program: String? { get }

  /// Does it, and says what became of the claims.
  ///
  /// Throws ``Stopped`` when asked to stop; any other error fails the case with its description.
  func run(_ run: Run) throws -> [Verdict]
}

extension Experiment {
  public var need: Need { .quiet }
  public var program: String? { nil }

  /// Its name and parameters, the common ones last, as the call language sees them.
  public static var signature: ExperimentSignature {
    let own = declaredParameters
    let common = CommonParameters.declaredParameters.map { parameter in
      var parameter = parameter
      parameter.isCommon = true
      return parameter
    }
    let names = Set(common.map(\.name))
    precondition(
      own.allSatisfy { !names.contains($0.name) },
      "An experiment declares a parameter that every experiment has.")
    return ExperimentSignature(
      name: name.text, title: title, summary: summary, chapter: chapter.description,
      parameters: own + common)
  }
}

/// A chapter of the course.
public struct Chapter: Hashable, Sendable, CustomStringConvertible {
  public var number: Int
  public var title: String

  public init(_ number: Int, _ title: String) {
    self.number = number
    self.title = title
  }

  public var description: String { "\(number) \(title)" }
}

/// What a case needs of the machine.
public enum Need: String, Hashable, Sendable, CaseIterable {
  /// A formula, a model, a virtual clock: the same result whatever else runs.
  case exact
  /// Live timing: nothing else should run beside it.
  case quiet
}
