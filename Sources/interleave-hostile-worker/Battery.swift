import CLinux
import Glibc
import Wire

/// Tries calls, files and addresses that must be closed, and says what the kernel answered.
///
/// Arguments are null or nonsense wherever possible: what counts is whether the filter answers before
/// the kernel looks at them.
struct Battery {
  let report: RunReport

  static func number(x86_64: Int, aarch64: Int) -> Int {
    #if arch(arm64)
      aarch64
    #else
      x86_64
    #endif
  }

  /// `EPERM` for 1; numbers for the rest.
  static func name(_ error: Int32) -> String {
    let names: [Int32: String] = [
      0: "ok", EPERM: "EPERM", ENOENT: "ENOENT", EACCES: "EACCES", ENOSYS: "ENOSYS",
      EAFNOSUPPORT: "EAFNOSUPPORT", EAGAIN: "EAGAIN", ENOSPC: "ENOSPC", EROFS: "EROFS",
      ECONNREFUSED: "ECONNREFUSED", ENETUNREACH: "ENETUNREACH", EFAULT: "EFAULT",
      EINVAL: "EINVAL", ENOMEM: "ENOMEM",
    ]
    return names[error] ?? "errno \(error)"
  }

  // MARK: Calls

  /// Name, number on both machines, first two arguments.
  private static let calls: [(name: String, x86_64: Int, aarch64: Int, a: Int, b: Int)] = [
    ("ptrace", 101, 117, 0, 0), ("process_vm_readv", 310, 270, 1, 0),
    ("process_vm_writev", 311, 271, 1, 0), ("kcmp", 312, 272, 1, 1),
    ("pidfd_getfd", 438, 438, -1, 0), ("mount", 165, 40, 0, 0), ("umount2", 166, 39, 0, 0),
    ("pivot_root", 155, 41, 0, 0), ("chroot", 161, 51, 0, 0), ("open_tree", 428, 428, -1, 0),
    ("fsopen", 430, 430, 0, 0), ("setns", 308, 268, -1, 0),
    ("unshare user", 272, 97, 0x1000_0000, 0), ("unshare net", 272, 97, 0x4000_0000, 0),
    ("keyctl", 250, 219, 0, 0), ("add_key", 248, 217, 0, 0), ("bpf", 321, 280, 0, 0),
    ("perf_event_open", 298, 241, 0, 0), ("userfaultfd", 323, 282, 1, 0),
    ("io_uring_setup", 425, 425, 1, 0), ("clone3", 435, 435, 0, 0),
    ("clone newuser", 56, 220, 0x1000_0000 | 17, 0), ("kexec_load", 246, 104, 0, 0),
    ("init_module", 175, 105, 0, 0), ("reboot", 169, 142, 0, 0), ("swapon", 167, 224, 0, 0),
    ("syslog", 103, 116, 3, 0), ("open_by_handle_at", 304, 265, -1, 0),
    ("settimeofday", 164, 170, 0, 0), ("sethostname", 170, 161, 0, 0),
    ("memfd_secret", 447, 447, 0, 0), ("ioctl TIOCSTI", 16, 29, 0, 0x5412),
    ("ioctl TIOCSTI high", 16, 29, 0, 0x1_0000_5412), ("ioctl TIOCLINUX", 16, 29, 0, 0x541C),
    ("socket vsock", 41, 198, 40, 1), ("socket packet", 41, 198, 17, 3),
    ("socket xdp", 41, 198, 44, 3), ("socket alg", 41, 198, 38, 5),
  ]

  func tryCalls() {
    for call in Self.calls {
      errno = 0
      let result = interleave_system_call(
        Self.number(x86_64: call.x86_64, aarch64: call.aarch64), call.a, call.b, 0, 0, 0, 0)
      report.say("\(call.name): \(Self.name(result < 0 ? errno : 0))\n")
    }
    tryAllowed()
  }

  /// What cells do need.
  private func tryAllowed() {
    for (name, family) in [("unix", AF_UNIX), ("inet", AF_INET), ("inet6", AF_INET6)] {
      let file = socket(family, Int32(SOCK_STREAM.rawValue), 0)
      report.say("socket \(name): \(Self.name(file < 0 ? errno : 0))\n")
      if file >= 0 { close(file) }
    }
    var cpus = [Int32](repeating: 0, count: 64)
    let count = interleave_get_affinity(&cpus, cpus.count)
    let pinned = count > 0 ? interleave_set_affinity(cpus, Int(min(count, 64))) : -1
    report.say("affinity: \(Self.name(pinned == 0 ? 0 : errno))\n")
  }

  // MARK: Files

  func tryFiles() {
    for path in ["/etc/shadow", "/root", "/home", "/var/log", "/run", "/sys", "/proc/kcore"] {
      let file = open(path, O_RDONLY | O_CLOEXEC)
      report.say("read \(path): \(Self.name(file < 0 ? errno : 0))\n")
      if file >= 0 { close(file) }
    }
    for path in ["/x", "/usr/x", "/dev/x", "/etc/x", "/app/x", "/proc/sys/kernel/hostname"] {
      let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
      report.say("write \(path): \(Self.name(file < 0 ? errno : 0))\n")
      if file >= 0 { close(file) }
    }
    for path in ["/tmp/x", "/dev/shm/x"] {
      let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
      report.say("write \(path): \(Self.name(file < 0 ? errno : 0))\n")
      if file >= 0 { close(file) }
    }
  }

  // MARK: Network

  /// The server listens on the port of the host's loopback.
  func tryNetwork(port: Int) {
    report.say("connect 127.0.0.1: \(Self.name(connect(to: 0x7F00_0001, port: port)))\n")
    report.say("connect 192.0.2.1: \(Self.name(connect(to: 0xC000_0201, port: 80)))\n")
  }

  private func connect(to address: UInt32, port: Int) -> Int32 {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard file >= 0 else { return errno }
    defer { close(file) }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
    name.sin_addr.s_addr = address.bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafePointer(to: &name) { name in
      name.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(file, $0, size) }
    }
    return result < 0 ? errno : 0
  }
}
