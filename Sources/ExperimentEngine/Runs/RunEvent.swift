public import CallLanguage

/// Where the events of a case go: the worker's pipe, or a test's list.
///
/// Called from the threads of the case, also from several at once.
public protocol RunSink: Sendable {
  func send(_ event: RunEvent)
}

/// One thing that happens in a case.
public enum RunEvent: Sendable {
  case started(CaseStart)
  case progress(fraction: Double, sentence: String)
  case chart(LiveChart)
  case samples(chart: String, series: String, points: [Point])
  case text(TextStream, String)
  case output(Output)
  case trace(TraceBlock)
  case verdict(Verdict)
  case finished(CaseEnd)
}

/// The record of a case: what runs, with which seed, where.
public struct CaseStart: Sendable {
  public var experiment: String
  public var parameters: [Argument]
  public var common: [Argument]
  public var machine: Machine
  public var calibration: Calibration?
  /// What its host allows it; nil where nobody does.
  public var limits: CaseLimits?
  public var claims: [Claim]
  public var listing: String?
  public var python: String
  /// The case as a cell of the model language.
  public var program: String?
}

/// What the host of a case allows it before it is ended.
public struct CaseLimits: Hashable, Sendable {
  /// Seconds of one case, and of the whole run.
  public var caseTime: Double
  public var runTime: Double
  /// Bytes.
  public var memory: Int
  /// Bytes of everything that a run reports.
  public var output: Int

  public init(caseTime: Double, runTime: Double, memory: Int, output: Int) {
    self.caseTime = caseTime
    self.runTime = runTime
    self.memory = memory
    self.output = output
  }
}

/// How a case ended and what it used.
public struct CaseEnd: Hashable, Sendable {
  public enum Status: String, Hashable, Sendable {
    case done, failed, stopped, deadline
  }

  public var status: Status
  public var reason: String?
  /// Seconds on the clock.
  public var wall: Double
  /// Seconds of CPU time of the whole process.
  public var cpu: Double
  /// Bytes.
  public var peakMemory: Int
  public var switches: Switches
}

/// How often threads left their CPU.
public struct Switches: Hashable, Sendable {
  /// They waited or slept.
  public var voluntary: Int
  /// They were sent away.
  public var involuntary: Int

  public init(voluntary: Int = 0, involuntary: Int = 0) {
    self.voluntary = voluntary
    self.involuntary = involuntary
  }
}

/// A stream of text.
public enum TextStream: String, Hashable, Sendable {
  case stdout, stderr
}

/// A finished chart, picture or table in several representations.
public struct Output: Hashable, Sendable {
  public var name: String
  public var title: String
  /// From the plainest to the richest; `text/plain` is always there.
  public var bundle: [Representation]

  public init(name: String, title: String, plain: String, _ others: [Representation] = []) {
    self.name = name
    self.title = title
    bundle = [Representation("text/plain", .string(plain))] + others
  }

  public subscript(_ mime: String) -> JSONValue? {
    bundle.first { $0.mime == mime }?.content
  }
}

/// One representation of an output.
public struct Representation: Hashable, Sendable {
  public var mime: String
  /// Text as a string; a JSON document as itself.
  public var content: JSONValue

  public init(_ mime: String, _ content: JSONValue) {
    self.mime = mime
    self.content = content
  }
}

/// A chart that grows while its case runs.
public struct LiveChart: Hashable, Sendable {
  public var id: String
  public var title: String
  public var kind: Series.Kind
  public var x: Axis
  public var y: Axis

  public init(_ id: String, _ title: String, _ kind: Series.Kind = .line, x: Axis, y: Axis) {
    self.id = id
    self.title = title
    self.kind = kind
    self.x = x
    self.y = y
  }
}
