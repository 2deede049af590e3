import CallLanguage
import ExperimentEngine
import Testing

@testable import Experiments

@Suite(.serialized) struct `The dining philosophers` {
  func dine(
    _ strategy: DiningPhilosophers.Strategy, gap: Gap = .sleep(.milliseconds(1)), seats: Int = 5,
    mode: Mode, seed: Int = 1, placement: Placement = .free
  ) async -> Collector {
    await perform(
      "deadlock.dining",
      [
        Argument("philosophers", seats.literal), Argument("strategy", strategy.literal),
        Argument("gap", gap.literal), Argument("run", Duration.milliseconds(100).literal),
      ], mode: mode, budget: .milliseconds(300), seed: seed, placement: placement)
  }

  @Test(arguments: [2, 5, 50]) func `deadlock in the model before the first meal`(seats: Int) async
  {
    let result = await dine(.naive, seats: seats, mode: .model)
    #expect(result["model"]?.isMet == true, "\(result.verdicts)")
    #expect(result["model"]?.outcome == .exact)
    #expect(result.output("model-waiting") != nil)
    #expect(result.end?.status == .done)
  }

  @Test(arguments: DiningPhilosophers.Strategy.allCases.filter { $0 != .naive }, [2, 5, 12])
  func `never deadlock in the model by another strategy`(
    strategy: DiningPhilosophers.Strategy, seats: Int
  ) async {
    for gap in [Gap.none, .yield, .sleep(.milliseconds(1))] {
      let result = await dine(strategy, gap: gap, seats: seats, mode: .model)
      #expect(result["model"]?.isMet == true, "\(strategy) \(gap) \(result.verdicts)")
      #expect(result.end?.status == .done)
    }
  }

  @Test(arguments: DiningPhilosophers.Strategy.allCases)
  func `give the same bytes for the same seed in the model`(
    strategy: DiningPhilosophers.Strategy
  ) async {
    let first = await dine(strategy, gap: .yield, mode: .model, seed: 7)
    let second = await dine(strategy, gap: .yield, mode: .model, seed: 7)
    #expect(first.model == second.model)
    #expect(!first.blocks.isEmpty)
  }

  @Test(arguments: Placement.allCases)
  func `always deadlock when all take the left fork and pause`(placement: Placement) async {
    let result = await dine(.naive, mode: .live, placement: placement)
    #expect(result["deadlock"]?.isMet == true, "\(result.verdicts)")
    // Undecided on a machine that is busy with something else.
    #expect(result["noMeal"]?.isMet != false, "\(result.verdicts)")
    #expect(result.output("waiting")?.bundle.first?.content.text.contains("Deadlock") == true)
    #expect(result.end?.status == .done)
  }

  @Test(
    arguments: DiningPhilosophers.Strategy.allCases.filter { $0 != .naive }, Placement.allCases)
  func `eat and never deadlock by another strategy`(
    strategy: DiningPhilosophers.Strategy, placement: Placement
  ) async {
    let result = await dine(strategy, mode: .live, placement: placement)
    #expect(result["noDeadlock"]?.isMet == true, "\(result.verdicts)")
    if ![.tryBackoff, .randomBackoff].contains(strategy) {
      #expect(result["meals"]?.isMet == true, "\(result.verdicts)")
    }
    #expect(result.end?.status == .done)
  }

  @Test func `show who held and waited for which fork`() async {
    let result = await dine(.ordered, mode: .live)
    let held = Set(result.records.filter { $0.state == 2 }.compactMap(\.object))
    #expect(held == Set((1...5).map { "fork \($0)" }))
    #expect(result.records.contains { $0.state == 1 })
    #expect(result.points > 0)
  }

  @Test func `end at once when they are stopped`() async {
    let stop = StopFlag()
    stop.set(.stopped)
    let result = await perform("deadlock.dining", stop: stop)
    #expect(result.end?.status == .stopped)
  }
}

@Suite struct `The rules of the table` {
  @Test func `the waiter serves whom no neighbour keeps from eating`() {
    var rules = WaiterRules(seats: 5)
    check(rules.arrive(0, wanting: ()), is: true)
    check(rules.arrive(1, wanting: ()), is: false)
    check(rules.arrive(2, wanting: ()), is: true)
    check(rules.arrive(4, wanting: ()), is: false)
    check(rules.leave(0), is: [4])
    check(rules.leave(2), is: [1])
  }

  @Test(arguments: [2, 3, 5, 8])
  func `clean and dirty forks feed everybody and keep neighbours apart`(
    seats: Int
  ) {
    var random = SeededGenerator(seed: 3)
    var rules = HygienicRules(seats: seats)
    var meals = Array(repeating: 0, count: seats)
    var waiting: Set<Int> = []
    for step in 0..<20_000 {
      let visitor = random.below(seats)
      var admitted: [Int] = []
      if rules.eating.contains(visitor) {
        admitted = rules.leave(visitor)
      } else if !waiting.contains(visitor) {
        if rules.arrive(visitor, wanting: ()) {
          admitted = [visitor]
        } else {
          waiting.insert(visitor)
        }
      } else if random.below(20) == 0 {
        waiting.remove(visitor)
        admitted = rules.withdraw(visitor)
      }
      for visitor in admitted {
        waiting.remove(visitor)
        meals[visitor] += 1
      }
      for eater in rules.eating {
        #expect(!rules.eating.contains((eater + 1) % seats), "seed 3, step \(step)")
      }
      #expect(waiting == rules.hungry)
      #expect(!rules.eating.isEmpty || waiting.isEmpty, "nobody could eat: seed 3, step \(step)")
    }
    #expect(Scaling.jain(meals.map(Double.init)) > 0.95)
  }
}

/// Expects `actual`, which a mutating call answered, to be `expected`.
func check<Value: Equatable>(
  _ actual: Value, is expected: Value, at location: SourceLocation = #_sourceLocation
) {
  #expect(actual == expected, sourceLocation: location)
}
