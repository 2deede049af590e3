public import ExperimentEngine
public import Explorer
import Synchronization

/// A program of the model language on real threads, again and again.
///
/// Every access is one of the machine's own, with the ordering that the program gives it; between two of them the
/// interpreter does as little as it can. Plain variables, which no two threads access here, are relaxed.
public enum ProgramOnProcessors {
  /// Runs it so often, or until the time is over.
  ///
  /// - Throws: ``Stopped`` when the case is stopped meanwhile, ``ThreadFailure`` when the system gives no threads.
  public static func observe(
    _ program: Program, iterations: Int, within budget: Duration, _ run: Run
  ) throws -> Observation {
    if let obstacle = program.obstacleOnProcessors { return Observation(obstacle: obstacle) }
    let field = ProgramField(program, budget)
    let batches = (iterations + ProgramField.instances - 1) / ProgramField.instances
    let result: CrewResult<Observation> = try run.together(
      program.threads.count, within: budget + Limits.grace
    ) { member in
      var observation = Observation()
      var pace = LitmusPace(member, field.meetings)
      pace.play(batches) { pace in
        field.play(member.index, &pace)
      } collect: {
        field.collect(into: &observation)
      }
      return observation
    }
    return try result.values[0]
  }
}

/// The variables and registers of many instances of a program, each variable on a cache line of its own.
///
/// Sharing it is safe although the compiler cannot see it: variables are atomic, and registers lie in a stretch that one
/// thread writes; the others look after a meeting, which orders the two.
@safe private final class ProgramField: @unchecked Sendable {
  static let instances = 256
  /// The words of a cache line.
  private static let spacing = 8

  let meetings: LitmusMeetings
  private let program: Program
  private let code: [[Instruction]]
  private let width: Int
  private let cells: UnsafeMutablePointer<Atomic<Int>>
  private let size: Int
  private let registers: UnsafeMutablePointer<Int>
  private let hasFailed: UnsafeMutablePointer<Bool>

  init(_ program: Program, _ budget: Duration) {
    meetings = LitmusMeetings(budget)
    self.program = program
    code = program.threads.map(\.code)
    width = max(1, program.threads.map(\.registers).max() ?? 1)
    size = max(1, program.variables.count) * Self.instances * Self.spacing
    unsafe cells = .allocate(capacity: size)
    for place in 0..<size { unsafe (cells + place).initialize(to: Atomic(0)) }
    let threads = program.threads.count
    unsafe registers = .allocate(capacity: threads * Self.instances * width)
    unsafe registers.initialize(repeating: 0, count: threads * Self.instances * width)
    unsafe hasFailed = .allocate(capacity: threads * Self.instances)
    unsafe hasFailed.initialize(repeating: false, count: threads * Self.instances)
    for instance in 0..<Self.instances { reset(instance) }
  }

  deinit {
    unsafe cells.deinitialize(count: size)
    unsafe cells.deallocate()
    unsafe registers.deallocate()
    unsafe hasFailed.deallocate()
  }

  private func cell(_ instance: Int, _ variable: Int) -> UnsafeMutablePointer<Atomic<Int>> {
    unsafe cells + (instance * program.variables.count + variable) * Self.spacing
  }

  private func registers(_ thread: Int, _ instance: Int) -> UnsafeMutablePointer<Int> {
    unsafe registers + (thread * Self.instances + instance) * width
  }

  private func reset(_ instance: Int) {
    for (variable, it) in program.variables.enumerated() {
      unsafe cell(instance, variable).pointee.store(it.initial, ordering: .relaxed)
    }
    for (thread, it) in program.threads.enumerated() {
      let registers = unsafe registers(thread, instance)
      unsafe registers.update(repeating: 0, count: width)
      for (register, value) in it.arguments.enumerated() { unsafe registers[register] = value }
    }
  }

  /// All threads meet before each instance and leave at slightly different moments.
  func play(_ thread: Int, _ pace: inout LitmusPace) -> Bool {
    unsafe code[thread].withUnsafeBufferPointer { code in
      for instance in 0..<Self.instances {
        guard pace.meet() else { return false }
        pace.stagger()
        unsafe hasFailed[thread * Self.instances + instance] = !execute(
          code, unsafe cell(instance, 0), unsafe registers(thread, instance))
      }
      return true
    }
  }

  /// Counts how the instances ended, and makes them ready again.
  func collect(into observation: inout Observation) {
    for instance in 0..<Self.instances {
      let failed = program.threads.indices.contains {
        unsafe hasFailed[$0 * Self.instances + instance]
      }
      if failed {
        observation.failures += 1
      } else {
        let outcome = program.outcome(
          memory: { unsafe self.cell(instance, $0).pointee.load(ordering: .relaxed) },
          register: { unsafe self.registers($0, instance)[$1] })
        observation.counts[outcome, default: 0] += 1
      }
      reset(instance)
    }
  }

