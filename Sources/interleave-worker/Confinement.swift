import CLinux
import FoundationEssentials
import Glibc
import Wire

/// What a worker does about its own confinement: put it on where the launcher could not, and tell the
/// server what it sees from inside.
enum Confinement {
  /// Confines this process when the arguments ask for it.
  ///
  /// They read `--confine FILTER SCRATCH READABLE…`. Call it first in `main`, before any thread exists: Landlock and the filter hold for the calling
  /// thread and what it starts. A worker that cannot confine itself ends with status 71.
  static func enter(arguments: [String] = CommandLine.arguments) {
    guard arguments.count >= 4, arguments[1] == "--confine" else { return }
    let filter = arguments[2]
    let scratch = arguments[3]
    let readable = Array(arguments[4...]) + systemFolders
    let files = readable.map { strdup($0) }
    let places = [strdup(scratch)]
    let deviceNames = devices.map { strdup($0) }
    defer { for name in files + places + deviceNames { free(name) } }
    let isConfined = withRules(files, places, deviceNames) { rules in
      // The filter first: its file lies in a folder that Landlock closes.
      interleave_refuse_new_privileges() == 0 && interleave_install_filter(filter) == 0
        && interleave_landlock_confine(rules) == 0
    }
    guard isConfined else {
      let reason = String(cString: strerror(errno))
      let sentence = "This worker could not confine itself: \(reason).\n"
      _ = sentence.withCString { write(2, $0, strlen($0)) }
      _exit(71)
    }
  }

  /// What programs and the C library read on a usual system.
  private static let systemFolders = [
    "/usr", "/bin", "/lib", "/lib64", "/proc", "/sys/devices/system/cpu", "/etc/ld.so.cache",
    "/etc/localtime", "/etc/alternatives", "/etc/fonts",
  ]

  private static let devices = [
    "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom",
  ]

  private static func withRules<Result>(
    _ readable: [UnsafeMutablePointer<CChar>?], _ writable: [UnsafeMutablePointer<CChar>?],
    _ devices: [UnsafeMutablePointer<CChar>?],
    _ body: (UnsafePointer<interleave_landlock_rules>) -> Result
  ) -> Result {
    func list(_ names: [UnsafeMutablePointer<CChar>?]) -> [UnsafePointer<CChar>?] {
      names.map { UnsafePointer($0) } + [nil]
    }
    return list(readable).withUnsafeBufferPointer { readable in
      list(writable).withUnsafeBufferPointer { writable in
        list(devices).withUnsafeBufferPointer { devices in
          var rules = interleave_landlock_rules(
            readable: readable.baseAddress, writable: writable.baseAddress,
            devices: devices.baseAddress)
          return body(&rules)
        }
      }
    }
  }

  // MARK: Proof

  /// What this process sees of its confinement; gather it at the start, for the hello.
  static func proof() -> ConfinementProof {
    let status = statusFields()
    return ConfinementProof(
      uidMap: words(text(of: "/proc/self/uid_map")).joined(separator: " "),
      effectiveCapabilities: status["CapEff"] ?? "unknown",
      boundingCapabilities: status["CapBnd"] ?? "unknown",
      noNewPrivileges: status["NoNewPrivs"] == "1",
      seccomp: status["Seccomp"].flatMap { Int($0) } ?? 0,
      interfaces: interfaces(),
      processes: names(in: "/proc").count { Int($0) != nil },
      limits: limits(),
      openDescriptors: openDescriptors(),
      canWriteRoot: canWriteRoot(),
      environment: environmentNames(),
      landlock: isClosed("/etc/passwd"))
  }

  private static func statusFields() -> [String: String] {
    var fields: [String: String] = [:]
    for line in text(of: "/proc/self/status").split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      fields[String(parts[0])] = words(String(parts[1])).joined(separator: " ")
    }
    return fields
  }

  private static func interfaces() -> [String] {
    text(of: "/proc/self/net/dev").split(separator: "\n").dropFirst(2).compactMap { line in
      line.split(separator: ":").first.map { words(String($0)).joined() }
    }.sorted()
  }

  private static func limits() -> [String: String] {
    func value(_ resource: __rlimit_resource) -> String {
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else { return "unknown" }
      return limit.rlim_max == rlim_t.max ? "unlimited" : String(limit.rlim_cur)
    }
    return [
      "processes": value(__RLIMIT_NPROC), "openFiles": value(RLIMIT_NOFILE),
      "fileSize": value(RLIMIT_FSIZE), "core": value(RLIMIT_CORE), "cpu": value(RLIMIT_CPU),
    ]
  }

  /// The descriptors that are open, without looking through one of its own.
  private static func openDescriptors() -> [Int] {
    (0..<1024).filter { fcntl($0, F_GETFD) != -1 }.map { Int($0) }
  }

  private static func canWriteRoot() -> Bool {
    let file = open("/x", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { return false }
    close(file)
    unlink("/x")
    return true
  }

  private static func environmentNames() -> [String] {
    ProcessInfo.processInfo.environment.keys.sorted()
  }

  /// A file that is there and may not be read, although its permissions would let everybody.
  private static func isClosed(_ path: String) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file < 0 else {
      close(file)
      return false
    }
    return errno == EACCES
  }

  private static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  private static func text(of path: String) -> String {
    guard let bytes = FileManager.default.contents(atPath: path) else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func words(_ text: String) -> [String] {
    text.split(whereSeparator: { $0.isWhitespace }).map(String.init)
  }
}
