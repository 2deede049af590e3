/// What a worker says: one JSON line each.
public enum WorkerMessage: Sendable, Equatable {
  case hello(Hello)
  case event(RunEvent)
  case calibrated(id: Int, parallelism: Double)
  case described(id: Int, CatalogueReport)
  case checked(id: Int, CheckReport)
  case completed(id: Int, CompletionReport)
  case hovered(id: Int, HoverReport?)
  case scheduled(id: Int, ScheduleReport)
}

/// A schedule that was replayed, or why it could not be.
public struct ScheduleReport: Codable, Sendable, Equatable {
  /// The names of the program, the schedule step by step, and what does not fit, as the explorer writes them.
  public var report: JSON?
  public var refusal: String?

  public init(report: JSON? = nil, refusal: String? = nil) {
    self.report = report
    self.refusal = refusal
  }
}

/// The findings about a source, and its plan when there are no errors.
public struct CheckReport: Codable, Sendable, Equatable {
  public var diagnostics: [Diagnostic]
  public var plan: PlanReport?

  public init(diagnostics: [Diagnostic], plan: PlanReport?) {
    self.diagnostics = diagnostics
    self.plan = plan
  }
}

/// Proposals for the text between `from` and the cursor.
public struct CompletionReport: Codable, Sendable, Equatable {
  public var from: Int
  public var items: [CompletionItem]

  public init(from: Int, items: [CompletionItem]) {
    self.from = from
    self.items = items
  }
}

/// An explanation of the word between two offsets.
public struct HoverReport: Codable, Sendable, Equatable {
  public var from: Int
  public var to: Int
  public var title: String
  public var text: String

  public init(from: Int, to: Int, title: String, text: String) {
    self.from = from
    self.to = to
    self.title = title
    self.text = text
  }
}

extension WorkerMessage: Codable {
  private enum Key: String, CodingKey { case type, id, parallelism, catalogue, found }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func id() throws -> Int { try container.decode(Int.self, forKey: .id) }
    self =
      switch try container.decode(String.self, forKey: .type) {
      case "hello": .hello(try Hello(from: decoder))
      case "calibrated":
        .calibrated(
          id: try id(), parallelism: try container.decode(Double.self, forKey: .parallelism))
      case "described":
        .described(
          id: try id(), try container.decode(CatalogueReport.self, forKey: .catalogue))
      case "checked": .checked(id: try id(), try CheckReport(from: decoder))
      case "completed": .completed(id: try id(), try CompletionReport(from: decoder))
      case "hovered":
        .hovered(
          id: try id(),
          try container.decode(Bool.self, forKey: .found) ? try HoverReport(from: decoder) : nil)
      case "scheduled": .scheduled(id: try id(), try ScheduleReport(from: decoder))
      default: .event(try RunEvent(from: decoder))
      }
  }

  public func encode(to encoder: any Encoder) throws {
    if case .event(let event) = self { return try event.encode(to: encoder) }
    var container = encoder.container(keyedBy: Key.self)
    func put(_ type: String, id: Int?) throws {
      try container.encode(type, forKey: .type)
      try container.encodeIfPresent(id, forKey: .id)
    }
    switch self {
    case .event: break
    case .hello(let hello):
      try put("hello", id: nil)
      try hello.encode(to: encoder)
    case .calibrated(let id, let parallelism):
      try put("calibrated", id: id)
      try container.encode(parallelism, forKey: .parallelism)
    case .described(let id, let catalogue):
      try put("described", id: id)
      try container.encode(catalogue, forKey: .catalogue)
    case .checked(let id, let report):
      try put("checked", id: id)
      try report.encode(to: encoder)
    case .completed(let id, let report):
      try put("completed", id: id)
      try report.encode(to: encoder)
    case .hovered(let id, let report):
      try put("hovered", id: id)
      try container.encode(report != nil, forKey: .found)
      try report?.encode(to: encoder)
    case .scheduled(let id, let report):
      try put("scheduled", id: id)
      try report.encode(to: encoder)
    }
  }
}
