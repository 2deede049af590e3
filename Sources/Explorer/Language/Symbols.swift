import SourceLanguage

/// What the names at the top of a program stand for.
struct Symbols {
  enum Symbol {
    /// `nil` where its value could not be computed, about which something was said.
    case constant(Int?)
    case variable(Shared, Variable.Kind, Ordering)
    case object(Shared, SyncObject.Kind)
    case thread(Int)
    case procedure(Int)
  }

  /// Where a variable or object lies among all of them.
  struct Shared {
    var first: Int
    var count: Int
    var isArray: Bool
  }

  struct DeclaredThread {
    var syntax: ThreadSyntax
    var bytes: Range<Int>
    /// The number of the first thread.
    var first: Int
    /// What the number in the name starts with and how many there are; `nil` for a thread that is alone.
    var family: (lower: Int, count: Int)?

    var count: Int { family?.count ?? 1 }
  }

  struct Assertion {
    var condition: Expression
    var text: String?
    var bytes: Range<Int>
  }

  struct Grade {
    var grade: OutcomeGrade.Grade
    var values: [Int?]
    var note: String?
    var bytes: Range<Int>
  }

  private(set) var table: [String: Symbol] = [:]
  private(set) var variables: [Variable] = []
  private(set) var objects: [SyncObject] = []
  private(set) var threads: [DeclaredThread] = []
  private(set) var procedures: [ProcedureSyntax] = []
  private(set) var procedureBytes: [Range<Int>] = []
  private(set) var assertions: [Assertion] = []
  private(set) var outcome: [Expression]?
  private(set) var grades: [Grade] = []
  var findings: Findings

  /// How many threads run from the beginning.
  private(set) var threadCount = 0

  subscript(_ name: String) -> Symbol? { table[name] }

  init(_ declarations: [Declaration], findings: Findings) {
    self.findings = findings
    for declaration in declarations { add(declaration) }
    if threads.isEmpty, !findings.hasErrors, !self.findings.hasErrors {
      let end = findings.source.bytes.count
      self.findings.error(
        end..<end, "There is no thread yet; at least one is needed: `thread main { … }`.")
    }
  }

  private mutating func add(_ declaration: Declaration) {
    switch declaration.kind {
    case .constant(let name, let value):
      define(name, .constant(constant(value)))
    case .variables(let list, let isAtomic, let ordering):
      let ordering = ordering.map { Ordering.read($0, &findings) } ?? .sequentiallyConsistent
      for variable in list {
        add(variable, isAtomic ? .atomic : .plain, isAtomic ? ordering : .relaxed)
      }
    case .objects(let list, let kind):
      for object in list { add(object, kind) }
    case .thread(let thread): add(thread, declaration.bytes)
    case .procedure(let procedure):
      define(procedure.name, .procedure(procedures.count))
      procedures.append(procedure)
      procedureBytes.append(
        declaration.bytes
          .lowerBound..<max(
            declaration.bytes.lowerBound, procedure.name.bytes.upperBound))
    case .assertion(let condition, let text):
      assertions.append(Assertion(condition: condition, text: text, bytes: declaration.bytes))
    case .outcome(let values):
      if outcome != nil {
        findings.error(
          declaration.bytes, "There is one `outcome`; put all its values into one list.")
      } else if values.count > Limits.outcomeColumns {
        findings.error(
          declaration.bytes, "An outcome may have \(Limits.outcomeColumns) values.")
      }
      outcome = values
    case .grade(let grade, let values, let note):
      guard grades.count < Limits.grades else {
        return findings.error(
          declaration.bytes, "A program may speak about \(Limits.grades) outcomes.")
      }
      grades.append(
        Grade(
          grade: grade, values: values.map { constant($0) }, note: note, bytes: declaration.bytes))
    }
  }

  private mutating func define(_ name: Name, _ symbol: Symbol) {
    if table[name.text] == nil {
      table[name.text] = symbol
    } else {
      findings.error(
        name.bytes, "`\(name.text)` is declared already; take another name.",
        suggestion: name.text + "2")
    }
  }

  // MARK: Variables and objects

  private mutating func count(_ size: Expression?, of name: Name) -> Int? {
    guard let size else { return 1 }
    guard let count = constant(size) else { return nil }
    guard (1...Limits.sharedThings).contains(count) else {
      findings.error(
        size.bytes,
        "`\(name.text)` must have 1 to \(Limits.sharedThings) elements; \(count) is too "
          + (count < 1 ? "few." : "many."))
      return nil
    }
    return count
  }

