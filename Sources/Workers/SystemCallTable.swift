/// The machines that the filter knows; the raw value is the kernel's `AUDIT_ARCH` number.
public enum Architecture: UInt32, Sendable, CaseIterable {
  case x86_64 = 0xC000_003E
  case aarch64 = 0xC000_00B7

  /// The architecture that this program was built for.
  public static var current: Self {
    #if arch(arm64)
      .aarch64
    #else
      .x86_64
    #endif
  }
}

/// A system call that the filter refuses, with its number on each machine.
struct RefusedCall: Sendable {
  let name: String
  let x86_64: UInt32?
  let aarch64: UInt32?

  init(_ name: String, _ x86_64: UInt32?, _ aarch64: UInt32?) {
    self.name = name
    self.x86_64 = x86_64
    self.aarch64 = aarch64
  }

  /// A call that is younger than the common numbering.
  init(_ name: String, _ number: UInt32) {
    self.init(name, number, number)
  }

  func number(on architecture: Architecture) -> UInt32? {
    switch architecture {
    case .x86_64: x86_64
    case .aarch64: aarch64
    }
  }
}

extension SystemCallFilter {
  /// Calls that reach other processes, the kernel's settings, devices or mounts: "not permitted".
  static let refused: [RefusedCall] = [
    // Other processes
    RefusedCall("ptrace", 101, 117), RefusedCall("process_vm_readv", 310, 270),
    RefusedCall("process_vm_writev", 311, 271), RefusedCall("kcmp", 312, 272),
    RefusedCall("pidfd_getfd", 438), RefusedCall("process_madvise", 440),
    RefusedCall("move_pages", 279, 239), RefusedCall("migrate_pages", 256, 238),
    // Mounts and namespaces
    RefusedCall("mount", 165, 40), RefusedCall("umount2", 166, 39),
    RefusedCall("pivot_root", 155, 41), RefusedCall("chroot", 161, 51),
    RefusedCall("move_mount", 429), RefusedCall("open_tree", 428), RefusedCall("fsopen", 430),
    RefusedCall("fsconfig", 431), RefusedCall("fsmount", 432), RefusedCall("fspick", 433),
    RefusedCall("mount_setattr", 442), RefusedCall("setns", 308, 268),
    RefusedCall("unshare", 272, 97),
    // Large or young parts of the kernel that cells have no use for
    RefusedCall("keyctl", 250, 219), RefusedCall("add_key", 248, 217),
    RefusedCall("request_key", 249, 218), RefusedCall("bpf", 321, 280),
    RefusedCall("perf_event_open", 298, 241), RefusedCall("userfaultfd", 323, 282),
    RefusedCall("memfd_secret", 447), RefusedCall("vmsplice", 278, 75),
    RefusedCall("fanotify_init", 300, 262), RefusedCall("fanotify_mark", 301, 263),
    RefusedCall("open_by_handle_at", 304, 265), RefusedCall("name_to_handle_at", 303, 264),
    RefusedCall("lookup_dcookie", 212, 18), RefusedCall("quotactl", 179, 60),
    RefusedCall("quotactl_fd", 443),
    // The machine
    RefusedCall("kexec_load", 246, 104), RefusedCall("kexec_file_load", 320, 294),
    RefusedCall("init_module", 175, 105), RefusedCall("finit_module", 313, 273),
    RefusedCall("delete_module", 176, 106), RefusedCall("reboot", 169, 142),
    RefusedCall("swapon", 167, 224), RefusedCall("swapoff", 168, 225), RefusedCall("acct", 163, 89),
    RefusedCall("syslog", 103, 116), RefusedCall("settimeofday", 164, 170),
    RefusedCall("clock_settime", 227, 112), RefusedCall("clock_adjtime", 305, 266),
    RefusedCall("adjtimex", 159, 171), RefusedCall("sethostname", 170, 161),
    RefusedCall("setdomainname", 171, 162), RefusedCall("vhangup", 153, 58),
    // Relics
    RefusedCall("uselib", 134, nil), RefusedCall("_sysctl", 156, nil),
    RefusedCall("sysfs", 139, nil), RefusedCall("nfsservctl", 180, 42),
    RefusedCall("modify_ldt", 154, nil), RefusedCall("iopl", 172, nil),
    RefusedCall("ioperm", 173, nil),
  ]

  /// Calls that pretend not to exist, so that libraries take the older way around them.
  ///
  /// `clone3` hides its flags behind a pointer that a filter cannot follow; glibc then uses `clone`.
  static let hidden: [RefusedCall] = [
    RefusedCall("io_uring_setup", 425), RefusedCall("io_uring_enter", 426),
    RefusedCall("io_uring_register", 427), RefusedCall("clone3", 435),
  ]

  /// Calls with which a process leaves the group that a stop kills.
  static let leavingGroup: [RefusedCall] = [
    RefusedCall("setsid", 112, 157), RefusedCall("setpgid", 109, 154),
  ]

  static let clone = RefusedCall("clone", 56, 220)
  static let ioctl = RefusedCall("ioctl", 16, 29)
  static let socket = RefusedCall("socket", 41, 198)
}
