extension SessionState {
  /// Queues a run for each cell.
  ///
  /// A cell whose queued run has the same source gets that run; a run that is still queued with an
  /// older source makes way. While a cell runs it is refused, unless it has been told to stop.
  mutating func queue(
    _ ids: [CellID], as names: [RunID], key: String?, at: Timestamp
  ) throws(Refusal) -> [Effect] {
    precondition(ids.count == names.count, "Every run needs a name.")
    guard !notebook.isDeleted else { throw .notebookDeleted }
    if let key {
      try check(key: key)
      if let answer = answers[key] { return [.answer(answer)] }
    }
    guard runs.values.count(where: \.phase.isActive) + ids.count <= ModelLimits.activeRuns else {
      throw .tooManyRuns(limit: ModelLimits.activeRuns)
    }
    let indices = try ids.map { id throws(Refusal) in try runnable(id) }

    var records: [Record] = []
    var events: [Event] = []
    var later: [Effect] = []
    var answer: [QueuedRun] = []
    for (index, name) in zip(indices, names) {
      let cell = cells[index]
      if let current = cell.run.flatMap({ runs[$0] }), current.phase == .queued {
        if current.source == cell.source, !stopping.contains(current.id) {
          answer.append(QueuedRun(id: current.id, cell: cell.id))
          continue
        }
        stopping.insert(current.id)
        later.append(.stop(current.id))
      }
      let run = Run(id: name, cell: cell.id, source: cell.source, queued: at)
      forgetShown(of: cell)
      runs[name] = run
      cells[index].run = name
      records.append(.queue(run))
      events.append(.runQueued(run))
      later.append(
        .start(RunStart(run: name, notebook: notebook.id, cell: cell.id, source: cell.source)))
      answer.append(QueuedRun(id: name, cell: cell.id))
    }
    if let key { records += answers.remember(.runs(answer), for: key) }
    return [.append(records), .publish(events)] + later + [.answer(.runs(answer))]
  }

  /// Tells why a queued run does not run yet.
  mutating func wait(_ id: RunID, _ waiting: Waiting) throws(Refusal) -> [Effect] {
    guard var run = runs[id] else { throw .unknownRun(id) }
    guard run.phase == .queued, run.waiting != waiting else { return [.answer(.done)] }
    run.waiting = waiting
    runs[id] = run
    return [
      .append([.run(run)]), .publish([.runWaiting(id, cell: run.cell, waiting)]), .answer(.done),
    ]
  }

  mutating func start(_ id: RunID, at: Timestamp) throws(Refusal) -> [Effect] {
    guard var run = runs[id] else { throw .unknownRun(id) }
    guard run.phase == .queued else { return [.answer(.done)] }
    run.phase = .running
    run.started = at
    run.waiting = nil
    runs[id] = run
    return [
      .append([.run(run)]), .publish([.runStarted(id, cell: run.cell, at: at)]), .answer(.done),
    ]
  }

  /// Files a line of a worker.
  ///
  /// A run that is no longer the current one of its cell changes nothing but its own history.
  mutating func report(_ id: RunID, _ event: WorkerEvent) throws(Refusal) -> [Effect] {
    guard var run = runs[id] else { throw .unknownRun(id) }
    run.totals.events += 1
    let number = run.totals.events
    var records: [Record] = []
    var textStart: Int?
    switch event.content {
    case .text(let bytes, let lines):
      textStart = run.totals.textBytes
      run.totals.textBytes += bytes
      run.totals.lines += lines
    case .trace(let bytes):
      records.append(
        .trace(id, number: number, call: event.call, case: event.case, records: bytes))
    case .samples, .progress, .other: break
    }
    runs[id] = run
    records.append(.totals(id, run.totals))
    let entry = RunEntry(
      run: id, cell: run.cell, number: number, textStart: textStart, event: event)
    return [.append(records), .publish([.runEvent(entry)]), .answer(.done)]
  }

  mutating func end(
    _ id: RunID, _ phase: RunPhase, reason: String?, at: Timestamp
  ) throws(Refusal) -> [Effect] {
    precondition(!phase.isActive, "A run cannot end in the phase \(phase).")
    guard let run = runs[id] else { throw .unknownRun(id) }
    guard run.phase.isActive else { return [.answer(.done)] }
    let ended = ended(run, phase, reason: reason, at: at)
    return [
      .append([.run(ended)]),
      .publish([.runEnded(id, cell: run.cell, phase, reason: reason)]), .answer(.done),
    ]
  }

  /// Asks for the end of a run; whoever executes it says when it has ended.
  mutating func stop(_ id: RunID) throws(Refusal) -> [Effect] {
    guard let run = runs[id] else { throw .unknownRun(id) }
    guard run.phase.isActive else { return [.answer(.done)] }
    stopping.insert(id)
    return [.stop(id), .answer(.done)]
  }

  /// Takes up what a server left behind that ended without a word.
  mutating func recover(at: Timestamp) -> [Effect] {
    var records: [Record] = []
    var events: [Event] = []
    var starts: [Effect] = []
    for run in activeRuns {
      if run.phase == .queued {
        starts.append(
          .start(
            RunStart(run: run.id, notebook: notebook.id, cell: run.cell, source: run.source)))
      } else {
        let reason = "The server ended before the run did; what had come is kept."
        records.append(.run(ended(run, .interrupted, reason: reason, at: at)))
        events.append(.runEnded(run.id, cell: run.cell, .interrupted, reason: reason))
      }
    }
    return [.append(records), .publish(events)] + starts + [.answer(.done)]
  }

  // MARK: Parts

  private func runnable(_ id: CellID) throws(Refusal) -> Int {
    guard let index = index(of: id), !cells[index].isDeleted else { throw .unknownCell(id) }
    guard cells[index].kind == .code else { throw .notCode(id) }
    if let run = cells[index].run.flatMap({ runs[$0] }), run.phase == .running,
      !stopping.contains(run.id)
    {
      throw .alreadyRunning(id, run.id)
    }
    return index
  }

  /// Marks a run as ended, and forgets it when no cell shows it.
  private mutating func ended(
    _ run: Run, _ phase: RunPhase, reason: String?, at: Timestamp
  ) -> Run {
    var run = run
    run.phase = phase
    run.reason = reason
    run.ended = at
    run.waiting = nil
    stopping.remove(run.id)
    let isShown = index(of: run.cell).map { cells[$0].run == run.id } ?? false
    runs[run.id] = isShown ? run : nil
    return run
  }

  /// Forgets the run that a cell showed so far, unless it is still going on.
  private mutating func forgetShown(of cell: Cell) {
    guard let id = cell.run, let run = runs[id], !run.phase.isActive else { return }
    runs[id] = nil
  }
}
