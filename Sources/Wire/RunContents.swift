/// Whether a call may run beside others.
public enum Need: String, Codable, Sendable, Equatable, CaseIterable {
  case exact, quiet
}

/// How strong an observation of an experiment is.
public enum Evidence: String, Codable, Sendable, Equatable, CaseIterable {
  case exact, robust, conditional, informative
}

/// What became of a claim.
public enum Verdict: String, Codable, Sendable, Equatable, CaseIterable {
  case observed, notObserved, inconclusive, exact, proved, provedUpTo, sampled, refuted
}

/// How a case or run ended.
public enum CaseStatus: String, Codable, Sendable, Equatable, CaseIterable {
  case done, failed, stopped, deadline, crashed, outOfMemory, interrupted
}

/// What a run is going to do: every call with its cases.
public struct PlanReport: Codable, Sendable, Equatable {
  public var calls: [PlannedCall]

  public init(
    calls: [PlannedCall]
  ) {
    self.calls = calls
  }
}

/// One call of a cell.
public struct PlannedCall: Codable, Sendable, Equatable {
  public var call: Int
  public var experiment: String
  public var line: Int
  public var need: Need
  public var cases: [PlannedCase]

  public init(
    call: Int, experiment: String, line: Int, need: Need, cases: [PlannedCase]
  ) {
    self.call = call
    self.experiment = experiment
    self.line = line
    self.need = need
    self.cases = cases
  }
}

/// One combination of a swept call.
public struct PlannedCase: Codable, Sendable, Equatable {
  public var `case`: Int
  public var label: String
  public var parameters: [String: JSON]

  public init(
    case: Int, label: String, parameters: [String: JSON]
  ) {
    self.case = `case`
    self.label = label
    self.parameters = parameters
  }
}

/// The record of a case: what ran, with which seed, where.
public struct CaseStarted: Codable, Sendable, Equatable {
  public var experiment: String
  public var label: String
  public var parameters: [String: JSON]
  public var common: [String: JSON]
  public var machine: MachineFact
  public var calibration: CalibrationFact?
  public var limits: LimitsFact?
  public var claims: [ClaimFact]
  public var listing: String?
  public var python: String?
  /// The case as a cell of the model language.
  public var program: String?

  public init(
    experiment: String, label: String, parameters: [String: JSON], common: [String: JSON],
    machine: MachineFact, calibration: CalibrationFact? = nil, limits: LimitsFact? = nil,
    claims: [ClaimFact] = [], listing: String? = nil, python: String? = nil,
    program: String? = nil
  ) {
    self.experiment = experiment
    self.label = label
    self.parameters = parameters
    self.common = common
    self.machine = machine
    self.calibration = calibration
    self.limits = limits
    self.claims = claims
    self.listing = listing
    self.python = python
    self.program = program
  }
}

/// The machine that a case ran on.
public struct MachineFact: Codable, Sendable, Equatable {
  public var cpu: String
  public var cpus: Int
  public var kernel: String
  public var build: String

  public init(
    cpu: String, cpus: Int, kernel: String, build: String
  ) {
    self.cpu = cpu
    self.cpus = cpus
    self.kernel = kernel
    self.build = build
  }
}

/// A named claim of an experiment with its class of evidence.
public struct ClaimFact: Codable, Sendable, Equatable {
  public var name: String
  public var sentence: String
  public var evidence: Evidence

  public init(
    name: String, sentence: String, evidence: Evidence
  ) {
    self.name = name
    self.sentence = sentence
    self.evidence = evidence
  }
}

/// How far a case is, from 0 to 1, in a sentence.
public struct Progress: Codable, Sendable, Equatable {
  public var fraction: Double
  public var sentence: String

  public init(
    fraction: Double, sentence: String
  ) {
    self.fraction = fraction
    self.sentence = sentence
  }
}

/// A chart that grows while its case runs; comes before its first samples.
public struct LiveChart: Codable, Sendable, Equatable {
  public var chart: String
  public var title: String
  public var kind: Kind
  public var x: ChartAxis
  public var y: ChartAxis

  /// How the points of a live chart are drawn.
  public enum Kind: String, Codable, Sendable { case line, scatter, bars, step }

  public init(
    chart: String, title: String, kind: Kind, x: ChartAxis, y: ChartAxis
  ) {
    self.chart = chart
    self.title = title
    self.kind = kind
    self.x = x
    self.y = y
  }
}

/// An axis with its unit; the scale is linear unless it says otherwise.
public struct ChartAxis: Codable, Sendable, Equatable {
  public var label: String
  public var unit: String?
  public var scale: String?

  public init(
    label: String, unit: String? = nil, scale: String? = nil
  ) {
    self.label = label
    self.unit = unit
    self.scale = scale
  }
}

