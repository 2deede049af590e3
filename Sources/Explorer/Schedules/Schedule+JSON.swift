extension Schedule {
  /// The schedule as JSON, for the page and for programs that read exports.
  ///
  /// Only `initial` is a whole state. Each step's `state` names what it changed: objects from the index of a variable,
  /// object or thread to its new value. `waits`, of the start and of each step, stands where somebody is blocked. Members that are `nil` are left out.
  public func json(_ program: Program) -> String {
    var previous = initial
    var parts: [String] = []
    for step in steps {
      parts.append(Self.json(step, after: previous, program))
      previous = step.state
    }
    var members = [
      ("id", JSONText.string(id)), ("model", JSONText.string(model.rawValue)),
      ("title", JSONText.string(title)), ("digits", JSONText.string(digits)),
      ("ends", JSONText.string(ends.rawValue)), ("switches", "\(switches)"),
      ("preemptions", "\(preemptions)"), ("sentence", JSONText.string(sentence)),
    ]
    if let failure {
      members.append(
        (
          "failure",
          JSONText.object([
            ("kind", JSONText.string(failure.kind.rawValue)),
            ("sentence", JSONText.string(failure.sentence)), ("line", "\(failure.line)"),
          ])
        ))
    }
    if let inevitable { members.append(("inevitable", "\(inevitable)")) }
    if let cycleStart { members.append(("cycleStart", "\(cycleStart)")) }
    if let outcome { members.append(("outcome", JSONText.numbers(outcome))) }
    members.append(("initial", Self.json(initial)))
    members += Self.waits(in: initial, program)
    members += [("steps", JSONText.lines(parts)), ("next", JSONText.array(next, Self.json))]
    return JSONText.object(members)
  }

  private static func json(_ step: Step, after before: State, _ program: Program) -> String {
    var members = [
      ("choice", JSONText.string(ChoiceList([step.choice]).text)), ("thread", "\(step.thread)"),
      ("kind", JSONText.string(step.kind.rawValue)), ("place", json(step.place)),
      ("text", JSONText.string(step.text)), ("code", JSONText.string(step.code)),
    ]
    let numbers = [
      ("variable", step.variable), ("object", step.object), ("value", step.value),
      ("readsFrom", step.readsFrom),
    ]
    members += numbers.compactMap { name, value in value.map { (name, "\($0)") } }
    if step.preempts { members.append(("preempts", "true")) }
    if step.switches { members.append(("switches", "true")) }
    members += [
      ("enabled", "[" + step.enabled.map(json).joined(separator: ",") + "]"),
      ("clock", JSONText.numbers(step.clock)), ("after", JSONText.numbers(step.after)),
    ]
    if !step.races.isEmpty { members.append(("races", JSONText.numbers(step.races))) }
    members.append(("state", changes(from: before, to: step.state)))
    members += waits(in: step.state, program)
    return JSONText.object(members)
  }

  private static func json(_ option: Option) -> String {
    JSONText.object([
      ("choice", JSONText.string(ChoiceList([option.choice]).text)), ("thread", "\(option.thread)"),
      ("kind", JSONText.string(option.kind.rawValue)), ("text", JSONText.string(option.text)),
      ("place", json(option.place)),
    ])
  }

  private static func json(_ place: SourceNote) -> String {
    JSONText.object([("line", "\(place.line)"), ("from", "\(place.from)"), ("to", "\(place.to)")])
  }

  private static func waits(in state: State, _ program: Program) -> [(String, String)] {
    let graph = WaitForGraph(state, of: program)
    return graph.waits.isEmpty ? [] : [("waits", json(graph))]
  }

  private static func json(_ graph: WaitForGraph) -> String {
    JSONText.object([
      (
        "waits",
        JSONText.array(graph.waits) { wait in
          JSONText.object(
            [("thread", "\(wait.thread)"), ("text", JSONText.string(wait.text))]
              + (wait.object.map { [("object", "\($0)")] } ?? []))
        }
      ),
      (
        "edges",
        JSONText.array(graph.edges) { edge in
          JSONText.object(
            [("waiter", "\(edge.waiter)"), ("holder", "\(edge.holder)")]
              + (edge.object.map { [("object", "\($0)")] } ?? []))
        }
      ), ("cycle", JSONText.numbers(graph.cycle)),
    ])
  }

  // MARK: States

  static func json(_ state: State) -> String {
    JSONText.object([
      ("variables", JSONText.numbers(state.variables)),
      ("objects", JSONText.array(state.objects, json)),
      ("threads", JSONText.array(state.threads, json)),
    ])
  }

  private static func changes(from before: State, to after: State) -> String {
    func changed<Value: Equatable>(
      _ path: KeyPath<State, [Value]>, _ json: (Value) -> String
    ) -> String {
      let old = before[keyPath: path]
      return JSONText.object(
        after[keyPath: path].enumerated().filter { $1 != old[$0] }.map { ("\($0)", json($1)) })
    }
    return JSONText.object([
      ("variables", changed(\.variables) { "\($0)" }), ("objects", changed(\.objects, json)),
      ("threads", changed(\.threads, json)),
    ])
  }

  private static func json(_ object: ObjectState) -> String {
    var members: [(String, String)] = []
    if let owner = object.owner { members.append(("owner", "\(owner)")) }
    if !object.readers.isEmpty { members.append(("readers", JSONText.numbers(object.readers))) }
    if let units = object.units { members.append(("units", "\(units)")) }
    if !object.waiters.isEmpty { members.append(("waiters", JSONText.numbers(object.waiters))) }
    if !object.queue.isEmpty { members.append(("queue", JSONText.numbers(object.queue))) }
    return JSONText.object(members)
  }

  private static func json(_ thread: ThreadState) -> String {
    var members = [
      ("status", JSONText.string(thread.status.rawValue)), ("place", json(thread.place)),
    ]
    if let next = thread.next { members.append(("next", JSONText.string(next))) }
    if !thread.locals.isEmpty {
      let locals = JSONText.array(thread.locals) {
        "[\(JSONText.string($0.name)),\($0.value)]"
      }
      members.append(("locals", locals))
    }
    switch thread.waitsFor {
    case .object(let object):
      members.append(("waitsFor", JSONText.object([("object", "\(object)")])))
    case .thread(let other): members.append(("waitsFor", JSONText.object([("thread", "\(other)")])))
    case .condition(let text):
      members.append(("waitsFor", JSONText.object([("condition", JSONText.string(text))])))
    case nil: break
    }
    if !thread.buffer.isEmpty {
      members.append(
        ("buffer", JSONText.array(thread.buffer) { "[\($0.variable),\($0.value)]" }))
    }
    return JSONText.object(members)
  }
}
