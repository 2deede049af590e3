import ConcurrencyPrimitives
import ExperimentEngine

/// Philosophers round a table share one fork with each neighbour, and need two to eat.
struct DiningPhilosophers: Experiment {
  static let name: ExperimentName = "deadlock.dining"
  static let title = "The dining philosophers"
  static let summary =
    "Lets philosophers eat with shared forks, by eight strategies, and watches for the moment when "
    + "everybody waits for a neighbour."
  static let chapter = Chapter.deadlocks
  static let question =
    "Everybody takes the left fork, pauses for a millisecond, and then wants the right one. How "
    + "many meals are eaten before the table falls silent?"
  static let pitfall =
    "Without the pause it may run for thousands of meals, so it looks right and passes every test. "
    + "A deadlock that is rare is not less wrong: take the locks in one order everywhere."

  static let claims = [
    Claim(
      "deadlock",
      "When everybody takes the left fork first and then pauses, the table always ends "
        + "in a circle of philosophers who wait for one another.", .robust),
    Claim("noMeal", "In most such evenings nobody has eaten a single meal.", .robust),
    Claim(
      "chance", "Without a pause of a millisecond the naive order deadlocks sooner or later.",
      .informative),
    Claim(
      "modelChance",
      "Without a pause of a millisecond it depends on the seed whether the model "
        + "deadlocks.", .informative),
    Claim("noDeadlock", "With this strategy nobody ever waits in a circle.", .robust),
    Claim("meals", "With this strategy meals are eaten.", .robust),
    Claim(
      "model",
      "In virtual time the naive order with a pause deadlocks before the first meal, and "
        + "the other strategies never deadlock.", .exact),
    Claim("fairness", "The meals are shared out evenly.", .informative),
  ]

  static let python = """
    import threading, time

    def philosopher(seat, forks, meals, ordered):
        first, second = seat, (seat + 1) % 5       # left, then right
        if ordered:                                # the cure: the lower number first
            first, second = sorted((first, second))
        while True:
            with forks[first]:
                time.sleep(0.001)                  # time enough for the neighbour
                with forks[second]:
                    meals[seat] += 1

    for ordered in (True, False):
        forks, meals = [threading.Lock() for _ in range(5)], [0] * 5
        for seat in range(5):
            threading.Thread(target=philosopher, args=(seat, forks, meals, ordered),
                             daemon=True).start()  # nobody waits for them: they may never end
        time.sleep(0.5)
        print("ordered" if ordered else "naive", meals)
    """
  static let example = "deadlock.dining(philosophers: 5, strategy: [.naive, .ordered], gap: .sleep)"

  @Parameter(2...50, "philosophers at the table, and forks between them") var philosophers = 5
  @Parameter("how a philosopher comes by two forks") var strategy = Strategy.naive
  @Parameter("what happens between the first fork and the second") var gap =
    Gap.sleep(.milliseconds(1))
  @Parameter(
    Duration.milliseconds(100)...Duration.seconds(10), "how long they dine, unless it ends before")
  var run = Duration.milliseconds(500)

  /// How a philosopher comes by two forks.
  enum Strategy: String, NamedChoice {
    case naive, ordered, asymmetric, waiter, seatLimit, tryBackoff, randomBackoff, chandyMisra

    var summary: String {
      switch self {
      case .naive: "left fork, then right fork"
      case .ordered: "the fork with the lower number first"
      case .asymmetric: "every second philosopher takes the right fork first"
      case .waiter: "a waiter gives both forks at once"
      case .seatLimit: "one fewer may sit down than there are seats"
      case .tryBackoff: "if the second fork is taken, put the first one back and try again later"
      case .randomBackoff: "the same with a wait of random length"
      case .chandyMisra: "forks get dirty by eating; dirty ones are given to whoever asks"
      }
    }
  }

  func run(_ run: Run) throws -> [Verdict] {
    var verdicts: [Verdict] = []
    if run.common.mode.runsModel { verdicts += try runModel(run) }
    if run.common.mode.runsLive { verdicts += try runLive(run) }
    return verdicts
  }
}

/// One philosopher: a thread that again and again needs two forks at once.
struct Philosopher {
  let seat: Int
  let me: Player
  let table: Table
  var random: SeededGenerator

  /// Meal after meal until `end`, or until the waits are aborted.
  mutating func dine(until end: Double) {
    do {
      while me.now < end { try dine() }
    } catch {
      // The table was cleared; what was held has been put back on the way here.
    }
    me.close()
  }
}

// listing:begin
extension Philosopher {
  /// One meal by the table's strategy.
  mutating func dine() throws {
    switch table.strategy {
    case .naive:
      try eat(with: left, then: right)
    case .ordered:
      try eat(with: min(left, right), then: max(left, right))
    case .asymmetric:
      try seat.isMultiple(of: 2) ? eat(with: left, then: right) : eat(with: right, then: left)
    case .waiter:
      try me.holding(table.waiter) { try eat(with: left, then: right) }
    case .seatLimit:
      try me.holding(table.chairs) { try eat(with: left, then: right) }
    case .tryBackoff:
      while try !tryToEat() { try me.sleep(table.patience) }
    case .randomBackoff:
      while try !tryToEat() { try me.sleep(table.patience * (2 * random.fraction())) }
    case .chandyMisra:
      try me.holding(table.etiquette) {
        try me.pass(table.gap)
        table.meals.add(seat)
      }
    }
  }

  func eat(with first: Int, then second: Int) throws {
    try me.holding(table.forks[first]) {
      try me.pass(table.gap)
      try me.holding(table.forks[second]) { table.meals.add(seat) }
    }
  }

  /// Eats if the right fork is free too; otherwise puts the left one back.
  func tryToEat() throws -> Bool {
    try me.holding(table.forks[left]) {
      try me.pass(table.gap)
      return try me.tryHolding(table.forks[right]) { table.meals.add(seat) }
    }
  }

  var left: Int { seat }
  var right: Int { (seat + 1) % table.forks.count }
}
// listing:end
