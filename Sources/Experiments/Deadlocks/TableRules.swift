import ConcurrencyPrimitives

/// A waiter who gives both forks at once, and only when both are free.
///
/// Philosophers ask in the order of the queue; one whose neighbour eats is passed over. Asking for
/// everything at once removes "hold and wait", so no circle can form.
struct WaiterRules: EntryRules, Equatable {
  let seats: Int
  private(set) var eating: Set<Visitor> = []
  private(set) var hungry: [Visitor] = []

  init(seats: Int) { self.seats = seats }

  mutating func arrive(_ visitor: Visitor, wanting request: Void) -> Bool {
    hungry.append(visitor)
    return serve().contains(visitor)
  }

  mutating func leave(_ visitor: Visitor) -> [Visitor] {
    eating.remove(visitor)
    return serve()
  }

  mutating func withdraw(_ visitor: Visitor) -> [Visitor] {
    hungry.removeAll { $0 == visitor }
    return []
  }

  private mutating func serve() -> [Visitor] {
    var served: [Visitor] = []
    for visitor in hungry
    where !eating.contains((visitor + 1) % seats)
      && !eating.contains((visitor + seats - 1) % seats)
    {
      eating.insert(visitor)
      served.append(visitor)
    }
    hungry.removeAll(where: served.contains)
    return served
  }
}

/// Chandy's and Misra's clean and dirty forks.
///
/// A fork is always with one of its two neighbours. It gets dirty by eating; a dirty fork must be
/// washed and given to a hungry neighbour who asks, a clean one may be kept. At the start every fork
/// is dirty and with the lower neighbour. So the order of precedence never closes to a circle, and
/// whoever has eaten last has the lowest claim: nobody deadlocks and nobody starves.
struct HygienicRules: EntryRules, Equatable {
  private struct Fork: Equatable {
    var holder: Visitor
    var isDirty = true
  }

  let seats: Int
  private var forks: [Fork]
  private(set) var eating: Set<Visitor> = []
  private(set) var hungry: Set<Visitor> = []

  init(seats: Int) {
    self.seats = seats
    forks = (0..<seats).map { Fork(holder: min($0, ($0 + seats - 1) % seats)) }
  }

  mutating func arrive(_ visitor: Visitor, wanting request: Void) -> Bool {
    hungry.insert(visitor)
    return startsToEat(visitor)
  }

  mutating func leave(_ visitor: Visitor) -> [Visitor] {
    eating.remove(visitor)
    return layDown(visitor)
  }

  mutating func withdraw(_ visitor: Visitor) -> [Visitor] {
    hungry.remove(visitor)
    return layDown(visitor)
  }

  /// Who holds each fork, by its number.
  var holders: [Visitor] { forks.map(\.holder) }

  /// Asks the neighbours for what is missing; eats when both forks are there.
  private mutating func startsToEat(_ visitor: Visitor) -> Bool {
    for fork in forksBeside(visitor) where forks[fork].holder != visitor {
      if forks[fork].isDirty, !eating.contains(forks[fork].holder) {
        forks[fork] = Fork(holder: visitor, isDirty: false)
      }
    }
    guard forksBeside(visitor).allSatisfy({ forks[$0].holder == visitor }) else { return false }
    hungry.remove(visitor)
    eating.insert(visitor)
    return true
  }

  /// Leaves both forks dirty, so that a hungry neighbour gets them.
  private mutating func layDown(_ visitor: Visitor) -> [Visitor] {
    for fork in forksBeside(visitor) where forks[fork].holder == visitor {
      forks[fork].isDirty = true
    }
    let neighbours = [(visitor + seats - 1) % seats, (visitor + 1) % seats]
    return neighbours.filter { hungry.contains($0) && startsToEat($0) }
  }

  /// Fork `i` lies between philosophers `i − 1` and `i`.
  private func forksBeside(_ visitor: Visitor) -> [Int] { [visitor, (visitor + 1) % seats] }
}
