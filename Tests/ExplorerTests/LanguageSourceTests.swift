import Explorer
import SourceLanguage
import Testing

@Suite struct `Steps and the source` {
  /// The parts of the source that the visible steps of a thread come from.
  private func steps(_ source: String, thread: Int = 0) -> [String] {
    let program = parsed(source)
    let units = Array(source.utf16)
    let thread = program.threads[thread]
    return zip(thread.code, thread.places).filter { $0.0.opcode.isVisible }.map { _, place in
      String(decoding: units[place.from..<place.to], as: UTF16.self)
    }
  }

  @Test func `point at the smallest part that they are`() {
    #expect(
      steps(
        """
        // 😀 everything behind it has other offsets
        var x = 0, a[3] = 0
        atomic f = 0
        mutex m
        condition c
        barrier b = 1
        channel mail
        func add(k) { x += k }
        thread main {
          x = x + 1
          a[x] += f
          f.store(a[2] + 1, .release)
          with m { yield }
          m.lock(); c.wait(m); m.unlock()
          await x == 1
          b.wait()
          mail.send(x)
          add(2)
          join spawnless
        }
        thread spawnless { }
        """) == [
          "x", "x = x + 1", "x", "a[x]", "f", "a[x] += f", "a[2]", "f.store(a[2] + 1, .release)",
          "with m", "yield", "}", "m.lock()", "c.wait(m)", "c.wait(m)", "m.unlock()",
          "await x == 1", "x", "b.wait()", "b.wait()", "x", "mail.send(x)", "mail.send(x)", "x",
          "x += k", "join spawnless",
        ])
  }

  @Test func `know their lines`() {
    let program = parsed("%%program\r\nvar x = 0\r\n\r\nthread t {\r\n  x = 1\r\n  x = 2\r\n}")
    #expect(program.threads[0].places.map(\.line) == [5, 6, 7])
    #expect(program.threads[0].declaration.line == 4)
  }

  @Test func `give back a mutex where the block is left`() {
    let source = """
      mutex m
      thread t {
        while true {
          with m {
            break
          }
        }
      }
      """
    #expect(steps(source) == ["with m", "break", "}"])
  }
}

@Suite struct `The canonical text` {
  @Test(arguments: [
    "var x=0\nthread t{x=x+1;yield}",
    "%%program model: tso, seed: 7\nvar x = 0 // shared\n\n\nthread t {\n\tx = x + 1\n  yield\n}\n",
    "# a comment\nvar x = 0;;\nthread t\n{\n  x =\n    x\n    + 1 ; yield\n}",
    "\u{FEFF}var x = 0\r\nthread t {\r\n  x = x + 1\r\n  yield\r\n}",
  ])
  func `is the same whatever the spaces and comments are`(source: String) {
    let parsed = Program.parse(source)
    #expect(parsed.canonical == "var x = 0\nthread t {\nx = x + 1\nyield\n}")
    #expect(parsed.program?.fingerprint == 0x7EA8_810A_42DA_D515)
  }

  @Test func `is another one when anything else differs`() {
    let sources = [
      "var x = 0\nthread t { x = 1 }", "var x = 1\nthread t { x = 1 }",
      "atomic x = 0\nthread t { x = 1 }", "var x = 0\nthread u { x = 1 }",
      "var x = 0\nthread t { x = 1; yield }", "var x = 0\nthread t { x = 1 }\nassert x",
      "var x = 0\nthread t { x = 1 }\nassert x, \"text\"",
    ]
    let fingerprints = Set(sources.map { parsed($0).fingerprint })
    #expect(fingerprints.count == sources.count)
  }

  @Test func `can be read again as the same program`() {
    for section in ProgramReference.sections {
      let first = Program.parse(section.example)
      let second = Program.parse(first.canonical)
      #expect(second.canonical == first.canonical)
      #expect(second.program?.fingerprint == first.program?.fingerprint)
      #expect(second.program?.threads.map(\.code) == first.program?.threads.map(\.code))
    }
  }
}

@Suite struct `Options` {
  private func options(_ line: String) -> ExplorationOptions {
    let parsed = Program.parse(line + "\nthread t { }")
    #expect(parsed.diagnostics.map(\.message) == [])
    return parsed.options
  }

  @Test func `stand on the first line`() {
    #expect(options("%%program") == ExplorationOptions())
    #expect(options("") == ExplorationOptions())
    #expect(
      options(
        "%%program model: tso, strategy: pct, bound: 2, limit: 100_000, seed: 7, seconds: 0.5, steps: 50"
      )
        == ExplorationOptions(
          models: [.tso], strategy: .pct, bound: 2, limit: 100_000, seconds: 0.5, seed: 7,
          maxSteps: 50))
    #expect(options("%%program model: all").models == [.sc, .tso, .pso])
    #expect(options("%%program model: [pso, sc] // both").models == [.sc, .pso])
  }

  @Test func `do not make another program`() {
    let plain = Program.parse("thread t { yield }")
    let other = Program.parse("%%program seed: 9\nthread t { yield }")
    #expect(plain.canonical == other.canonical)
  }
}
