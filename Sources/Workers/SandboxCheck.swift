import CLinux
import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage

/// Tries what this machine can do for workers, best first.
struct SandboxCheck: Sendable {
  let folder: RuntimeFolder
  let limits: Limits
  let options: Sandbox.Options

  func run() async throws -> (Launcher, [Finding]) {
    var findings: [Finding] = []
    let isRoot = getuid() == 0
    let canDrop = isRoot && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")
    if isRoot {
      findings.append(
        canDrop
          ? Finding("user", isGood: true, "Workers give up root for users of their own.")
          : Finding(
            "user", isGood: false, "The server runs as root and setpriv is missing.",
            mend: "Install util-linux, or start the server as an ordinary user."))
    }
    var launcher = Launcher(
      isolation: .strict, folder: folder, limits: limits, prefix: options.launcher,
      dropsUser: canDrop, libraries: Self.runtimeLibraries())
    if options.best == .strict, try await tryStrict(&launcher, &findings) {
      return (launcher, findings)
    }
    if !canDrop { launcher.foreignTasks = ProcessTree.tasks(of: getuid()) }
    if options.best != .none, try await tryReduced(&launcher, &findings) {
      return (launcher, findings)
    }
    guard options.allowsNone else {
      let reasons = findings.filter { !$0.isGood }.map { finding in
        [finding.sentence, finding.mend ?? ""].joined(separator: " ")
      }
      throw SandboxError(
        doing: "looking for a way to isolate workers", detail: reasons.joined(separator: " "))
    }
    launcher = with(launcher, .none)
    try writeScript(launcher)
    findings.append(Finding("isolation", isGood: false, Isolation.none.sentence))
    return (launcher, findings)
  }

  // MARK: Strict

  private func tryStrict(_ launcher: inout Launcher, _ findings: inout [Finding]) async throws
    -> Bool
  {
    guard let answer = try? await Self.output(of: "/usr/bin/bwrap", ["--version"]),
      let version = Version(in: answer.output)
    else {
      findings.append(
        Finding(
          "bubblewrap", isGood: false, "bubblewrap is not installed.",
          mend: "Install it: apt-get install bubblewrap."))
      return false
    }
    launcher.bubblewrap = version
    findings.append(Finding("bubblewrap", isGood: true, "bubblewrap \(version) is installed."))
    try writeScript(launcher)
    let refusal = await trial(launcher, ["/usr/bin/true"])
    if let refusal {
      findings.append(Self.explain(refusal))
      return false
    }
    findings.append(Finding("isolation", isGood: true, Isolation.strict.sentence))
    return true
  }

  /// Puts a refusal of bubblewrap into words, with what the administrator can do.
  static func explain(
    _ refusal: String,
    appArmor: Bool = ProcFile.text(
      "/proc/sys/kernel/apparmor_restrict_unprivileged_userns"
    ).hasPrefix("1")
  ) -> Finding {
    let said = refusal.split(separator: "\n").last.map(String.init) ?? "no reason given"
    let sentence = "bubblewrap cannot make a sandbox here (\(said))."
    let mend =
      if refusal.contains("uid map") || refusal.contains("RTM_NEWADDR"), appArmor {
        "AppArmor keeps bubblewrap from making user namespaces: add an AppArmor profile that grants "
          + "`userns` to /usr/bin/bwrap, or run: "
          + "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0."
      } else if refusal.contains("new namespace") || refusal.contains("uid map") {
        "User namespaces are closed here: allow them (sysctl user.max_user_namespaces, "
          + "kernel.unprivileged_userns_clone), or start the container with them."
      } else if refusal.contains("proc") {
        "The container masks /proc: start it with --security-opt systempaths=unconfined."
      } else {
        "Run `interleave doctor` for details."
      }
    return Finding("isolation", isGood: false, sentence, mend: mend)
  }

  // MARK: Reduced

  private func tryReduced(_ launcher: inout Launcher, _ findings: inout [Finding]) async throws
    -> Bool
  {
    let version = interleave_landlock_version()
    guard version > 0 else {
      findings.append(
        Finding(
          "Landlock", isGood: false, "The kernel has no Landlock.",
          mend: "Use a kernel from 5.13 on with Landlock enabled."))
      return false
    }
    findings.append(Finding("Landlock", isGood: true, "Landlock version \(version) is there."))
    launcher = with(launcher, .reduced)
    try writeScript(launcher)
    findings.append(Finding("isolation", isGood: false, Isolation.reduced.sentence))
    return true
  }

  // MARK: Parts

  private func with(_ launcher: Launcher, _ isolation: Isolation) -> Launcher {
    var next = Launcher(
      isolation: isolation, folder: folder, limits: limits, prefix: launcher.prefix,
      dropsUser: launcher.dropsUser, libraries: launcher.libraries)
    next.foreignTasks = launcher.foreignTasks
    return next
  }

  private func writeScript(_ launcher: Launcher) throws {
    try folder.write(
      Array(launcher.script.utf8), to: folder.script, mode: FilePermissions(rawValue: 0o755))
  }

  /// Runs a harmless program through the launcher; what went wrong, or nothing.
  private func trial(_ launcher: Launcher, _ words: [String]) async -> String? {
    let command = launcher.command(slot: 0, processorSeconds: 10, scratch: "/tmp", words: words)
    do {
      let answer = try await Self.output(of: command.executable, command.arguments)
      return answer.isGood ? nil : answer.errors
    } catch {
      return "\(error)"
    }
  }

  private static func output(of executable: String, _ arguments: [String]) async throws -> (
    isGood: Bool, output: String, errors: String
  ) {
    let result = try await Subprocess.run(
      executable.contains("/") ? .path(FilePath(executable)) : .name(executable),
      arguments: Arguments(arguments), environment: .inherit, input: .none,
      output: .string(limit: 4096), error: .string(limit: 4096))
    return (result.terminationStatus.isSuccess, result.standardOutput, result.standardError)
  }

  /// Where this process found the Swift libraries, if it was not linked statically itself.
  ///
  /// A worker from the same debug build needs the same folder. A released worker is static and
  /// never looks there.
  private static func runtimeLibraries() -> [String] {
    for line in ProcFile.text("/proc/self/maps").split(separator: "\n")
    where line.hasSuffix("/libswiftCore.so") {
      guard let start = line.firstIndex(of: "/") else { continue }
      return [String(line[start...].dropLast("/libswiftCore.so".count))]
    }
    return []
  }
}
