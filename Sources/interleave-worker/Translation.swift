import CallLanguage
import ExperimentEngine
import FoundationEssentials
import Wire

/// What the engine says, in the words of the wire.
enum Translation {
  /// The lines that one event becomes; long text and long series become several.
  static func contents(
    of event: ExperimentEngine.RunEvent, label: String
  ) -> [Wire.RunEvent.Content] {
    switch event {
    case .started(let start): return [.started(started(start, label: label))]
    case .progress(let fraction, let sentence):
      return [.progress(Progress(fraction: fraction, sentence: sentence))]
    case .chart(let chart): return [.chart(self.chart(chart))]
    case .samples(let chart, let series, let points):
      return pieces(points, of: Limits.batch / Limits.pointSize).map { piece in
        .samples(Samples(chart: chart, series: series, points: piece.map(point)))
      }
    case .text(let stream, let text):
      return pieces(text).map { piece in
        .text(
          TextBatch(
            stream: stream.rawValue, text: piece, lines: piece.utf8.count { $0 == 0x0A }))
      }
    case .output(let output): return [.output(self.output(output))]
    case .trace(let block): return [.trace(trace(block))]
    case .verdict(let verdict): return [.verdict(self.verdict(verdict))]
    case .finished(let end): return [.caseFinished(finished(end))]
    }
  }

  // MARK: The record of a case

  private static func started(_ start: CaseStart, label: String) -> CaseStarted {
    CaseStarted(
      experiment: start.experiment, label: label, parameters: members(start.parameters),
      common: members(start.common), machine: machine(start.machine),
      calibration: start.calibration.map {
        CalibrationFact(parallelism: $0.parallelism, age: $0.age)
      }, limits: start.limits.map(limits), claims: start.claims.map(claim),
      listing: start.listing, python: start.python.isEmpty ? nil : start.python,
      program: start.program)
  }

  static func limits(_ limits: LimitsFact) -> CaseLimits {
    CaseLimits(
      caseTime: limits.caseTime, runTime: limits.runTime, memory: limits.memory,
      output: limits.output)
  }

  private static func limits(_ limits: CaseLimits) -> LimitsFact {
    LimitsFact(
      caseTime: limits.caseTime, runTime: limits.runTime, memory: limits.memory,
      output: limits.output)
  }

  static func machine(_ machine: Machine) -> MachineFact {
    MachineFact(
      cpu: machine.cpu, cpus: machine.cpus, kernel: machine.kernel, build: machine.build)
  }

  static func claim(_ claim: Claim) -> ClaimFact {
    ClaimFact(name: claim.name, sentence: claim.sentence, evidence: evidence(claim.evidence))
  }

  static func finished(_ end: CaseEnd) -> CaseFinished {
    CaseFinished(
      status: status(end.status), reason: end.reason, wall: end.wall, cpu: end.cpu,
      peakMemory: end.peakMemory,
      switches: SwitchCount(
        voluntary: end.switches.voluntary, involuntary: end.switches.involuntary))
  }

  static func status(_ status: CaseEnd.Status) -> CaseStatus {
    switch status {
    case .done: .done
    case .failed: .failed
    case .stopped: .stopped
    case .deadline: .deadline
    }
  }

  // MARK: Verdicts

  private static func verdict(_ verdict: ExperimentEngine.Verdict) -> VerdictReport {
    VerdictReport(
      claim: verdict.claim, verdict: outcome(verdict.outcome), sentence: verdict.sentence,
      evidence: evidence(verdict.evidence), met: verdict.isMet, decide: verdict.decide,
      statistics: verdict.statistics.map { estimate in
        StatisticsFact(
          median: estimate.median, low: estimate.low, high: estimate.high, n: estimate.count,
          unit: estimate.unit, level: estimate.level)
      })
  }

  private static func outcome(_ outcome: Outcome) -> Wire.Verdict {
    switch outcome {
    case .observed: .observed
    case .notObserved: .notObserved
    case .inconclusive: .inconclusive
    case .exact: .exact
    case .proved: .proved
    case .provedUpTo: .provedUpTo
    case .sampled: .sampled
    case .refuted: .refuted
    }
  }

