import ConcurrencyPrimitives
import ExperimentEngine

/// A laid table: the forks, and whatever else a strategy needs.
struct Table: Sendable {
  let strategy: DiningPhilosophers.Strategy
  let gap: Gap
  let forks: [Door<MutexRules>]
  let waiter: Door<WaiterRules>
  let chairs: Door<SemaphoreRules>
  let etiquette: Door<HygienicRules>
  let meals: Tally
  /// How long a philosopher who could not eat waits before the next attempt.
  let patience = Duration.milliseconds(1)

  init(_ dinner: DiningPhilosophers, in world: any World, _ recorder: TraceRecorder) {
    let seats = dinner.philosophers
    (strategy, gap) = (dinner.strategy, dinner.gap)
    forks = (0..<seats).map {
      Door(name: recorder.name("fork \($0 + 1)"), entrance: world.entrance(MutexRules()))
    }
    waiter = Door(
      name: recorder.name("the waiter's leave"), entrance: world.entrance(WaiterRules(seats: seats))
    )
    chairs = Door(
      name: recorder.name("a chair"),
      entrance: world.entrance(SemaphoreRules(permits: seats - 1)))
    etiquette = Door(
      name: recorder.name("both forks"), entrance: world.entrance(HygienicRules(seats: seats)))
    meals = Tally(seats)
  }

  /// Who waits for whose fork at this moment.
  var waiting: WaitForGraph { WaitForGraph(forks.compactMap(\.rules)) }
}

/// What came of one evening.
struct Evening: Sendable {
  var meals: [Int]
  /// Seconds until it ended: at closing time, or when everybody waited.
  var length: Double
  /// Who waited for whom, in a circle, when it ended that way.
  var circle: [WaitForGraph.Edge]?

  var sum: Int { meals.reduce(0, +) }
  var jain: Double { Scaling.jain(meals.map(Double.init)) }

  /// The circle as a picture.
  func picture(_ title: String) -> WaitPicture {
    WaitPicture(
      title, threads: meals.indices.map(Self.name),
      edges: (circle ?? []).map { edge in
        WaitPicture.Edge(
          Self.name(edge.waiter), waitsFor: "fork \(edge.lock + 1)", heldBy: Self.name(edge.owner))
      })
  }

  static func name(_ seat: Int) -> String { "philosopher \(seat + 1)" }
}
