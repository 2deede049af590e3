import Explorer
import SourceLanguage
import Testing

/// The program of a source that is expected to be right.
func parsed(_ source: String) -> Program {
  let parsed = Program.parse(source)
  if parsed.program == nil {
    Issue.record("\(parsed.diagnostics.map(\.message)) in \(source)")
  }
  return parsed.program
    ?? Program(variables: [], threads: [ThreadCode(name: "none", code: [Instruction(.end)])])
}

/// What is said about a source: the text it is about, the message, and what is suggested instead.
func diagnoses(_ source: String) -> [(text: String, message: String, suggestion: String?)] {
  let units = Array(source.utf16)
  return Program.parse(source).diagnostics.map { diagnostic in
    let range = diagnostic.range.from.offset..<diagnostic.range.to.offset
    return (
      String(decoding: units[range], as: UTF16.self), diagnostic.message, diagnostic.suggestion
    )
  }
}

extension Program {
  /// The code of a thread in a form that people can read, one instruction a line.
  func listing(_ thread: Int) -> [String] { threads[thread].listing(self) }
}

extension ThreadCode {
  func listing(_ program: Program) -> [String] { code.map { text($0, program) } }

  private func name(_ register: Int16) -> String {
    if let local = locals.first(where: { $0.register == register }) { return local.name }
    return "r\(register)"
  }

  private func text(_ it: Instruction, _ program: Program) -> String {
    let target = it.target >= 0 ? "\(name(it.target)) = " : ""
    func suffix(_ usual: Ordering = .sequentiallyConsistent) -> String {
      it.ordering == usual ? "" : " .\(it.ordering.spelling)"
    }
    func variable() -> String {
      let first = program.variables[Int(it.place.base)].name
      return it.place.index < 0 ? first : "\(first)[\(name(it.place.index)) of \(it.place.count)]"
    }
    func object() -> String {
      let first = program.objects[Int(it.place.base)].name
      return it.place.index < 0 ? first : "\(first)[\(name(it.place.index)) of \(it.place.count)]"
    }
    switch it.opcode {
    case .constant: return "\(target)\(it.immediate)"
    case .move: return "\(target)\(name(it.left))"
    case .negate: return "\(target)-\(name(it.left))"
    case .not: return "\(target)!\(name(it.left))"
    case .add, .subtract, .multiply, .divide, .remainder, .equal, .notEqual, .less, .lessOrEqual:
      return "\(target)\(name(it.left)) \(sign(it.opcode)) \(name(it.right))"
    case .jump: return "jump \(it.immediate)"
    case .jumpIfZero: return "jump \(it.immediate) unless \(name(it.left))"
    case .assert: return "assert \(name(it.left)) \"\(messages[it.immediate])\""
    case .spawn: return "\(target)spawn \(it.immediate) \(it.left)+\(it.right)"
    case .peek: return "\(target)peek \(it.immediate).\(it.right)"
    case .end: return "end"
    case .load: return "\(target)load \(variable())\(suffix())"
    case .store: return "store \(variable()) \(name(it.left))\(suffix())"
    case .fetchAdd, .fetchSubtract, .fetchAnd, .fetchOr, .fetchXor, .exchange:
      return "\(target)\(it.opcode) \(variable()) \(name(it.left))\(suffix())"
    case .compareExchange:
      return "\(target)compareExchange \(variable()) \(name(it.left)) \(name(it.right))\(suffix())"
    case .fence: return "fence\(suffix())"
    case .awaitCondition: return "await \(name(it.left)) until \(it.immediate)"
    case .waitBegin, .waitEnd:
      return "\(it.opcode) \(object()) \(program.objects[it.immediate].name)"
    case .send: return "send \(object()) \(name(it.left))"
    case .join: return "join \(name(it.left))"
    case .yield: return "yield"
    default: return "\(target)\(it.opcode) \(object())"
    }
  }

  private func sign(_ opcode: Opcode) -> String {
    switch opcode {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .remainder: "%"
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    default: "<="
    }
  }
}
