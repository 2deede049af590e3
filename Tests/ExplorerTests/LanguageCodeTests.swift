import Explorer
import Testing

@Suite struct `Compiled code` {
  /// The code of the only thread, around whose body a few shared things are declared.
  private func code(_ body: String) -> [String] {
    parsed(
      """
      var x = 0, y = 0, a[4] = 0
      atomic flag = 0
      atomic(.relaxed) loose = 0
      mutex m, forks[3]
      rwlock book
      condition ready
      semaphore slots = 1
      barrier meet = 2
      channel mail = 1, hand
      func twice(k) { return k * 2 }
      func put(k) { x = k }
      thread main {
      \(body)
      }
      """
    ).listing(0)
  }

  @Test(arguments: [
    ("x = x + 1", ["r1 = load x .relaxed", "r1 = r1 + r0", "store x r1 .relaxed", "end"]),
    ("x += 1", ["r1 = load x .relaxed", "r1 = r1 + r0", "store x r1 .relaxed", "end"]),
    (
      "x -= y",
      [
        "r0 = load x .relaxed", "r1 = load y .relaxed", "r0 = r0 - r1", "store x r0 .relaxed",
        "end",
      ]
    ),
    ("let t = y", ["t = load y .relaxed", "end"]),
    (
      "let t = x + y * x",
      [
        "r1 = load x .relaxed", "r2 = load y .relaxed", "r3 = load x .relaxed", "r2 = r2 * r3",
        "t = r1 + r2", "end",
      ]
    ),
    (
      "a[x] = y",
      [
        "r0 = load x .relaxed", "r1 = load y .relaxed", "store a[0][r0 of 4] r1 .relaxed", "end",
      ]
    ),
    ("a[2] = a[1 + 2]", ["r0 = load a[3] .relaxed", "store a[2] r0 .relaxed", "end"]),
    ("let t = x > y", ["r1 = load x .relaxed", "r2 = load y .relaxed", "t = r2 < r1", "end"]),
    ("var t = 1\nt += x", ["t = 1", "r1 = load x .relaxed", "t = t + r1", "end"]),
    (
      "var t = x\nt = t && y",
      [
        "t = load x .relaxed", "r1 = 0", "jump 6 unless t", "r2 = load y .relaxed",
        "jump 6 unless r2", "r1 = 1", "t = r1", "end",
      ]
    ),
    ("flag = flag + 1", ["r1 = load flag", "r1 = r1 + r0", "store flag r1", "end"]),
    ("loose = loose", ["r0 = load loose .relaxed", "store loose r0 .relaxed", "end"]),
    (
      "let t = flag.load(.acquire)\nflag.store(t, .release)",
      [
        "t = load flag .acquire", "store flag t .release", "end",
      ]
    ),
    (
      "flag.fetchAdd(1)\nlet t = loose.fetchXor(1)",
      [
        "fetchAdd flag r0", "t = fetchXor loose r0 .relaxed", "end",
      ]
    ),
    (
      "if flag.compareExchange(0, 1, .acquireRelease) { x = 1 }",
      [
        "r2 = compareExchange flag r0 r1 .acquireRelease", "jump 3 unless r2",
        "store x r1 .relaxed",
        "end",
      ]
    ),
    ("fence()\nfence(.release)", ["fence", "fence .release", "end"]),
    ("m.lock()\nlet t = m.tryLock()\nm.unlock()", ["lock m", "t = tryLock m", "unlock m", "end"]),
    (
      "book.readLock(); book.readUnlock(); book.writeLock(); book.writeUnlock()",
      [
        "readLock book", "readUnlock book", "writeLock book", "writeUnlock book", "end",
      ]
    ),
    ("slots.acquire()\nslots.release()", ["acquire slots", "release slots", "end"]),
    (
      "ready.wait(m)\nready.signal()\nready.broadcast()",
      [
        "waitBegin ready m", "waitEnd ready m", "signal ready", "broadcast ready", "end",
      ]
    ),
    ("meet.wait()", ["arrive meet", "depart meet", "end"]),
    (
      "mail.send(7)\nlet t = mail.receive()\nhand.send(t)",
      [
        "send mail r0", "t = receive mail", "send hand t", "sendEnd hand", "end",
      ]
    ),
    ("yield", ["yield", "end"]),
    (
      "await x == 1 && flag > 0",
      [
        "await r2 until 9", "r2 = 0", "r3 = load x .relaxed", "r3 = r3 == r0", "jump 9 unless r3",
        "r3 = load flag", "r3 = r1 < r3", "jump 9 unless r3", "r2 = 1", "end",
      ]
    ),
    (
      "assert x == 0, \"why\"\nassert y",
      [
        "r1 = load x .relaxed", "r1 = r1 == r0", "assert r1 \"why\"", "r1 = load y .relaxed",
        "assert r1 \"`y` does not hold.\"", "end",
      ]
    ),
    (
      "let t = twice(x) + twice(3)",
      [
        "r4 = load x .relaxed", "twice.k = r4", "r3 = twice.k * r0", "twice.k = 3", "r4 = 6",
        "t = r3 + r4", "end",
      ]
    ),
    (
      "put(4)\nput(y)",
      [
        "put.k = 4", "store x r0 .relaxed", "r2 = load y .relaxed", "put.k = r2",
        "store x put.k .relaxed", "end",
      ]
    ),
    ("join 0", ["join r0", "end"]),
    ("if true { x = 1 } else { y = 1 }\nif 1 > 2 { y = 2 }", ["store x r0 .relaxed", "end"]),
    (
      "for i in 1...2 { a[i] = i }\nfor k in 0..<2 { x = 1 }",
      [
        "i = 1", "store a[1] r0 .relaxed", "i = 2", "store a[2] r1 .relaxed", "store x r0 .relaxed",
        "store x r0 .relaxed", "end",
      ]
    ),
  ])
  func `is one step for each access, left to right`(body: String, expected: [String]) {
    #expect(code(body) == expected)
  }
}
