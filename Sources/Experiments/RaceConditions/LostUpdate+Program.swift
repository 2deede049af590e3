extension LostUpdate {
  /// The increments as a program of which every schedule can be tried.
  var program: String? {
    let threads = min(threads, Limits.programThreads)
    let increments = min(increments, threads == 2 ? 2 : 1)
    let (declarations, step) = parts(threads: threads, increments: increments)
    let rounds =
      increments == 1 ? step : ["for round in 1...\(increments) {"] + indented(step) + ["}"]
    return
      (["%%program"] + declarations + ["", "thread worker(i) for i in 0..<\(threads) {"]
      + indented(rounds) + ["}"] + owner(threads * increments)
      + ["", "assert counter == \(threads * increments), \"an update was lost\""])
      .joined(separator: "\n")
  }

  /// What is shared, and one increment.
  private func parts(threads: Int, increments: Int) -> (declarations: [String], step: [String]) {
    switch protection {
    case .none:
      (["atomic(.relaxed) counter = 0"], ["let seen = counter", "counter = seen + 1"])
    case .lock:
      (
        ["var counter = 0", "mutex m"],
        ["with m {", "  let seen = counter", "  counter = seen + 1", "}"]
      )
    case .atomicAdd:
      (["atomic(.relaxed) counter = 0"], ["counter.fetchAdd(1)"])
    case .casLoop:
      (
        ["atomic(.relaxed) counter = 0"],
        [
          "var done = false", "while !done {", "  let seen = counter",
          "  done = counter.compareExchange(seen, seen + 1)", "}",
        ]
      )
    case .actor:
      (
        ["var counter = 0", "channel requests, answers[\(threads)]"],
        ["requests.send(i)", "let total = answers[i].receive()"]
      )
    case .serialQueue:
      (["var counter = 0", "channel queue = \(threads * increments)"], ["queue.send(1)"])
    }
  }

  /// The one thread that touches the counter, where there is such a one.
  private func owner(_ updates: Int) -> [String] {
    let step: [String]
    switch protection {
    case .none, .lock, .atomicAdd, .casLoop: return []
    case .actor:
      step = ["let caller = requests.receive()", "counter += 1", "answers[caller].send(counter)"]
    case .serialQueue: step = ["let more = queue.receive()", "counter += more"]
    }
    return ["thread owner {"] + indented(["for n in 1...\(updates) {"] + indented(step) + ["}"])
      + ["}"]
  }
}

/// The lines, two spaces further to the right.
func indented(_ lines: [String]) -> [String] { lines.map { "  " + $0 } }
