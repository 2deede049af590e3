import CLinux
import Glibc

/// Where a result was measured.
public struct Machine: Hashable, Sendable {
  /// The CPU's model.
  public var cpu: String
  /// The CPUs that this process may use.
  public var cpus: Int
  public var kernel: String
  /// The revision of the program.
  public var build: String

  public init(cpu: String, cpus: Int, kernel: String, build: String) {
    self.cpu = cpu
    self.cpus = cpus
    self.kernel = kernel
    self.build = build
  }

  /// This machine, as it is now.
  public static func current(build: String) -> Machine {
    Machine(
      cpu: SystemFile.read("/proc/cpuinfo").flatMap(model) ?? "unknown", cpus: allowedCPUs,
      kernel: SystemFile.read("/proc/sys/kernel/osrelease").map(firstLine) ?? kernelRelease,
      build: build)
  }

  /// How many CPUs the calling thread may use.
  public static var allowedCPUs: Int {
    let count = interleave_get_affinity(nil, 0)
    return count > 0 ? Int(count) : 1
  }

  static func model(in text: String) -> String? {
    for line in text.split(separator: "\n") where line.hasPrefix("model name") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      return line[line.index(after: colon)...].split(separator: " ").joined(separator: " ")
    }
    return nil
  }

  private static func firstLine(_ text: String) -> String {
    text.split(separator: "\n").first.map(String.init) ?? ""
  }

  private static var kernelRelease: String {
    var name = utsname()
    guard uname(&name) == 0 else { return "unknown" }
    return withUnsafeBytes(of: &name.release) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
