/// What can be done with a shared object by a method of it.
struct Method {
  /// What an object must be to have a method.
  enum Receiver: Hashable, CaseIterable {
    case atomic, mutex, readWriteLock, semaphore, condition, barrier, channel

    init(_ kind: SyncObject.Kind) {
      switch kind {
      case .mutex: self = .mutex
      case .readWriteLock: self = .readWriteLock
      case .semaphore: self = .semaphore
      case .condition: self = .condition
      case .barrier: self = .barrier
      case .channel: self = .channel
      }
    }
  }

  var receiver: Receiver
  var name: String
  var opcode: Opcode
  /// The names of the arguments; the ordering is not one of them.
  var parameters: [String] = []
  /// The orderings that may follow the arguments.
  var orderings: Set<Ordering> = []
  var givesValue = false
  /// What it does, in one or two sentences.
  var summary: String

  /// As it is written: `fetchAdd(value)`.
  var signature: String { "\(name)(\(parameters.joined(separator: ", ")))" }

  static func of(_ receiver: Receiver) -> [Method] { all.filter { $0.receiver == receiver } }

  static let all: [Method] = atomics + objects

  private static let every: Set<Ordering> = Set(Ordering.allCases)

  private static let atomics: [Method] = [
    Method(
      receiver: .atomic, name: "load", opcode: .load,
      orderings: [.relaxed, .acquire, .sequentiallyConsistent], givesValue: true,
      summary: "Reads the value, in one step."),
    Method(
      receiver: .atomic, name: "store", opcode: .store, parameters: ["value"],
      orderings: [.relaxed, .release, .sequentiallyConsistent],
      summary: "Writes a value, in one step."),
    arithmetic("fetchAdd", .fetchAdd, "Adds"),
    arithmetic("fetchSubtract", .fetchSubtract, "Subtracts"),
    arithmetic("fetchAnd", .fetchAnd, "Combines bit by bit (and)"),
    arithmetic("fetchOr", .fetchOr, "Combines bit by bit (or)"),
    arithmetic("fetchXor", .fetchXor, "Combines bit by bit (exclusive or)"),
    Method(
      receiver: .atomic, name: "exchange", opcode: .exchange, parameters: ["value"],
      orderings: every, givesValue: true,
      summary: "Writes a value and gives the old one; nobody comes in between."),
    Method(
      receiver: .atomic, name: "compareExchange", opcode: .compareExchange,
      parameters: ["expected", "desired"], orderings: every, givesValue: true,
      summary:
        "Stores the desired value if the expected one is there, and gives true if it did; all in one step. "
        + "When it does not store it is only a load."),
  ]

  private static func arithmetic(_ name: String, _ opcode: Opcode, _ verb: String) -> Method {
    Method(
      receiver: .atomic, name: name, opcode: opcode, parameters: ["value"], orderings: every,
      givesValue: true,
      summary: "\(verb), and gives the old value; reading and writing are one step.")
  }

