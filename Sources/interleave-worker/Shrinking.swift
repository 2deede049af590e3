import Wire

extension RunEvent.Content {
  /// The same in fewer words, for a message that does not fit into one line.
  var shrunk: RunEvent.Content {
    switch self {
    case .plan(var plan):
      // Every `started` carries the parameters again.
      for call in plan.calls.indices {
        for index in plan.calls[call].cases.indices {
          plan.calls[call].cases[index].parameters = [:]
        }
      }
      return .plan(plan)
    case .output(let output):
      return .output(
        RichOutput(
          name: output.name, title: output.title, bundle: ["text/plain": output.plainExcerpt]))
    case .trace(var block):
      // Late names are lost; the records themselves stay whole.
      while block.names.reduce(0, { $0 + $1.utf8.count + 3 }) > Limits.line / 2 {
        block.names.removeLast((block.names.count + 1) / 2)
      }
      return .trace(block)
    case .started(var started):
      started.parameters = started.parameters.mapValues { value in
        if case .array(let values) = value { .string("\(values.count) values") } else { value }
      }
      return .started(started)
    case .verdict(var verdict):
      verdict.sentence = verdict.sentence.excerpt
      return .verdict(verdict)
    case .progress(let progress):
      return .progress(Progress(fraction: progress.fraction, sentence: progress.sentence.excerpt))
    case .caseFinished(var finished):
      finished.reason = finished.reason?.excerpt
      return .caseFinished(finished)
    default: return self
    }
  }
}

extension RichOutput {
  /// What is left of the plain text, with a word about what is missing.
  fileprivate var plainExcerpt: JSON {
    guard case .string(let text)? = bundle["text/plain"] else { return .string(RichOutput.note) }
    return .string(text.excerpt + "\n" + RichOutput.note)
  }

  private static let note = "(This output was too large to be shown whole.)"
}

extension String {
  fileprivate var excerpt: String { String(decoding: utf8.prefix(65_536), as: UTF8.self) }
}
