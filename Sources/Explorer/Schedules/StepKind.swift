/// What a step does, as the page and the exports name it.
public enum StepKind: String, Sendable, CaseIterable {
  case load, store
  /// A read-modify-write that wrote; a compare-exchange that failed is a ``load``.
  case rmw
  case fence, await
  case lock, unlock, tryLock, readLock, readUnlock, writeLock, writeUnlock
  case acquire, release
  /// Lets go of the mutex and waits for a condition; ``wake`` goes on.
  case wait, wake
  case signal, broadcast
  case arrive, depart
  case send
  /// The value that was sent into a channel without room has been taken.
  case sent
  case receive
  case join, yield
  /// A store leaves its thread's buffer and reaches memory.
  case flush

  /// What the instruction is; `nil` for one that is no step.
  init?(_ opcode: Opcode) {
    switch opcode {
    case .load: self = .load
    case .store: self = .store
    case .fetchAdd, .fetchSubtract, .fetchAnd, .fetchOr, .fetchXor, .exchange, .compareExchange:
      self = .rmw
    case .fence: self = .fence
    case .awaitCondition: self = .await
    case .lock: self = .lock
    case .unlock: self = .unlock
    case .tryLock: self = .tryLock
    case .readLock: self = .readLock
    case .readUnlock: self = .readUnlock
    case .writeLock: self = .writeLock
    case .writeUnlock: self = .writeUnlock
    case .acquire: self = .acquire
    case .release: self = .release
    case .waitBegin: self = .wait
    case .waitEnd: self = .wake
    case .signal: self = .signal
    case .broadcast: self = .broadcast
    case .arrive: self = .arrive
    case .depart: self = .depart
    case .send: self = .send
    case .sendEnd: self = .sent
    case .receive: self = .receive
    case .join: self = .join
    case .yield: self = .yield
    case .constant, .move, .negate, .not, .add, .subtract, .multiply, .divide, .remainder, .equal,
      .notEqual, .less, .lessOrEqual, .jump, .jumpIfZero, .assert, .spawn, .peek, .end:
      return nil
    }
  }
}
