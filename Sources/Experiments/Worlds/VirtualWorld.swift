import ConcurrencyPrimitives
import ExperimentEngine
import Synchronization

/// A world with a clock of its own, in which everything happens in the same order each time.
///
/// Threads are real, so that they can be written as one writes threads, but only one runs at a time:
/// it keeps the turn until it sleeps, waits or yields, and then hands it to whoever is due next.
/// When nobody runs the clock jumps to the next alarm, so a virtual second costs no time. When
/// nobody is due at all and somebody still waits, that is a deadlock, found with certainty.
///
/// Who is due at the same moment goes in the order in which they became ready, except after a
/// `yield`: then the seed decides.
final class VirtualWorld: World {
  /// How a stretch of virtual time ended.
  enum End: Equatable, Sendable {
    /// All threads came to their end.
    case finished
    /// These wait for one another, and nobody is left who could help.
    case stuck(Set<Visitor>)
    /// It took too many steps, or was asked to stop.
    case cut
  }

  private struct Alarm {
    var time: Int64
    var order: Int
    var visitor: Visitor
  }

  private struct State {
    var now: Int64 = 0
    var alarms: [Alarm] = []
    var turns: [Visitor: Event] = [:]
    var alive: Set<Visitor> = []
    var order = 0
    var steps = 0
    var isAborted = false
    var wasCut = false
    var random: SeededGenerator
    var quiet = Event()
  }

  private let state: Mutex<State>
  private let stop: StopFlag
  private let stepLimit: Int
  private let operation: ClosedRange<Duration>?

  /// `operation` is how long asking for a lock takes; without it, no time at all.
  init(
    seed: SeededGenerator, stop: StopFlag = StopFlag(), steps: Int = Limits.virtualSteps,
    operation: ClosedRange<Duration>? = nil
  ) {
    state = Mutex(State(random: seed))
    self.stop = stop
    self.operation = operation
    stepLimit = steps
  }

  /// Runs `count` threads until all have ended or nobody can go on.
  ///
  /// Threads that are stuck stay so, for the caller to look at, until ``abort`` unwinds them; in a
  /// world that was cut they have been unwound already.
  func run(_ count: Int, _ body: @escaping @Sendable (Visitor) -> Void) -> End {
    state.withLock { state in
      for visitor in 0..<count {
        state.alive.insert(visitor)
        state.turns[visitor] = Event()
        setAlarm(visitor, at: state.now, &state)
      }
    }
    for visitor in 0..<count {
      guard let turn = state.withLock({ $0.turns[visitor] }) else { continue }
      DedicatedThread.start {
        _ = turn.wait()
        body(visitor)
        self.state.withLock { state in
          state.alive.remove(visitor)
          self.passOn(&state)
        }
      }
    }
    return settle()
  }

  var now: Double { Double(state.withLock { $0.now }) / 1e9 }

  func deadline(after span: Duration) -> Deadline {
    Deadline(nanoseconds: UInt64(state.withLock { $0.now })) + span
  }

  func sleep(_ span: Duration, as visitor: Visitor) throws(WaitFailure) {
    try hand(over: visitor) { state in
      setAlarm(visitor, at: state.now + max(0, span.inNanoseconds), &state)
    }
  }

  func yield(as visitor: Visitor) throws(WaitFailure) {
    try hand(over: visitor) { state in
      let due = state.alarms.filter { $0.time <= state.now }.map(\.visitor)
      state.alarms.removeAll { $0.time <= state.now }
      for visitor in state.random.shuffled(due + [visitor]) {
        setAlarm(visitor, at: state.now, &state)
      }
    }
  }

  func entrance<Rules: EntryRules>(_ rules: Rules) -> any Entrance<Rules> {
    VirtualEntrance(rules, in: self)
  }

  func abort() {
    state.withLock { state in
      endAllWaits(&state)
      if state.quiet.isSet, !state.alive.isEmpty {
        state.quiet = Event()
        passOn(&state)
      }
    }
    _ = state.withLock { $0.quiet }.wait()
  }

  /// Lets the time pass that asking for a lock takes, drawn from the seed.
  fileprivate func operate(as visitor: Visitor) throws(WaitFailure) {
    guard let operation else { return }
    let (least, most) = (operation.lowerBound.inNanoseconds, operation.upperBound.inNanoseconds)
    let span = state.withLock { least + Int64($0.random.below(Int(most - least) + 1)) }
    try sleep(.nanoseconds(span), as: visitor)
  }

