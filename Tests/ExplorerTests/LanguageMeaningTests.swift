import Explorer
import Testing

/// Runs a program, always the first thread that can go on, and says what came out.
private func run(_ source: String) -> String {
  let machine = Machine(parsed(source), model: .sc)
  while let choice = machine.enabled.first, machine.depth < 1_000 { machine.step(choice) }
  switch machine.end {
  case .finished(let outcome): return outcome.map(String.init).joined(separator: " ")
  case .failed(let failure): return "\(failure.kind.rawValue): \(failure.message)"
  case nil: return "goes on"
  }
}

@Suite struct `What a program means` {
  @Test(arguments: [
    ("let t = 7 / 2 * 2 + 7 % 2 - -3\nx = t", "10"),
    ("var t = -7\nx = t / 2 * 10 + t % 2", "-31"),
    ("var t = 9223372036854775807\nt += 1\nx = t", "-9223372036854775808"),
    ("x = -9223372036854775808 / -1", "-9223372036854775808"),
    ("var t = 5\nx = (t > 4) + (t >= 5) + (t < 5) + (t <= 5) + (t == 5) + (t != 5)", "4"),
    ("x = 1 + 2 == 3 && !(4 < 3) || 0", "1"),
    ("var t = 0\nvar k = 3\nwhile k > 0 { t = t * 10 + k; k -= 1 }\nx = t", "321"),
    ("var k = 0\nwhile true { k += 1; if k == 3 { continue }; if k > 5 { break }; x += k }", "12"),
    ("for i in 0..<5 { if i == 2 { continue }\n if i == 4 { break }\n x = x * 10 + i }", "13"),
    ("for i in 3...2 { x = 1 }", "0"),
    ("for i in 1...3 { for k in i...3 { x += 1 } }", "6"),
    (
      "var t = 3\nif t == 1 { x = 1 } else if t == 2 { x = 2 } else if t == 3 { x = 3 } else { x = 4 }",
      "3"
    ),
    ("x = 0x1F + 0b11 + 1_000", "1034"),
    ("x = big(1) + big(big(10)) * 10", "10001"),
    ("x = find(3) * 10 + find(9)", "40"),
    ("x = n\nx += n * n", "30"),
    ("f = 6\nlet t = f.fetchAnd(3)\nx = t * 10 + f", "62"),
    (
      "f = 1\nlet s = f.compareExchange(1, 5), t = f.compareExchange(1, 6)\nx = s * 100 + t * 10 + f",
      "105"
    ),
    ("x = f.exchange(4) + f.fetchOr(3) + f.fetchSubtract(2) + f", "16"),
    ("with m { x = m.tryLock() }\nx = x * 10 + m.tryLock()\nm.unlock()", "1"),
    ("c.send(1); c.send(2)\nx = c.receive() * 10 + c.receive()", "12"),
    ("guarded(1)\nguarded(0)\nm.lock()\nm.unlock()", "11"),
    (
      "for i in 1...2 { with m { if i == 1 { continue }\nbreak } }\nm.lock(); m.unlock()\nx = 1",
      "1"
    ),
    ("var k = 0\nwith locks[k] { k = 1 }\nlocks[0].lock(); locks[0].unlock(); x = 2", "2"),
    ("let t = spawn set(5)\njoin t\nx += 1", "6"),
    ("await x == 0\nx = 1\nawait x > 0 && f == 0 || n == 0\nx = 2", "2"),
    ("assert x == 1, \"not yet\"", "assertion: not yet"),
    ("assert x == 1", "assertion: `x == 1` does not hold."),
    ("x = 1 / x", "error: A division by zero."),
    ("var i = 5\na[i] = 1", "error: The index 5 is outside of 0...2."),
    ("for i in 0...3 { if i < 3 { a[i] = i } }\nx = a[0] + a[1] + a[2]", "3"),
    ("m.lock()", "lockNotReleased: m is still held when all threads have ended."),
    ("x = 5\nreturn\nx = 6", "5"),
    ("let t = !x && !(x || n == 4) || x > 3 && n == 5\nx = t", "1"),
    ("let t = !(x == 0 && n == 5) || !(x > 3 || n != 5)\nx = t + 3", "4"),
  ])
  func `is what anybody who knows pseudo-code expects`(body: String, outcome: String) {
    let source = """
      const n = 5
      var x = 0, a[3] = 0
      atomic f = 0
      mutex m, locks[2]
      channel c = 4
      func big(k) { if k > 5 { return k * 10 }; return k + 0 }
      func find(k) { for i in 1...5 { if i == k { return i + 1 } } }
      func guarded(k) { with m { if k { x += 1; return }; x += 10 } }
      func set(k) { x = k }
      thread main {
      \(body)
      }
      outcome x
      """
    #expect(run(source) == outcome, "\(body)")
  }

