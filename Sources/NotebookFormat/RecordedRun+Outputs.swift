// The outputs of a notebook file, made of the events of a run.
extension RecordedRun {
  /// The outputs in the order in which the run made them; text of one stream is joined.
  ///
  /// Events that a file has no word for are left out: the run itself keeps them, and its record the
  /// numbers. Every output has `text/plain`, so that it shows in a program that knows nothing of us.
  public var outputs: [JSONValue] {
    var outputs: [JSONValue] = []
    var text = ""
    var stream = ""
    func flush() {
      guard !text.isEmpty else { return }
      outputs.append(
        .object([
          .init("name", .string(stream)), .init("output_type", .string("stream")),
          .init("text", LongText.lines(text)),
        ]))
      text = ""
    }
    for event in events {
      switch event.type {
      case "text":
        let name = event["stream"]?.string ?? "stdout"
        if name != stream { flush() }
        stream = name
        text += event["text"]?.string ?? ""
      case "output":
        flush()
        if let bundle = event["bundle"]?.members {
          outputs.append(Self.display(bundle, title: event["title"]?.string ?? ""))
        }
      case "verdict":
        flush()
        outputs.append(
          Self.display(
            [
              .init("text/plain", .string(event["sentence"]?.string ?? "")),
              .init("application/vnd.interleave.verdict+json", event),
            ], title: ""))
      case "diagnostics":
        flush()
        for finding in event["diagnostics"]?.array ?? [] {
          let place = "line \(finding["from"]?["line"]?.integer ?? 1)"
          outputs.append(Self.error("Diagnostic", "\(place): \(finding["message"]?.string ?? "")"))
        }
      case "caseFinished", "finished":
        flush()
        let status = event["status"]?.string ?? "done"
        guard status != "done", let reason = event["reason"]?.string else { continue }
        // The end of a run often repeats the end of its only case.
        let error = Self.error(status, reason)
        if outputs.last != error { outputs.append(error) }
      default: break
      }
    }
    flush()
    return outputs
  }

  private static func display(_ bundle: [JSONValue.Member], title: String) -> JSONValue {
    var data = bundle.filter { member in
      // Too large a document of our own would make the file slow to open everywhere.
      !member.key.hasPrefix("application/vnd.interleave.")
        || JSONWriter.compact(member.value).utf8.count <= Limits.ownDocument
    }
    if !data.contains(where: { $0.key == "text/plain" }) {
      let words = title.isEmpty ? "An output without words." : title
      data.append(.init("text/plain", .string(words)))
    }
    return .object([
      .init("data", LongText.canonical(bundle: .object(data))), .init("metadata", .object([])),
      .init("output_type", .string("display_data")),
    ])
  }

  private static func error(_ name: String, _ value: String) -> JSONValue {
    .object([
      .init("ename", .string(name)), .init("evalue", .string(value)),
      .init("output_type", .string("error")), .init("traceback", .array([.string(value)])),
    ])
  }
}
