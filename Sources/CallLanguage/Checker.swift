import SourceLanguage

/// Checks calls against the vocabulary and works out their cases.
struct Checker {
  let vocabulary: Vocabulary
  var findings: Findings
  private var caseCount = 0

  init(vocabulary: Vocabulary, findings: Findings) {
    self.vocabulary = vocabulary
    self.findings = findings
  }

  /// The plan of all calls that could be checked.
  mutating func plan(_ calls: [CallSyntax]) -> Plan {
    var planned: [PlannedCall] = []
    for call in calls {
      guard let signature = vocabulary[call.name.text] else {
        unknownExperiment(call)
        continue
      }
      let resolved = arguments(of: call, signature)
      guard let cases = cases(of: call, signature, resolved) else { continue }
      caseCount += cases.count
      guard caseCount <= Limits.cases else {
        findings.error(
          call.name.bytes,
          "The calls of this cell stand for more than \(Limits.cases) cases together; "
            + "move some into another cell.")
        break
      }
      planned.append(
        PlannedCall(
          experiment: signature.name, range: findings.source.range(call.bytes),
          arguments: resolved.map { argument($0) }, cases: cases))
    }
    return Plan(calls: planned)
  }

  /// A comparison is of two cases, neither more nor less.
  mutating func checkComparison(_ plan: Plan) {
    let header = CellHeader(findings.source)
    let count = plan.calls.reduce(0) { $0 + $1.cases.count }
    guard header.language == .compare, !findings.hasErrors, count != 2 else { return }
    findings.error(
      header.bytes,
      "A comparison takes two cases, and here \(count == 1 ? "is one" : "are \(count)"): write two "
        + "calls, or one call with a list of two values.")
  }

  private func argument(_ resolved: Resolved) -> PlannedArgument {
    let source = findings.source
    return PlannedArgument(
      argument: Argument(resolved.parameter.name, resolved.written),
      name: source.range(resolved.name), value: source.range(resolved.value),
      isSweep: resolved.isSweep)
  }

  // MARK: Names

  private mutating func unknownExperiment(_ call: CallSyntax) {
    let name = call.name.text
    let near = vocabulary.nearestExperiment(name)
    findings.error(
      call.name.bytes,
      "There is no experiment `\(name.shortened)`"
        + (near.map { "; did you mean `\($0)`?" } ?? "."), suggestion: near)
  }

  private mutating func unknownParameter(
    _ name: String, _ bytes: Range<Int>, _ signature: ExperimentSignature, given: Set<String>
  ) {
    let names = signature.parameters.map(\.name)
    // One that is given already is the less likely answer.
    let near =
      Spelling.nearest(name, among: names.filter { !given.contains($0) })
      ?? Spelling.nearest(name, among: names)
    let own = signature.parameters.filter { !$0.isCommon }.map { "`\($0.name)`" }
    findings.error(
      bytes,
      "`\(signature.name)` has no parameter `\(name)`"
        + (near.map { "; did you mean `\($0)`?" }
          ?? (own.isEmpty ? "; it has none." : "; it has \(own.joined(separator: ", ")).")),
      suggestion: near)
  }

  // MARK: Arguments

  /// An argument whose value was accepted: what was written, and the value of each case.
  private struct Resolved {
    var parameter: ParameterSignature
    var name: Range<Int>
    var value: Range<Int>
    var written: Value
    var values: [Value]
    var isSweep: Bool
  }

  private mutating func arguments(
    of call: CallSyntax, _ signature: ExperimentSignature
  ) -> [Resolved] {
    var resolved: [Resolved] = []
    var given: Set<String> = []
    for argument in call.arguments {
      guard let name = argument.name else {
        missingLabel(argument.value, signature, given: given)
        continue
      }
      guard let parameter = signature.parameters.first(where: { $0.name == name.text }) else {
        unknownParameter(name.text, name.bytes, signature, given: given)
        continue
      }
      guard given.insert(name.text).inserted else {
        findings.error(name.bytes, "`\(name.text)` is given twice; a list tries several values.")
        continue
      }
      guard let values = values(of: argument.value, parameter) else { continue }
      resolved.append(
        Resolved(
          parameter: parameter, name: name.bytes, value: argument.value.bytes,
          written: argument.value.value ?? .absent, values: values.values,
          isSweep: values.isSweep))
    }
    for parameter in signature.parameters
    where parameter.standard == nil && !given.contains(parameter.name) {
      findings.error(
        call.name.bytes,
        "`\(signature.name)` needs `\(parameter.name)`: \(parameter.type.expectation).")
    }
    return resolved
  }

