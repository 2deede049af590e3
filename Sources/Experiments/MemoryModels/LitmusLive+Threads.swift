import ExperimentEngine
import Synchronization

/// How often a litmus test ended in which way.
struct LitmusHistogram: Sendable {
  private(set) var counts: [[Int]: Int] = [:]
  var iterations: Int { counts.values.reduce(0, +) }

  func ppm(_ outcome: [Int]) -> Double {
    iterations == 0 ? 0 : Double(counts[outcome] ?? 0) / Double(iterations) * 1e6
  }

  /// Runs the test on a thread for each of its threads.
  init(
    _ test: LitmusTest, _ ordering: LitmusOrdering, _ iterations: Int, _ run: Run
  ) throws {
    let field = LitmusField(test, run.common.budget)
    let batches = (iterations + LitmusField.instances - 1) / LitmusField.instances
    let result: CrewResult<[[Int]: Int]> = try run.together(
      test.threads.count, within: run.common.budget + Limits.grace
    ) { member in
      var player = LitmusPlayer(member, test, field)
      switch ordering {
      case .relaxed: player.play(Relaxed.self, batches)
      case .acquireRelease: player.play(AcquireRelease.self, batches)
      case .sequentiallyConsistent: player.play(SequentiallyConsistent.self, batches)
      case .acquireReleaseFences: player.play(AcquireReleaseFences.self, batches)
      case .sequentiallyConsistentFences: player.play(SequentiallyConsistentFences.self, batches)
      }
      return player.counts
    }
    for part in try result.values { counts.merge(part, uniquingKeysWith: +) }
  }
}

/// The cells that the threads of a test share: many instances, each variable on a cache line of its own.
///
/// Sharing it is safe although the compiler cannot see it: cells are atomic, and what was read lies
/// in a stretch that one thread writes; the others look after a meeting, which orders the two.
@safe final class LitmusField: @unchecked Sendable {
  static let instances = 1_024
  /// The words of a cache line.
  static let spacing = 8

  let test: LitmusTest
  let meetings: LitmusMeetings
  private let cells: UnsafeMutablePointer<Atomic<Int>>
  private let seen: UnsafeMutablePointer<Int>
  private let size: Int

  init(_ test: LitmusTest, _ budget: Duration) {
    self.test = test
    meetings = LitmusMeetings(budget)
    size = LitmusTest.Variable.allCases.count * Self.instances * Self.spacing
    unsafe cells = .allocate(capacity: size)
    for place in 0..<size { unsafe (cells + place).initialize(to: Atomic(0)) }
    let registers = test.threads.count * 2 * Self.instances
    unsafe seen = .allocate(capacity: registers)
    unsafe seen.initialize(repeating: 0, count: registers)
  }

  deinit {
    unsafe cells.deinitialize(count: size)
    unsafe cells.deallocate()
    unsafe seen.deallocate()
  }

  /// The cells of a variable, `spacing` words apart.
  func cells(_ variable: LitmusTest.Variable) -> UnsafeMutablePointer<Atomic<Int>> {
    let number = variable == .x ? 0 : variable == .y ? 1 : 2
    return unsafe cells + number * Self.instances * Self.spacing
  }

  /// Where a thread writes what it read, two words for each instance.
  func seen(by thread: Int) -> UnsafeMutablePointer<Int> {
    unsafe seen + thread * 2 * Self.instances
  }

  /// Counts how the instances ended, and makes all cells 0 again.
  func collect(into counts: inout [[Int]: Int]) {
    let loads = test.threads.enumerated().flatMap { thread, accesses in
      accesses.enumerated().compactMap { place, access in
        if case .load = access { (thread, place) } else { nil }
      }
    }
    for instance in 0..<Self.instances {
      var outcome = loads.map { thread, place in unsafe seen(by: thread)[2 * instance + place] }
      for variable in test.finals {
        outcome.append(
          unsafe cells(variable)[instance * Self.spacing].load(ordering: .relaxed))
      }
      counts[outcome, default: 0] += 1
      for variable in test.variables {
        unsafe cells(variable)[instance * Self.spacing].store(0, ordering: .relaxed)
      }
    }
  }
}

