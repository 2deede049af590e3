public import SourceLanguage

/// The experiments that a source may call, and everything that can be said about a source with them.
///
/// A pure value: the same source gets the same answers on any machine. No source makes it crash or
/// take longer than its length and `Limits` allow.
public struct Vocabulary: Sendable {
  public let experiments: [ExperimentSignature]
  private let places: [String: Int]

  public init(_ experiments: [ExperimentSignature]) {
    self.experiments = experiments
    places = Dictionary(
      experiments.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  public subscript(_ name: String) -> ExperimentSignature? { places[name].map { experiments[$0] } }
}

/// The outcome of checking a source: a plan, unless a diagnostic is an error.
public struct Check: Hashable, Sendable {
  public var plan: Plan?
  public var diagnostics: [Diagnostic]

  public init(plan: Plan?, diagnostics: [Diagnostic]) {
    self.plan = plan
    self.diagnostics = diagnostics
  }
}

extension Vocabulary {
  /// Reads a source and says what it would run, or everything that is wrong with it.
  public func check(_ source: String) -> Check {
    let parser = Parser(SourceText(source))
    var checker = Checker(vocabulary: self, findings: parser.findings)
    let plan = checker.plan(parser.calls)
    checker.checkComparison(plan)
    let findings = checker.findings
    return Check(plan: findings.hasErrors ? nil : plan, diagnostics: findings.sorted)
  }

  /// Reads a source without asking whether its experiments and parameters exist.
  ///
  /// Calls with an argument that is not a value are left out; a diagnostic says why.
  public static func parse(_ source: String) -> (calls: [Call], diagnostics: [Diagnostic]) {
    let parser = Parser(SourceText(source))
    let calls = parser.calls.compactMap { call -> Call? in
      let arguments = call.arguments.compactMap { argument -> Argument? in
        guard let name = argument.name, let value = argument.value.value else { return nil }
        return Argument(name.text, value)
      }
      guard arguments.count == call.arguments.count else { return nil }
      return Call(call.name.text, arguments)
    }
    return (calls, parser.findings.sorted)
  }
}
