import ConcurrencyPrimitives
import Glibc
import Synchronization
import Testing

@Suite(.serialized) struct `Threads at a gate` {
  let patience = Deadline.after(.seconds(60))

  @Test(arguments: Placement.allCases) func `count right under a mutex`(placement: Placement) {
    let mutex = TimedMutex()
    let counter = Count()
    together(4, placement) { visitor in
      for _ in 0..<2_000 {
        try? mutex.withLock(as: visitor, until: patience) {
          counter.addCarelessly()
        }
      }
    }
    #expect(counter.value == 8_000)
  }

  @Test(arguments: Placement.allCases) func `count right under a spin lock`(placement: Placement) {
    let lock = SpinLock()
    let counter = Count()
    together(4, placement) { _ in
      for _ in 0..<2_000 {
        guard (try? lock.lock(until: patience)) != nil else { return }
        counter.addCarelessly()
        lock.unlock()
      }
    }
    #expect(counter.value == 8_000)
  }

  @Test(arguments: Placement.allCases) func `count right under a ticket lock`(placement: Placement)
  {
    let lock = TicketLock()
    let counter = Count()
    together(2, placement) { _ in
      for _ in 0..<200 {
        guard (try? lock.lock()) != nil else { return }
        counter.addCarelessly()
        lock.unlock()
      }
    }
    #expect(counter.value == 400)
  }

  @Test(arguments: Placement.allCases) func `never exceed the permits of a semaphore`(
    placement: Placement
  ) {
    let semaphore = TimedSemaphore(SemaphoreRules(permits: 2))
    let (inside, exceeded) = (Count(), Count())
    together(5, placement) { visitor in
      for _ in 0..<500 {
        guard (try? semaphore.enter(as: visitor, until: patience)) != nil else { return }
        if inside.add(1) > 2 { exceeded.add(1) }
        sched_yield()
        inside.add(-1)
        semaphore.leave(as: visitor)
      }
    }
    #expect(exceeded.value == 0)
  }

  @Test(arguments: ReadersWritersRules.Policy.allCases, Placement.allCases)
  func `never mix readers and writers`(policy: ReadersWritersRules.Policy, placement: Placement) {
    let lock = ReadersWritersLock(ReadersWritersRules(policy: policy))
    let room = Room()
    together(4, placement) { visitor in
      for _ in 0..<300 {
        let role = visitor < 2 ? ReadersWritersRules.Role.reader : .writer
        guard (try? lock.enter(as: visitor, wanting: role, until: patience)) != nil else { return }
        room.visit(role)
        lock.leave(as: visitor)
      }
    }
    #expect(room.visits.value == 1_200)
    #expect(room.violations.value == 0)
  }

  @Test(arguments: Placement.allCases)
  func `never mix readers and writers under the platform's lock`(placement: Placement) {
    let lock = PlatformReadersWritersLock()
    let room = Room()
    together(4, placement) { visitor in
      for _ in 0..<300 {
        let role = visitor < 2 ? ReadersWritersRules.Role.reader : .writer
        guard (try? lock.enter(as: role, until: patience)) != nil else { return }
        room.visit(role)
        lock.leave()
      }
    }
    #expect(room.visits.value == 1_200)
    #expect(room.violations.value == 0)
  }
}

@Suite struct `A wait` {
  @Test func `ends at its deadline and leaves no trace`() throws {
    let mutex = TimedMutex()
    try mutex.enter(as: 1)
    #expect(throws: WaitFailure.deadline) {
      try mutex.enter(as: 2, until: .after(.milliseconds(5)))
    }
    #expect(mutex.rules.waiting.isEmpty)
    #expect(!mutex.tryEnter(as: 2))
    mutex.leave(as: 1)
    #expect(mutex.tryEnter(as: 2))
  }

  @Test func `ends when it is aborted, and so does every later one`() throws {
    let mutex = TimedMutex()
    try mutex.enter(as: 0)
    let failures = Mutex<[WaitFailure]>([])
    let visitors = Crew(3) { visitor in
      do throws(WaitFailure) {
        try mutex.enter(as: visitor + 1)
      } catch {
        failures.withLock { $0.append(error) }
      }
    }
    while mutex.rules.waiting.count < 3 { sched_yield() }
    mutex.abort()
    visitors.join()
    #expect(failures.withLock { $0 } == [.aborted, .aborted, .aborted])
    #expect(mutex.rules.waiting.isEmpty)
    mutex.leave(as: 0)
    #expect(throws: WaitFailure.aborted) { try mutex.enter(as: 1) }
  }

  @Test func `in the platform's lock ends at its deadline and on abort`() throws {
    let lock = PlatformReadersWritersLock()
    try lock.enter(as: .writer)
    let failures = Mutex<[WaitFailure]>([])
    let crew = Crew(2) { visitor in
      do throws(WaitFailure) {
        try lock.enter(as: .reader, until: visitor == 0 ? .after(.milliseconds(5)) : .never)
      } catch {
        failures.withLock { $0.append(error) }
        if error == .deadline { lock.abort() }
      }
    }
    crew.join()
    #expect(failures.withLock { $0 } == [.deadline, .aborted])
    lock.leave()
  }

  @Test func `by spinning ends at its deadline`() {
    let lock = SpinLock()
    #expect(lock.tryLock())
    #expect(throws: WaitFailure.deadline) { try lock.lock(until: .after(.milliseconds(5))) }
    lock.abort()
    #expect(throws: WaitFailure.aborted) { try lock.lock() }
  }

  @Test func `for an event that is set does not wait`() {
    let event = Event()
    #expect(!event.wait(until: .past))
    event.set()
    #expect(event.wait())
  }
}

@Suite struct `A deadlock` {
  @Test(arguments: Placement.allCases) func `of two threads is found and unwound`(
    placement: Placement
  ) {
    let locks = [TimedMutex(), TimedMutex()]
    let holders = Count()
    let outcomes = Mutex<[WaitFailure]>([])
    let crew = Crew(2, placement) { visitor in
      do {
        try locks[visitor].withLock(as: visitor) {
          holders.add(1)
          while holders.value < 2 { sched_yield() }
          try locks[1 - visitor].withLock(as: visitor) {}
        }
      } catch let failure as WaitFailure {
        outcomes.withLock { $0.append(failure) }
      } catch {}
    }
    var cycle: [WaitForGraph.Edge]?
    while cycle == nil {
      let earlier = WaitForGraph(locks.map(\.rules))
      sched_yield()
      cycle = WaitForGraph.confirmedCycle(earlier: earlier, later: WaitForGraph(locks.map(\.rules)))
    }
    for lock in locks { lock.abort() }
    crew.join()
    #expect(cycle?.map(\.waiter) == [0, 1])
    // Once one thread has let go, the other may get its lock before that one is aborted too.
    #expect(outcomes.withLock { [[.aborted], [.aborted, .aborted]].contains($0) })
    #expect(locks.allSatisfy { $0.rules.owner == nil })
  }
}
