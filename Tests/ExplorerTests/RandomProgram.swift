import Explorer
import TestSupport

/// A small program that nobody thought up, kept as parts so that a failing one can be made smaller.
struct RandomProgram {
  /// What a program is mostly made of; without a theme two threads seldom touch the same thing.
  enum Theme: CaseIterable { case memory, atomics, locks, queues, mixed }

  var declarations: [String]
  /// The statements of each thread.
  var threads: [[Statement]]
  /// Assertions about the end.
  var final: [String]

  struct Statement {
    var text: String
    /// What it calls a value that belongs to the outcome.
    var local: String?
  }

  var source: String {
    var lines = declarations
    for (index, statements) in threads.enumerated() {
      lines.append("thread t\(index) {")
      lines += statements.map { "  \($0.text)" }
      lines.append("}")
    }
    let locals = threads.enumerated().flatMap { index, statements in
      statements.compactMap(\.local).map { "t\(index).\($0)" }
    }
    lines.append("outcome " + (["p", "q", "a", "b"] + locals).joined(separator: ", "))
    return (lines + final).joined(separator: "\n")
  }

  /// The same with one part less.
  var smaller: [RandomProgram] {
    var candidates: [RandomProgram] = []
    for thread in threads.indices {
      var without = self
      without.threads.remove(at: thread)
      candidates.append(without)
    }
    for thread in threads.indices {
      for statement in threads[thread].indices {
        var without = self
        without.threads[thread].remove(at: statement)
        candidates.append(without)
      }
    }
    for assertion in final.indices {
      var without = self
      without.final.remove(at: assertion)
      candidates.append(without)
    }
    return candidates
  }

  /// The smallest program on the way down from this one about which `complaint` has something to say.
  func shrunk(_ complaint: (RandomProgram) -> String?) -> RandomProgram {
    var best = self
    while let better = best.smaller.first(where: { complaint($0) != nil }) { best = better }
    return best
  }

  /// The same without the last statement of the longest thread.
  mutating func shorten() {
    let longest = threads.indices.max { threads[$0].count < threads[$1].count } ?? 0
    threads[longest].removeLast()
    if threads[longest].isEmpty { threads.remove(at: longest) }
  }
}

extension RandomProgram {
  /// Two or three threads of one to four statements.
  init(_ random: inout SplitMix) {
    var writer = Writer(random: random)
    self = writer.program()
    random = writer.random
  }

  /// Atomics that are only loaded and stored, all relaxed: what the memory models are about.
  init(relaxed random: inout SplitMix) {
    var writer = Writer(random: random)
    self = writer.relaxedProgram()
    random = writer.random
  }

  private struct Writer {
    var random: SplitMix
    var locals = 0

    mutating func program() -> RandomProgram {
      let theme = pick(Theme.allCases)
      let threads = (0..<number(2, 3)).map { _ in
        (0..<number(1, 4)).map { _ in statement(theme) }
      }
      let final = number(0, 3) == 0 ? ["assert \(pick(shared)) != \(number(1, 3))"] : []
      return RandomProgram(
        declarations: [
          "var p = 0, q = 0", "atomic(\(pick(orderings))) a = 0",
          "atomic(\(pick(orderings))) b = 0",
          "mutex m, n", "rwlock book", "condition w", "semaphore s = \(number(0, 2))",
          "channel c = \(number(0, 2)), d", "barrier gate = 2", "func helper() { a = a + 1 }",
        ], threads: threads, final: final)
    }

    mutating func relaxedProgram() -> RandomProgram {
      let threads = (0..<number(2, 3)).map { _ in
        (0..<number(1, 4)).map { _ in
          let place = pick(["a", "b", "p", "q"])
          return number(0, 1) == 0
            ? Statement(text: "\(place) = \(number(1, 3))") : named { "let \($0) = \(place)" }
        }
      }
      return RandomProgram(
        declarations: ["atomic(.relaxed) a = 0, b = 0, p = 0, q = 0"], threads: threads, final: [])
    }

    let shared = ["p", "q", "a", "b"]
    let orderings = [".relaxed", ".acquire", ".release", ".acquireRelease", ".seqCst"]

    mutating func number(_ low: Int, _ high: Int) -> Int {
      Int.random(in: low...high, using: &random)
    }

    mutating func pick<T>(_ choices: [T]) -> T { choices[number(0, choices.count - 1)] }

    mutating func named(_ text: (String) -> String) -> Statement {
      locals += 1
      return Statement(text: text("r\(locals)"), local: "r\(locals)")
    }

