/// Which pairs of steps can be turned round, and what is noted for them.
extension DPORWalk {
  /// Notes each step of the path whose order with this one, which is about to be made, could be turned round.
  ///
  /// Its first clock, at the place behind the path, is there already; the second one is made here.
  mutating func findRaces(_ event: Event, canWait: Bool) {
    let place = events.count
    let reached = scratch
    let full = clock(place)
    reached.update(from: before(place), count: width)
    full.update(from: before(place), count: width)
    var index = place - 1
    while index >= 0 {
      let other = events[index]
      // What is known to be before it is so through another step that it conflicts with.
      if other.print.conflicts(with: event.print), !isKnown(index, to: canWait ? reached : full) {
        join(full, clock(index))
        if !canWait {
          // A load behind its own flush is no race: before it, the buffer would answer the same.
          if !isOwnFlush(other, of: event) { races.append(Race(first: index, second: place)) }
        } else if isReversible(index, event) {
          races.append(Race(first: index, second: place))
          join(reached, clock(index))
        }
      }
      index -= 1
    }
  }

  private func isOwnFlush(_ other: Event, of event: Event) -> Bool {
    other.thread == event.thread && other.process != other.thread && event.process == event.thread
  }

  /// Whether the event could be made without the step at `index` and what depends on it.
  private mutating func isReversible(_ index: Int, _ event: Event) -> Bool {
    let depth = machine.depth
    let end = events.count
    while machine.depth > depth - (end - index) { machine.undo() }
    var isPossible = true
    for later in index + 1..<max(end, index + 1) where !follows(later, index) {
      let choice = Choice(raw: events[later].choice)
      guard machine.isEnabled(choice) else {
        isPossible = false
        break
      }
      machine.step(choice)
    }
    if isPossible { isPossible = machine.isEnabled(Choice(raw: event.choice)) }
    while machine.depth > depth - (end - index) { machine.undo() }
    for later in index..<end { machine.step(Choice(raw: events[later].choice)) }
    return isPossible
  }

  /// Whether the step at `later` happens after the one at `index`.
  @inline(__always)
  func follows(_ later: Int, _ index: Int) -> Bool {
    let process = events[index].process
    return clock(later)[process] >= clock(index)[process]
  }

  /// At an end: decides about all races of the path, and as if every blocked thread made its step.
  mutating func reverse() {
    var kept = 0
    for index in 0..<races.count {
      let race = races[index]
      if !decide(race) {
        races[kept] = race
        kept += 1
      }
    }
    races.shrink(to: kept)
    let place = events.count
    reserve(place + 2)
    for thread in 0..<machine.layout.threads where machine.isBlocked(thread) {
      var print = Print()
      machine.fill(&print, thread, machine.counter(thread))
      let event = event(of: Choice(thread: thread), print)
      prepare(event, place)
      findRaces(event, canWait: true)
      events.append(event)
      while races.count > kept { _ = decide(races.removeLast()) }
      _ = events.removeLast()
    }
  }

  /// Makes sure that the reversed order of a race is walked; false when another end of the same path may need more.
  ///
  /// What is to be walked where the first step was made: everything that does not come behind it, the second step
  /// among them. If something that sleeps or a branch begins an equivalent order by the second step or one that came
  /// before it, that is so however the path goes on, and the race is settled. If it only does so because this end
  /// has nothing against it, the next end is asked again.
  private mutating func decide(_ race: Race) -> Bool {
    order(race)
    var isCovered = false
    for index in nodes[race.first].firstSleeper..<nodes[race.first + 1].firstSleeper {
      let sleeper = sleepers[index]
      guard let place = beginning(process(Choice(raw: sleeper.choice)), sleeper.print) else {
        continue
      }
      if settles(place) { return true }
      isCovered = true
    }
    return isCovered ? false : insert(at: race.first)
  }

  /// Fills ``sequence`` with the reversed order of a race.
  private mutating func order(_ race: Race) {
    let event = events[race.second]
    turned = Turned(place: race.second, print: event.print, settling: 0)
    sequence.removeAll()
    for place in race.first + 1..<race.second where !follows(place, race.first) {
      sequence.append(place)
    }
    if !event.isConditional { sequence.append(race.second) }
    turned.settling = sequence.count
    for place in race.second + 1..<max(events.count, race.second + 1)
    where !follows(place, race.first) {
      sequence.append(place)
    }
    guard event.isConditional else { return }
    // It may find something else now, and others may come behind that: it is made last.
    let depth = machine.depth
    while machine.depth > race.first { machine.undo() }
    for index in 0..<sequence.count { machine.step(Choice(raw: events[sequence[index]].choice)) }
    turned.print = machine.footprint(of: Choice(raw: event.choice))
    while machine.depth > race.first { machine.undo() }
    for place in race.first..<depth { machine.step(Choice(raw: events[place].choice)) }
    sequence.append(race.second)
  }

  @inline(__always)
  private func settles(_ place: Int) -> Bool {
    place < turned.settling || place < sequence.count && sequence[place] == turned.place
  }

  /// Adds ``sequence`` to the branches of a node, unless one of them covers it; false when that may change.
  private mutating func insert(at node: Int) -> Bool {
    var list = nodes[node].tree
    var parent: Int32 = -1
    var isSettled = true
    while list >= 0 {
      var branch = list
      var place: Int?
      while branch >= 0 {
        place = beginning(Int(trees[branch].process), trees[branch].print)
        if place != nil { break }
        branch = trees[branch].next
      }
      guard let place else { break }
      if parent < 0 { isSettled = settles(place) }
      if place < sequence.count { sequence.remove(at: place) }
      parent = branch
      list = trees[branch].child
      if list < 0 { return isSettled }
    }
    if parent < 0 { isSettled = settles(0) }
    var last: Int32 = -1
    for index in 0..<sequence.count {
      let event = events[sequence[index]]
      let branch = trees.add(
        process: event.process, choice: event.choice, print: print(of: sequence[index]))
      if last >= 0 {
        trees.setChild(branch, of: last)
      } else if list >= 0 {
        trees.append(branch, to: list)
      }
      last = branch
    }
    return isSettled
  }

  @inline(__always)
  private func print(of place: Int) -> Print {
    place == turned.place ? turned.print : events[place].print
  }

  /// Where in ``sequence`` a step stands with which an equivalent one begins; behind its end when it is not part of
  /// it and could come before, between or after; `nil` when it depends on something that comes first.
  private func beginning(_ process: Int, _ print: Print) -> Int? {
    for place in 0..<sequence.count {
      if events[sequence[place]].process == process {
        // Nothing before it touches the same, but it may know of it all the same. Only what it knew before counts: the
        // second step of the race also knows of the first one, which is not made here.
        let clock = before(sequence[place])
        for earlier in 0..<place where isKnown(sequence[earlier], to: clock) { return nil }
        return place
      }
      if self.print(of: sequence[place]).conflicts(with: print) { return nil }
    }
    return sequence.count
  }
}