  private static func evidence(_ evidence: ExperimentEngine.Evidence) -> Wire.Evidence {
    switch evidence {
    case .exact: .exact
    case .robust: .robust
    case .conditional: .conditional
    case .informative: .informative
    }
  }

  static func need(_ need: ExperimentEngine.Need) -> Wire.Need {
    switch need {
    case .exact: .exact
    case .quiet: .quiet
    }
  }

  // MARK: What is shown

  private static func chart(_ chart: ExperimentEngine.LiveChart) -> Wire.LiveChart {
    let kind: Wire.LiveChart.Kind =
      switch chart.kind {
      case .line: .line
      case .step: .step
      case .scatter: .scatter
      case .bars: .bars
      }
    return Wire.LiveChart(
      chart: chart.id, title: chart.title, kind: kind, x: axis(chart.x), y: axis(chart.y))
  }

  private static func axis(_ axis: Axis) -> ChartAxis {
    ChartAxis(
      label: axis.label, unit: axis.unit, scale: axis.scale == .linear ? nil : axis.scale.rawValue)
  }

  private static func point(_ point: ExperimentEngine.Point) -> Wire.Point {
    switch point.x {
    case .number(let x): Wire.Point(x: .number(x), y: point.y)
    case .category(let name): Wire.Point(x: .string(name), y: point.y)
    }
  }

  private static func output(_ output: Output) -> RichOutput {
    RichOutput(
      name: output.name, title: output.title,
      bundle: Dictionary(
        output.bundle.map { ($0.mime, json($0.content)) }, uniquingKeysWith: { first, _ in first }))
  }

  private static func trace(_ block: ExperimentEngine.TraceBlock) -> Wire.TraceBlock {
    Wire.TraceBlock(
      block: block.block,
      lanes: block.lanes.map { Wire.TraceLane(name: $0.name, group: $0.group) },
      names: block.names, count: block.count, bytes: Data(block.bytes).base64EncodedString())
  }

  private static func json(_ value: JSONValue) -> JSON {
    switch value {
    case .null: .null
    case .boolean(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .string(let value): .string(value)
    case .array(let values): .array(values.map(json))
    case .object(let members):
      .object(
        Dictionary(
          members.map { ($0.name, json($0.value)) }, uniquingKeysWith: { _, last in last }))
    }
  }

  // MARK: Parameters

  static func members(_ arguments: [Argument]) -> [String: JSON] {
    Dictionary(
      arguments.map { ($0.name, json($0.value)) }, uniquingKeysWith: { first, _ in first })
  }

  /// A value as a reader of JSON expects it: durations in seconds, cases by their name, ranges as
  /// they are written.
  static func json(_ value: Value) -> JSON {
    switch value {
    case .integer(let value): .integer(value)
    case .decimal(let value): .number(value)
    case .boolean(let value): .bool(value)
    case .string(let text): .string(text)
    case .duration(let value): .number(value.inSeconds)
    case .symbol(let name, nil): .string(name)
    case .symbol(let name, let argument?): .string("\(name)(\(argument))")
    case .list(let values): .array(values.map(json))
    case .range(let range): .string(range.description)
    case .attachment(let name): .string(name)
    case .absent: .null
    }
  }

  // MARK: Pieces

  private static func pieces<Element>(_ all: [Element], of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: all.count, by: size).map { all[$0..<min($0 + size, all.count)] }
  }

  /// The text in parts of at most `Limits.batch` bytes, cut between characters.
  private static func pieces(_ text: String) -> [String] {
    if text.utf8.count <= Limits.batch { return text.isEmpty ? [] : [text] }
    let bytes = Array(text.utf8)
    var pieces: [String] = []
    var start = 0
    while start < bytes.count {
      var end = min(start + Limits.batch, bytes.count)
      while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
      pieces.append(String(decoding: bytes[start..<end], as: UTF8.self))
      start = end
    }
    return pieces
  }
}
