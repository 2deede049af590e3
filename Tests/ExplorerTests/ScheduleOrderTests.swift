import Explorer
import Testing

@Suite struct `happens-before` {
  @Test func `orders what a lock protects`() throws {
    let source = """
      mutex m
      var x = 0
      thread a { with m { x = 1 } }
      thread b { with m { x = 2 } }
      """
    let schedule = try recorded(source, "000111")
    #expect(schedule.steps[3].after == [2])
    #expect(schedule.steps.allSatisfy { $0.races.isEmpty })
    #expect(schedule.steps[5].clock == [3, 3])
  }

  @Test func `finds the race in both of its steps, and no arrow between them`() throws {
    let schedule = try recorded(lostUpdate, "0110")
    #expect(schedule.steps.allSatisfy { $0.after.isEmpty })
    #expect(schedule.steps[2].races == [0, 3])
    #expect(schedule.steps[3].races == [1, 2] || schedule.steps[3].races == [2])
  }

  @Test(arguments: [
    (".release", ".acquire", true), (".relaxed", ".acquire", false),
    (".release", ".relaxed", false),
  ])
  func `passes a message only by release and acquire`(
    store: String, load: String, isOrdered: Bool
  ) throws {
    let source = """
      var data = 0
      atomic flag = 0
      thread a { data = 1; flag.store(1, \(store)) }
      thread b { let f = flag.load(\(load)); let d = data }
      """
    let schedule = try recorded(source, "0011")
    #expect(schedule.steps[2].after == (isOrdered ? [1] : []))
    #expect(schedule.steps[3].races == (isOrdered ? [] : [0]))
  }

  @Test(arguments: [
    (
      "fence(.release); flag.store(1, .relaxed)", "let f = flag.load(.relaxed); fence(.acquire)",
      true
    ),
    (
      "fence(.acquire); flag.store(1, .relaxed)", "let f = flag.load(.relaxed); fence(.acquire)",
      false
    ),
    (
      "fence(.release); flag.store(1, .relaxed)", "let f = flag.load(.relaxed); fence(.release)",
      false
    ),
  ])
  func `passes a message by fences around relaxed accesses`(
    store: String, load: String, isOrdered: Bool
  ) throws {
    let source = """
      var data = 0
      atomic flag = 0
      thread a { data = 1; \(store) }
      thread b { \(load); let d = data }
      """
    let schedule = try recorded(source, "000111")
    #expect(schedule.steps[5].races.isEmpty == isOrdered)
  }

  @Test func `goes on through a relaxed read-modify-write of a third thread`() throws {
    let source = """
      var data = 0
      atomic flag = 0
      thread a { data = 1; flag.store(1, .release) }
      thread c { flag.fetchAdd(1, .relaxed) }
      thread b { let f = flag.load(.acquire); let d = data }
      """
    let through = try recorded(source, "00122")
    // The release sequence begins at the store, so that is where the arrow comes from.
    #expect(through.steps[3].after == [1])
    #expect(through.steps[4].races.isEmpty)
    let overwritten = try recorded(
      source.replacing("flag.fetchAdd(1, .relaxed)", with: "flag.store(2, .relaxed)"), "00122")
    #expect(overwritten.steps[4].races == [0])
  }

  @Test func `orders a spawned thread between its spawn and its join`() throws {
    let source = """
      var x = 0
      func child() { x = 2 }
      thread main { x = 1; let t = spawn child(); join t; x = 3 }
      """
    let schedule = try recorded(source, "0100")
    #expect(schedule.steps.map(\.after) == [[], [0], [1], []])
    #expect(schedule.steps.allSatisfy { $0.races.isEmpty })
  }

  @Test func `does not order readers of a read-write lock, but a writer after all of them`() throws
  {
    let source = """
      rwlock book
      var x = 0
      thread a { book.readLock(); let r = x; book.readUnlock() }
      thread b { book.readLock(); let r = x; book.readUnlock() }
      thread c { book.writeLock(); x = 1; book.writeUnlock() }
      """
    let schedule = try recorded(source, "000111222")
    #expect(schedule.steps[3].after == [])
    #expect(schedule.steps[6].after == [2, 5])
    #expect(schedule.steps[7].races == [])
  }

  @Test func `orders everybody before a barrier with everybody behind it`() throws {
    let source = """
      barrier meet = 2
      var x = 0, y = 0
      thread a { x = 1; meet.wait(); let r = y }
      thread b { y = 1; meet.wait(); let r = x }
      """
    let schedule = try recorded(source, "00110011")
    #expect(schedule.steps.allSatisfy { $0.races.isEmpty })
    #expect(schedule.steps[4].after == [3])
  }

  @Test
  func
    `orders what was sent with what is received, and a full channel's receive with the next send`()
    throws
  {
    let source = """
      channel mail = 1
      var x = 0, y = 0
      thread a { x = 1; mail.send(1); mail.send(2); let r = y }
      thread b { y = 1; let m = mail.receive(); let r = x }
      """
    let schedule = try recorded(source, "0011100")
    #expect(schedule.steps[3].after == [1])
    #expect(schedule.steps[5].after == [3])
    #expect(schedule.steps.allSatisfy { $0.races.isEmpty })
  }

  @Test func `draws only arrows that no other arrow implies`() throws {
    let source = """
      mutex m
      thread a { with m { } }
      thread b { with m { } }
      thread c { with m { } }
      """
    let schedule = try recorded(source, "001122")
    #expect(schedule.steps.map(\.after) == [[], [], [1], [], [3], []])
  }
}