  /// Executes one thread of one instance; false when it fails.
  private func execute(
    _ code: UnsafeBufferPointer<Instruction>, _ cells: UnsafeMutablePointer<Atomic<Int>>,
    _ registers: UnsafeMutablePointer<Int>
  ) -> Bool {
    var counter = 0
    for _ in 0..<Limits.instructionsOnProcessors {
      let it = unsafe code[counter]
      counter += 1
      let left = it.left >= 0 ? unsafe registers[Int(it.left)] : 0
      let right = it.right >= 0 ? unsafe registers[Int(it.right)] : 0
      var result: Int?
      switch it.opcode {
      case .jump: counter = it.immediate
      case .jumpIfZero: if left == 0 { counter = it.immediate }
      case .assert: if left == 0 { return false }
      case .yield: break
      case .end: return true
      case .fence: it.ordering.fence()
      case .load, .store, .fetchAdd, .fetchSubtract, .fetchAnd, .fetchOr, .fetchXor, .exchange,
        .compareExchange:
        let index = it.place.index >= 0 ? unsafe registers[Int(it.place.index)] : 0
        guard index >= 0, index < max(1, Int(it.place.count)) else { return false }
        let cell = unsafe cells + (Int(it.place.base) + index) * Self.spacing
        result = unsafe it.access(cell.pointee, left, right)
      default:
        guard let computed = it.result(left, right) else { return false }
        result = computed
      }
      if let result, it.target >= 0 { unsafe registers[Int(it.target)] = result }
    }
    return false
  }
}

extension Instruction {
  /// Accesses memory; answers what belongs into the target, if anything does.
  fileprivate func access(_ cell: borrowing Atomic<Int>, _ left: Int, _ right: Int) -> Int? {
    switch (opcode, ordering) {
    case (.load, .sequentiallyConsistent): return cell.load(ordering: .sequentiallyConsistent)
    case (.load, .acquire): return cell.load(ordering: .acquiring)
    case (.load, _): return cell.load(ordering: .relaxed)
    case (.store, .sequentiallyConsistent): cell.store(left, ordering: .sequentiallyConsistent)
    case (.store, .release): cell.store(left, ordering: .releasing)
    case (.store, _): cell.store(left, ordering: .relaxed)
    case (_, .relaxed): return relaxed(cell, left, right)
    case (_, .sequentiallyConsistent): return inOneOrder(cell, left, right)
    // One that only acquires or only releases does both: that hides, but never invents.
    default: return acquireAndRelease(cell, left, right)
    }
    return nil
  }

  private func relaxed(_ cell: borrowing Atomic<Int>, _ left: Int, _ right: Int) -> Int {
    switch opcode {
    case .fetchAdd: cell.wrappingAdd(left, ordering: .relaxed).oldValue
    case .fetchSubtract: cell.wrappingSubtract(left, ordering: .relaxed).oldValue
    case .fetchAnd: cell.bitwiseAnd(left, ordering: .relaxed).oldValue
    case .fetchOr: cell.bitwiseOr(left, ordering: .relaxed).oldValue
    case .fetchXor: cell.bitwiseXor(left, ordering: .relaxed).oldValue
    case .exchange: cell.exchange(left, ordering: .relaxed)
    default:
      cell.compareExchange(expected: left, desired: right, ordering: .relaxed).exchanged ? 1 : 0
    }
  }

  private func acquireAndRelease(_ cell: borrowing Atomic<Int>, _ left: Int, _ right: Int) -> Int {
    switch opcode {
    case .fetchAdd: cell.wrappingAdd(left, ordering: .acquiringAndReleasing).oldValue
    case .fetchSubtract: cell.wrappingSubtract(left, ordering: .acquiringAndReleasing).oldValue
    case .fetchAnd: cell.bitwiseAnd(left, ordering: .acquiringAndReleasing).oldValue
    case .fetchOr: cell.bitwiseOr(left, ordering: .acquiringAndReleasing).oldValue
    case .fetchXor: cell.bitwiseXor(left, ordering: .acquiringAndReleasing).oldValue
    case .exchange: cell.exchange(left, ordering: .acquiringAndReleasing)
    default:
      cell.compareExchange(expected: left, desired: right, ordering: .acquiringAndReleasing)
        .exchanged ? 1 : 0
    }
  }

  private func inOneOrder(_ cell: borrowing Atomic<Int>, _ left: Int, _ right: Int) -> Int {
    switch opcode {
    case .fetchAdd: cell.wrappingAdd(left, ordering: .sequentiallyConsistent).oldValue
    case .fetchSubtract: cell.wrappingSubtract(left, ordering: .sequentiallyConsistent).oldValue
    case .fetchAnd: cell.bitwiseAnd(left, ordering: .sequentiallyConsistent).oldValue
    case .fetchOr: cell.bitwiseOr(left, ordering: .sequentiallyConsistent).oldValue
    case .fetchXor: cell.bitwiseXor(left, ordering: .sequentiallyConsistent).oldValue
    case .exchange: cell.exchange(left, ordering: .sequentiallyConsistent)
    default:
      cell.compareExchange(expected: left, desired: right, ordering: .sequentiallyConsistent)
        .exchanged ? 1 : 0
    }
  }
}

extension Explorer.Ordering {
  fileprivate func fence() {
    switch self {
    case .relaxed: break
    case .acquire: atomicMemoryFence(ordering: .acquiring)
    case .release: atomicMemoryFence(ordering: .releasing)
    case .acquireRelease: atomicMemoryFence(ordering: .acquiringAndReleasing)
    case .sequentiallyConsistent: atomicMemoryFence(ordering: .sequentiallyConsistent)
    }
  }
}