  private mutating func missingLabel(
    _ value: Expression, _ signature: ExperimentSignature, given: Set<String>
  ) {
    if case .invalid = value.kind { return }
    let next = signature.parameters.first { !given.contains($0.name) }
    let text = findings.source.text(value.bytes).shortened
    guard let next else {
      return findings.error(value.bytes, "`\(signature.name)` takes no further argument.")
    }
    findings.error(
      value.bytes, "The name of the parameter is missing; write `\(next.name): \(text)`.",
      suggestion: "\(next.name): \(findings.source.text(value.bytes))")
  }

  /// The value of each case: one, or several when a list or range is given to a scalar.
  private mutating func values(
    of expression: Expression, _ parameter: ParameterSignature
  ) -> (values: [Value], isSweep: Bool)? {
    var check = ValueCheck(parameter: parameter, findings: findings)
    defer { findings = check.findings }
    if case .list(let elements) = expression.kind,
      !parameter.type.isList || elements.contains(where: \.isList)
    {
      return check.sweep(elements, expression).map { ($0, true) }
    }
    if case .range = expression.kind, !parameter.type.isList {
      return check.sweep([expression], expression).map { ($0, true) }
    }
    return check.value(expression, parameter.type).map { ([$0], false) }
  }

  // MARK: Cases

  private mutating func cases(
    of call: CallSyntax, _ signature: ExperimentSignature, _ resolved: [Resolved]
  ) -> [PlannedCase]? {
    var count = 1
    for argument in resolved where count <= Limits.casesOfCall {
      count *= argument.values.count
    }
    guard count <= Limits.casesOfCall else {
      let product = resolved.filter(\.isSweep).map { String($0.values.count) }
      findings.error(
        call.bytes,
        "This call stands for \(product.joined(separator: " × ")) cases; "
          + "a call may have \(Limits.casesOfCall).")
      return nil
    }
    let sweeps = resolved.filter(\.isSweep)
    let fixed = Dictionary(
      resolved.filter { !$0.isSweep }.compactMap { argument in
        argument.values.first.map { (argument.parameter.name, $0) }
      }, uniquingKeysWith: { first, _ in first })
    return (0..<count).map { number in
      var chosen = fixed
      var labels: [String] = []
      var rest = number
      for sweep in sweeps.reversed() {
        let value = sweep.values[rest % sweep.values.count]
        rest /= sweep.values.count
        chosen[sweep.parameter.name] = value
        labels.insert("\(sweep.parameter.name): \(value.description.shortened)", at: 0)
      }
      let parameters = signature.parameters.compactMap { parameter in
        (chosen[parameter.name] ?? parameter.standard).map { Argument(parameter.name, $0) }
      }
      return PlannedCase(label: labels.joined(separator: ", "), parameters: parameters)
    }
  }
}

extension Vocabulary {
  /// The experiment that a wrong name was most likely meant to be.
  func nearestExperiment(_ name: String) -> String? {
    let names = experiments.map(\.name)
    if let near = Spelling.nearest(name, among: names) { return near }
    // `amdahl` or `laws.amdahl`: the last part alone is enough to find the chapter.
    let last = name.lastPart
    let lasts = names.map(\.lastPart)
    guard let part = lasts.contains(last) ? last : Spelling.nearest(last, among: lasts) else {
      return nil
    }
    return names.first { $0.lastPart == part }
  }
}

extension ParameterType {
  var isList: Bool {
    switch self {
    case .list: true
    case .optional(let type): type.isList
    default: false
    }
  }
}

extension Expression {
  fileprivate var isList: Bool { if case .list = kind { true } else { false } }
}

extension String {
  fileprivate var lastPart: String {
    String(split(separator: ".", omittingEmptySubsequences: false).last ?? "")
  }
}
