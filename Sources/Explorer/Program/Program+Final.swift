extension Program {
  /// Computes the final code: the outcome, and the first assertion or computation that fails.
  ///
  /// A failure does not end it, so that also failing ends have an outcome; what cannot be computed is 0.
  func finalState(
    memory: (Int) -> Int, register: (_ thread: Int, _ register: Int) -> Int
  ) -> (outcome: [Int], failure: Failure?) {
    var registers = [Int](repeating: 0, count: max(final.registers, outcome.count))
    var failure: Failure?
    var counter = 0
    var left = Limits.localInstructions
    func fail(_ kind: FailureKind, _ message: String) {
      if failure == nil { failure = Failure(kind, message, place: final.places[counter - 1]) }
    }
    while counter < final.code.count, left > 0 {
      left -= 1
      let it = final.code[counter]
      counter += 1
      switch it.opcode {
      case .load:
        let index = it.place.index >= 0 ? registers[Int(it.place.index)] : 0
        if index >= 0, index < max(Int(it.place.count), 1) {
          registers[Int(it.target)] = memory(Int(it.place.base) + index)
        } else {
          fail(.error, "The index \(index) is outside of 0...\(it.place.count - 1).")
        }
      case .peek:
        registers[Int(it.target)] = register(it.immediate, Int(it.right))
      case .jump: counter = it.immediate
      case .jumpIfZero: if registers[Int(it.left)] == 0 { counter = it.immediate }
      case .assert:
        guard registers[Int(it.left)] == 0 else { continue }
        let text =
          final.messages.indices.contains(it.immediate)
          ? final.messages[it.immediate] : "An assertion fails."
        fail(.assertion, text)
      case .end: counter = final.code.count
      default:
        let a = it.left >= 0 ? registers[Int(it.left)] : 0
        let b = it.right >= 0 ? registers[Int(it.right)] : 0
        let result = it.result(a, b)
        if result == nil { fail(.error, "A division by zero.") }
        if it.target >= 0 { registers[Int(it.target)] = result ?? 0 }
      }
    }
    return (Array(registers.prefix(outcome.count)), failure)
  }

  /// The outcome that final values of variables and registers come to.
  public func outcome(
    memory: (Int) -> Int, register: (_ thread: Int, _ register: Int) -> Int
  ) -> [Int] {
    finalState(memory: memory, register: register).outcome
  }

  /// The registers of each thread that the outcome looks at.
  public var registersOfOutcome: [[Int]] {
    threads.indices.map { thread in
      Set(final.code.filter { $0.opcode == .peek && $0.immediate == thread }.map { Int($0.right) })
        .sorted()
    }
  }

  /// Why it cannot be run on a machine's own processors as it stands; `nil` when it can.
  public var obstacleOnProcessors: String? {
    if threads.count < 2 || threads.count > Limits.threadsOnProcessors {
      return "only programs of 2 to \(Limits.threadsOnProcessors) threads are run there"
    }
    if !objects.isEmpty { return "locks and other objects are only modelled" }
    if !RaceTracker.candidates(self).isEmpty {
      return "plain variables that race mean nothing to a compiler: make them atomic"
    }
    for thread in threads {
      if !thread.startsAtOnce { return "threads that are started later are only modelled" }
      if thread.code.contains(where: { $0.opcode == .awaitCondition || $0.opcode == .join }) {
        return "`await` and `join` are only modelled"
      }
    }
    return nil
  }
}
