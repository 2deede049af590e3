/// The command that starts one worker.
struct WorkerCommand: Sendable, Equatable {
  var executable: String
  var arguments: [String]
  /// Nothing inherits the server's whole environment.
  var environment: [String: String]?
}

/// Writes the script that starts workers, for one isolation and one set of limits.
///
/// A script, because somebody must open the filter as descriptor 9 for bubblewrap, and because the
/// same line of words then works behind `srun` or `ssh`. Usage: `launch.sh USER CPU SCRATCH COMMAND …`
struct Launcher: Sendable {
  let isolation: Isolation
  let folder: RuntimeFolder
  let limits: Limits
  /// Words put before the script, such as `srun --ntasks=1`.
  var prefix: [String] = []
  /// Whether the server may take on other users' numbers.
  var dropsUser = false
  /// The version of bubblewrap, which decides about flags.
  var bubblewrap = Version(0, 8, 0)
  /// Folders that a worker which was not linked statically needs.
  var libraries: [String] = []
  /// Processes and threads that count against the limit without being the worker's.
  var foreignTasks = 0

  /// The limit on processes that workers see.
  var processes: Int { limits.processes + foreignTasks }

  /// The first of the user numbers that workers get where the server runs as root.
  static let firstUser = 200_000
  static let users = 1000

  /// The user number of the worker in a slot.
  func user(of slot: Int) -> Int? {
    dropsUser ? Self.firstUser + slot % Self.users : nil
  }

  /// Where the worker lies as itself sees it.
  var programPath: String {
    isolation == .strict ? "/app/worker" : folder.program
  }

  /// The words that the worker is started with.
  func workerWords(scratch: String) -> [String] {
    switch isolation {
    case .strict, .none: [programPath]
    case .reduced:
      [programPath, "--confine", folder.groupFilter, scratch, folder.programFolder] + libraries
    }
  }

  /// The command that starts `words` in a slot; CPU seconds 0 means no limit.
  func command(slot: Int, processorSeconds: Int, scratch: String, words: [String]) -> WorkerCommand
  {
    let user = user(of: slot).map(String.init) ?? "-"
    let processor =
      processorSeconds > 0 ? "\(processorSeconds):\(processorSeconds + 2)" : "unlimited"
    let line = prefix + ["/bin/sh", folder.script, user, processor, scratch] + words
    return WorkerCommand(
      executable: line[0], arguments: Array(line.dropFirst()),
      environment: prefix.isEmpty ? ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin"] : nil)
  }

  /// The script's text.
  var script: String {
    var text = """
      #!/bin/sh
      # Starts one worker. Usage: launch.sh USER CPU SCRATCH COMMAND...
      set -eu
      user=$1 cpu=$2 scratch=$3
      shift 3
      cd /
      drop=
      [ "$user" = - ] || drop="setpriv --reuid=$user --regid=$user --clear-groups --inh-caps=-all"

      """
    switch isolation {
    case .strict: text += strict
    case .reduced, .none: text += plain
    }
    return text
  }

  private var prlimit: String {
    "/usr/bin/prlimit --nproc=\(processes):\(processes) "
      + "--nofile=\(limits.openFiles):\(limits.openFiles) "
      + "--fsize=\(limits.fileSize):\(limits.fileSize) --core=0:0 --memlock=0:0 --cpu=\"$cpu\" --"
  }

  private var strict: String {
    let etc = folder.etc
    let binds = libraries.map { "--ro-bind-try \(quoted($0)) \(quoted($0)) " }.joined()
    let nested = bubblewrap >= Version(0, 8, 0) ? "--disable-userns " : ""
    return """
      exec 9<\(quoted(folder.filter))
      exec env -i PATH=/usr/bin:/bin $drop bwrap \\
        --unshare-all --unshare-user \(nested)--die-with-parent --new-session \\
        --cap-drop ALL --uid 65534 --gid 65534 --hostname cell --seccomp 9 --clearenv \\
        --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/sbin /sbin \\
        --symlink usr/lib /lib --symlink usr/lib64 /lib64 \\
        --ro-bind-try /etc/alternatives /etc/alternatives \\
        --ro-bind-try /etc/ld.so.cache /etc/ld.so.cache \\
        --ro-bind-try /etc/localtime /etc/localtime --ro-bind-try /etc/fonts /etc/fonts \\
        --ro-bind \(quoted(etc + "/passwd")) /etc/passwd --ro-bind \(quoted(etc + "/group")) /etc/group \\
        --ro-bind \(quoted(etc + "/hosts")) /etc/hosts \\
        --ro-bind \(quoted(etc + "/nsswitch.conf")) /etc/nsswitch.conf \\
        --proc /proc --dev /dev --size \(limits.sharedMemorySize) --tmpfs /dev/shm \\
        --size \(limits.temporarySize) --perms 1777 --tmpfs /tmp \\
        --ro-bind \(quoted(folder.programFolder)) /app \(binds)\\
        --remount-ro / --remount-ro /dev --chdir /tmp \\
        --setenv HOME /tmp --setenv PATH /usr/bin:/bin --setenv LANG C.UTF-8 --setenv TMPDIR /tmp \\
        -- \(prlimit) "$@"

      """
  }

  private var plain: String {
    """
    cd "$scratch"
    exec env -i HOME="$scratch" PATH=/usr/bin:/bin LANG=C.UTF-8 TMPDIR="$scratch" \\
      $drop \(prlimit) "$@"

    """
  }

  private func quoted(_ word: String) -> String {
    "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}

/// Three numbers that are compared in order.
struct Version: Sendable, Comparable, CustomStringConvertible {
  let major: Int
  let minor: Int
  let patch: Int

  init(_ major: Int, _ minor: Int, _ patch: Int) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Reads the first word of a text that looks like `0.8.0`.
  init?(in text: String) {
    for word in text.split(whereSeparator: { $0.isWhitespace }) {
      let numbers = word.split(separator: ".").map { Int($0) }
      guard numbers.count >= 2, let major = numbers[0], let minor = numbers[1] else { continue }
      self.init(major, minor, numbers.count > 2 ? numbers[2] ?? 0 : 0)
      return
    }
    return nil
  }

  static func < (a: Self, b: Self) -> Bool {
    (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
  }

  var description: String { "\(major).\(minor).\(patch)" }
}
