/// What happens before what: vector clocks (Fidge 1988, Mattern 1989) of the steps of the path, one entry a process.
extension DPORWalk {
  mutating func reserve(_ number: Int) {
    guard number >= clockRoom else { return }
    clocks = Self.enlarged(clocks, clockRoom * width * 2)
    newest = Self.enlarged(newest, clockRoom * width)
    clockRoom *= 2
  }

  private static func enlarged(
    _ words: UnsafeMutablePointer<Int32>, _ count: Int
  ) -> UnsafeMutablePointer<Int32> {
    let larger = UnsafeMutablePointer<Int32>.allocate(capacity: count * 2)
    larger.moveInitialize(from: words, count: count)
    words.deallocate()
    return larger
  }

  @inline(__always)
  func before(_ event: Int) -> UnsafeMutablePointer<Int32> { clocks + 2 * event * width }

  @inline(__always)
  func clock(_ event: Int) -> UnsafeMutablePointer<Int32> { clocks + (2 * event + 1) * width }

  /// The event whose clock holds what a process knows before the step at a place, or -1.
  @inline(__always)
  private func newest(_ place: Int, _ process: Int) -> Int {
    Int(newest[place * width + process])
  }

  /// How many steps a process has made.
  @inline(__always)
  private func steps(_ place: Int, _ process: Int) -> Int32 {
    let event = newest(place, process)
    return event < 0 ? 0 : clock(event)[process]
  }

  /// Adds what a process knows.
  @inline(__always)
  private func join(_ clock: UnsafeMutablePointer<Int32>, knowledgeOf process: Int, _ place: Int) {
    let event = newest(place, process)
    if event >= 0 { join(clock, self.clock(event)) }
  }

  @inline(__always)
  func join(_ clock: UnsafeMutablePointer<Int32>, _ other: UnsafeMutablePointer<Int32>) {
    for index in 0..<width where clock[index] < other[index] { clock[index] = other[index] }
  }

  /// Whether the event is known to whoever has this clock.
  @inline(__always)
  func isKnown(_ event: Int, to clock: UnsafeMutablePointer<Int32>) -> Bool {
    let process = events[event].process
    return clock[process] >= self.clock(event)[process]
  }

  /// The step that a choice is about to make.
  func event(of choice: Choice, _ print: Print) -> Event {
    var event = Event(
      process: process(choice), choice: choice.raw, thread: choice.thread, print: print)
    guard let it = machine.instruction(of: choice) else {
      event.number = machine.storeNumber(of: choice)
      return event
    }
    event.number = steps(events.count, event.process) + 1
    event.isConditional = machine.isConditional(it)
    event.isArrival = it.opcode == .arrive
    event.holdsStores = (it.opcode == .store || it.opcode == .fence) && it.ordering.releases
    return event
  }

  /// Into the first clock of the event that is about to be made: what its process knows, and what of its thread's other
  /// processes it cannot do without.
  func prepare(_ event: Event, _ place: Int) {
    let own = before(place)
    let latest = newest(place, event.process)
    for index in 0..<width { own[index] = latest < 0 ? 0 : clock(latest)[index] }
    guard machine.model != .sc else { return }
    let choice = Choice(raw: event.choice)
    guard let it = machine.instruction(of: choice) else { return prepareFlush(event, place) }
    let flushes = machine.layout.threads..<width
    var made = machine.waitingStores(of: event.thread)
    for process in flushes where owner(process) == event.thread {
      made += Int(steps(place, process))
    }
    if machine.needsEmptyBuffer(it) || it.opcode == .store && made >= Limits.bufferedStores {
      for process in flushes where owner(process) == event.thread {
        join(own, knowledgeOf: process, place)
      }
    }
  }

  /// A flush comes behind its store with what the thread knew then, and behind the flushes that it may not overtake.
  private func prepareFlush(_ event: Event, _ place: Int) {
    let own = before(place)
    var barrier: Int32 = -1
    for index in stride(from: place - 1, through: 0, by: -1)
    where events[index].process == event.thread && events[index].number <= event.number {
      if events[index].number == event.number { join(own, clock(index)) }
      if events[index].holdsStores {
        barrier = events[index].number
        break
      }
    }
    guard machine.model == .pso else { return }
    for index in 0..<place
    where events[index].thread == event.thread && events[index].process != event.thread
      && events[index].number < barrier
    {
      join(own, clock(index))
    }
  }

  private func owner(_ process: Int) -> Int {
    let threads = machine.layout.threads
    if process < threads { return process }
    return machine.model == .tso
      ? process - threads : (process - threads) / machine.layout.variables
  }

  /// After the step: whom it has waited for, and what everybody knows now.
  mutating func advance(
    _ event: Event, _ place: Int, _ before: UInt64, _ behind: Predecessor
  ) {
    let own = clock(place)
    switch behind {
    case .nobody: break
    case .arrivals(let resource, let size):
      joinArrivals(at: resource, size, of: event, place)
    case .thread(let other):
      join(own, knowledgeOf: other, place)
      for process in machine.layout.threads..<width where owner(process) == other {
        join(own, knowledgeOf: process, place)
      }
    }
    own[event.process] = steps(place, event.process) + 1
    let next = newest + (place + 1) * width
    for process in 0..<width { next[process] = newest[place * width + process] }
    next[event.process] = Int32(truncatingIfNeeded: place)
    var born = machine.started & ~before
    while born != 0 {
      next[born.trailingZeroBitCount] = Int32(truncatingIfNeeded: place)
      born &= born - 1
    }
  }

  /// Puts a departure from a barrier behind the arrivals of its round and of those before.
  private func joinArrivals(at resource: Int, _ size: Int, of event: Event, _ place: Int) {
    func arrives(_ index: Int) -> Bool {
      events[index].isArrival && events[index].print.touches(resource)
    }
    let round = (0..<place).count { events[$0].process == event.process && arrives($0) }
    var left = round * size
    for index in 0..<place where left > 0 && arrives(index) {
      join(clock(place), clock(index))
      left -= 1
    }
  }
}
