import CLinux
import Glibc

/// What a thread or the process has used of the machine, or the difference of two such readings.
public struct Usage: Hashable, Sendable {
  /// Seconds of CPU time.
  public var cpu: Double
  public var switches: Switches

  public init(cpu: Double = 0, switches: Switches = Switches()) {
    self.cpu = cpu
    self.switches = switches
  }

  /// Of the calling thread so far.
  public static func ofThread() -> Usage {
    var usage = interleave_usage()
    guard interleave_thread_rusage(&usage) == 0 else { return Usage() }
    var reading = Usage(usage)
    // Finer than the ticks that some kernels count user time in.
    reading.cpu = Double(interleave_thread_cpu_time()) / 1e9
    return reading
  }

  /// Of all threads of the process so far.
  public static func ofProcess() -> Usage {
    var usage = interleave_usage()
    guard interleave_process_rusage(&usage) == 0 else { return Usage() }
    var reading = Usage(usage)
    reading.cpu = Double(interleave_process_cpu_time()) / 1e9
    return reading
  }

  private init(_ usage: interleave_usage) {
    cpu = Double(usage.user_nanoseconds + usage.system_nanoseconds) / 1e9
    switches = Switches(
      voluntary: Int(usage.voluntary_switches), involuntary: Int(usage.involuntary_switches))
  }

  public static func - (later: Usage, earlier: Usage) -> Usage {
    Usage(
      cpu: later.cpu - earlier.cpu,
      switches: Switches(
        voluntary: later.switches.voluntary - earlier.switches.voluntary,
        involuntary: later.switches.involuntary - earlier.switches.involuntary))
  }

  /// The most memory, in bytes, that the process held at once since the last reset.
  static func peakMemory() -> Int {
    if let status = SystemFile.read("/proc/self/status"),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    {
      return kibibytes * 1_024
    }
    var usage = interleave_usage()
    return interleave_process_rusage(&usage) == 0 ? Int(usage.peak_memory) : 0
  }

  /// Starts the peak anew, so that a case is not charged for an earlier one; where the kernel
  /// refuses, the peak stays that of the process.
  static func resetPeakMemory() { SystemFile.write("5", to: "/proc/self/clear_refs") }
}
