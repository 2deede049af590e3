import SourceLanguage

/// Turns a checked program into flat code.
///
/// Loops are unrolled and procedures written into the places where they are called, once for each thread. What then
/// turns out to be known before the program runs is computed here.
final class Compiler {
  /// A thread that is compiled later: where it is spawned is known, and what is known of its arguments.
  private struct Spawned {
    var number: Int
    var procedure: Int
    var name: String
    var arguments: [Int?]
  }

  let symbols: Symbols
  private(set) var findings: Findings
  private var said: Set<String> = []
  private var threads: [ThreadCode?]
  private var queue: [Spawned] = []
  /// The threads that run each procedure.
  private var spawned: [Int: [Int]] = [:]
  private var parts = 0

  init(_ symbols: Symbols, findings: Findings) {
    self.symbols = symbols
    self.findings = findings
    threads = Array(repeating: nil, count: symbols.threadCount)
  }

  /// The program, or nothing after an error.
  func compile(fingerprint: UInt64) -> Program? {
    for thread in symbols.threads {
      for offset in 0..<thread.count { compile(thread, offset) }
    }
    var next = 0
    while next < queue.count, !findings.hasErrors {
      compile(queue[next])
      next += 1
    }
    guard !findings.hasErrors else { return nil }
    var end = ThreadCompiler(self, name: "at the end")
    end.compileEnd()
    let final = end.finished(declaration: 0..<0)
    guard !findings.hasErrors else { return nil }
    let columns =
      symbols.outcome.map { $0.map { label($0.bytes) } } ?? symbols.variables.map(\.name)
    return Program(
      variables: symbols.variables, objects: symbols.objects, threads: threads.compactMap(\.self),
      final: final, outcome: columns.map { OutcomeColumn($0) },
      grades: symbols.grades.map { grade in
        OutcomeGrade(
          values: grade.values.compactMap(\.self), grade: grade.grade, note: grade.note,
          place: note(grade.bytes))
      }, declaresOutcome: symbols.outcome != nil, fingerprint: fingerprint)
  }

  private func compile(_ thread: Symbols.DeclaredThread, _ offset: Int) {
    let name = thread.syntax.name.text
    let number = thread.family.map { $0.lower + offset }
    var compiler = ThreadCompiler(self, name: number.map { "\(name) \($0)" } ?? name)
    if let parameter = thread.syntax.family?.parameter, let number {
      compiler.addParameter(parameter.text, known: number, argument: number)
    }
    compiler.compileBody(thread.syntax.body)
    threads[thread.first + offset] = compiler.finished(declaration: thread.bytes)
  }

  private func compile(_ spawned: Spawned) {
    let procedure = symbols.procedures[spawned.procedure]
    var compiler = ThreadCompiler(self, name: spawned.name)
    for (parameter, known) in zip(procedure.parameters, spawned.arguments) {
      compiler.addParameter(parameter.text, known: known, argument: 0)
    }
    compiler.procedures = [spawned.procedure]
    compiler.compileBody(procedure.body)
    var thread = compiler.finished(declaration: symbols.procedureBytes[spawned.procedure])
    thread.startsAtOnce = false
    threads[spawned.number] = thread
  }

  // MARK: For the threads

  /// The number of a thread that is spawned at a place.
  func spawn(_ procedure: Int, _ arguments: [Int?], _ bytes: Range<Int>) -> Int {
    guard threads.count < Limits.programThreads else {
      error(
        bytes,
        "A program may have \(Limits.programThreads) threads, spawned ones among them; these are more."
      )
      return 0
    }
    let number = threads.count
    threads.append(nil)
    spawned[procedure, default: []].append(number)
    let count = spawned[procedure]?.count ?? 1
    queue.append(
      Spawned(
        number: number, procedure: procedure,
        name: "\(symbols.procedures[procedure].name.text) (\(count))", arguments: arguments))
    return number
  }

  /// The register that holds a variable of a thread when it has ended; `nil` when it never got one.
  func register(_ name: String, of thread: Int) -> Int16? {
    threads[thread]?.locals.first { $0.name == name }?.register
  }

  /// The thread that runs a procedure as the `index`th one, from 1.
  func thread(_ index: Int, running procedure: Int) -> Int? {
    let list = spawned[procedure] ?? []
    return list.indices.contains(index &- 1) ? list[index - 1] : nil
  }

  /// Whether one more part may be compiled.
  func hasRoom(at bytes: Range<Int>) -> Bool {
    parts += 1
    guard parts > Limits.compiledParts else { return true }
    error(bytes, "The program is too large when its loops are unrolled and its calls written out.")
    return false
  }

  /// Notes an error once, however often its line is compiled.
  func error(_ bytes: Range<Int>, _ message: String, suggestion: String? = nil) {
    guard said.insert("\(bytes) \(message)").inserted else {
      return
    }
    findings.error(bytes, message, suggestion: suggestion)
  }

  func note(_ bytes: Range<Int>) -> SourceNote {
    guard !bytes.isEmpty else { return SourceNote() }
    let range = findings.source.range(bytes)
    return SourceNote(line: range.from.line, from: range.from.offset, to: range.to.offset)
  }

  /// A part of the source on one line.
  func label(_ bytes: Range<Int>) -> String {
    findings.source.text(bytes).split { $0 == " " || $0.isNewline || $0 == "\t" }
      .joined(separator: " ")
  }
}
