/// Turns the events of a run into the outputs of a notebook file.
public enum RunOutputs {
  /// The outputs, in the order in which the run made them; text of one stream is joined.
  ///
  /// Events come as JSON texts. Those that a file has no word for are left out, since the run
  /// itself keeps them.
  public static func outputs(from events: [String]) -> [JSONValue] {
    var outputs: [JSONValue] = []
    var text = ""
    var stream = ""
    func flush() {
      guard !text.isEmpty else { return }
      outputs.append(
        .object([
          .init("name", .string(stream)), .init("output_type", .string("stream")),
          .init("text", lines(text)),
        ]))
      text = ""
    }
    for event in events {
      guard let event = try? JSONValue(parsing: Array(event.utf8)) else { continue }
      switch event["type"]?.string {
      case "text":
        let name = event["stream"]?.string ?? "stdout"
        if name != stream { flush() }
        stream = name
        text += event["text"]?.string ?? ""
      case "output":
        flush()
        if let bundle = event["bundle"]?.members { outputs.append(display(bundle)) }
      case "verdict":
        flush()
        outputs.append(
          display([
            .init("text/plain", .string(event["sentence"]?.string ?? "")),
            .init("application/vnd.interleave.verdict+json", event),
          ]))
      case "diagnostics":
        flush()
        for finding in event["diagnostics"]?.array ?? [] {
          let place = "line \(finding["from"]?["line"]?.integer ?? 1)"
          outputs.append(error("Diagnostic", "\(place): \(finding["message"]?.string ?? "")"))
        }
      case "caseFinished", "finished":
        flush()
        let status = event["status"]?.string ?? "done"
        if status != "done", let reason = event["reason"]?.string {
          outputs.append(error(status, reason))
        }
      default: break
      }
    }
    flush()
    return outputs
  }

  private static func display(_ bundle: [JSONValue.Member]) -> JSONValue {
    let data = bundle.map { member in
      // Text is stored in lines so that a difference shows the line that changed.
      let isText = member.key.hasPrefix("text/") || member.key == "image/svg+xml"
      guard isText, let text = member.value.string else { return member }
      return JSONValue.Member(member.key, lines(text))
    }
    return .object([
      .init("data", .object(data)), .init("metadata", .object([])),
      .init("output_type", .string("display_data")),
    ])
  }

  private static func error(_ name: String, _ value: String) -> JSONValue {
    .object([
      .init("ename", .string(name)), .init("evalue", .string(value)),
      .init("output_type", .string("error")), .init("traceback", .array([.string(value)])),
    ])
  }

  private static func lines(_ text: String) -> JSONValue {
    .array(splitLines(text).map(JSONValue.string))
  }
}
