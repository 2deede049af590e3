public import SourceLanguage

/// What reading a source gave: a program, unless something is wrong with it.
public struct ParsedProgram: Sendable {
  /// Ready to be explored; `nil` when a diagnostic is an error.
  public var program: Program?
  /// What the first line asks for.
  public var options: ExplorationOptions
  /// The program without what makes no difference: comments, blank lines, indentation, the first line.
  public var canonical: String
  /// Everything there is to say about the source, in its order.
  public var diagnostics: [Diagnostic]

  public init(
    program: Program?, options: ExplorationOptions, canonical: String, diagnostics: [Diagnostic]
  ) {
    self.program = program
    self.options = options
    self.canonical = canonical
    self.diagnostics = diagnostics
  }
}

extension Program {
  /// Reads a program in the model language.
  ///
  /// A first line `%%program` is not needed, and may carry options. No source makes it crash, and none takes longer
  /// than the limits of the language allow.
  public static func parse(_ source: String) -> ParsedProgram {
    let text = SourceText(source)
    guard text.bytes.count <= Limits.sourceSize else {
      var findings = Findings(source: text)
      findings.error(
        0..<text.bytes.count,
        "This program is too long: \(text.bytes.count) bytes; it may have \(Limits.sourceSize).")
      return ParsedProgram(
        program: nil, options: ExplorationOptions(), canonical: "", diagnostics: findings.sorted)
    }
    let header = Header(text)
    guard header.isProgram else {
      return ParsedProgram(
        program: nil, options: header.options, canonical: "", diagnostics: header.findings.sorted)
    }
    let lexer = Lexer(text, header.end..<text.bytes.count)
    let canonical = Canonical.text(lexer.tokens, text)
    let parser = Parser(text, from: lexer)
    var findings = parser.findings
    var program: Program?
    let symbols = Symbols(parser.declarations, findings: findings)
    findings = symbols.findings
    // What could not be read may be what the rest needs; then only the rest of the syntax is worth a word.
    if !parser.findings.hasErrors {
      let checker = Checker(symbols)
      findings = checker.findings
      if !findings.hasErrors {
        let compiler = Compiler(symbols, findings: findings)
        program = compiler.compile(fingerprint: Canonical.fingerprint(canonical))
        findings = compiler.findings
      }
    }
    let diagnostics = header.findings.sorted + findings.sorted
    return ParsedProgram(
      program: header.findings.hasErrors ? nil : program, options: header.options,
      canonical: canonical, diagnostics: Array(diagnostics.prefix(Findings.limit)))
  }
}

/// The text of a program by which it is recognised.
enum Canonical {
  /// Tokens with single spaces between them, statements on lines of their own.
  static func text(_ tokens: [Token], _ source: SourceText) -> String {
    var text = ""
    var previous: Token?
    for token in tokens where token.kind != .end {
      if let previous {
        let breaks =
          previous.sign == .openBlock || previous.sign == .closeBlock || token.sign == .closeBlock
          || token.isSeparated && token.sign != .openBlock
        text += breaks ? "\n" : " "
      }
      text += source.text(token.bytes)
      previous = token
    }
    return text
  }

  /// FNV-1a (Fowler, Noll and Vo), 64 bits.
  static func fingerprint(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }
}
