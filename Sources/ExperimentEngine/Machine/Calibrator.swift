import Synchronization

/// Measures how many CPUs are really free: what two spinning threads get done together, in units of
/// what one gets done alone and undisturbed.
///
/// Time is cut into windows of a few milliseconds. Alone the best window counts, for it shows what a
/// free CPU can do. Together it is the mean without the best and the worst one: a single disturbance
/// does not matter, while a program that keeps a CPU busy shows, which the best window would hide,
/// and time slices as long as a window even out. Takes about 50 ms.
public struct Calibrator: Sendable {
  static let window = 5_000_000
  static let aloneWindows = 3
  static let togetherWindows = 6

  public init() {}

  /// Measures now, on threads of its own.
  public func measure() throws -> Calibration {
    let together = try windows(threads: 2, count: Self.togetherWindows)
    let alone = try windows(threads: 1, count: Self.aloneWindows)
    return Self.calibration(alone: alone, together: together)
  }

  static func calibration(alone: [Double], together: [Double]) -> Calibration {
    guard let best = alone.max(), let most = together.max(), together.count > 2, most > 0 else {
      return Calibration(parallelism: 1)
    }
    // A thread that got no CPU while alone is no measure: then nothing is claimed.
    let one = best > 0 ? max(best, most / 2) : most
    let middle = together.sorted().dropFirst().dropLast()
    let two = middle.reduce(0, +) / Double(middle.count)
    return Calibration(parallelism: min(2, two / one))
  }

  /// The work that all threads did in each window.
  private func windows(threads: Int, count: Int) throws -> [Double] {
    let run = Run(sink: SilentSink())
    let origin = Mutex<Moment?>(nil)
    let result = try run.together(threads, within: .seconds(5)) { member in
      let start = origin.withLock { origin in
        let start = origin ?? .now
        origin = start
        return start
      }
      return Self.spin(from: start, windows: count)
    }
    let counts = try result.values
    return (0..<count).map { window in counts.reduce(0) { $0 + $1[window] } }
  }

  /// Works through all windows and counts the pieces of work that ended in each.
  private static func spin(from start: Moment, windows: Int) -> [Double] {
    var counts = [Double](repeating: 0, count: windows)
    var state: UInt64 = 1
    while true {
      // About three microseconds of arithmetic between two looks at the clock.
      for _ in 0..<1_000 { state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407 }
      let window = Int(Moment.now.nanoseconds - start.nanoseconds) / window
      guard window < windows else { break }
      counts[max(0, window)] += 1
    }
    // Uses the result, so that the arithmetic stays.
    if state == 0 { counts[0] += 1 }
    return counts
  }
}

/// Takes no notice.
struct SilentSink: RunSink {
  func send(_ event: RunEvent) {}
}
