/// The steps that end a worker, mildest first; a step is skipped as soon as the worker is gone.
///
/// A value that is asked for the next step, so that tests need no processes and no time.
struct Teardown: Sendable, Equatable {
  enum Step: Sendable, Equatable {
    /// Asks the worker's program to end its run.
    case ask
    /// `SIGINT` to the worker itself, inside its launchers.
    case interrupt
    /// `SIGTERM` to the worker itself.
    case terminate
    /// The end of its standard input.
    case closeInput
    /// `SIGKILL` to the whole process group; bubblewrap's end takes everything inside along.
    case kill
    /// `SIGKILL` to whatever of its processes is still there.
    case sweep

    /// What a person who watches the stop reads.
    var sentence: String {
      switch self {
      case .ask: "Asked the run to stop."
      case .interrupt: "The run did not stop by itself; sent an interrupt."
      case .terminate: "The run ignored the interrupt; sent a request to terminate."
      case .closeInput: "Closed the worker's input."
      case .kill: "The run ignored that too; killed all its processes."
      case .sweep: "Looked for processes that were left."
      }
    }
  }

  private(set) var steps: [(step: Step, wait: Duration)]

  /// Stops a run that a person no longer wants.
  static func stop(_ limits: Limits) -> Teardown {
    Teardown(steps: [
      (.ask, limits.stopGrace), (.interrupt, limits.signalGrace),
      (.terminate, limits.signalGrace), (.kill, .seconds(5)), (.sweep, .zero),
    ])
  }

  /// Ends a worker that has done its work.
  static func retire(_ limits: Limits) -> Teardown {
    Teardown(steps: [(.closeInput, limits.exitGrace), (.kill, .seconds(5)), (.sweep, .zero)])
  }

  /// The next step and how long to wait after it; a worker that is gone is only swept.
  mutating func next(isGone: Bool) -> (step: Step, wait: Duration)? {
    while !steps.isEmpty {
      let next = steps.removeFirst()
      if !isGone || next.step == .sweep { return next }
    }
    return nil
  }

  static func == (a: Self, b: Self) -> Bool {
    a.steps.elementsEqual(b.steps) { $0.step == $1.step && $0.wait == $1.wait }
  }
}
