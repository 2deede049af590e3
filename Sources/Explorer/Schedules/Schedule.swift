/// One schedule of a program, recorded: who did what, in which order, and what everything held then.
///
/// It is what people look at. All numbers are indices from 0, into the arrays of the program or into
/// ``steps``; lines count from 1, and places are UTF-16 code units of the source.
public struct Schedule: Sendable, Hashable {
  /// How the recording ends.
  public enum Ending: String, Sendable, CaseIterable {
    /// Every thread ended and nothing failed.
    case finished
    case failed
    /// It comes back to an earlier state, and so can go on like this for ever.
    case cycle
    /// The choices ended before the program did.
    case unfinished
  }

  /// What went wrong at its end.
  public struct Fault: Sendable, Hashable {
    public var kind: FailureKind
    public var sentence: String
    /// 0 when it belongs to no line.
    public var line: Int

    public init(kind: FailureKind, sentence: String, line: Int = 0) {
      self.kind = kind
      self.sentence = sentence
      self.line = line
    }
  }

  /// For links; see ``ScheduleID``.
  public var id: String
  public var model: MemoryModel
  /// What it is an example of: `shortest failing schedule`.
  public var title: String
  /// The same choices as people write them: one digit a step when that is enough, otherwise a list.
  public var digits: String
  public var ends: Ending
  public var failure: Fault?
  /// The number of steps after which nothing could save it any more.
  public var inevitable: Int?
  /// From this step on it repeats for ever.
  public var cycleStart: Int?
  /// How often another thread goes on.
  public var switches: Int
  /// How often it does so although the one before could have gone on.
  public var preemptions: Int
  /// The whole as a sentence or two.
  public var sentence: String
  public var choices: [Choice]
  /// The outcome, when every thread ended.
  public var outcome: [Int]?
  /// How everything is before the first step.
  public var initial: State
  public var steps: [Step]
  /// What can be chosen after the last step; empty when the program has ended.
  public var next: [Option]
}

extension Schedule {
  /// One step, and how everything is after it.
  public struct Step: Sendable, Hashable {
    public var choice: Choice
    /// Who made it; for a flush, whose store it was.
    public var thread: Int
    public var kind: StepKind
    /// Where it stands in the source; line 0 for nowhere.
    public var place: SourceNote
    /// What happened, without who did it: `reads counter = 0`.
    public var text: String
    /// The part of the source that it comes from; empty when the source is not known.
    public var code: String
    public var variable: Int?
    public var object: Int?
    /// What was read, written, sent or received.
    public var value: Int?
    /// Whether it interrupts a thread that could have gone on.
    public var preempts: Bool
    /// Whether another thread made the step before it.
    public var switches: Bool
    /// What could have been chosen instead, itself among it.
    public var enabled: [Option]
    /// How many steps of each thread happen before the end of this one; a flush has the clock of its store.
    public var clock: [Int]
    /// The steps of other threads that directly happen before it: the arrows to draw.
    public var after: [Int]
    /// The step that wrote what this one read, -1 for an initial value; for a flush, its store.
    public var readsFrom: Int?
    /// The steps that it races with: at least one of the two writes a plain variable, and nothing orders them.
    ///
    /// Of each thread the nearest ones. Empty for nearly all steps.
    public var races: [Int]
    public var state: State
  }

  /// A step that could be made next.
  public struct Option: Sendable, Hashable {
    public var choice: Choice
    public var thread: Int
    public var kind: StepKind
    /// Without who would do it: `writes counter`.
    public var text: String
    public var place: SourceNote
  }

  /// How everything is between two steps.
  public struct State: Sendable, Hashable {
    /// What memory holds; stores that wait in a buffer are not in it.
    public var variables: [Int]
    public var objects: [ObjectState]
    public var threads: [ThreadState]
  }

  public struct ObjectState: Sendable, Hashable {
    /// Who holds a mutex, or a read-write lock for writing.
    public var owner: Int?
    /// Who holds a read-write lock for reading.
    public var readers: [Int]
    /// Free units of a semaphore; those who arrived at a barrier.
    public var units: Int?
    /// Who waits for it now.
    public var waiters: [Int]
    /// The values in a channel, oldest first.
    public var queue: [Int]
  }

  public struct ThreadState: Sendable, Hashable {
    public enum Status: String, Sendable { case notStarted, ready, blocked, finished, failed }

    public var status: Status
    /// Where it stands: its next step, or where it ended.
    public var place: SourceNote
    /// Its next step in words: `will write counter`.
    public var next: String?
    /// The locals that have names, in the order of the program.
    public var locals: [LocalValue]
    public var waitsFor: Obstruction?
    /// Its stores that have not reached memory, oldest first.
    public var buffer: [BufferedStore]
  }

  public struct LocalValue: Sendable, Hashable {
    public var name: String
    public var value: Int
  }

  /// What a blocked thread waits for.
  public enum Obstruction: Sendable, Hashable {
    case object(Int)
    case thread(Int)
    /// Something that has no number: `flag == 1`.
    case condition(String)
  }

  public struct BufferedStore: Sendable, Hashable {
    public var variable: Int
    public var value: Int
  }
}