  // What a lock of this world does with its visitors

  /// Lets `visitor` wait until it is called or its deadline comes.
  fileprivate func wait(as visitor: Visitor, until deadline: Deadline) throws(WaitFailure) {
    try hand(over: visitor) { state in
      if deadline != .never {
        setAlarm(visitor, at: max(state.now, Int64(clamping: deadline.nanoseconds)), &state)
      }
    }
  }

  /// Lets `visitor` go on as soon as it is its turn.
  fileprivate func call(_ visitor: Visitor) {
    state.withLock { state in
      state.alarms.removeAll { $0.visitor == visitor }
      setAlarm(visitor, at: state.now, &state)
    }
  }

  // Turns

  private func settle() -> End {
    let quiet = state.withLock { state in
      passOn(&state)
      return state.quiet
    }
    _ = quiet.wait()
    return state.withLock { state in
      if state.wasCut { return .cut }
      return state.alive.isEmpty ? .finished : .stuck(state.alive)
    }
  }

  /// Gives the turn away after `change` and waits to get it back.
  private func hand(
    over visitor: Visitor, _ change: (inout State) -> Void
  ) throws(WaitFailure) {
    let turn: Event? = state.withLock { state in
      guard !state.isAborted else { return nil }
      let turn = Event()
      state.turns[visitor] = turn
      change(&state)
      passOn(&state)
      return turn
    }
    guard let turn else { throw .aborted }
    _ = turn.wait()
    if state.withLock({ $0.isAborted }) { throw .aborted }
  }

  /// Wakes whoever is due next; nobody is, when all wait for one another.
  private func passOn(_ state: inout State) {
    state.steps += 1
    if state.steps > stepLimit || stop.isSet, !state.wasCut {
      state.wasCut = true
      endAllWaits(&state)
    }
    let next = state.alarms.indices.min { left, right in
      let (left, right) = (state.alarms[left], state.alarms[right])
      return (left.time, left.order) < (right.time, right.order)
    }
    guard let next else {
      state.quiet.set()
      return
    }
    let alarm = state.alarms.remove(at: next)
    state.now = max(state.now, alarm.time)
    state.turns[alarm.visitor]?.set()
  }

  private func endAllWaits(_ state: inout State) {
    state.isAborted = true
    state.alarms = []
    for visitor in state.alive.sorted() where state.turns[visitor]?.isSet == false {
      setAlarm(visitor, at: state.now, &state)
    }
  }

  private func setAlarm(_ visitor: Visitor, at time: Int64, _ state: inout State) {
    state.order += 1
    state.alarms.append(Alarm(time: time, order: state.order, visitor: visitor))
  }
}

/// A lock in virtual time: the same rules as a ``Gate``, with virtual threads behind them.
final class VirtualEntrance<Rules: EntryRules>: Entrance {
  private struct State {
    var rules: Rules
    var admitted: Set<Visitor> = []
  }

  private let state: Mutex<State>
  private let world: VirtualWorld

  init(_ rules: Rules, in world: VirtualWorld) {
    state = Mutex(State(rules: rules))
    self.world = world
  }

  var knownRules: Rules? { state.withLock { $0.rules } }

  func enter(
    as visitor: Visitor, wanting request: Rules.Request, until deadline: Deadline
  ) throws(WaitFailure) {
    try world.operate(as: visitor)
    if state.withLock({ $0.rules.arrive(visitor, wanting: request) }) { return }
    let failure: WaitFailure?
    do throws(WaitFailure) {
      try world.wait(as: visitor, until: deadline)
      failure = nil
    } catch {
      failure = error
    }
    let (isAdmitted, others): (Bool, [Visitor]) = state.withLock { state in
      let isAdmitted = state.admitted.remove(visitor) != nil
      if isAdmitted, failure == nil { return (true, []) }
      return (
        false, isAdmitted ? state.rules.leave(visitor) : state.rules.withdraw(visitor)
      )
    }
    admit(others)
    if !isAdmitted { throw failure ?? .deadline }
  }

  func leave(as visitor: Visitor) {
    admit(state.withLock { $0.rules.leave(visitor) })
  }

  private func admit(_ visitors: [Visitor]) {
    for visitor in visitors {
      state.withLock { _ = $0.admitted.insert(visitor) }
      world.call(visitor)
    }
  }
}
