/// The body of `POST /api/notebooks`.
///
/// At most one of `lesson` and `copyOf` says what the notebook begins as.
public struct CreateNotebook: Codable, Sendable, Equatable {
  public var title: String?
  public var lesson: String?
  /// The notebook to be duplicated, without its results.
  public var copyOf: String?

  public init(
    title: String? = nil, lesson: String? = nil, copyOf: String? = nil
  ) {
    self.title = title
    self.lesson = lesson
    self.copyOf = copyOf
  }
}

/// The body of `POST …/operations`: `base` is the revision that the sender saw; the same `key` is
/// answered the same.
///
/// `author` and `step` let undo find what is one's own; `name` is shown in the history.
public struct OperationsRequest: Codable, Sendable, Equatable {
  public var base: Int
  public var key: String
  public var operations: [DocumentOperation]
  public var author: String?
  public var name: String?
  public var step: String?
  public var takesBack: String?

  public init(
    base: Int, key: String, operations: [DocumentOperation], author: String? = nil,
    name: String? = nil, step: String? = nil, takesBack: String? = nil
  ) {
    self.base = base
    self.key = key
    self.operations = operations
    self.author = author
    self.name = name
    self.step = step
    self.takesBack = takesBack
  }
}

/// The body of `POST …/restorations`: with a revision, that revision comes back, or one cell of it;
/// without one the notebook comes out of the bin.
public struct RestorationRequest: Codable, Sendable, Equatable {
  public var revision: Int?
  public var cell: String?
  public var key: String?
  public var author: String?
  public var name: String?
  public var step: String?

  public init(
    revision: Int? = nil, cell: String? = nil, key: String? = nil, author: String? = nil,
    name: String? = nil, step: String? = nil
  ) {
    self.revision = revision
    self.cell = cell
    self.key = key
    self.author = author
    self.name = name
    self.step = step
  }
}

/// The answer to operations that were applied.
public struct OperationsAnswer: Codable, Sendable, Equatable {
  public var revision: Int

  public init(
    revision: Int
  ) {
    self.revision = revision
  }
}

/// The body of `POST …/runs`.
public struct RunsRequest: Codable, Sendable, Equatable {
  public var cells: [String]
  public var key: String?

  public init(
    cells: [String], key: String? = nil
  ) {
    self.cells = cells
    self.key = key
  }
}

/// The runs that were queued, in order.
public struct RunsAnswer: Codable, Sendable, Equatable {
  public var runs: [StartedRun]

  public init(
    runs: [StartedRun]
  ) {
    self.runs = runs
  }
}

/// A run and the cell that it belongs to.
public struct StartedRun: Codable, Sendable, Equatable {
  public var id: String
  public var cell: String

  public init(
    id: String, cell: String
  ) {
    self.id = id
    self.cell = cell
  }
}

/// The body of checks, completions and hovers; the offset counts UTF-16 code units.
public struct SourceRequest: Codable, Sendable, Equatable {
  public var source: String
  public var offset: Int?

  public init(
    source: String, offset: Int? = nil
  ) {
    self.source = source
    self.offset = offset
  }
}

/// An error as `application/problem+json` (RFC 9457); the title says what to do next.
public struct ProblemReport: Codable, Sendable, Equatable {
  public var type: String
  public var title: String
  public var status: Int

  public init(
    type: String, title: String, status: Int
  ) {
    self.type = type
    self.title = title
    self.status = status
  }
}

/// One change of a document, as the browser asks for it.
///
/// Cell ids are made by the sender.
public enum DocumentOperation: Sendable, Equatable {
  case setSource(cell: String, source: String)
  case insertCell(cell: String, kind: String, source: String, after: String?)
  case deleteCell(cell: String)
  case restoreCell(cell: String)
  case moveCell(cell: String, after: String?)
  case setKind(cell: String, kind: String)
  case setTitle(title: String)
  case setTags([String])
  /// Gives a lesson its original text back; what stood there stays in the history.
  case restart
}

extension DocumentOperation: Codable {
  private enum Key: String, CodingKey { case type, cell, source, kind, after, title, tags }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func text(_ key: Key) throws -> String { try container.decode(String.self, forKey: key) }
    func after() throws -> String? { try container.decodeIfPresent(String.self, forKey: .after) }
    self =
      switch try text(.type) {
      case "setSource": .setSource(cell: try text(.cell), source: try text(.source))
      case "insertCell":
        .insertCell(
          cell: try text(.cell), kind: try text(.kind), source: try text(.source),
          after: try after())
      case "deleteCell": .deleteCell(cell: try text(.cell))
      case "restoreCell": .restoreCell(cell: try text(.cell))
      case "moveCell": .moveCell(cell: try text(.cell), after: try after())
      case "setKind": .setKind(cell: try text(.cell), kind: try text(.kind))
      case "setTitle": .setTitle(title: try text(.title))
      case "setTags": .setTags(try container.decode([String].self, forKey: .tags))
      case "restart": .restart
      case let type:
        throw DecodingError.dataCorruptedError(
          forKey: .type, in: container, debugDescription: "unknown operation type \(type)")
      }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    func put(_ type: String, _ cell: String?) throws {
      try container.encode(type, forKey: .type)
      try container.encodeIfPresent(cell, forKey: .cell)
    }
    switch self {
    case .setSource(let cell, let source):
      try put("setSource", cell)
      try container.encode(source, forKey: .source)
    case .insertCell(let cell, let kind, let source, let after):
      try put("insertCell", cell)
      try container.encode(kind, forKey: .kind)
      try container.encode(source, forKey: .source)
      try container.encodeIfPresent(after, forKey: .after)
    case .deleteCell(let cell): try put("deleteCell", cell)
    case .restoreCell(let cell): try put("restoreCell", cell)
    case .moveCell(let cell, let after):
      try put("moveCell", cell)
      try container.encodeIfPresent(after, forKey: .after)
    case .setKind(let cell, let kind):
      try put("setKind", cell)
      try container.encode(kind, forKey: .kind)
    case .setTitle(let title):
      try put("setTitle", nil)
      try container.encode(title, forKey: .title)
    case .setTags(let tags):
      try put("setTags", nil)
      try container.encode(tags, forKey: .tags)
    case .restart: try put("restart", nil)
    }
  }
}