  private static let objects: [Method] = [
    Method(
      receiver: .mutex, name: "lock", opcode: .lock,
      summary:
        "Waits until nobody holds the mutex, and takes it. Sees all that its earlier holders did."),
    Method(
      receiver: .mutex, name: "unlock", opcode: .unlock,
      summary: "Lets go of the mutex; only who holds it may."),
    Method(
      receiver: .mutex, name: "tryLock", opcode: .tryLock, givesValue: true,
      summary: "Takes the mutex if it is free, and gives true if it did; never waits."),
    Method(
      receiver: .readWriteLock, name: "readLock", opcode: .readLock,
      summary: "Waits until nobody writes; several may read together."),
    Method(
      receiver: .readWriteLock, name: "readUnlock", opcode: .readUnlock,
      summary: "Stops reading."),
    Method(
      receiver: .readWriteLock, name: "writeLock", opcode: .writeLock,
      summary: "Waits until nobody reads or writes, and keeps everybody else out."),
    Method(
      receiver: .readWriteLock, name: "writeUnlock", opcode: .writeUnlock,
      summary: "Stops writing."),
    Method(
      receiver: .semaphore, name: "acquire", opcode: .acquire,
      summary: "Takes one unit, or waits until there is one."),
    Method(
      receiver: .semaphore, name: "release", opcode: .release,
      summary: "Gives back one unit; anybody may."),
    Method(
      receiver: .condition, name: "wait", opcode: .waitBegin, parameters: ["mutex"],
      summary:
        "Lets go of the mutex and waits for a signal, in one step; then takes the mutex again. "
        + "A signal that came before is not remembered, so ask in a `while` whether there is still something to wait for."
    ),
    Method(
      receiver: .condition, name: "signal", opcode: .signal,
      summary: "Wakes one thread that waits now; without one nothing happens, and it is forgotten."),
    Method(
      receiver: .condition, name: "broadcast", opcode: .broadcast,
      summary: "Wakes all threads that wait now."),
    Method(
      receiver: .barrier, name: "wait", opcode: .arrive,
      summary: "Waits until as many threads have come as the barrier was declared with."),
    Method(
      receiver: .channel, name: "send", opcode: .send, parameters: ["value"],
      summary:
        "Puts a value in, waiting while the channel is full; without room, until somebody has taken it."
    ),
    Method(
      receiver: .channel, name: "receive", opcode: .receive, givesValue: true,
      summary: "Takes the oldest value out, waiting while there is none."),
  ]
}

extension Method.Receiver {
  /// What a person calls it, with its article.
  var title: String {
    switch self {
    case .atomic: "an atomic variable"
    case .mutex: "a mutex"
    case .readWriteLock: "a read-write lock"
    case .semaphore: "a semaphore"
    case .condition: "a condition"
    case .barrier: "a barrier"
    case .channel: "a channel"
    }
  }

  /// What other languages call the methods of it.
  var foreignNames: [String: String] {
    switch self {
    case .atomic:
      [
        "get": "load", "read": "load", "set": "store", "write": "store", "cas": "compareExchange",
        "CAS": "compareExchange", "compareAndSwap": "compareExchange",
        "compareAndSet": "compareExchange", "compare_exchange_strong": "compareExchange",
        "compare_exchange_weak": "compareExchange", "swap": "exchange", "getAndSet": "exchange",
        "add": "fetchAdd", "increment": "fetchAdd", "incrementAndGet": "fetchAdd",
        "getAndIncrement": "fetchAdd", "wrappingAdd": "fetchAdd", "fetch_sub": "fetchSubtract",
        "fetchSub": "fetchSubtract", "decrement": "fetchSubtract",
      ]
    case .mutex:
      [
        "acquire": "lock", "enter": "lock", "release": "unlock", "leave": "unlock",
        "exit": "unlock", "try_lock": "tryLock",
      ]
    case .readWriteLock:
      [
        "lock": "writeLock", "unlock": "writeUnlock", "rdlock": "readLock", "wrlock": "writeLock",
        "lock_shared": "readLock", "lockShared": "readLock",
      ]
    case .semaphore:
      [
        "wait": "acquire", "P": "acquire", "down": "acquire", "signal": "release", "V": "release",
        "up": "release", "post": "release", "lock": "acquire", "unlock": "release",
      ]
    case .condition:
      [
        "notify": "signal", "notify_one": "signal", "notifyOne": "signal", "pulse": "signal",
        "notify_all": "broadcast", "notifyAll": "broadcast", "signalAll": "broadcast",
        "pulseAll": "broadcast", "await": "wait",
      ]
    case .barrier: ["await": "wait", "arrive": "wait", "arrive_and_wait": "wait"]
    case .channel:
      ["put": "send", "write": "send", "get": "receive", "recv": "receive", "read": "receive"]
    }
  }
}
