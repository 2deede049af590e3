import Synchronization
import Wire

/// Runs cells: one fresh, sandboxed worker for each run, two of them always warm.
///
/// ``WorkerSlots`` decides; this actor holds it, hears what happens, and carries the decisions out in
/// the task that calls ``run()``. A method here never waits between reading and writing its
/// state.
public actor WorkerPool {
  private let sandbox: Sandbox
  private let limits: Limits
  private var slots: WorkerSlots
  private var workers: [Int: Worker] = [:]
  private var jobs: [String: Job] = [:]
  private var holders: [String: Worker] = [:]
  private var told: [String: String] = [:]
  private var calibration: (parallelism: Double, at: ContinuousClock.Instant)?
  private var trouble: String?
  private var spawned = 0
  private var wake: ContinuousClock.Instant?
  private let effects: AsyncStream<Effect>
  private let effectsIn: AsyncStream<Effect>.Continuation
  private let wakes: AsyncStream<ContinuousClock.Instant>
  private let wakesIn: AsyncStream<ContinuousClock.Instant>.Continuation

  private enum Effect: Sendable {
    case host(Worker)
    case conduct(Job)
    case stop(Worker)
  }

  /// A pool that starts its workers in a sandbox; it does nothing before ``run()``.
  public init(sandbox: Sandbox) {
    self.sandbox = sandbox
    limits = sandbox.limits
    slots = WorkerSlots(cores: sandbox.cores, limits: sandbox.limits)
    // Each effect stands for a worker, a job or a timer, and those have limits of their own.
    (effects, effectsIn) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    (wakes, wakesIn) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(16))
  }

  // MARK: For the server

  /// Starts workers and carries out orders until the task is cancelled or ``close()`` is called; when
  /// it returns, no process of the pool exists.
  public func run() async {
    advance()
    await withTaskGroup { group in
      group.addTask { await self.keepTime() }
      await withDiscardingTaskGroup { group in
        for await effect in effects {
          group.addTask { await self.perform(effect) }
        }
        close()
      }
      group.cancelAll()
    }
  }

  /// Looks again at what to do whenever a time has come that a decision named.
  private func keepTime() async {
    await withDiscardingTaskGroup { group in
      for await at in wakes {
        group.addTask {
          do { try await Task.sleep(until: at, clock: .continuous) } catch { return }
          await self.timeHasCome()
        }
      }
    }
  }

  private func timeHasCome() {
    wake = nil
    advance()
  }

  /// Queues a run.
  ///
  /// Every update is awaited before the next one is made: a slow listener
  /// slows its own worker down and nobody else.
  public func submit(
    _ order: RunOrder, updates: @escaping @Sendable (RunUpdate) async -> Void
  ) throws(PoolRefusal) {
    try slots.submit(
      RunQueue.Entry(
        run: order.run, person: order.person, notebook: order.notebook,
        isQuiet: order.need == .quiet))
    let job = Job(order: order, updates: updates)
    jobs[order.run] = job
    effectsIn.yield(.conduct(job))
    advance()
  }

  /// Stops a run or takes it out of the queue; false when the pool does not have it.
  ///
  /// Returns at once; the steps come as lines of the run and its end as ``RunUpdate/ended(_:)``.
  @discardableResult
  public func stop(_ run: String) -> Bool {
    guard let job = jobs[run] else { return false }
    guard job.markStopping() else { return true }
    if let worker = holders[run] {
      effectsIn.yield(.stop(worker))
    } else if slots.remove(run) {
      job.notes.post(.removed)
    } else {
      // Between two workers.
      slots.runEnded(run)
      job.notes.post(.removed)
    }
    advance()
    return true
  }

  /// Takes no more orders, ends everything, and lets ``run()`` return.
  public func close() {
    for run in slots.close() { jobs[run]?.notes.post(.abandoned) }
    for (run, job) in jobs where holders[run] == nil { job.notes.post(.abandoned) }
    for worker in holders.values { worker.kill(.closing) }
    // Idle workers hear this; a worker with a run has just been killed.
    for worker in workers.values { worker.inbox.post(.retire) }
    effectsIn.finish()
  }

  /// What the pool is doing now.
  public var status: PoolStatus {
    let waiting = slots.waiting(now: .now).enumerated().map { index, item in
      PoolStatus.Waiting(
        run: item.entry.run, person: item.entry.person, notebook: item.entry.notebook,
        need: item.entry.isQuiet ? .quiet : .exact, position: index + 1, reason: item.reason)
    }
    let running = slots.running.map { item in
      PoolStatus.Running(
        run: item.entry.run, person: item.entry.person, notebook: item.entry.notebook,
        need: item.entry.isQuiet ? .quiet : .exact)
    }
    return PoolStatus(
      isolation: sandbox.isolation, waiting: waiting, running: running, warm: slots.warmCount,
      starting: slots.startingCount, cores: slots.cores, calibration: calibrationFact,
      trouble: trouble, spawned: spawned)
  }

  /// The process that a running run's worker began as; tests walk `/proc` from it.
  func process(of run: String) -> Int32? {
    holders[run]?.process
  }

  private var calibrationFact: CalibrationFact? {
    calibration.map {
      CalibrationFact(parallelism: $0.parallelism, age: (.now - $0.at).inSeconds)
    }
  }

  // MARK: Decisions

  private func advance() {
    let now = ContinuousClock.now
    for effect in slots.next(now: now) {
      switch effect {
      case .spawn(let slot):
        let worker = Worker(
          slot: slot, sandbox: sandbox,
          processorSeconds: limits.processorSeconds(cores: sandbox.cores))
        workers[slot] = worker
        spawned += 1
        effectsIn.yield(.host(worker))
      case .start(let run, let slot, _):
        guard let worker = workers[slot], let job = jobs[run] else { continue }
        told[run] = nil
        holders[run] = worker
        worker.inbox.post(.assign(job))
      case .calibrate(let slot):
        workers[slot]?.inbox.post(.calibrate)
      case .wake(let at):
        if let wake, wake <= at, wake > now { continue }
        wake = at
        wakesIn.yield(at)
      }
    }
    tellWaiting(now: now)
  }

  private func tellWaiting(now: ContinuousClock.Instant) {
    for (index, item) in slots.waiting(now: now).enumerated() {
      let key = "\(index) \(item.reason)"
      guard told[item.entry.run] != key else { continue }
      told[item.entry.run] = key
      jobs[item.entry.run]?.notes.post(.waiting(position: index + 1, reason: item.reason))
    }
  }

  private func perform(_ effect: Effect) async {
    switch effect {
    case .host(let worker): await host(worker)
    case .conduct(let job): await conduct(job)
    case .stop(let worker):
      await worker.tearDown(.stop(limits), because: .stopped) { step in
        worker.inbox.post(.step(step.sentence))
      }
    }
  }

  // MARK: A worker that waits for work

  /// The life of one worker process; from its assignment on, a job's task reads its lines.
  private func host(_ worker: Worker) async {
    await withTaskGroup { group in
      group.addTask { await worker.watch() }
      group.addTask {
        await self.idle(worker)
      }
      let death = await worker.live()
      group.cancelAll()
      workerIsGone(worker, death)
    }
  }

  private func workerIsGone(_ worker: Worker, _ death: Death) {
    if slots.slots[worker.slot] == .starting, death.cause != .ended(.stopped) {
      trouble = trouble ?? death.sentence
    }
    workers[worker.slot] = nil
    slots.workerIsGone(worker.slot, now: .now)
    advance()
  }

  /// Reads what a worker says until it is given away or gone.
  private func idle(_ worker: Worker) async {
    worker.setDeadline((.now + limits.helloDeadline, .silent))
    var hasGreeted = false
    while let item = await worker.inbox.next() {
      switch item {
      case .lines(let lines):
        for line in lines {
          guard let message = try? WireCoding.decode(WorkerMessage.self, from: line) else {
            continue
          }
          switch message {
          case .hello(let hello) where !hasGreeted:
            hasGreeted = true
            worker.setDeadline(nil)
            greet(worker, hello)
          case .calibrated(_, let parallelism):
            worker.setDeadline(nil)
            calibrated(worker, parallelism)
          default: break
          }
        }
      case .note(.calibrate):
        worker.setDeadline((.now + limits.calibrationDeadline, .silent))
        worker.send(.calibrate(id: 0))
      case .note(.assign(let job)):
        job.notes.post(.worker(worker))
        return
      case .note(.retire):
        await worker.tearDown(.retire(limits), because: .retired)
      case .note(.step): break
      }
    }
  }

  private func greet(_ worker: Worker, _ hello: Hello) {
    let report = sandbox.report(on: hello, processorSeconds: worker.processorSeconds)
    guard report.isConfined else {
      trouble = report.sentence
      worker.kill(.retired)
      return
    }
    guard hello.protocolVersion == 1 else {
      trouble = "The worker speaks version \(hello.protocolVersion) of the protocol, not 1."
      worker.kill(.retired)
      return
    }
    trouble = nil
    worker.rememberProcesses()
    slots.workerIsWarm(worker.slot)
    advance()
  }

  private func calibrated(_ worker: Worker, _ parallelism: Double) {
    calibration = (parallelism, .now)
    slots.calibrationEnded(worker.slot, now: .now, isGood: true)
    advance()
  }

  // MARK: A run

  /// The way of one run through the queue and through as many workers as its crashes cost.
  private func conduct(_ job: Job) async {
    var progress: RunProgress?
    var from = job.order.from
    while let item = await job.notes.next() {
      guard case .note(let note) = item else { continue }
      switch note {
      case .waiting(let position, let reason):
        await job.updates(.waiting(position: position, reason: reason))
      case .worker(let worker):
        var current = progress ?? RunProgress(order: job.order, limits: limits, now: .now)
        if progress == nil { await job.updates(.started) }
        let end = await work(job, on: worker, from: from, &current)
        progress = current
        switch end {
        case .again(let next) where !job.isStopping:
          from = next
          needsWorker(job)
        case .again:
          return await finish(job, .stopped, "Stopped before it was done.", progress)
        case .over(let finished):
          return await finish(job, finished)
        }
      case .removed:
        return await finish(job, .stopped, "Removed before it was done.", progress)
      case .abandoned:
        let finished = RunFinished(
          status: .interrupted, reason: "The server was stopped.", wall: 0)
        return await finish(job, finished)
      }
    }
  }

  private func needsWorker(_ job: Job) {
    holders[job.order.run] = nil
    slots.needsWorker(job.order.run)
    advance()
  }

  /// Ends a run that no worker has any more, with a `finished` line of the server's own.
  private func finish(
    _ job: Job, _ status: CaseStatus, _ reason: String, _ progress: RunProgress?
  ) async {
    var progress = progress ?? RunProgress(order: job.order, limits: limits, now: .now)
    let end = progress.neverStarted(status, reason, now: .now)
    for line in end.lines { await job.updates(.line(line)) }
    await finish(job, end.finished)
  }

  private func finish(_ job: Job, _ finished: RunFinished) async {
    let run = job.order.run
    jobs[run] = nil
    holders[run] = nil
    told[run] = nil
    slots.runEnded(run)
    job.notes.close()
    advance()
    await job.updates(.ended(finished))
  }

  /// Lets one worker work on a run until the worker is gone.
  private func work(
    _ job: Job, on worker: Worker, from: CaseIndex?, _ progress: inout RunProgress
  ) async -> RunProgress.Continuation {
    progress.workerStarted(now: .now)
    worker.setDeadline(progress.deadline)
    worker.send(
      .run(
        RunRequest(
          run: job.order.run, source: job.order.source, calibration: calibrationFact,
          caseDeadline: job.order.caseDeadline.inSeconds,
          limits: LimitsFact(
            caseTime: job.order.caseDeadline.inSeconds, runTime: limits.runDeadline.inSeconds,
            memory: limits.memory, output: limits.output), from: from)))
    if job.isStopping { effectsIn.yield(.stop(worker)) }
    while let item = await worker.inbox.next() {
      switch item {
      case .note(.step(let sentence)):
        if let line = progress.note(sentence) { await job.updates(.line(line)) }
      case .note: break
      case .lines(let lines):
        for line in lines {
          for reaction in progress.receive(line, now: .now) {
            await carryOut(reaction, job, worker)
          }
        }
        for reaction in progress.countBroken(worker.takeOversized()) {
          await carryOut(reaction, job, worker)
        }
        worker.setDeadline(progress.deadline)
      }
    }
    let death = worker.death ?? Death(notStarted: "its end was not seen")
    let end = progress.workerEnded(
      death, isStopping: job.isStopping, peakMemory: worker.peakMemory, now: .now)
    for line in end.lines { await job.updates(.line(line)) }
    return end.continuation
  }

  private func carryOut(_ reaction: RunProgress.Reaction, _ job: Job, _ worker: Worker) async {
    switch reaction {
    case .deliver(let line): await job.updates(.line(line))
    case .end(let ending): worker.kill(ending)
    case .finished:
      worker.setDeadline(nil)
      worker.inbox.discard()
      await worker.tearDown(.retire(limits), because: .retired)
    }
  }
}
