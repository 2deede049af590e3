/// How bad a finding is.
public enum Severity: String, Codable, Sendable, Equatable, CaseIterable {
  case error, warning
}

/// A place in a source: line and column from 1, offset in UTF-16 code units from 0.
public struct TextPosition: Codable, Sendable, Equatable {
  public var line: Int
  public var column: Int
  public var offset: Int

  public init(
    line: Int, column: Int, offset: Int
  ) {
    self.line = line
    self.column = column
    self.offset = offset
  }
}

/// One finding about a source.
public struct Diagnostic: Codable, Sendable, Equatable {
  public var from: TextPosition
  public var to: TextPosition
  public var severity: Severity
  public var message: String
  public var suggestion: String?

  public init(
    from: TextPosition, to: TextPosition, severity: Severity, message: String,
    suggestion: String? = nil
  ) {
    self.from = from
    self.to = to
    self.severity = severity
    self.message = message
    self.suggestion = suggestion
  }
}

/// One proposal of the editor's completion list.
public struct CompletionItem: Codable, Sendable, Equatable {
  public var label: String
  public var kind: String
  public var detail: String?
  public var insert: String

  public init(
    label: String, kind: String, detail: String? = nil, insert: String
  ) {
    self.label = label
    self.kind = kind
    self.detail = detail
    self.insert = insert
  }
}

/// A worker's first line: what it is and the proof of its confinement.
public struct Hello: Codable, Sendable, Equatable {
  public var protocolVersion: Int
  public var build: String
  public var proof: ConfinementProof

  public init(
    protocolVersion: Int, build: String, proof: ConfinementProof
  ) {
    self.protocolVersion = protocolVersion
    self.build = build
    self.proof = proof
  }

  private enum CodingKeys: String, CodingKey {
    case protocolVersion = "protocol"
    case build, proof
  }
}

/// What a worker saw of its own confinement, gathered from inside.
public struct ConfinementProof: Codable, Sendable, Equatable {
  public var uidMap: String
  public var effectiveCapabilities: String
  public var boundingCapabilities: String
  public var noNewPrivileges: Bool
  public var seccomp: Int
  public var interfaces: [String]
  public var processes: Int
  public var limits: [String: String]
  public var openDescriptors: [Int]
  public var canWriteRoot: Bool
  public var environment: [String]
  public var landlock: Bool

  public init(
    uidMap: String, effectiveCapabilities: String, boundingCapabilities: String,
    noNewPrivileges: Bool, seccomp: Int, interfaces: [String], processes: Int,
    limits: [String: String], openDescriptors: [Int], canWriteRoot: Bool, environment: [String],
    landlock: Bool
  ) {
    self.uidMap = uidMap
    self.effectiveCapabilities = effectiveCapabilities
    self.boundingCapabilities = boundingCapabilities
    self.noNewPrivileges = noNewPrivileges
    self.seccomp = seccomp
    self.interfaces = interfaces
    self.processes = processes
    self.limits = limits
    self.openDescriptors = openDescriptors
    self.canWriteRoot = canWriteRoot
    self.environment = environment
    self.landlock = landlock
  }
}

/// Everything that the gallery, completion and reference need.
public struct CatalogueReport: Codable, Sendable, Equatable {
  public var build: String
  public var experiments: [ExperimentReport]

  public init(
    build: String, experiments: [ExperimentReport]
  ) {
    self.build = build
    self.experiments = experiments
  }
}

/// One experiment as its declaration describes it.
public struct ExperimentReport: Codable, Sendable, Equatable {
  public var name: String
  public var title: String
  public var chapter: ChapterReport
  public var summary: String
  public var question: String
  public var pitfall: String
  public var example: String
  public var parameters: [ParameterReport]
  public var claims: [ClaimFact]
  public var listing: String
  public var python: String
  /// With its standard parameters, as a cell of the model language.
  public var program: String?

  public init(
    name: String, title: String, chapter: ChapterReport, summary: String, question: String,
    pitfall: String, example: String, parameters: [ParameterReport], claims: [ClaimFact],
    listing: String, python: String, program: String? = nil
  ) {
    self.name = name
    self.title = title
    self.chapter = chapter
    self.summary = summary
    self.question = question
    self.pitfall = pitfall
    self.example = example
    self.parameters = parameters
    self.claims = claims
    self.listing = listing
    self.python = python
    self.program = program
  }
}

/// A chapter of the course.
public struct ChapterReport: Codable, Sendable, Equatable {
  public var number: Int
  public var title: String

  public init(
    number: Int, title: String
  ) {
    self.number = number
    self.title = title
  }
}

/// One parameter: kind, legal range or choices, default, unit.
public struct ParameterReport: Codable, Sendable, Equatable {
  public var name: String
  public var summary: String
  public var kind: String
  public var minimum: JSON?
  public var maximum: JSON?
  public var choices: [ChoiceReport]?
  public var defaultValue: String
  public var unit: String?
  public var isCommon: Bool

  public init(
    name: String, summary: String, kind: String, minimum: JSON? = nil, maximum: JSON? = nil,
    choices: [ChoiceReport]? = nil, defaultValue: String, unit: String? = nil, isCommon: Bool
  ) {
    self.name = name
    self.summary = summary
    self.kind = kind
    self.minimum = minimum
    self.maximum = maximum
    self.choices = choices
    self.defaultValue = defaultValue
    self.unit = unit
    self.isCommon = isCommon
  }
}

/// One legal word of a parameter.
public struct ChoiceReport: Codable, Sendable, Equatable {
  public var name: String
  public var summary: String
  public var argument: String?

  public init(
    name: String, summary: String, argument: String? = nil
  ) {
    self.name = name
    self.summary = summary
    self.argument = argument
  }
}