  @Test func `gives each thread of a family its number`() {
    let program = parsed(
      """
      var sum = 0
      thread worker(i) for i in 2...4 {
        let square = i * i
        sum += square
      }
      thread idle { let square = 1 }
      outcome sum, worker[2].square, worker[4].square, worker[3].i, idle.square
      """)
    #expect(program.threads.map(\.name) == ["worker 2", "worker 3", "worker 4", "idle"])
    #expect(program.threads.map(\.startsAtOnce) == [true, true, true, true])
    #expect(program.outcome.map(\.label).last == "idle.square")
    let machine = Machine(program, model: .sc)
    while let choice = machine.enabled.first { machine.step(choice) }
    #expect(machine.end == .finished(outcome: [29, 4, 16, 3, 1]))
  }

  @Test func `starts a thread for each place that spawns`() {
    let program = parsed(
      """
      var x = 0
      func add(k) { let before = x; x = before + k }
      func both(k) { let t = spawn add(k); join t; add(k * 10) }
      thread main {
        for i in 1...2 {
          let t = spawn both(i)
          join t
        }
      }
      outcome x, both[1].k, both[2].t, add[2].before, both[2].k
      """)
    #expect(
      program.threads.map(\.name) == ["main", "both (1)", "both (2)", "add (1)", "add (2)"])
    #expect(program.threads.map(\.startsAtOnce) == [true, false, false, false, false])
    let machine = Machine(program, model: .sc)
    while let choice = machine.enabled.first { machine.step(choice) }
    #expect(machine.end == .finished(outcome: [33, 1, 4, 11, 2]))
  }

  @Test func `waits for threads by their names`() {
    #expect(
      run(
        """
        var x = 0
        thread last { join worker; join other; x = x * 2 }
        thread worker(i) for i in 1...3 { x += i }
        thread other { join worker[2]; x += 10 }
        """) == "32")
  }

  @Test func `compares outcomes by the values of all variables when it names none`() {
    let program = parsed("var x = 3, a[2] = [1, 2]\natomic y\nthread t { }")
    #expect(program.outcome.map(\.label) == ["x", "a[0]", "a[1]", "y"])
    #expect(!program.declaresOutcome)
    #expect(Machine(program, model: .sc).end == .finished(outcome: [3, 1, 2, 0]))
    #expect(parsed("mutex m\nthread t { }").outcome.isEmpty)
  }

  @Test func `keeps outcomes in the order that was written, and their grades`() {
    let program = parsed(
      """
      const two = 2
      var x = 0
      thread t { var r = x; x = 1 }
      outcome t.r, x && t.r || two
      forbidden (two, -1) "never"
      interesting (0, 1), "now"
      acceptable (0, 0)
      """)
    #expect(program.grades.map(\.values) == [[2, -1], [0, 1], [0, 0]])
    #expect(program.grades.map(\.grade) == [.forbidden, .interesting, .acceptable])
    #expect(program.grades.map(\.note) == ["never", "now", nil])
    #expect(program.grades.map(\.place.line) == [5, 6, 7])
    let machine = Machine(program, model: .sc)
    while let choice = machine.enabled.first { machine.step(choice) }
    #expect(machine.end == .finished(outcome: [0, 1]))
    #expect(machine.outcome == [0, 1])
  }
}
