import Explorer

/// What one run did.
struct Work {
  /// Executions, states or schedules.
  var done: Int
  /// 0 where nobody counts them.
  var steps: Int
  var remark = ""
}

/// One line of the benchmark.
struct Row {
  var name: String
  /// What ``Work/done`` counts, in the plural.
  var unit: String
  var target: String
  /// How often it is done in one measurement: what takes microseconds is repeated.
  var repetitions = 1
  var run: () -> Work

  /// Runs it once to warm up, then `runs` times.
  func measured(runs: Int) -> String {
    let work = run()
    let times = (0..<max(1, runs)).map { _ in time() }.sorted()
    let median = times[times.count / 2]
    var figure = "\(grouped(work.done)) \(unit) in \(seconds(median))"
    figure += " (\(seconds(times[0]))..\(seconds(times[times.count - 1])))"
    figure += ", \(rate(work.done, median)) \(unit)/s"
    if work.steps > 0 { figure += ", \(rate(work.steps, median)) steps/s" }
    return [name, figure + work.remark, target].joined(separator: "\t")
  }

  private func time() -> Double {
    let started = ContinuousClock.now
    for _ in 0..<repetitions { _ = run() }
    return (ContinuousClock.now - started) / Duration.seconds(1) / Double(repetitions)
  }
}

/// `1824912` as `1,824,912`.
func grouped(_ number: Int) -> String {
  let digits = Array(String(number))
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text += "," }
    text.append(digit)
  }
  return text
}

/// With three digits and the unit that fits.
func seconds(_ time: Double) -> String {
  if time >= 1 { return "\(rounded(time)) s" }
  return time >= 1e-3 ? "\(rounded(time * 1e3)) ms" : "\(rounded(time * 1e6)) us"
}

func rate(_ number: Int, _ time: Double) -> String {
  let value = Double(number) / time
  return value >= 1e6 ? "\(rounded(value / 1e6)) M" : "\(rounded(value / 1e3)) k"
}

private func rounded(_ value: Double) -> String {
  let scale = value >= 100 ? 1 : value >= 10 ? 10 : 100
  let number = Int(value * Double(scale) + 0.5)
  let whole = String(number / scale)
  return scale == 1 ? whole : whole + "." + String(scale + number % scale).dropFirst()
}
