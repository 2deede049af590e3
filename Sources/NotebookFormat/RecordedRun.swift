public import NotebookModel

/// A run as it leaves in a file: what it was and what it reported.
public struct RecordedRun: Sendable, Equatable {
  public var id: RunID?
  public var phase: RunPhase
  public var reason: String?
  /// The source that ran.
  public var source: String
  /// When it began and ended, as ISO 8601.
  public var started: String?
  public var ended: String?
  /// Every event in the order in which they came.
  public var events: [JSONValue]

  public init(
    id: RunID? = nil, phase: RunPhase, reason: String? = nil, source: String,
    started: String? = nil, ended: String? = nil, events: [JSONValue]
  ) {
    (self.id, self.phase, self.reason) = (id, phase, reason)
    (self.source, self.started, self.ended) = (source, started, ended)
    self.events = events
  }

  /// Whether there is nothing to show yet, so that older outputs still stand.
  var isSilent: Bool { events.isEmpty && phase.isActive }
}

// The record that travels in `metadata.interleave.run` of the cell.
extension RecordedRun {
  /// What ran where, with which parameters and seed, what it measured, and which schedules it found.
  ///
  /// `points` of samples are JSON in a string, so that a thousand points are one line of the file.
  var record: JSONValue {
    var members: [JSONValue.Member] = [
      .init("version", .number("1")), .init("phase", .string(phase.rawValue)),
      .init("source", LongText.lines(source)), .init("cases", .array(cases)),
    ]
    if let id { members.append(.init("run", .string(id.rawValue))) }
    for (key, text) in [("reason", reason), ("started", started), ("ended", ended)] {
      if let text { members.append(.init(key, .string(text))) }
    }
    let machine = events.lazy.filter { $0.type == "started" }.compactMap { $0["machine"] }.first
    if let machine { members.append(.init("machine", machine)) }
    let (samples, leftOut) = samples
    let charts = samples.isEmpty ? [] : charts
    if !samples.isEmpty { members.append(.init("samples", .array(samples))) }
    if !charts.isEmpty { members.append(.init("charts", .array(charts))) }
    if leftOut > 0 { members.append(.init("samplesLeftOut", .number("\(leftOut)"))) }
    let schedules = schedules
    if !schedules.isEmpty {
      members.append(.init("schedules", .array(schedules.map(JSONValue.string))))
    }
    return .object(members)
  }

  /// One entry for each case: its parameters with the seed, its verdicts, how it ended.
  private var cases: [JSONValue] {
    var places: [Place] = []
    var entries: [Place: JSONValue] = [:]
    for event in events {
      guard let place = Place(event) else { continue }
      switch event.type {
      case "started":
        if entries[place] == nil { places.append(place) }
        entries[place] = event.picking(
          ["call", "case", "experiment", "label", "parameters", "common", "calibration"])
      case "verdict":
        let verdict = event.picking([
          "claim", "verdict", "sentence", "evidence", "met", "statistics",
        ])
        let known = entries[place]?["verdicts"]?.array ?? []
        entries[place]?["verdicts"] = .array(known + [verdict])
      case "caseFinished":
        entries[place]?["end"] = event.picking([
          "status", "reason", "wall", "cpu", "peakMemory", "switches",
        ])
      default: break
      }
    }
    return places.compactMap { entries[$0] }
  }

  /// What the samples are points of.
  private var charts: [JSONValue] {
    events.filter { $0.type == "chart" }
      .map { $0.picking(["call", "case", "chart", "title", "kind", "x", "y"]) }
  }

  /// The samples of each series as far as they fit, and how many points were left out.
  private var samples: (list: [JSONValue], leftOut: Int) {
    struct Key: Hashable {
      var place: Place?
      var chart: String
      var series: String
    }
    var order: [Key] = []
    var texts: [Key: String] = [:]
    var (size, leftOut) = (0, 0)
    for event in events where event.type == "samples" {
      let points = event["points"]?.array ?? []
      let text = points.map { JSONWriter.compact($0) }.joined(separator: ",")
      // A series without its middle would be misread, so nothing follows what did not fit.
      guard leftOut == 0, size + text.utf8.count <= Limits.samples else {
        leftOut += points.count
        continue
      }
      size += text.utf8.count
      let key = Key(
        place: Place(event), chart: event["chart"]?.string ?? "",
        series: event["series"]?.string ?? "")
      if texts[key] == nil { order.append(key) }
      texts[key] = texts[key].map { "\($0),\(text)" } ?? text
    }
    let list = order.map { key in
      JSONValue.object([
        .init("call", .number("\(key.place?.call ?? 0)")),
        .init("case", .number("\(key.place?.case ?? 0)")), .init("chart", .string(key.chart)),
        .init("series", .string(key.series)), .init("points", .string("[\(texts[key] ?? "")]")),
      ])
    }
    return (list, leftOut)
  }

  /// The ids of the schedules that explorations found, failures first.
  private var schedules: [String] {
    var ids: [String] = []
    func add(_ value: JSONValue?) {
      guard let id = value?["id"]?.string, ids.count < Limits.schedules, !ids.contains(id)
      else { return }
      ids.append(id)
    }
    for event in events where event.type == "output" {
      guard let found = event["bundle"]?["application/vnd.interleave.exploration+json"] else {
        continue
      }
      for model in found["models"]?.array ?? [] { model["findings"]?.array?.forEach(add) }
      for outcome in found["outcomes"]?.array ?? [] {
        for reach in outcome["models"]?.members ?? [] { add(reach.value) }
      }
    }
    return ids
  }
}

/// Which case of which call an event belongs to.
private struct Place: Hashable {
  var call: Int
  var `case`: Int

  init?(_ event: JSONValue) {
    guard let call = event["call"]?.integer, let number = event["case"]?.integer else {
      return nil
    }
    (self.call, self.case) = (call, number)
  }
}

extension JSONValue {
  var type: String? { self["type"]?.string }

  /// The members with these keys, in this order; nulls and absent ones left out.
  fileprivate func picking(_ keys: [String]) -> JSONValue {
    .object(
      keys.compactMap { key in
        self[key].flatMap { $0 == .null ? nil : Member(key, $0) }
      })
  }
}
