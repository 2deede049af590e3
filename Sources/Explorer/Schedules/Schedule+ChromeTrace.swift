extension Schedule {
  /// The schedule in the trace format of Chrome, for Perfetto and the like: JSON text.
  ///
  /// A step lasts a microsecond, and there is a track for each thread. What a thread holds is an
  /// asynchronous slice, since locks need not be given back in the order they were taken; happens-before
  /// edges are flow arrows.
  public func chromeTrace(_ program: Program) -> String {
    var events = [event("M", "process_name", 0, [("args", #"{"name":"schedule"}"#)])]
    for (thread, code) in program.threads.enumerated() {
      let name = JSONText.object([("name", JSONText.string(code.name))])
      events.append(event("M", "thread_name", thread, [("args", name)]))
    }
    var flow = 0
    for (index, step) in steps.enumerated() {
      var arguments = [("line", "\(step.place.line)")]
      if let value = step.value { arguments.append(("value", "\(value)")) }
      events.append(
        event(
          "X", step.text, step.thread,
          [("ts", "\(index)"), ("dur", "1"), ("args", JSONText.object(arguments))],
          step.kind.rawValue))
      for cause in step.after {
        let id = ("id", "\(flow)")
        flow += 1
        // In the middle of the slices, so that a viewer knows which they belong to.
        events.append(
          event(
            "s", "happens before", steps[cause].thread, [("ts", "\(cause).5"), id], "order"))
        events.append(
          event(
            "f", "happens before", step.thread, [("ts", "\(index).5"), id, ("bp", "\"e\"")], "order"
          ))
      }
    }
    return JSONText.object([
      ("displayTimeUnit", "\"ms\""), ("traceEvents", JSONText.lines(events + holds(program))),
    ]) + "\n"
  }

  /// Who holds which lock from when to when.
  private func holds(_ program: Program) -> [String] {
    var events: [String] = []
    for (object, declared) in program.objects.enumerated() {
      var holders: Set<Int> = []
      for (index, state) in (steps.map(\.state) + (steps.last.map { [$0.state] } ?? []))
        .enumerated()
      {
        let isLast = index == steps.count
        let now = isLast ? [] : Set(state.objects[object].holders)
        for (phase, time, threads) in [
          ("e", isLast ? index : index + 1, holders.subtracting(now)),
          ("b", index, now.subtracting(holders)),
        ] {
          for thread in threads.sorted() {
            events.append(
              event(
                phase, "holds \(declared.name)", thread,
                [("ts", "\(time)"), ("id", "\(object * program.threads.count + thread)")], "lock"))
          }
        }
        holders = now
      }
    }
    return events
  }

  private func event(
    _ phase: String, _ name: String, _ thread: Int, _ more: [(String, String)],
    _ category: String? = nil
  ) -> String {
    JSONText.object(
      [("ph", "\"\(phase)\""), ("name", JSONText.string(name))]
        + (category.map { [("cat", JSONText.string($0))] } ?? [])
        + [("pid", "1"), ("tid", "\(thread + 1)")] + more)
  }
}

extension Schedule.ObjectState {
  /// Everybody who holds it, alone or with others.
  var holders: [Int] { (owner.map { [$0] } ?? []) + readers }
}
