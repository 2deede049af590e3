import Testing

@testable import Explorer

@Suite struct `a recorded schedule` {
  @Test func `says what every step did`() throws {
    let schedule = try recorded(lostUpdate, "0110")
    #expect(
      schedule.steps.map(\.text) == [
        "reads counter = 0", "reads counter = 0", "writes counter = 1", "writes counter = 1",
      ])
    #expect(schedule.steps.map(\.kind) == [.load, .load, .store, .store])
    #expect(schedule.steps.map(\.code) == ["counter", "counter", "counter += 1", "counter += 1"])
    #expect(schedule.steps.map(\.place.line) == [2, 2, 2, 2])
    #expect(schedule.ends == .failed)
    #expect(schedule.outcome == [1])
  }

  @Test func `says what could have been done instead, and what comes next`() throws {
    let schedule = try recorded(lostUpdate, "01")
    #expect(schedule.ends == .unfinished)
    #expect(schedule.steps[1].enabled.map(\.text) == ["writes counter", "reads counter"])
    #expect(
      schedule.steps[1].state.threads.map(\.next) == ["will write counter", "will write counter"])
    #expect(schedule.initial.threads.map(\.next) == ["will read counter", "will read counter"])
  }

  @Test func `counts a switch as a preemption only when the thread could have gone on`() throws {
    let schedule = try recorded(lostUpdate, "0110")
    #expect(schedule.steps.map(\.switches) == [false, true, false, true])
    #expect(schedule.steps.map(\.preempts) == [false, true, false, false])
    #expect(schedule.switches == 2)
    #expect(schedule.preemptions == 1)
  }

  @Test func `knows the locks, their owners and who waits for them`() throws {
    let schedule = try recorded(crossedLocks, "01")
    let state = schedule.steps[1].state
    #expect(state.objects.map(\.owner) == [0, 1])
    #expect(state.objects.map(\.waiters) == [[1], [0]])
    #expect(state.threads.map(\.status) == [.blocked, .blocked])
    #expect(
      state.threads.map(\.next) == ["waits for b, held by right", "waits for a, held by left"])
    #expect(state.threads.map(\.waitsFor) == [.object(1), .object(0)])
  }

  @Test func `shows stores that wait in a buffer, and says when they reach memory`() throws {
    let schedule = try recorded(storeBuffering, "0,0,1,1,0f,1f", .tso)
    #expect(schedule.steps[0].text == "writes x = 1 into its buffer")
    #expect(
      schedule.steps[0].state.threads[0].buffer
        == [Schedule.BufferedStore(variable: 0, value: 1)])
    #expect(schedule.steps[0].state.variables == [0, 0])
    #expect(schedule.steps[4].text == "its store x = 1 reaches memory")
    #expect(schedule.steps[4].state.variables == [1, 0])
    #expect(schedule.steps[4].readsFrom == 0)
    #expect(schedule.steps[3].readsFrom == -1)
    #expect(schedule.outcome == [0, 0])
    #expect(schedule.failure?.kind == .forbiddenOutcome)
  }

  @Test func `tells read-modify-writes with what was there before`() throws {
    let source = """
      atomic x = 0
      thread a {
        x.fetchAdd(2); let old = x.exchange(7)
        let ok = x.compareExchange(7, 8); let no = x.compareExchange(7, 9); fence()
      }
      """
    #expect(
      try recorded(source, "00000").steps.map(\.text) == [
        "adds 2 to x: 0 → 2", "exchanges x: 2 → 7", "compares x with 7: equal, writes 8",
        "compares x with 7: fails, it is 8", "makes a full fence",
      ])
  }

  @Test func `tells every kind of object in words`() throws {
    let source = """
      rwlock book
      semaphore slots = 1
      channel mail = 1
      barrier meet = 2
      thread a {
        book.readLock(); book.readUnlock(); book.writeLock(); book.writeUnlock()
        slots.acquire(); slots.release(); mail.send(5); meet.wait()
      }
      thread b { let v = mail.receive(); meet.wait(); join a }
      """
    #expect(
      try recorded(source, "00000001011").steps.map(\.text) == [
        "locks book for reading", "unlocks book after reading", "locks book for writing",
        "unlocks book after writing", "takes a unit of slots: 0 left",
        "gives back a unit of slots: 1 left", "sends 5 to mail", "receives 5 from mail",
        "arrives at meet: 1 of 2 are there", "arrives at meet as the last", "leaves meet",
      ])
  }

  @Test func `says who was woken, and that a signal was lost`() throws {
    let source = """
      mutex m
      condition ready
      thread sleeper { m.lock(); ready.wait(m); m.unlock() }
      thread caller { ready.signal() }
      """
    #expect(try recorded(source, "1").steps[0].text == "signals ready: nobody waits")
    let woken = try recorded(source, "00100")
    #expect(
      woken.steps.map(\.text) == [
        "locks m", "waits for ready and lets go of m", "signals ready: wakes sleeper",
        "wakes up and locks m", "unlocks m",
      ])
    #expect(woken.steps[3].after == [2])
  }

  @Test func `says what an await waits for, in the words of the program`() throws {
    let source = """
      atomic flag = 0
      thread a { await flag == 1 }
      thread b { flag = 1 }
      """
    let schedule = try recorded(source, "10")
    #expect(schedule.initial.threads[0].next == "waits until flag == 1")
    #expect(schedule.initial.threads[0].waitsFor == .condition("flag == 1"))
    #expect(schedule.steps[1].text == "sees flag = 1")
    #expect(schedule.steps[1].readsFrom == 0)
  }

  @Test func `keeps locals by their names`() throws {
    let schedule = try recorded("var x = 3\nthread a { let t = x; x = t + 1 }", "00")
    #expect(
      schedule.steps[0].state.threads[0].locals == [Schedule.LocalValue(name: "t", value: 3)])
    #expect(schedule.steps[1].state.variables == [4])
  }
}