/// A batch of points of one series.
public struct Samples: Codable, Sendable, Equatable {
  public var chart: String
  public var series: String
  public var points: [Point]

  public init(
    chart: String, series: String, points: [Point]
  ) {
    self.chart = chart
    self.series = series
    self.points = points
  }
}

/// A batch of text; `lines` counts its line feeds.
public struct TextBatch: Codable, Sendable, Equatable {
  public var stream: String
  public var text: String
  public var lines: Int

  public init(
    stream: String, text: String, lines: Int
  ) {
    self.stream = stream
    self.text = text
    self.lines = lines
  }
}

/// A finished chart, picture or table in several representations; `text/plain` is always there.
public struct RichOutput: Codable, Sendable, Equatable {
  /// The type of everything that an exploration found.
  public static let explorationType = "application/vnd.interleave.exploration+json"

  public var name: String
  public var title: String
  public var bundle: [String: JSON]

  public init(
    name: String, title: String, bundle: [String: JSON]
  ) {
    self.name = name
    self.title = title
    self.bundle = bundle
  }
}

/// A block of 32-byte trace records.
///
/// `bytes` is base64 between worker and server; the server
/// stores them and sends the time span (seconds from the start of the case) in their place.
public struct TraceBlock: Codable, Sendable, Equatable {
  public var block: Int
  public var lanes: [TraceLane]
  public var names: [String]
  public var count: Int
  public var bytes: String?
  public var from: Double?
  public var to: Double?

  public init(
    block: Int, lanes: [TraceLane], names: [String], count: Int, bytes: String? = nil,
    from: Double? = nil, to: Double? = nil
  ) {
    self.block = block
    self.lanes = lanes
    self.names = names
    self.count = count
    self.bytes = bytes
    self.from = from
    self.to = to
  }
}

/// One row of a timeline.
public struct TraceLane: Codable, Sendable, Equatable {
  public var name: String
  public var group: String?

  public init(
    name: String, group: String? = nil
  ) {
    self.name = name
    self.group = group
  }
}

/// What became of a claim.
///
/// The sentence comes first, the keyword small.
public struct VerdictReport: Codable, Sendable, Equatable {
  public var claim: String
  public var verdict: Verdict
  public var sentence: String
  public var evidence: Evidence
  public var met: Bool?
  public var decide: String?
  public var statistics: StatisticsFact?

  public init(
    claim: String, verdict: Verdict, sentence: String, evidence: Evidence, met: Bool? = nil,
    decide: String? = nil, statistics: StatisticsFact? = nil
  ) {
    self.claim = claim
    self.verdict = verdict
    self.sentence = sentence
    self.evidence = evidence
    self.met = met
    self.decide = decide
    self.statistics = statistics
  }
}

/// A median with its interval; the bounds are missing below ten samples.
public struct StatisticsFact: Codable, Sendable, Equatable {
  public var median: Double
  public var low: Double?
  public var high: Double?
  public var n: Int
  public var unit: String?
  public var level: Double?

  public init(
    median: Double, low: Double? = nil, high: Double? = nil, n: Int, unit: String? = nil,
    level: Double? = nil
  ) {
    self.median = median
    self.low = low
    self.high = high
    self.n = n
    self.unit = unit
    self.level = level
  }
}

/// How a case ended.
///
/// Times in seconds, memory in bytes.
public struct CaseFinished: Codable, Sendable, Equatable {
  public var status: CaseStatus
  public var reason: String?
  public var wall: Double
  public var cpu: Double
  public var peakMemory: Int
  public var switches: SwitchCount?

  public init(
    status: CaseStatus, reason: String? = nil, wall: Double, cpu: Double, peakMemory: Int,
    switches: SwitchCount? = nil
  ) {
    self.status = status
    self.reason = reason
    self.wall = wall
    self.cpu = cpu
    self.peakMemory = peakMemory
    self.switches = switches
  }
}

/// Context switches of a case.
public struct SwitchCount: Codable, Sendable, Equatable {
  public var voluntary: Int
  public var involuntary: Int

  public init(
    voluntary: Int, involuntary: Int
  ) {
    self.voluntary = voluntary
    self.involuntary = involuntary
  }
}

/// How a run ended; wall time in seconds.
public struct RunFinished: Codable, Sendable, Equatable {
  public var status: CaseStatus
  public var reason: String?
  public var wall: Double

  public init(
    status: CaseStatus, reason: String? = nil, wall: Double
  ) {
    self.status = status
    self.reason = reason
    self.wall = wall
  }
}

/// A sample: a number or a category against a number, written as `[x, y]`.
public struct Point: Codable, Sendable, Equatable {
  public var x: JSON
  public var y: Double

  public init(x: JSON, y: Double) {
    self.x = x
    self.y = y
  }

  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    x = try container.decode(JSON.self)
    y = try container.decode(Double.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(x)
    try container.encode(y)
  }
}
