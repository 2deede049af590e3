import SourceLanguage

/// The first line of a program, and the options on it.
struct Header {
  /// An option of the first line.
  struct Option {
    var name: String
    /// What may stand behind the colon.
    var values: [String]
    var example: String
    var summary: String
  }

  static let options = [
    Option(
      name: "model", values: MemoryModel.allCases.map(\.rawValue) + ["all"], example: "tso",
      summary:
        "The memory model: sc (every step is seen by all at once), tso (a store buffer for each thread), pso (one for "
        + "each thread and variable) or all; also a list, [sc, tso]."),
    Option(
      name: "strategy", values: Strategy.allCases.map(\.rawValue), example: "dpor",
      summary:
        "How schedules are searched; automatic tries all, and samples when there are too many."),
    Option(
      name: "bound", values: [], example: "2",
      summary: "The most preemptions of a bounded search."),
    Option(
      name: "limit", values: [], example: "100000",
      summary: "The most schedules that are tried in each model."),
    Option(
      name: "seed", values: [], example: "7",
      summary: "What random searches start from; the same seed gives the same schedules."),
    Option(
      name: "seconds", values: [], example: "10", summary: "The time of the search in each model."),
    Option(
      name: "steps", values: [], example: "10000", summary: "The longest schedule that is tried."),
    Option(
      name: "iterations", values: [], example: "100000",
      summary:
        "How often the program is also run on the processors of this machine, to see which outcomes it shows."
    ),
  ]

  private(set) var options = ExplorationOptions()
  private(set) var findings: Findings
  /// Where the program begins.
  let end: Int
  /// Whether the source is a program at all.
  let isProgram: Bool

  init(_ source: SourceText) {
    let header = CellHeader(source)
    findings = Findings(source: source)
    end = header.bytes.upperBound
    isProgram = header.bytes.isEmpty || header.language == .program
    guard isProgram else {
      let near = Spelling.nearest(header.word, among: [CellLanguage.program.rawValue])
      findings.error(
        header.bytes, "The first line of a program is `\(CellLanguage.program.line)`.",
        suggestion: near == nil ? nil : CellLanguage.program.line)
      return
    }
    read(Lexer(source, header.rest))
  }

  private mutating func read(_ lexer: Lexer) {
    var tokens = lexer.tokens[...]
    if lexer.findings.hasErrors { findings = lexer.findings }
    var seen: Set<String> = []
    while let token = tokens.popFirst(), token.kind != .end {
      guard let name = token.word else {
        if token.kind != .invalid {
          findings.error(
            token.bytes, "Options follow `%%program`, such as `model: tso, seconds: 10`.")
        }
        return
      }
      guard let option = Header.options.first(where: { $0.name == name }) else {
        let names = Header.options.map(\.name)
        let near = Spelling.nearest(name, among: names)
        findings.error(
          token.bytes,
          "There is no option `\(name)`"
            + (near.map { "; did you mean `\($0)`?" }
              ?? "; there are \(names.joined(separator: ", "))."),
          suggestion: near)
        return
      }
      if !seen.insert(name).inserted {
        findings.error(token.bytes, "`\(name)` is given twice.")
      }
      guard tokens.first?.sign == .colon || tokens.first?.sign == .assign else {
        return findings.error(
          token.bytes, "A value is missing: `\(name): \(option.example)`.",
          suggestion: "\(name): \(option.example)")
      }
      if let sign = tokens.popFirst(), sign.sign == .assign {
        findings.error(
          sign.bytes, "A colon stands between an option and its value.", suggestion: ":")
      }
      var values: [Token] = []
      if tokens.first?.sign == .openIndex {
        tokens.removeFirst()
        while let token = tokens.popFirst(), token.sign != .closeIndex, token.kind != .end {
          if token.sign != .comma { values.append(token) }
        }
      } else if let value = tokens.popFirst(), value.kind != .end {
        values = [value]
      }
      set(option, values, at: token)
      if tokens.first?.sign == .comma {
        tokens.removeFirst()
      } else if let next = tokens.first, next.kind != .end {
        findings.error(
          next.bytes.lowerBound..<next.bytes.lowerBound, "A comma is missing between the options.",
          suggestion: ", ")
        if next.word == nil { return }
      }
    }
  }

  private mutating func set(_ option: Option, _ values: [Token], at name: Token) {
    guard let first = values.first, let last = values.last else {
      return findings.error(
        name.bytes, "A value is missing: `\(option.name): \(option.example)`.")
    }
    let bytes = first.bytes.lowerBound..<last.bytes.upperBound
    if option.name != "model", values.count > 1 {
      return findings.error(bytes, "`\(option.name)` has one value.")
    }
    switch option.name {
    case "model":
      let models = values.compactMap { word($0, of: option) }
      options.models =
        models.contains("all")
        ? MemoryModel.allCases
        : MemoryModel.allCases.filter { models.contains($0.rawValue) }
    case "strategy":
      if let word = word(first, of: option) {
        options.strategy = Strategy(rawValue: word) ?? .automatic
      }
    case "seconds":
      if let seconds = number(first, option, 0.001...Limits.secondsAsked) {
        options.seconds = seconds
      }
    case "bound":
      options.bound = number(first, option, 0...Double(Limits.boundAsked)).map { Int($0) }
    case "limit":
      options.limit = number(first, option, 1...Double(Limits.executionsAsked)).map { Int($0) }
    case "iterations":
      options.iterations = number(first, option, 1...Double(Limits.iterationsAsked)).map { Int($0) }
    case "steps":
      if let steps = number(first, option, 1...1_000_000) { options.maxSteps = Int(steps) }
    default:
      if let text = digits(first), let seed = UInt64(text) {
        options.seed = seed
      } else {
        findings.error(first.bytes, "A seed is a whole number, 0 or above.")
      }
    }
  }

  private mutating func word(_ token: Token, of option: Option) -> String? {
    if let word = token.word, option.values.contains(word) { return word }
    let text = findings.source.text(token.bytes)
    let near = Spelling.nearest(text, among: option.values)
    findings.error(
      token.bytes,
      "`\(option.name)` cannot be `\(text.shortened)`"
        + (near.map { "; did you mean `\($0)`?" }
          ?? "; it is \(option.values.joined(separator: ", "))."),
      suggestion: near)
    return nil
  }

  private func digits(_ token: Token) -> String? {
    if case .number(let text) = token.kind { text.filter { $0 != "_" } } else { nil }
  }

  private mutating func number(
    _ token: Token, _ option: Option, _ range: ClosedRange<Double>
  ) -> Double? {
    let isWhole = option.name != "seconds"
    if let text = digits(token), let value = Double(text), range.contains(value),
      !isWhole || Int(text) != nil
    {
      return value
    }
    func spelled(_ value: Double) -> String {
      Double(Int(value)) == value ? "\(Int(value))" : "\(value)"
    }
    findings.error(
      token.bytes,
      "`\(option.name)` is a \(isWhole ? "whole " : "")number between \(spelled(range.lowerBound)) and "
        + "\(spelled(range.upperBound)).")
    return nil
  }
}
