import SourceLanguage

/// Writes the code of one thread.
///
/// Registers are numbered in three ranges while it is not known how many of each there will be: variables that a
/// person named from 0, numbers that are used often from ``constantBase``, and values on the way from
/// ``temporaryBase``.
struct ThreadCompiler {
  static let constantBase: Int16 = 8_192
  static let temporaryBase: Int16 = 16_384
  /// How many numbers are kept in registers; others are made where they are used.
  ///
  /// Each is a word of the state that searches hash, so there are few.
  static let keptConstants = 3

  /// What a name of the source stands for.
  struct Binding {
    /// `nil` for the number of a loop that is nowhere used as a value.
    var register: Int16?
    /// Its value, where it is known before the program runs.
    var known: Int?
  }

  /// A thread's body, or a procedure inside of it.
  struct Frame {
    /// The name of the procedure; `nil` for the body of the thread.
    var procedure: String?
    var scopes: [[String: Binding]] = [[:]]
    /// Where a value that is given back goes.
    var result: Int16?
    /// The jumps of its `return`s.
    var returns: [Int] = []
    /// How many locks of `with` were held around it.
    var heldBefore = 0
  }

  struct Loop {
    var breaks: [Int] = []
    var continues: [Int] = []
    var heldBefore: Int
  }

  /// A mutex that a `with` gives back.
  struct Held {
    var place: Place
  }

  let program: Compiler
  let name: String
  private var code: [Instruction] = []
  private var notes: [Range<Int>] = []
  private var messages: [String] = []

  private var named: [Local] = []
  /// The registers of each procedure's variables: it runs at most once at a time, so each call uses the same.
  private var registers: [String: [String: Int16]] = [:]
  private var parameters: [Int] = []
  private var constants: [Int] = []
  var temporaries = 0
  private var mostTemporaries = 0
  /// The highest place that something jumps to.
  private var lastTarget = -1

  var frames: [Frame] = [Frame()]
  /// The procedures that are being written out; the checker has seen to it that none stands there twice.
  var procedures: [Int] = []
  var loops: [Loop] = []
  var held: [Held] = []
  /// How many `while`s are around, where nothing can be spawned.
  var whileDepth = 0
  /// Whether it is what happens when all threads have ended: reads are no steps there, and no register is kept.
  var isEnd = false
  private(set) var isFull = false

  init(_ program: Compiler, name: String) {
    self.program = program
    self.name = name
  }

  mutating func addParameter(_ name: String, known: Int?, argument: Int) {
    parameters.append(argument)
    bind(name, Binding(register: local(name), known: known))
  }

  mutating func compileBody(_ body: Block) {
    compile(body)
    patch(frames[0].returns)
    emit(Instruction(.end), body.close)
  }

  // MARK: Instructions

  /// Adds an instruction and answers where it stands.
  @discardableResult
  mutating func emit(_ instruction: Instruction, _ bytes: Range<Int>) -> Int {
    guard code.count < Limits.instructionsOfThread else {
      isFull = true
      program.error(
        bytes,
        "`\(name)` gets too long: it may have \(Limits.instructionsOfThread) instructions when its loops are unrolled "
          + "and its calls written out.")
      return code.count - 1
    }
    code.append(instruction)
    notes.append(bytes)
    return code.count - 1
  }

  /// A jump whose end is not known yet.
  mutating func emitJump(_ bytes: Range<Int>) -> Int { emit(Instruction(.jump), bytes) }

  /// Makes jumps end here.
  mutating func patch(_ jumps: [Int]) {
    guard !isFull, !jumps.isEmpty else { return }
    var jumps = jumps
    // A jump to the next instruction is none, unless somebody jumps to behind it already.
    while let last = jumps.last, last == code.count - 1, code[last].opcode == .jump,
      lastTarget < code.count
    {
      dropLast()
      jumps.removeLast()
    }
    for jump in jumps { code[jump].immediate = code.count }
    if !jumps.isEmpty { lastTarget = code.count }
  }

  /// The number of the next instruction, to which something will jump.
  mutating func target() -> Int {
    lastTarget = max(lastTarget, code.count)
    return code.count
  }