  /// Whether so many more fit.
  private mutating func room(_ count: Int, _ name: Name) -> Bool {
    if variables.count + objects.count + count <= Limits.sharedThings { return true }
    findings.error(
      name.bytes,
      "A program may have \(Limits.sharedThings) shared variables and objects together, "
        + "elements of arrays counted one by one.")
    return false
  }

  private mutating func add(
    _ syntax: VariableSyntax, _ kind: Variable.Kind, _ ordering: Ordering
  ) {
    let count = count(syntax.size, of: syntax.name) ?? 1
    let isArray = syntax.size != nil
    define(
      syntax.name,
      .variable(Shared(first: variables.count, count: count, isArray: isArray), kind, ordering))
    let values = initialValues(syntax, count: count)
    guard room(count, syntax.name) else { return }
    for index in 0..<count {
      let name = isArray ? "\(syntax.name.text)[\(index)]" : syntax.name.text
      variables.append(Variable(name, kind, initial: values[index]))
    }
  }

  private mutating func initialValues(_ syntax: VariableSyntax, count: Int) -> [Int] {
    let none = [Int](repeating: 0, count: count)
    switch syntax.initial {
    case nil: return none
    case .value(let value)?:
      return [Int](repeating: constant(value) ?? 0, count: count)
    case .list(let values, let bytes)?:
      guard syntax.size != nil else {
        findings.error(
          bytes,
          "Several values need an array: `\(syntax.name.text)[\(values.count)] = […]`.")
        return none
      }
      guard values.count == count else {
        findings.error(
          bytes, "`\(syntax.name.text)` has \(count) elements; here are \(values.count) values.")
        return none
      }
      return values.map { constant($0) ?? 0 }
    }
  }

  private mutating func add(_ syntax: ObjectSyntax, _ kind: SyncObject.Kind) {
    let count = count(syntax.count, of: syntax.name) ?? 1
    let isArray = syntax.count != nil
    define(
      syntax.name,
      .object(Shared(first: objects.count, count: count, isArray: isArray), kind))
    let size = size(syntax, kind)
    guard room(count, syntax.name) else { return }
    for index in 0..<count {
      let name = isArray ? "\(syntax.name.text)[\(index)]" : syntax.name.text
      objects.append(SyncObject(name, kind, size: size))
    }
  }

  private mutating func size(_ syntax: ObjectSyntax, _ kind: SyncObject.Kind) -> Int {
    let name = syntax.name.text
    guard let expression = syntax.size else {
      switch kind {
      case .semaphore:
        findings.error(
          syntax.name.bytes, "How many units it starts with is missing: `semaphore \(name) = 1`.",
          suggestion: "\(name) = 1")
      case .barrier:
        findings.error(
          syntax.name.bytes, "For how many threads it waits is missing: `barrier \(name) = 2`.",
          suggestion: "\(name) = 2")
      default: break
      }
      return 0
    }
    let range: ClosedRange<Int>
    switch kind {
    case .semaphore, .channel: range = 0...Limits.objectSize
    case .barrier: range = 1...Limits.programThreads
    default:
      findings.error(
        expression.bytes, "\(Method.Receiver(kind).title.capitalisedFirst) has no value.")
      return 0
    }
    guard let size = constant(expression) else { return range.lowerBound }
    if !range.contains(size) {
      findings.error(
        expression.bytes,
        "\(Method.Receiver(kind).title.capitalisedFirst) may have \(range.lowerBound) to "
          + "\(range.upperBound); \(size) is too \(size < range.lowerBound ? "small" : "large").")
    }
    return size
  }

  // MARK: Threads

  private mutating func add(_ syntax: ThreadSyntax, _ bytes: Range<Int>) {
    var family: (lower: Int, count: Int)?
    if let range = syntax.family?.range {
      let (lower, upper) = (constant(range.lower), constant(range.upper))
      family = (lower: lower ?? 0, count: 1)
      if let lower, let upper {
        let count = Arithmetic.count(lower, upper, isOpen: range.isOpen)
        if count == 0 {
          findings.error(range.bytes, "This range is empty, so there would be no thread.")
        }
        family = (lower: lower, count: min(max(count, 1), Limits.programThreads + 1))
      }
    }
    define(syntax.name, .thread(threads.count))
    let thread = DeclaredThread(
      syntax: syntax,
      bytes: bytes.lowerBound..<max(bytes.lowerBound, syntax.name.bytes.upperBound),
      first: threadCount, family: family)
    if threadCount <= Limits.programThreads, threadCount + thread.count > Limits.programThreads {
      findings.error(
        syntax.name.bytes, "A program may have \(Limits.programThreads) threads; these are more.")
    }
    threadCount += thread.count
    threads.append(thread)
  }

