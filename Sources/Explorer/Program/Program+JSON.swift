extension Program {
  /// What a reader of schedules must know of the program: the names behind its numbers.
  var members: [(String, String)] {
    [
      (
        "threads",
        JSONText.array(threads) { thread in
          JSONText.object([
            ("name", JSONText.string(thread.name)), ("startsAtOnce", "\(thread.startsAtOnce)"),
            ("line", "\(thread.declaration.line)"),
          ])
        }
      ),
      (
        "variables",
        JSONText.array(variables) { variable in
          JSONText.object([
            ("name", JSONText.string(variable.name)),
            ("kind", JSONText.string(variable.kind.rawValue)), ("initial", "\(variable.initial)"),
          ])
        }
      ),
      (
        "objects",
        JSONText.array(objects) { object in
          JSONText.object([
            ("name", JSONText.string(object.name)), ("kind", JSONText.string(object.kind.rawValue)),
            ("size", "\(object.size)"),
          ])
        }
      ), ("columns", JSONText.array(outcome) { JSONText.string($0.label) }),
    ]
  }
}
