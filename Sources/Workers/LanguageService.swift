import Synchronization
public import Wire

/// Answers questions about source texts from one long-lived worker that never runs any.
///
/// The parser of cell text lives in the sandbox like everything else that reads what people type. A
/// question that takes too long costs the worker its life, and the next one finds a new worker.
public actor LanguageService {
  private let sandbox: Sandbox
  private let limits: Limits
  private var worker: Worker?
  private var isReady = false
  private var hasGreeted = false
  private var build: String?
  private var catalogue: CatalogueReport?
  private var nextQuestion = 1
  private var questions: [Int: CheckedContinuation<WorkerMessage?, Never>] = [:]
  private var unsent: [WorkerRequest] = []
  private var isClosing = false
  /// Why the last worker did not come up, until one does.
  public private(set) var trouble: String?

  /// A service that starts its worker in a sandbox; it answers nothing before ``run()``.
  public init(sandbox: Sandbox) {
    self.sandbox = sandbox
    limits = sandbox.limits
  }

  /// Keeps a worker alive until the task is cancelled or ``close()`` is called.
  public func run() async {
    var pause = limits.spawnPause
    while !Task.isCancelled, !isClosing {
      let wasReady = await serveOnce()
      if Task.isCancelled || isClosing { break }
      pause = wasReady ? limits.spawnPause : min(pause * 2, limits.spawnPause * 32)
      if !wasReady { try? await Task.sleep(for: pause) }
    }
    isClosing = true
    failAll()
  }

  /// Ends the worker and lets ``run()`` return.
  public func close() {
    isClosing = true
    worker?.inbox.post(.retire)
    failAll()
  }

  // MARK: Questions

  /// Everything about the experiments of this build; asked once a build.
  public func describe() async throws(LanguageFailure) -> CatalogueReport {
    if let catalogue, catalogue.build == build { return catalogue }
    let answer = await ask(within: limits.languageStartDeadline) { .describe(id: $0) }
    guard case .described(_, let report) = answer else { throw failure("describing experiments") }
    catalogue = report
    return report
  }

  /// The findings about a source, and its plan.
  public func check(_ source: String) async throws(LanguageFailure) -> CheckReport {
    let answer = await ask { .check(id: $0, source: source) }
    guard case .checked(_, let report) = answer else { throw failure("checking a cell") }
    return report
  }

  /// Proposals at an offset in UTF-16 code units.
  public func complete(_ source: String, offset: Int) async throws(LanguageFailure)
    -> CompletionReport
  {
    let answer = await ask { .complete(id: $0, source: source, offset: offset) }
    guard case .completed(_, let report) = answer else { throw failure("completing a word") }
    return report
  }

  /// An explanation of the word at an offset in UTF-16 code units, if there is one.
  public func hover(_ source: String, offset: Int) async throws(LanguageFailure) -> HoverReport? {
    let answer = await ask { .hover(id: $0, source: source, offset: offset) }
    guard case .hovered(_, let report) = answer else { throw failure("explaining a word") }
    return report
  }

  /// A schedule of a program, step by step; may be longer on its way than a question about a word.
  public func schedule(_ question: ScheduleQuestion) async throws(LanguageFailure)
    -> ScheduleReport
  {
    let limit = isReady ? limits.scheduleDeadline : limits.languageStartDeadline
    let answer = await ask(within: limit) { .schedule(id: $0, question) }
    guard case .scheduled(_, let report) = answer else { throw failure("replaying a schedule") }
    return report
  }

  private func failure(_ doing: String) -> LanguageFailure {
    LanguageFailure(doing: doing, trouble: trouble)
  }

  private func ask(
    within limit: Duration? = nil, _ request: (Int) -> WorkerRequest
  ) async -> WorkerMessage? {
    guard !isClosing, questions.count < limits.requests else { return nil }
    let id = nextQuestion
    nextQuestion += 1
    let question = request(id)
    let deadline = limit ?? (isReady ? limits.languageDeadline : limits.languageStartDeadline)
    async let _: Void = expire(id, after: deadline)
    return await withCheckedContinuation { continuation in
      questions[id] = continuation
      if isReady, let worker { worker.send(question) } else { unsent.append(question) }
    }
  }

  private func expire(_ id: Int, after limit: Duration) async {
    do { try await Task.sleep(for: limit) } catch { return }
    guard let question = questions.removeValue(forKey: id) else { return }
    if isReady { trouble = "It took longer than \(limit.inWords)." }
    unsent.removeAll { $0.id == id }
    // Whoever asks next waits for the next worker.
    isReady = false
    worker?.kill(.silent)
    question.resume(returning: nil)
  }

  private func failAll() {
    let open = questions.values
    questions = [:]
    unsent = []
    for question in open { question.resume(returning: nil) }
  }

  // MARK: The worker

  /// The slot number that no worker of a pool has.
  private static let slot = 999

  /// Runs one worker to its end; true when it had said hello.
  private func serveOnce() async -> Bool {
    let worker = Worker(slot: Self.slot, sandbox: sandbox, processorSeconds: 0)
    self.worker = worker
    hasGreeted = false
    worker.setDeadline((.now + limits.helloDeadline, .silent))
    await withTaskGroup { group in
      group.addTask { await worker.watch() }
      group.addTask { await self.listen(to: worker) }
      let death = await worker.live()
      group.cancelAll()
      if !isClosing, !hasGreeted { trouble = trouble ?? death.sentence }
    }
    isReady = false
    self.worker = nil
    // Questions that this worker had are lost; those that wait for the next one stay, unless
    // workers do not even come up.
    if !hasGreeted { unsent = [] }
    let lost = questions.keys.filter { id in !unsent.contains { $0.id == id } }
    for id in lost { questions.removeValue(forKey: id)?.resume(returning: nil) }
    return hasGreeted
  }

  private func listen(to worker: Worker) async {
    while let item = await worker.inbox.next() {
      switch item {
      case .note(.retire): await worker.tearDown(.retire(limits), because: .retired)
      case .note: break
      case .lines(let lines):
        for line in lines {
          guard let message = try? WireCoding.decode(WorkerMessage.self, from: line) else {
            continue
          }
          receive(message, from: worker)
        }
      }
    }
  }

  private func receive(_ message: WorkerMessage, from worker: Worker) {
    switch message {
    case .hello(let hello): greet(worker, hello)
    case .described(let id, _), .checked(let id, _), .completed(let id, _), .hovered(let id, _),
      .scheduled(let id, _):
      questions.removeValue(forKey: id)?.resume(returning: message)
    case .event, .calibrated: break
    }
  }

  private func greet(_ worker: Worker, _ hello: Hello) {
    let report = sandbox.report(on: hello, processorSeconds: 0)
    guard report.isConfined else {
      trouble = report.sentence
      worker.kill(.retired)
      return
    }
    worker.setDeadline(nil)
    worker.rememberProcesses()
    trouble = nil
    isReady = true
    hasGreeted = true
    build = hello.build
    let waiting = unsent
    unsent = []
    for question in waiting { worker.send(question) }
  }
}

extension WorkerRequest {
  fileprivate var id: Int? {
    switch self {
    case .run, .stop: nil
    case .calibrate(let id), .describe(let id), .check(let id, _), .complete(let id, _, _),
      .hover(let id, _, _), .schedule(let id, _):
      id
    }
  }
}

/// The language worker did not answer.
public struct LanguageFailure: Error, Sendable, Equatable {
  /// What was asked of it.
  public var doing: String
  /// What is wrong with the worker, if that is known.
  public var trouble: String?

  /// What to tell the person.
  public var sentence: String {
    "The language worker did not answer while \(doing)."
      + (trouble.map { " \($0)" } ?? "") + " Try again in a moment."
  }
}
