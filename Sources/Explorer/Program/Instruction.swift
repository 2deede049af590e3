/// What an instruction does.
///
/// A *visible* instruction is one step of a schedule. All others are computed together with the step
/// before them: nobody else can see them.
public enum Opcode: UInt8, Sendable, CaseIterable {
  // MARK: Local

  /// `target = immediate`
  case constant
  /// `target = left`
  case move
  /// `target = -left`
  case negate
  /// `target = left == 0`
  case not
  /// `target = left ∘ right`, the numbers 64-bit and wrapping as in hardware; comparisons give 0 or 1.
  case add, subtract, multiply, divide, remainder
  case equal, notEqual, less, lessOrEqual
  /// Goes on at `immediate`.
  case jump
  /// Goes on at `immediate` when `left` is 0.
  case jumpIfZero
  /// Fails with message number `immediate` (of ``ThreadCode/messages``) when `left` is 0.
  case assert
  /// Starts thread number `immediate`; what it holds in its first registers are the parameters: the
  /// registers from `left` on, `right` of them. `target` gets the thread's number.
  case spawn
  /// Copies register `right` of thread number `immediate` to `target`; in final checks only.
  case peek
  /// Ends the thread.
  case end

  // MARK: Visible: shared variables (`place`)

  case load, store
  /// `target = old value`; adds, or combines, `left`.
  case fetchAdd, fetchSubtract, fetchAnd, fetchOr, fetchXor, exchange
  /// Compares with `left`, stores `right` if equal; `target` gets 1 if it stored, otherwise 0.
  ///
  /// A failed one is a load.
  case compareExchange
  /// Orders memory by ``Instruction/ordering``.
  case fence
  /// Waits until a condition holds, and sees it hold, in one step.
  ///
  /// The instructions behind it, up to but not including `immediate`, compute it into `left`; loads among them happen
  /// within this step. Execution goes on at `immediate`.
  case awaitCondition

  // MARK: Visible: synchronisation (`place` is an object)

  case lock, unlock
  /// `target` gets 1 when the lock was free and is now held, otherwise 0.
  case tryLock
  case readLock, readUnlock, writeLock, writeUnlock
  /// Takes one unit of a semaphore, or waits for it.
  case acquire
  /// Gives back one unit.
  case release
  /// Lets go of the mutex (object number `immediate`) and starts to wait for the condition.
  case waitBegin
  /// Wakes up, once signalled and with the mutex (object number `immediate`) free, and takes it.
  case waitEnd
  case signal, broadcast
  /// Arrives at a barrier; the last one opens it.
  case arrive
  /// Leaves the barrier once it is open.
  case depart
  /// Sends `left`, waiting while the channel is full.
  case send
  /// Waits, in a channel without room, until the value was taken.
  case sendEnd
  /// Takes the oldest value of a channel into `target`, waiting while it is empty.
  case receive
  /// Waits for the thread whose number is in `left`.
  case join
  /// Lets others go first: until another thread has made a step this one is not scheduled, unless nobody else can.
  case yield

  /// Whether it is a step of its own in a schedule.
  public var isVisible: Bool { rawValue >= Opcode.load.rawValue }
}

/// How an access to memory is ordered; the names are those of C++ and Swift's memory model.
public enum Ordering: UInt8, Sendable, CaseIterable, Comparable {
  case relaxed, acquire, release, acquireRelease, sequentiallyConsistent

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  public var acquires: Bool { self != .relaxed && self != .release }
  public var releases: Bool { self != .relaxed && self != .acquire }
}

/// A variable or object, or one of an array of them, chosen by a register.
public struct Place: Hashable, Sendable {
  /// The number of the first one.
  public var base: Int32
  /// How many there are; an index outside is an error of the program.
  public var count: Int32
  /// The register that holds the index, or -1 when there is only one.
  public var index: Int16

  public init(base: Int32, count: Int32 = 1, index: Int16 = -1) {
    self.base = base
    self.count = count
    self.index = index
  }
}

/// One instruction of a thread: flat, so that an interpreter can walk an array of them.
public struct Instruction: Hashable, Sendable {
  public var opcode: Opcode
  public var ordering: Ordering
  public var target: Int16
  public var left: Int16
  public var right: Int16
  public var place: Place
  public var immediate: Int

  public init(
    _ opcode: Opcode, ordering: Ordering = .sequentiallyConsistent, target: Int16 = -1,
    left: Int16 = -1, right: Int16 = -1, place: Place = Place(base: -1, count: 0),
    immediate: Int = 0
  ) {
    self.opcode = opcode
    self.ordering = ordering
    self.target = target
    self.left = left
    self.right = right
    self.place = place
    self.immediate = immediate
  }
}
