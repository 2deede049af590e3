extension DiningPhilosophers {
  /// One meal for everybody, as a program of which every schedule can be tried.
  var program: String? {
    let seats = min(philosophers, Limits.programThreads)
    let (shared, meal) = parts(seats)
    let start = ["let left = i, right = (i + 1) % \(seats)"]
    return
      (["%%program"] + shared + ["atomic meals = 0", ""]
      + ["thread philosopher(i) for i in 0..<\(seats) {"] + indented(start + meal)
      + ["}", "", "assert meals == \(seats)"])
      .joined(separator: "\n")
  }

  /// What stands on the table, and how one philosopher eats.
  private func parts(_ seats: Int) -> (shared: [String], meal: [String]) {
    let forks = "mutex forks[\(seats)]"
    let swap = ["  first = right", "  second = left", "}"]
    switch strategy {
    case .naive: return ([forks], eating("left", "right"))
    case .ordered:
      return (
        [forks],
        ["var first = left, second = right", "if first > second {"] + swap
          + eating("first", "second")
      )
    case .asymmetric:
      return (
        [forks],
        ["var first = left, second = right", "if i % 2 == 1 {"] + swap + eating("first", "second")
      )
    case .waiter:
      return (
        ["var taken[\(seats)] = 0", "mutex waiter", "condition freed"],
        [
          "with waiter {", "  while taken[left] == 1 || taken[right] == 1 { freed.wait(waiter) }",
          "  taken[left] = 1", "  taken[right] = 1", "}", "meals.fetchAdd(1)", "with waiter {",
          "  taken[left] = 0", "  taken[right] = 0", "  freed.broadcast()", "}",
        ]
      )
    case .seatLimit:
      return (
        [forks, "semaphore chairs = \(seats - 1)"],
        ["chairs.acquire()"] + eating("left", "right") + ["chairs.release()"]
      )
    case .tryBackoff, .randomBackoff:
      // How long somebody waits makes no difference where every order is tried.
      return (
        [forks],
        [
          "var hungry = true", "while hungry {", "  forks[left].lock()",
          "  if forks[right].tryLock() {", "    meals.fetchAdd(1)", "    forks[right].unlock()",
          "    hungry = false", "  }", "  forks[left].unlock()", "  yield", "}",
        ]
      )
    case .chandyMisra:
      let holders = (0..<seats).map { "\(min($0, ($0 + seats - 1) % seats))" }
      return (
        [
          "// A dirty fork is washed and given away; a clean one is kept until its owner has eaten.",
          "var holder[\(seats)] = [\(holders.joined(separator: ", "))], dirty[\(seats)] = 1",
          "mutex etiquette", "condition laid",
        ],
        [
          "with etiquette {", "  while true {",
          "    if dirty[left] == 1 { holder[left] = i; dirty[left] = 0 }",
          "    if dirty[right] == 1 { holder[right] = i; dirty[right] = 0 }",
          "    if holder[left] == i && holder[right] == i { break }", "    laid.wait(etiquette)",
          "  }", "}", "meals.fetchAdd(1)", "with etiquette {", "  dirty[left] = 1",
          "  dirty[right] = 1", "  laid.broadcast()", "}",
        ]
      )
    }
  }

  private func eating(_ first: String, _ second: String) -> [String] {
    ["with forks[\(first)] {", "  with forks[\(second)] { meals.fetchAdd(1) }", "}"]
  }
}
