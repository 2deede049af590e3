import Synchronization

/// A number that says who asks: a thread's place at the table, its lane in the picture.
public typealias Visitor = Int

/// Who may enter, and when: the whole difference between one lock and another.
///
/// Rules are a value. They know nothing of threads, so one can read them, compare them and test them
/// without starting any; a ``Gate`` puts real threads behind them, and a simulation can put virtual
/// ones. A visitor either waits or is inside, once.
public protocol EntryRules: Sendable {
  /// What a visitor asks for.
  associatedtype Request: Sendable

  /// Notes that `visitor` came; answers whether it may enter at once.
  mutating func arrive(_ visitor: Visitor, wanting request: Request) -> Bool

  /// Notes that `visitor`, who was inside, left; answers who may enter now, in this order.
  mutating func leave(_ visitor: Visitor) -> [Visitor]

  /// Notes that `visitor`, who waited, gave up; answers who may enter now that it is gone.
  mutating func withdraw(_ visitor: Visitor) -> [Visitor]
}

/// A lock that follows the rules it is given.
///
/// Whoever leaves decides who comes next and hands over directly, so nobody can slip in between and
/// the rules hold to the letter. Every wait has a deadline, and `abort` ends all waits at once: a
/// deadlock can be found, shown and unwound instead of hanging.
///
/// Why it is safe: rules and sleepers change only together, under one mutex. A visitor whose
/// deadline comes asks again under that mutex whether it was admitted in the meantime; if so, it is
/// inside, late but rightly, and if not, it withdraws, and nobody can admit it any more. After an
/// `abort` even who was just admitted leaves again at once.
public final class Gate<Rules: EntryRules>: Sendable {
  private struct State {
    var rules: Rules
    var sleepers: [Visitor: Sleeper] = [:]
    var isAborted = false
  }

  private struct Sleeper {
    let called = Event()
    var isAdmitted = false
  }

  private let state: Mutex<State>

  public init(_ rules: Rules) { state = Mutex(State(rules: rules)) }

  /// Enters, or waits until the rules let `visitor` in.
  public func enter(
    as visitor: Visitor, wanting request: Rules.Request, until deadline: Deadline = .never
  ) throws(WaitFailure) {
    let arrival: Result<Event?, WaitFailure> = state.withLock { state in
      if state.isAborted { return .failure(.aborted) }
      if state.rules.arrive(visitor, wanting: request) { return .success(nil) }
      let sleeper = Sleeper()
      state.sleepers[visitor] = sleeper
      return .success(sleeper.called)
    }
    guard let called = try arrival.get() else { return }
    let wasCalled = called.wait(until: deadline)
    let outcome: Result<Void, WaitFailure> = state.withLock { state in
      guard let sleeper = state.sleepers.removeValue(forKey: visitor) else {
        preconditionFailure("Two threads waited as visitor \(visitor).")
      }
      if sleeper.isAdmitted, !state.isAborted { return .success(()) }
      call(
        sleeper.isAdmitted ? state.rules.leave(visitor) : state.rules.withdraw(visitor),
        in: &state)
      return .failure(wasCalled ? .aborted : .deadline)
    }
    try outcome.get()
  }

  /// Leaves, and lets in whom the rules let in now.
  public func leave(as visitor: Visitor) {
    state.withLock { state in
      call(state.rules.leave(visitor), in: &state)
    }
  }

  /// Ends every wait, now and later, as aborted.
  ///
  /// Who is inside may still leave.
  public func abort() {
    state.withLock { state in
      state.isAborted = true
      for sleeper in state.sleepers.values { sleeper.called.set() }
    }
  }

  /// The rules as they stand at this moment: who is inside, who waits.
  public var rules: Rules { state.withLock { $0.rules } }

  private func call(_ visitors: [Visitor], in state: inout State) {
    for visitor in visitors {
      state.sleepers[visitor]?.isAdmitted = true
      state.sleepers[visitor]?.called.set()
    }
  }
}

extension Gate where Rules.Request == Void {
  /// Enters, or waits until the rules let `visitor` in.
  public func enter(
    as visitor: Visitor, until deadline: Deadline = .never
  ) throws(WaitFailure) {
    try enter(as: visitor, wanting: (), until: deadline)
  }
}
