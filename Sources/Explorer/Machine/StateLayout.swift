/// Where in the flat state each thing stands.
///
/// What comes before ``hashed`` decides how the program goes on; the rest is history.
struct StateLayout {
  static let notStarted = 0
  static let running = 1
  static let ended = 2

  let threads: Int
  let variables: Int
  let objects: Int
  let registers: Int
  let room: Int

  let memory: Int
  let counters: Int
  let status: Int
  let bufferCount: Int
  let epoch: Int
  let failed: Int
  private let registerBase: Int
  private let objectBase: Int
  private let queueBase: Int
  private let bufferBase: Int
  let hashed: Int
  let writers: Int
  let users: Int
  let stepsOf: Int
  let graph: Int
  let size: Int

  init(_ program: Program) {
    threads = program.threads.count
    variables = program.variables.count
    objects = program.objects.count
    registers = max(1, program.threads.map(\.registers).max() ?? 1)
    room = max(1, program.objects.filter { $0.kind == .channel }.map(\.size).max() ?? 1)
    memory = 0
    counters = variables
    status = counters + threads
    bufferCount = status + threads
    epoch = bufferCount + threads
    failed = epoch + threads
    registerBase = failed + 1
    objectBase = registerBase + threads * registers
    queueBase = objectBase + objects * 3
    bufferBase = queueBase + objects * room
    hashed = bufferBase + threads * Limits.bufferedStores * 4
    writers = hashed
    users = writers + variables
    stepsOf = users + objects
    graph = stepsOf + threads
    size = graph + 1
  }

  @inline(__always)
  func register(_ thread: Int, _ register: Int) -> Int {
    registerBase &+ thread &* registers &+ register
  }

  /// Three words: owner or count, a second mask or count, a third mask.
  @inline(__always)
  func object(_ index: Int) -> Int { objectBase &+ index &* 3 }

  /// How many things a footprint tells apart.
  var resources: Int { variables + objects + threads }

  /// The resource that stands for a thread's store buffer.
  @inline(__always)
  func buffer(of thread: Int) -> Int { variables + objects + thread }

  @inline(__always)
  func queue(_ object: Int, _ place: Int) -> Int { queueBase &+ object &* room &+ place }

  /// Four words of a buffered store: variable, value, epoch, event.
  @inline(__always)
  func entry(_ thread: Int, _ index: Int) -> Int {
    bufferBase &+ (thread &* Limits.bufferedStores &+ index) &* 4
  }
}
