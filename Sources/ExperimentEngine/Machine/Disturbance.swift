import Glibc

/// What else happened on the machine while something was measured.
public struct Disturbance: Hashable, Sendable {
  /// Seconds of CPU time that the host gave to others, of all CPUs.
  public var steal: Double
  /// Seconds of CPU time that other processes used, as far as the kernel's ticks can tell.
  public var foreign: Double
  /// How often threads of this process were sent away from their CPU.
  public var involuntarySwitches: Int
  /// The load average of the last minute.
  public var load: Double
  /// Seconds on the clock.
  public var wall: Double

  public init(
    steal: Double = 0, foreign: Double = 0, involuntarySwitches: Int = 0, load: Double = 0,
    wall: Double = 0
  ) {
    self.steal = steal
    self.foreign = foreign
    self.involuntarySwitches = involuntarySwitches
    self.load = load
    self.wall = wall
  }

  /// Whether a measurement of this length should be made again.
  ///
  /// The kernel counts in hundredths of a second: up to three of them mean nothing. Involuntary
  /// switches alone do not disturb, since threads of one's own cause them too.
  public var isDisturbed: Bool {
    let noise = 0.03
    return (steal > noise && steal > 0.02 * wall) || (foreign > noise && foreign > 0.15 * wall)
  }
}

/// A reading of the kernel's counters, to be taken before and after.
struct MachineReading: Sendable {
  var moment: Moment
  var usage: Usage
  /// `nil` where the kernel's file is not visible.
  var counters: Counters?
  var load: Double

  /// Of all CPUs together, in seconds.
  struct Counters: Hashable, Sendable {
    var busy: Double
    var steal: Double
  }

  static func now() -> MachineReading {
    MachineReading(
      moment: .now, usage: .ofProcess(),
      counters: SystemFile.read("/proc/stat").flatMap { counters(in: $0, ticksPerSecond: ticks) },
      load: SystemFile.read("/proc/loadavg").flatMap(load) ?? 0)
  }

  func disturbance(since earlier: MachineReading) -> Disturbance {
    let used = usage - earlier.usage
    var disturbance = Disturbance(
      involuntarySwitches: used.switches.involuntary, load: load,
      wall: moment.seconds(since: earlier.moment))
    if let counters, let before = earlier.counters {
      disturbance.steal = max(0, counters.steal - before.steal)
      disturbance.foreign = max(0, counters.busy - before.busy - used.cpu)
    }
    return disturbance
  }

  /// Reads the line `cpu user nice system idle iowait irq softirq steal …`.
  static func counters(in text: String, ticksPerSecond: Double) -> Counters? {
    guard let line = text.split(separator: "\n").first, line.hasPrefix("cpu ") else { return nil }
    let fields = line.split(separator: " ").dropFirst().compactMap { Double($0) }
    guard fields.count >= 8 else { return nil }
    let busy = fields[0] + fields[1] + fields[2] + fields[5] + fields[6]
    return Counters(busy: busy / ticksPerSecond, steal: fields[7] / ticksPerSecond)
  }

  static func load(in text: String) -> Double? {
    text.split(separator: " ").first.flatMap { Double($0) }
  }

  private static let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
}
