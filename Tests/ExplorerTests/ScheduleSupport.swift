import Explorer
import SourceLanguage
import Testing

/// A program that must be right; the test fails with what is wrong with it.
func compiled(_ source: String, at location: SourceLocation = #_sourceLocation) throws -> Program {
  let parsed = Program.parse(source)
  return try #require(
    parsed.program, "\(parsed.diagnostics.map(\.message))", sourceLocation: location)
}

/// The schedule of a text (`0101`, `il1.…`) that must fit.
func recorded(
  _ source: String, _ text: String, _ model: MemoryModel = .sc,
  at location: SourceLocation = #_sourceLocation
) throws -> Schedule {
  let replay = try Schedule.replay(
    text, in: try compiled(source, at: location), model: model, source: source)
  #expect(replay.problem == nil, sourceLocation: location)
  return replay.schedule
}

/// Two threads that lose an update.
let lostUpdate = """
  var counter = 0
  thread worker(i) for i in 1...2 { counter += 1 }
  assert counter == 2
  """

/// Two threads that take two locks in different orders.
let crossedLocks = """
  mutex a, b
  thread left { a.lock(); b.lock(); b.unlock(); a.unlock() }
  thread right { b.lock(); a.lock(); a.unlock(); b.unlock() }
  """

/// The store buffering litmus test.
let storeBuffering = """
  atomic(.relaxed) x = 0, y = 0
  thread left { x = 1; let r = y }
  thread right { y = 1; let r = x }
  outcome left.r, right.r
  forbidden (0, 0) "store buffering"
  """
