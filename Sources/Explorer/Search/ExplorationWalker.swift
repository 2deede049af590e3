/// Walks through a program for the searches over states: a machine, and, where data races are looked for,
/// what happened before what.
///
/// With clocks, two states are the same only if all future races are, and the first race ends an
/// execution: after it, nothing that a program does means anything.
package final class Walker {
  let program: Program
  let machine: Machine
  /// The choices that ``listEnabled()`` found.
  let enabled: UnsafeMutablePointer<Int32>
  @exclusivity(unchecked) private var races: RaceTracker?

  package init(_ program: Program, _ model: MemoryModel, findsRaces: Bool = false) {
    self.program = program
    machine = Machine(program, model: model)
    machine.keepsGraph = false
    enabled = machine.enabledBuffer
    if findsRaces { races = RaceTracker(program) }
  }

  var threadCount: Int { program.threads.count }
  var depth: Int { machine.depth }
  var path: [Choice] { machine.path }

  /// Whether the newest step is part of a data race.
  var hasRace: Bool { races?.race != nil }

  /// Finds out what can be done; nothing at an end.
  @inline(__always)
  func listEnabled() -> Int {
    if machine.hasFailed || hasRace { return 0 }
    return machine.fillEnabled()
  }

  @inline(__always)
  func step(_ choice: Choice) {
    if races != nil { races?.willStep(machine, choice) }
    machine.step(choice)
    if races != nil { races?.didStep(machine, choice) }
  }

  @inline(__always)
  func undo() {
    machine.undo()
    if races != nil { races?.undo() }
  }

  func undo(to depth: Int) {
    while machine.depth > depth { undo() }
  }

  func reset() {
    if races == nil { machine.reset() } else { undo(to: 0) }
  }

  /// Makes the steps again from the start, as far as they can be made.
  @discardableResult
  func replay(_ choices: some Sequence<Choice>) -> Bool {
    reset()
    for choice in choices {
      guard canTake(choice) else { return false }
      step(choice)
    }
    return true
  }

  func canTake(_ choice: Choice) -> Bool {
    let count = listEnabled()
    return (0..<count).contains { enabled[$0] == choice.raw }
  }

  @inline(__always)
  var fingerprint: (UInt64, UInt64) {
    let key = machine.fingerprint
    guard let races else { return key }
    return races.mix(key)
  }

  /// How it ended; only asked for where nothing is enabled.
  var end: End {
    if let race = races?.race { return .failed(race) }
    return machine.conclude()
  }

  /// Where a thread stands; -1 when it is not running.
  func position(of thread: Int) -> Int32 {
    machine.status(of: thread) == .notStarted || machine.status(of: thread) == .finished
      ? -1 : Int32(truncatingIfNeeded: machine.programCounter(of: thread))
  }
}
