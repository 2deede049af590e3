public import Wire

/// What the pool is asked to run.
public struct RunOrder: Sendable, Equatable {
  public var run: String
  /// Who asked; the queue is fair between people.
  public var person: String
  /// For which notebook; the queue is fair between the notebooks of a person.
  public var notebook: String
  public var source: String
  /// Whether it may run beside others; unknown means quiet.
  public var need: Need
  public var caseDeadline: Duration
  public var runDeadline: Duration
  /// The first case to run, to go on with an interrupted sweep.
  public var from: CaseIndex?

  /// An order with the deadlines of the limits.
  public init(
    run: String, person: String, notebook: String, source: String, need: Need = .quiet,
    caseDeadline: Duration = Limits().caseDeadline, runDeadline: Duration = Limits().runDeadline,
    from: CaseIndex? = nil
  ) {
    self.run = run
    self.person = person
    self.notebook = notebook
    self.source = source
    self.need = need
    self.caseDeadline = caseDeadline
    self.runDeadline = runDeadline
    self.from = from
  }
}

/// What becomes of a run, in order; the last one is always ``ended(_:)``.
public enum RunUpdate: Sendable, Equatable {
  /// It waits at a place counted from 1.
  case waiting(position: Int, reason: String)
  /// A worker has it.
  case started
  /// A numbered event, as bytes for the log and the stream.
  case line(RunLine)
  /// It is over, and no process of it exists any more; some milliseconds after `finished`.
  ///
  /// The `finished` line came before, except when the server stopped while the run
  /// was waiting.
  case ended(RunFinished)
}

/// Why the pool does not take an order.
public enum PoolRefusal: Error, Sendable, Equatable {
  /// So many runs of this person wait already.
  case queueFull(limit: Int)
  /// A run with this name is waiting or running.
  case alreadyHere(run: String)
  /// The server is stopping.
  case closing

  /// What to tell the person, with what to do.
  public var sentence: String {
    switch self {
    case .queueFull(let limit):
      "\(limit) of your runs are waiting already; wait for some to end or remove them."
    case .alreadyHere(let run): "The run \(run) is waiting or running already."
    case .closing: "The server is stopping; run it again once it is back."
    }
  }
}

/// What the pool is doing, for people and for metrics.
public struct PoolStatus: Sendable, Equatable {
  public struct Waiting: Sendable, Equatable {
    public var run: String
    public var person: String
    public var notebook: String
    public var need: Need
    public var position: Int
    public var reason: String
  }

  public struct Running: Sendable, Equatable {
    public var run: String
    public var person: String
    public var notebook: String
    public var need: Need
  }

  public var isolation: Isolation
  public var waiting: [Waiting]
  public var running: [Running]
  /// Workers that have said hello and wait for a run.
  public var warm: Int
  public var starting: Int
  /// How many runs may run beside each other.
  public var cores: Int
  public var calibration: CalibrationFact?
  /// Why the last worker did not come up, until one does.
  public var trouble: String?
  /// How many workers were started since the pool began.
  public var spawned: Int
}
