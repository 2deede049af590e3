/// What the server asks of a worker: one JSON line each.
public enum WorkerRequest: Sendable, Equatable {
  case run(RunRequest)
  /// Ends the running cases at their next check; they report `stopped`.
  case stop
  case calibrate(id: Int)
  case describe(id: Int)
  case check(id: Int, source: String)
  /// Offsets count UTF-16 code units, as the editor does.
  case complete(id: Int, source: String, offset: Int)
  case hover(id: Int, source: String, offset: Int)
  case schedule(id: Int, ScheduleQuestion)
}

/// A schedule of a program, to be replayed step by step.
public struct ScheduleQuestion: Codable, Sendable, Equatable {
  public var source: String
  /// An id (`il1.…`) or a list of choices; empty for the start.
  public var schedule: String
  /// The memory model of a list; an id knows its own.
  public var model: String?
  /// Whether to say how to go on to a failure.
  public var wantsHint: Bool?
  /// Whether to give it as text and in the trace format of Chrome, too.
  public var wantsExports: Bool?

  public init(
    source: String, schedule: String, model: String? = nil, wantsHint: Bool? = nil,
    wantsExports: Bool? = nil
  ) {
    self.source = source
    self.schedule = schedule
    self.model = model
    self.wantsHint = wantsHint
    self.wantsExports = wantsExports
  }
}

/// One execution of a cell's source.
public struct RunRequest: Codable, Sendable, Equatable {
  public var run: String
  public var source: String
  public var calibration: CalibrationFact?
  /// Seconds that one case may take; the server enforces it, the worker shows it.
  public var caseDeadline: Double
  /// What the server allows, for the record; it enforces it itself.
  public var limits: LimitsFact?
  /// The first case to run.
  ///
  /// Earlier cases are planned only. Used after a crash.
  public var from: CaseIndex?

  public init(
    run: String, source: String, calibration: CalibrationFact? = nil, caseDeadline: Double = 30,
    limits: LimitsFact? = nil, from: CaseIndex? = nil
  ) {
    self.run = run
    self.source = source
    self.calibration = calibration
    self.caseDeadline = caseDeadline
    self.limits = limits
    self.from = from
  }
}

/// Which case of which call, both from 0.
public struct CaseIndex: Codable, Sendable, Equatable, Hashable, Comparable {
  public var call: Int
  public var `case`: Int

  public init(call: Int, case: Int) {
    self.call = call
    self.case = `case`
  }

  public static func < (a: Self, b: Self) -> Bool { (a.call, a.case) < (b.call, b.case) }
}

/// How many CPUs two spinners really had, and how many seconds ago that was measured.
public struct CalibrationFact: Codable, Sendable, Equatable {
  public var parallelism: Double
  public var age: Double

  public init(parallelism: Double, age: Double) {
    self.parallelism = parallelism
    self.age = age
  }
}

/// What the server allows a run before it ends it.
public struct LimitsFact: Codable, Sendable, Equatable {
  /// Seconds of one case, and of the whole run.
  public var caseTime: Double
  public var runTime: Double
  /// Bytes of memory, and of everything that the run reports.
  public var memory: Int
  public var output: Int

  public init(caseTime: Double, runTime: Double, memory: Int, output: Int) {
    self.caseTime = caseTime
    self.runTime = runTime
    self.memory = memory
    self.output = output
  }
}

extension WorkerRequest: Codable {
  private enum Key: String, CodingKey { case type, id, source, offset }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func id() throws -> Int { try container.decode(Int.self, forKey: .id) }
    func source() throws -> String { try container.decode(String.self, forKey: .source) }
    func offset() throws -> Int { try container.decode(Int.self, forKey: .offset) }
    switch try container.decode(String.self, forKey: .type) {
    case "run": self = .run(try RunRequest(from: decoder))
    case "stop": self = .stop
    case "calibrate": self = .calibrate(id: try id())
    case "describe": self = .describe(id: try id())
    case "check": self = .check(id: try id(), source: try source())
    case "complete": self = .complete(id: try id(), source: try source(), offset: try offset())
    case "hover": self = .hover(id: try id(), source: try source(), offset: try offset())
    case "schedule": self = .schedule(id: try id(), try ScheduleQuestion(from: decoder))
    case let type:
      throw DecodingError.dataCorruptedError(
        forKey: .type, in: container, debugDescription: "unknown request type \(type)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .run(let request):
      try container.encode("run", forKey: .type)
      try request.encode(to: encoder)
    case .stop: try container.encode("stop", forKey: .type)
    case .calibrate(let id):
      try container.encode("calibrate", forKey: .type)
      try container.encode(id, forKey: .id)
    case .describe(let id):
      try container.encode("describe", forKey: .type)
      try container.encode(id, forKey: .id)
    case .check(let id, let source):
      try container.encode("check", forKey: .type)
      try container.encode(id, forKey: .id)
      try container.encode(source, forKey: .source)
    case .complete(let id, let source, let offset):
      try container.encode("complete", forKey: .type)
      try container.encode(id, forKey: .id)
      try container.encode(source, forKey: .source)
      try container.encode(offset, forKey: .offset)
    case .hover(let id, let source, let offset):
      try container.encode("hover", forKey: .type)
      try container.encode(id, forKey: .id)
      try container.encode(source, forKey: .source)
      try container.encode(offset, forKey: .offset)
    case .schedule(let id, let question):
      try container.encode("schedule", forKey: .type)
      try container.encode(id, forKey: .id)
      try question.encode(to: encoder)
    }
  }
}