    mutating func statement(_ theme: Theme) -> Statement {
      switch theme {
      case .memory: memory()
      case .atomics: atomics()
      case .locks: number(0, 2) == 0 ? memory() : locks()
      case .queues: number(0, 2) == 0 ? memory() : queues()
      case .mixed: statement(pick(Theme.allCases))
      }
    }

    /// A statement that declares nothing, to stand inside of another one.
    mutating func inner() -> String {
      let place = pick(shared)
      switch number(0, 5) {
      case 0: return "\(place) = \(place) + 1"
      case 1: return "a.fetchAdd(1, \(pick(orderings)))"
      case 2: return "\(place) = \(pick(shared))"
      default: return "\(place) = \(number(1, 3))"
      }
    }

    mutating func memory() -> Statement {
      let place = pick(shared)
      let value = number(0, 2)
      switch number(0, 9) {
      case 0, 1: return Statement(text: "\(place) = \(value + 1)")
      case 2: return Statement(text: "\(pick(["p", "q"])) += \(value)")
      case 3, 4: return named { "let \($0) = \(place)" }
      case 5: return Statement(text: "\(place) = \(pick(shared)) + 1")
      case 6:
        return Statement(text: "if \(place) == \(value) { \(inner()) } else { \(inner()) }")
      case 7:
        locals += 1
        let tries = "k\(locals)"
        return Statement(
          text: "var \(tries) = 0; while \(tries) < 2 && \(place) == \(value)"
            + " { \(tries) += 1; \(number(0, 1) == 0 ? inner() : "yield") }")
      case 8: return Statement(text: "assert \(place) != \(value + 1)")
      default:
        return number(0, 3) == 0 ? named { "let \($0) = 6 / \(place)" } : atomics()
      }
    }

    mutating func atomics() -> Statement {
      let place = pick(["a", "b"])
      let value = number(0, 2)
      let ordering = pick(orderings)
      switch number(0, 9) {
      case 0:
        return Statement(
          text: "\(place).store(\(value + 1), \(pick([".relaxed", ".release", ".seqCst"])))")
      case 1, 2:
        let ordering = pick([".relaxed", ".acquire", ".seqCst"])
        return named { "let \($0) = \(place).load(\(ordering))" }
      case 3: return named { "let \($0) = \(place).fetchAdd(1, \(ordering))" }
      case 4: return named { "let \($0) = \(place).exchange(\(value), \(ordering))" }
      case 5: return named { "let \($0) = \(place).compareExchange(\(value), 2, \(ordering))" }
      case 6:
        return Statement(
          text: "fence(\(pick([".acquire", ".release", ".acquireRelease", ".seqCst"])))")
      case 7: return Statement(text: "await \(place) > 0")
      case 8: return Statement(text: "await a == \(value) || b == 1")
      default: return Statement(text: "\(place) = \(value)")
      }
    }

    mutating func locks() -> Statement {
      switch number(0, 12) {
      case 0, 1: return Statement(text: "with m { \(inner()) }")
      case 2: return Statement(text: "with m { with n { \(inner()) } }")
      case 3: return Statement(text: "with n { with m { \(inner()) } }")
      case 4:
        locals += 1
        return Statement(
          text: "let got\(locals) = m.tryLock(); if got\(locals) { \(inner()); m.unlock() }")
      case 5: return Statement(text: "book.readLock(); \(inner()); book.readUnlock()")
      case 6: return Statement(text: "book.writeLock(); \(inner()); book.writeUnlock()")
      case 7: return Statement(text: "with m { if p == 0 { w.wait(m) } }")
      case 8: return Statement(text: "with m { p = 1; w.signal() }")
      case 9: return Statement(text: "w.broadcast()")
      case 10: return Statement(text: "w.signal()")
      case 11: return Statement(text: "m.lock()")
      default: return Statement(text: "m.unlock()")
      }
    }

    mutating func queues() -> Statement {
      switch number(0, 8) {
      case 0, 1: return Statement(text: "s.acquire()")
      case 2: return Statement(text: "s.release()")
      case 3: return Statement(text: "c.send(\(number(1, 3)))")
      case 4: return named { "let \($0) = c.receive()" }
      case 5: return Statement(text: "d.send(\(number(1, 3)))")
      case 6: return named { "let \($0) = d.receive()" }
      case 7: return Statement(text: "gate.wait()")
      default:
        locals += 1
        return Statement(text: "let h\(locals) = spawn helper(); join h\(locals)")
      }
    }
  }
}