  // MARK: Constants

  /// Computes what must be known before the program runs.
  private mutating func constant(_ expression: Expression) -> Int? {
    switch expression.kind {
    case .number(let value): return value
    case .name(let name):
      switch table[name] {
      case .constant(let value)?: return value
      case nil:
        let constants = table.compactMap { if case .constant = $1 { $0 } else { nil } }
        let near = Spelling.nearest(name, among: constants.sorted())
        findings.error(
          expression.bytes,
          "`\(name.shortened)` is unknown here"
            + (near.map { "; did you mean `\($0)`?" }
              ?? "; a number must be known at this place, or a `const` declared further up."),
          suggestion: near)
        return nil
      default: break
      }
    case .unary(let sign, let operand):
      return constant(operand).map { sign == .not ? ($0 == 0 ? 1 : 0) : 0 &- $0 }
    case .binary(let sign, let left, let right):
      guard let a = constant(left), let b = constant(right) else { return nil }
      if let value = Arithmetic.apply(sign, a, b) { return value }
      findings.error(expression.bytes, "This divides by zero.")
      return nil
    case .invalid: return nil
    default: break
    }
    findings.error(
      expression.bytes, "This must be a number that is known before the program runs.")
    return nil
  }
}

extension Ordering {
  /// The ordering that a name behind a dot stands for; an unknown one is reported.
  static func read(_ name: Name, _ findings: inout Findings) -> Ordering {
    if let ordering = Ordering(spelling: name.text) { return ordering }
    let near =
      ForeignWords.orderings[name.text]
      ?? Spelling.nearest(name.text, among: Words.orderings)
    findings.error(
      name.bytes,
      "There is no ordering `.\(name.text)`"
        + (near.map { "; did you mean `.\($0)`?" }
          ?? "; there are \(Words.orderings.map { "`.\($0)`" }.joined(separator: ", "))."),
      suggestion: near)
    return .sequentiallyConsistent
  }
}

extension ForeignWords {
  /// What other languages call orderings.
  static let orderings: [String: String] = [
    "seq_cst": "seqCst", "sequentiallyConsistent": "seqCst", "sequential": "seqCst", "sc": "seqCst",
    "SeqCst": "seqCst", "memory_order_seq_cst": "seqCst", "acq_rel": "acquireRelease",
    "acqRel": "acquireRelease", "AcqRel": "acquireRelease",
    "acquiringAndReleasing": "acquireRelease",
    "memory_order_acq_rel": "acquireRelease", "acquiring": "acquire", "consume": "acquire",
    "memory_order_acquire": "acquire", "memory_order_consume": "acquire", "Acquire": "acquire",
    "releasing": "release", "Release": "release", "memory_order_release": "release",
    "memory_order_relaxed": "relaxed", "Relaxed": "relaxed", "none": "relaxed",
  ]
}

/// The arithmetic of the language: 64 bits, wrapping as in hardware.
enum Arithmetic {
  /// The value, or `nil` when it divides by zero.
  static func apply(_ sign: Operator, _ a: Int, _ b: Int) -> Int? {
    switch sign {
    case .or: return a != 0 || b != 0 ? 1 : 0
    case .and: return a != 0 && b != 0 ? 1 : 0
    case .equal: return a == b ? 1 : 0
    case .notEqual: return a != b ? 1 : 0
    case .less: return a < b ? 1 : 0
    case .lessOrEqual: return a <= b ? 1 : 0
    case .greater: return a > b ? 1 : 0
    case .greaterOrEqual: return a >= b ? 1 : 0
    case .add: return a &+ b
    case .subtract: return a &- b
    case .multiply: return a &* b
    case .divide: return b == 0 ? nil : a.dividedReportingOverflow(by: b).partialValue
    case .remainder: return b == 0 ? nil : a.remainderReportingOverflow(dividingBy: b).partialValue
    case .not: return nil
    }
  }

  /// How many numbers a range holds; never negative, and never more than can be counted.
  static func count(_ lower: Int, _ upper: Int, isOpen: Bool) -> Int {
    guard lower <= upper else { return 0 }
    let (distance, overflow) = upper.subtractingReportingOverflow(lower)
    if overflow || distance == .max { return .max }
    return isOpen ? distance : distance + 1
  }
}

extension String {
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