  mutating func dropLast() {
    code.removeLast()
    notes.removeLast()
  }

  /// Makes jumps go on at an earlier instruction.
  mutating func patch(_ jumps: [Int], backTo start: Int) {
    guard !isFull else { return }
    for jump in jumps { code[jump].immediate = start }
  }

  var nextIndex: Int { code.count }

  mutating func setEnd(of wait: Int) {
    guard !isFull else { return }
    code[wait].immediate = target()
  }

  mutating func setLeft(of instruction: Int, _ register: Int16) {
    guard !isFull else { return }
    code[instruction].left = register
  }

  mutating func message(_ text: String) -> Int {
    if let index = messages.firstIndex(of: text) { return index }
    messages.append(text)
    return messages.count - 1
  }

  // MARK: Registers

  mutating func temporary() -> Int16 {
    temporaries += 1
    mostTemporaries = max(mostTemporaries, temporaries)
    return Self.temporaryBase + Int16(truncatingIfNeeded: temporaries - 1)
  }

  /// A register that holds a number.
  mutating func constant(_ value: Int, _ bytes: Range<Int>) -> Int16 {
    if let index = constants.firstIndex(of: value) { return Self.constantBase + Int16(index) }
    if !isEnd, constants.count < Self.keptConstants {
      constants.append(value)
      return Self.constantBase + Int16(constants.count - 1)
    }
    let register = temporary()
    emit(Instruction(.constant, target: register, immediate: value), bytes)
    return register
  }

  /// Registers that nobody named, the first ones of all.
  mutating func reserve(_ count: Int) {
    for index in 0..<count { named.append(Local("", register: Int16(index))) }
  }

  /// The register of a variable of the procedure that is being compiled.
  mutating func local(_ name: String) -> Int16 {
    let procedure = frames.last?.procedure ?? ""
    if let register = registers[procedure]?[name] { return register }
    let register = Int16(named.count)
    named.append(Local(procedure.isEmpty ? name : "\(procedure).\(name)", register: register))
    registers[procedure, default: [:]][name] = register
    return register
  }

  // MARK: Names

  mutating func bind(_ name: String, _ binding: Binding) {
    frames[frames.count - 1].bind(name, binding)
  }

  func binding(_ name: String) -> Binding? { frames.last?.binding(name) }

  // MARK: The result

  mutating func finished(declaration: Range<Int>) -> ThreadCode {
    let kept = Int16(constants.count)
    let first = Int16(parameters.count)
    let temporaries = Int16(named.count) + kept
    func final(_ register: Int16) -> Int16 {
      if register >= Self.temporaryBase { return register - Self.temporaryBase + temporaries }
      if register >= Self.constantBase { return register - Self.constantBase + first }
      return register < first ? register : register + kept
    }
    for index in code.indices {
      code[index].target = final(code[index].target)
      code[index].left = final(code[index].left)
      // The others hold a count, or a register of another thread.
      if code[index].opcode != .spawn, code[index].opcode != .peek {
        code[index].right = final(code[index].right)
      }
      code[index].place.index = final(code[index].place.index)
    }
    let count = Int(temporaries) + mostTemporaries
    if count > Limits.registersOfThread {
      program.error(
        declaration, "`\(name)` needs too many variables; \(Limits.registersOfThread) are possible."
      )
    }
    return ThreadCode(
      name: name, code: code, places: notes.map { program.note($0) }, registers: count,
      arguments: parameters + constants,
      locals: named.filter { !$0.name.isEmpty }
        .map { Local($0.name, register: final($0.register)) },
      messages: messages, declaration: program.note(declaration))
  }
}

extension ThreadCompiler.Frame {
  fileprivate mutating func bind(_ name: String, _ binding: ThreadCompiler.Binding) {
    scopes[scopes.count - 1][name] = binding
  }

  fileprivate func binding(_ name: String) -> ThreadCompiler.Binding? {
    for scope in scopes.reversed() { if let binding = scope[name] { return binding } }
    return nil
  }
}
