/// A concurrent program, ready to be explored: flat code over numbered variables and objects.
///
/// Made by ``Program/init(parsing:)``'s compiler; every number in it is an index into one of its arrays.
public struct Program: Sendable, Hashable {
  /// The shared variables; an array is one after another.
  public var variables: [Variable]
  public var objects: [SyncObject]
  /// All threads that can ever exist, in the order of their numbers: those that start at once, then those
  /// that are spawned.
  public var threads: [ThreadCode]
  /// Assertions of the whole program, computed when all threads have ended; its loads see memory as it is then.
  ///
  /// Its first registers, as many as ``outcome`` has columns, hold the outcome when it ends.
  public var final: ThreadCode
  /// What one outcome consists of.
  public var outcome: [OutcomeColumn]
  /// Outcomes that the program speaks about.
  public var grades: [OutcomeGrade]
  /// Whether the program says itself what an outcome is; otherwise it is the final values of its variables.
  public var declaresOutcome: Bool
  /// FNV-1a over the canonical text: the same for programs that differ in spaces and comments only.
  public var fingerprint: UInt64

  public init(
    variables: [Variable], objects: [SyncObject] = [], threads: [ThreadCode],
    final: ThreadCode = ThreadCode(name: "at the end", code: [Instruction(.end)]),
    outcome: [OutcomeColumn] = [], grades: [OutcomeGrade] = [], declaresOutcome: Bool = false,
    fingerprint: UInt64 = 0
  ) {
    self.variables = variables
    self.objects = objects
    self.threads = threads
    self.final = final
    self.outcome = outcome
    self.grades = grades
    self.declaresOutcome = declaresOutcome
    self.fingerprint = fingerprint
  }
}

/// A shared variable, or one element of a shared array.
public struct Variable: Sendable, Hashable {
  public enum Kind: String, Sendable { case plain, atomic }

  /// As it is written: `counter`, `buffer[2]`.
  public var name: String
  public var kind: Kind
  public var initial: Int

  public init(_ name: String, _ kind: Kind = .plain, initial: Int = 0) {
    self.name = name
    self.kind = kind
    self.initial = initial
  }
}

/// Something that threads synchronise with.
public struct SyncObject: Sendable, Hashable {
  public enum Kind: String, Sendable {
    case mutex, readWriteLock, semaphore, condition, barrier, channel
  }

  public var name: String
  public var kind: Kind
  /// Units of a semaphore, parties of a barrier, room of a channel; otherwise 0.
  public var size: Int

  public init(_ name: String, _ kind: Kind, size: Int = 0) {
    self.name = name
    self.kind = kind
    self.size = size
  }
}

/// The code of one thread.
public struct ThreadCode: Sendable, Hashable {
  /// As it is shown: `writer`, `worker 2`.
  public var name: String
  /// Ends with ``Opcode/end``.
  public var code: [Instruction]
  /// Where each instruction comes from; as many as ``code``.
  public var places: [SourceNote]
  public var registers: Int
  /// What the first registers hold at the start: the number of `thread worker(i) for i in …`.
  public var arguments: [Int]
  /// The registers that a person named.
  public var locals: [Local]
  public var messages: [String]
  /// Whether it runs from the beginning; otherwise it waits to be spawned.
  public var startsAtOnce: Bool
  /// Where the thread, or the procedure that it runs, is declared.
  public var declaration: SourceNote

  public init(
    name: String, code: [Instruction], places: [SourceNote] = [], registers: Int = 0,
    arguments: [Int] = [], locals: [Local] = [], messages: [String] = [],
    startsAtOnce: Bool = true, declaration: SourceNote = SourceNote()
  ) {
    self.name = name
    self.code = code
    self.places = places.isEmpty ? code.map { _ in SourceNote() } : places
    self.registers = registers
    self.arguments = arguments
    self.locals = locals
    self.messages = messages
    self.startsAtOnce = startsAtOnce
    self.declaration = declaration
  }
}

/// A part of the source, for showing where a step comes from.
public struct SourceNote: Sendable, Hashable {
  /// From 1; 0 when there is no source.
  public var line: Int
  /// UTF-16 code units from the start of the source, as the editor counts.
  public var from: Int
  public var to: Int

  public init(line: Int = 0, from: Int = 0, to: Int = 0) {
    self.line = line
    self.from = from
    self.to = to
  }
}

/// A register with a name.
public struct Local: Sendable, Hashable {
  public var name: String
  public var register: Int16

  public init(_ name: String, register: Int16) {
    self.name = name
    self.register = register
  }
}

/// One part of an outcome: `counter`, `reader.r0`.
public struct OutcomeColumn: Sendable, Hashable {
  public var label: String

  public init(_ label: String) { self.label = label }
}

/// What the program's author thinks of one outcome (the words are those of jcstress).
public struct OutcomeGrade: Sendable, Hashable {
  public enum Grade: String, Sendable { case acceptable, interesting, forbidden }

  public var values: [Int]
  public var grade: Grade
  public var note: String?
  public var place: SourceNote

  public init(
    values: [Int], grade: Grade, note: String? = nil, place: SourceNote = SourceNote()
  ) {
    self.values = values
    self.grade = grade
    self.note = note
    self.place = place
  }
}