/// One thread of a litmus test.
struct LitmusPlayer {
  private(set) var counts: [[Int]: Int] = [:]
  private let member: Member
  private let field: LitmusField
  private let accesses: [LitmusTest.Access]

  init(_ member: Member, _ test: LitmusTest, _ field: LitmusField) {
    self.member = member
    self.field = field
    accesses = test.threads[member.index]
  }

  /// Plays batch after batch, until there are enough or the time is over.
  mutating func play<Order: LitmusOrder>(_ order: Order.Type, _ batches: Int) {
    var pace = LitmusPace(member, field.meetings)
    pace.play(batches) { pace in
      playBatch(order, &pace)
    } collect: {
      field.collect(into: &counts)
    }
  }
}

// listing:begin
/// The accesses of a litmus test with one ordering, which the compiler has to know.
protocol LitmusOrder {
  static func load(_ cell: borrowing Atomic<Int>) -> Int
  static func store(_ value: Int, _ cell: borrowing Atomic<Int>)
  static func fence()
}

extension LitmusOrder {
  static func load(_ cell: borrowing Atomic<Int>) -> Int { cell.load(ordering: .relaxed) }
  static func store(_ value: Int, _ cell: borrowing Atomic<Int>) {
    cell.store(value, ordering: .relaxed)
  }
  static func fence() {}
}

enum Relaxed: LitmusOrder {}

enum AcquireRelease: LitmusOrder {
  static func load(_ cell: borrowing Atomic<Int>) -> Int { cell.load(ordering: .acquiring) }
  static func store(_ value: Int, _ cell: borrowing Atomic<Int>) {
    cell.store(value, ordering: .releasing)
  }
}

enum SequentiallyConsistent: LitmusOrder {
  static func load(_ cell: borrowing Atomic<Int>) -> Int {
    cell.load(ordering: .sequentiallyConsistent)
  }
  static func store(_ value: Int, _ cell: borrowing Atomic<Int>) {
    cell.store(value, ordering: .sequentiallyConsistent)
  }
}

enum AcquireReleaseFences: LitmusOrder {
  static func fence() { atomicMemoryFence(ordering: .acquiringAndReleasing) }
}

enum SequentiallyConsistentFences: LitmusOrder {
  static func fence() { atomicMemoryFence(ordering: .sequentiallyConsistent) }
}

extension LitmusPlayer {
  /// All threads meet before each instance and leave at slightly different moments.
  @inline(never)
  func playBatch<Order: LitmusOrder>(_ order: Order.Type, _ pace: inout LitmusPace) -> Bool {
    let seen = unsafe field.seen(by: member.index)
    let first = unsafe field.cells(accesses[0].variable)
    let second = unsafe accesses.count > 1 ? field.cells(accesses[1].variable) : first
    let body = (accesses[0], accesses.count > 1 ? accesses[1] : nil)
    for instance in 0..<LitmusField.instances {
      guard pace.meet() else { return false }
      pace.stagger()
      let (place, register) = (instance * LitmusField.spacing, 2 * instance)
      switch body {
      case (.store(_, let a), .load?):
        unsafe Order.store(a, first[place])
        Order.fence()
        unsafe seen[register + 1] = Order.load(second[place])
      case (.load, .store(_, let b)?):
        unsafe seen[register] = Order.load(first[place])
        Order.fence()
        unsafe Order.store(b, second[place])
      case (.store(_, let a), .store(_, let b)?):
        unsafe Order.store(a, first[place])
        Order.fence()
        unsafe Order.store(b, second[place])
      case (.load, .load?):
        let a = unsafe Order.load(first[place])
        Order.fence()
        let b = unsafe Order.load(second[place])
        unsafe seen[register] = a
        unsafe seen[register + 1] = b
      case (.store(_, let a), nil): unsafe Order.store(a, first[place])
      case (.load, nil): unsafe seen[register] = Order.load(first[place])
      }
    }
    return true
  }
}
// listing:end
