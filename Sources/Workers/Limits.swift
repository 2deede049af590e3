/// Every limit of this module, with the values that a server uses unless told otherwise.
///
/// A value and not constants, so that a test can make one of them small.
public struct Limits: Sendable, Equatable {
  // MARK: Time

  /// How long one case may take before its worker is killed.
  public var caseDeadline: Duration = .seconds(30)
  /// How long a whole run may take.
  public var runDeadline: Duration = .seconds(300)
  /// How long a quiet run keeps everything else from starting beside it.
  public var quietBudget: Duration = .seconds(10)
  /// How long a new worker may take to say hello.
  public var helloDeadline: Duration = .seconds(10)
  /// How long the language worker may take over one question.
  public var languageDeadline: Duration = .milliseconds(200)
  /// How long it may take over a schedule, with the search for a hint.
  public var scheduleDeadline: Duration = .seconds(2)
  /// How long the first question after a start may take: the worker may still be starting.
  public var languageStartDeadline: Duration = .seconds(10)
  /// How long a calibration may take before the idle worker counts as broken.
  public var calibrationDeadline: Duration = .seconds(5)
  /// How old a calibration may get before an idle worker measures again.
  public var calibrationAge: Duration = .seconds(60)
  /// How long a run that has just started is spared the start of the next worker beside it.
  public var spawnDelay: Duration = .milliseconds(30)
  /// The pause after a worker that did not come up, doubled up to 32 times.
  public var spawnPause: Duration = .milliseconds(100)

  // MARK: Ends

  /// How long a worker may take to exit by itself once its standard input is closed.
  public var exitGrace: Duration = .milliseconds(200)
  /// How long a stopped run may take to end its case by itself.
  public var stopGrace: Duration = .milliseconds(500)
  /// How long each signal of a stop has to show an effect before the next one.
  public var signalGrace: Duration = .milliseconds(200)

  // MARK: Sizes

  /// The longest line that a worker may write.
  public var line = 1 << 20
  /// How many bytes of lines a run may write.
  public var output = 64 << 20
  /// How much of a worker's standard error is kept for the reason of its death.
  public var errorTail = 4096
  /// How many requests may wait to be written to a worker.
  public var requests = 64
  /// How many broken lines of one worker are overlooked before it is ended.
  public var brokenLines = 100

  // MARK: Numbers

  /// How many runs of one person may wait.
  public var queuePerPerson = 200
  /// How many fresh workers wait for a run.
  public var warmWorkers = 2
  /// How many fresh workers one case may cost before the run gives up on starting it.
  public var startsPerCase = 2

  // MARK: Inside the sandbox

  /// Threads and processes of a worker together.
  public var processes = 1024
  /// Open files of each process.
  public var openFiles = 4096
  /// The largest file that a process may write.
  public var fileSize = 256 << 20
  /// The size of the private `/tmp`.
  public var temporarySize = 256 << 20
  /// The size of the private `/dev/shm`.
  public var sharedMemorySize = 64 << 20
  /// Memory of all processes of a worker together, looked at every `memoryInterval`.
  ///
  /// No `RLIMIT_AS`: a thousand threads reserve 8 GB for stacks that they never touch.
  public var memory = 1 << 30
  /// How often the memory of a running worker is added up.
  public var memoryInterval: Duration = .milliseconds(250)

  /// The default limits.
  public init() {}

  /// CPU seconds of one process of a worker: twice the case deadline on every core.
  func processorSeconds(cores: Int) -> Int {
    max(1, 2 * Int(caseDeadline.components.seconds) * max(1, cores))
  }
}
