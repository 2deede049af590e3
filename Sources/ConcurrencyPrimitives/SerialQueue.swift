import Synchronization

/// One thread that runs jobs one after another, in the order they came.
///
/// It is a serial queue for plain closures and a serial executor for an actor: the same idea twice.
/// Because the thread is its own, a job may block without holding up the shared thread pool.
///
/// Why it is safe: only the queue's thread takes jobs out, under the same mutex under which they
/// came in, and it runs them outside of it. `stop` marks the end; what came before is still run.
public final class SerialQueue: SerialExecutor {
  private enum Job {
    case closure(@Sendable () -> Void)
    case task(UnownedJob)
  }

  private struct State {
    var jobs: [Job] = []
    var isStopped = false
    /// Where the queue's thread sleeps while it has nothing to do.
    var idle: Event?
    /// Where senders sleep while the queue is full.
    var full: Event?
  }

  private let state = Mutex(State())
  private let ended = Event()

  /// Starts the queue's thread; it lives until ``stop``.
  public init() {
    DedicatedThread.start { self.work() }
  }

  /// Appends `job`; waits while ``Limits/queuedJobs`` are in front of it.
  public func send(_ job: @escaping @Sendable () -> Void) {
    while let full = append(.closure(job), limit: Limits.queuedJobs) { _ = full.wait() }
  }

  /// Runs `job` on the queue's thread and waits for its answer.
  public func run<Value: Sendable>(_ job: @escaping @Sendable () -> Value) -> Value {
    let answer = Answer<Value>()
    send { answer.set(job()) }
    return answer.get()
  }

  /// Ends the thread after the jobs that are in the queue, and waits for that.
  ///
  /// Answers false when the deadline came first; the jobs go on, and one may wait again.
  @discardableResult
  public func stop(until deadline: Deadline = .never) -> Bool {
    let idle = state.withLock { state in
      state.isStopped = true
      return state.idle
    }
    idle?.set()
    return ended.wait(until: deadline)
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    // Never waits: it is called from the shared pool, and the actor's callers bound the queue.
    _ = append(.task(UnownedJob(job)), limit: .max)
  }

  /// Appends `job` and answers nil, or answers what to wait for first.
  private func append(_ job: Job, limit: Int) -> Event? {
    let (idle, full): (Event?, Event?) = state.withLock { state in
      precondition(!state.isStopped, "A stopped queue takes no more jobs.")
      guard state.jobs.count < limit else {
        let full = state.full ?? Event()
        state.full = full
        return (nil, full)
      }
      state.jobs.append(job)
      defer { state.idle = nil }
      return (state.idle, nil)
    }
    idle?.set()
    return full
  }

  private func work() {
    while let jobs = take() {
      for job in jobs {
        switch job {
        case .closure(let body): body()
        case .task(let task): task.runSynchronously(on: asUnownedSerialExecutor())
        }
      }
    }
    ended.set()
  }

  /// All jobs that wait, once there are some; nil when the queue was stopped and is empty.
  private func take() -> [Job]? {
    while true {
      let (jobs, idle, full): ([Job]?, Event?, Event?) = state.withLock { state in
        guard state.jobs.isEmpty else {
          defer { (state.jobs, state.full) = ([], nil) }
          return (state.jobs, nil, state.full)
        }
        if state.isStopped { return (nil, nil, nil) }
        let idle = Event()
        state.idle = idle
        return (nil, idle, nil)
      }
      full?.set()
      if let idle {
        _ = idle.wait()
      } else {
        return jobs
      }
    }
  }
}

/// A value that one thread will set and another waits for.
private final class Answer<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let isThere = Event()

  func set(_ value: Value) {
    self.value.withLock { $0 = value }
    isThere.set()
  }

  func get() -> Value {
    _ = isThere.wait()
    guard let value = value.withLock({ $0 }) else {
      preconditionFailure("The answer was announced but is not there.")
    }
    return value
  }
}
