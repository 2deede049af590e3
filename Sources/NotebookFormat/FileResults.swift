public import NotebookModel

// What a file brought of results, for a page that shows runs.
extension CellContent {
  /// Whether the file of the cell had outputs.
  ///
  /// Looks at the text alone, since whoever asks has many cells: quotes inside of strings are escaped,
  /// so this can only stand where a list of outputs begins that is not empty.
  public var hasResults: Bool {
    guard kind == .code, let extra else { return false }
    let mark = Array(#""outputs":[{"#.utf8)
    let bytes = Array(extra.utf8)
    return bytes.indices.contains { index in
      bytes[index] == mark[0] && bytes[index...].starts(with: mark)
    }
  }

  /// The outputs in the file of the cell, as they stood there.
  public var outputs: [JSONValue] {
    guard let cell = try? JSONValue(parsing: Array((extra ?? "").utf8)) else { return [] }
    return cell["outputs"]?.array ?? []
  }

  /// The results in the file of the cell as a run that has ended, as JSON; nil when there are none.
  ///
  /// It is made of the record in `metadata.interleave.run`, where our own software left one, and of the
  /// outputs. HTML is only for pages that can show it without a run of this server.
  public func results(withHTML: Bool) -> JSONValue? {
    guard hasResults, let cell = try? JSONValue(parsing: Array((extra ?? "").utf8)),
      let outputs = cell["outputs"]?.array
    else { return nil }
    let record = cell["metadata"]?["interleave"]?["run"]
    var list = EventList(withHTML: withHTML)
    list.add(record: record)
    for output in outputs { list.add(output: output) }
    for entry in record?["cases"]?.array ?? [] { list.add(end: entry) }
    let known = record?["phase"]?.string.flatMap(RunPhase.init)
    let phase =
      known.map { $0.isActive ? .interrupted : $0 } ?? (list.error == nil ? .done : .failed)
    return .object([
      .init("id", .string("file-\(id)")), .init("cell", .string(id.rawValue)),
      .init("phase", .string(phase.rawValue)),
      .init("source", .string(record?["source"]?.joinedText ?? source)),
      .init("started", record?["started"] ?? .null),
      .init("reason", record?["reason"] ?? list.error.map { .string($0) } ?? .null),
      .init("waiting", .null), .init("withheld", .null), .init("fromFile", .bool(true)),
      .init("events", .array(list.events)),
    ])
  }
}

/// Events of a run, numbered as they are added.
private struct EventList {
  private(set) var events: [JSONValue] = []
  /// Name and message of the last error.
  private(set) var error: String?
  private let withHTML: Bool

  init(withHTML: Bool) { self.withHTML = withHTML }

  private mutating func add(_ type: String, _ members: [JSONValue.Member]) {
    let own: Set<String> = ["type", "seq", "run"]
    events.append(
      .object(
        [.init("type", .string(type)), .init("seq", .number("\(events.count + 1)"))]
          + members.filter { !own.contains($0.key) }))
  }

  /// The beginning of each case, and what was measured.
  mutating func add(record: JSONValue?) {
    for entry in record?["cases"]?.array ?? [] {
      guard let members = entry.members, entry["call"]?.integer != nil,
        entry["case"]?.integer != nil, entry["experiment"]?.string != nil
      else { continue }
      add(
        "started",
        members.filter { $0.key != "verdicts" && $0.key != "end" } + [
          .init("machine", record?["machine"] ?? .null), .init("claims", .array([])),
        ])
    }
    for chart in record?["charts"]?.array ?? [] { add("chart", chart.members ?? []) }
    for series in record?["samples"]?.array ?? [] {
      guard let text = series["points"]?.string, let members = series.members,
        let points = try? JSONValue(parsing: Array(text.utf8)), points.array != nil
      else { continue }
      add("samples", members.filter { $0.key != "points" } + [.init("points", points)])
    }
  }

  mutating func add(output: JSONValue) {
    switch output["output_type"]?.string {
    case "stream":
      add(text: output["text"]?.joinedText ?? "", to: output["name"]?.string)
    case "error":
      let words = [output["ename"], output["evalue"]].compactMap { $0?.string }
      let sentence = words.filter { !$0.isEmpty }.joined(separator: ": ")
      error = sentence
      let lines = (output["traceback"]?.array ?? []).compactMap(\.string)
      let text = lines.isEmpty ? sentence : lines.joined(separator: "\n")
      add(text: text.isEmpty || text.hasSuffix("\n") ? text : text + "\n", to: "stderr")
    default:
      let data = output["data"]?.members ?? []
      if let verdict = output["data"]?["application/vnd.interleave.verdict+json"],
        verdict["claim"]?.string != nil, verdict["verdict"]?.string != nil
      {
        add("verdict", verdict.members ?? [])
      } else {
        show(
          data.filter { withHTML || $0.key != "text/html" }.map { member in
            guard !LongText.isJSON(member.key), let text = member.value.joinedText else {
              return member
            }
            return .init(member.key, .string(text))
          })
      }
    }
  }

  private mutating func add(text: String, to stream: String?) {
    guard !text.isEmpty else { return }
    let lines = text.utf8.count { $0 == 0x0A } + (text.utf8.last == 0x0A ? 0 : 1)
    add(
      "text",
      [
        .init("stream", .string(stream == "stderr" ? "stderr" : "stdout")),
        .init("text", .string(text)), .init("lines", .number("\(lines)")),
      ])
  }

  private mutating func show(_ bundle: [JSONValue.Member]) {
    guard !bundle.isEmpty else { return }
    add(
      "output",
      [
        .init("name", .string("output-\(events.count)")), .init("title", .string("")),
        .init("bundle", .object(bundle)),
      ])
  }

  mutating func add(end entry: JSONValue) {
    guard let end = entry["end"], end["status"]?.string != nil, let call = entry["call"],
      let number = entry["case"]
    else { return }
    add("caseFinished", [.init("call", call), .init("case", number)] + (end.members ?? []))
  }
}
