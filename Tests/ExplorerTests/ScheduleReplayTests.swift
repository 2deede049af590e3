import Explorer
import TestSupport
import Testing

@Suite struct `replays` {
  /// What the whole of a recorded schedule comes to, the same on every machine: FNV-1a.
  private func trace(_ schedule: Schedule) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in "\(schedule)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash
  }

  @Test func `of 1,000 random schedules of random programs are identical`() throws {
    var random = SplitMix(seed: 3)
    var identical = 0
    for round in 0..<1_000 {
      let model = MemoryModel.allCases[round % 3]
      let source = RandomSource.program(&random)
      let program = try compiled(source)
      let machine = Machine(program, model: model)
      var choices: [Choice] = []
      while choices.count < 200, let choice = machine.enabled.randomElement(using: &random) {
        machine.step(choice)
        choices.append(choice)
      }
      let first = Schedule(recording: program, model: model, choices: choices, source: source)
      let replay = try Schedule.replay(first.id, in: program, source: source)
      #expect(replay.problem == nil, "\(source)")
      if replay.schedule == first, trace(replay.schedule) == trace(first) { identical += 1 }
    }
    #expect(identical == 1_000)
  }
}

/// Small programs of all kinds of statements, some of which block for ever.
enum RandomSource {
  private static let statements = [
    "x = x + 1", "x += 2", "y = x", "let t = x", "a.fetchAdd(1)", "a.store(1, .release)",
    "let r = a.load(.acquire)", "a.compareExchange(0, 3)", "b = a", "b.exchange(2, .relaxed)",
    "fence()", "m.lock(); x = 7; m.unlock()", "with m { y += 1 }", "with n { with m { x = 2 } }",
    "s.acquire(); x += 1; s.release()", "s.release()", "c.send(4)", "let v = c.receive()",
    "book.readLock(); let q = x; book.readUnlock()", "book.writeLock(); x = 5; book.writeUnlock()",
    "if a == 0 { x = 9 } else { y = 8 }", "await a > 0", "with m { w.wait(m) }", "w.signal()",
    "w.broadcast()", "yield", "let ok = n.tryLock(); if ok { n.unlock() }",
    "var k = 0; while k < 2 { k += 1; b.fetchAdd(k) }", "d.send(1)", "let z = d.receive()",
  ]

  static func program(_ random: inout SplitMix) -> String {
    var lines = [
      "var x = 0, y = 0", "atomic a = 0", "atomic(.relaxed) b = 0", "mutex m, n", "rwlock book",
      "condition w", "semaphore s = 1", "channel c = 2, d = 0",
    ]
    for name in ["one", "two", "three"].prefix(Int.random(in: 1...3, using: &random)) {
      let body = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        "if true { \(statements.randomElement(using: &random) ?? "yield") }"
      }
      lines.append("thread \(name) { \(body.joined(separator: "; ")) }")
    }
    return lines.joined(separator: "\n")
  }
}
