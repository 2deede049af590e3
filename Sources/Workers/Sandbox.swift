import CLinux
import FoundationEssentials
import Glibc
import Wire

/// Everything that starting workers needs on this machine, found out once at the start of a server.
///
/// ``open(worker:options:limits:)`` tries the strict profile with a real program; when the machine
/// refuses it, Landlock is next; without Landlock nothing runs unless the options say so.
public struct Sandbox: Sendable {
  /// How workers are isolated here.
  public let isolation: Isolation
  /// What was found, each with what to do about it.
  public let findings: [Finding]
  /// The limits that workers are started with.
  public let limits: Limits
  /// The CPUs that this process may use.
  public let cores: Int
  let folder: RuntimeFolder
  let launcher: Launcher

  /// What the person who starts the server may choose.
  public struct Options: Sendable {
    /// The best isolation to try; a test asks for `reduced` where `strict` would work.
    public var best: Isolation
    /// Whether code may run without isolation when the machine offers none.
    public var allowsNone: Bool
    /// Words before the worker's command, such as `srun --ntasks=1`.
    public var launcher: [String]
    /// Where the runtime folder is made.
    public var parent: String

    /// The usual choice: as strict as the machine can, never without isolation.
    public init(
      best: Isolation = .strict, allowsNone: Bool = false, launcher: [String] = [],
      parent: String = "/tmp"
    ) {
      self.best = best
      self.allowsNone = allowsNone
      self.launcher = launcher
      self.parent = parent
    }
  }

  /// Prepares the runtime folder and finds the best isolation that works.
  ///
  /// - Throws: ``SandboxError`` when the folder cannot be made, the worker is missing, or the machine
  ///   offers no isolation and the options do not allow none.
  public static func open(
    worker: String, options: Options = Options(), limits: Limits = Limits()
  ) async throws -> Sandbox {
    guard access(worker, X_OK) == 0 else {
      throw SandboxError(
        doing: "looking for the worker \(worker)", code: errno,
        detail: "build it with `make`, or name it with --worker")
    }
    let folder = try RuntimeFolder.make(worker: worker, below: options.parent)
    do {
      let check = SandboxCheck(folder: folder, limits: limits, options: options)
      let (launcher, findings) = try await check.run()
      return Sandbox(
        isolation: launcher.isolation, findings: findings, limits: limits,
        cores: availableCores(), folder: folder, launcher: launcher)
    } catch {
      folder.remove()
      throw error
    }
  }

  /// Removes the runtime folder; call it after the pool and the language service have ended.
  public func close() {
    ProcessTree.killAll(mentioning: folder.path + "/")
    folder.remove()
  }

  /// One sentence for the page when workers are less isolated than they could be.
  public var banner: String? {
    guard isolation != .strict else { return nil }
    let mend = findings.first { !$0.isGood && $0.mend != nil }?.mend
    return ([isolation.sentence] + [mend].compactMap(\.self)).joined(separator: " ")
  }

  /// The CPUs that this process may run on.
  public static func availableCores() -> Int {
    max(1, Int(interleave_get_affinity(nil, 0)))
  }

  // MARK: Workers

  /// A folder for the worker in a slot where `/tmp` is not private to it.
  func makeScratch(slot: Int) throws -> String {
    guard isolation != .strict else { return "/tmp" }
    let path = "\(folder.scratch)/\(slot)"
    try? FileManager.default.removeItem(atPath: path)
    guard mkdir(path, 0o700) == 0 else {
      throw SandboxError(doing: "making the folder \(path)", code: errno)
    }
    if let user = launcher.user(of: slot) {
      guard chown(path, uid_t(user), gid_t(user)) == 0 else {
        throw SandboxError(doing: "giving the folder \(path) to its worker", code: errno)
      }
    }
    return path
  }

  func removeScratch(slot: Int) {
    guard isolation != .strict else { return }
    try? FileManager.default.removeItem(atPath: "\(folder.scratch)/\(slot)")
  }

  func command(slot: Int, processorSeconds: Int, scratch: String) -> WorkerCommand {
    launcher.command(
      slot: slot, processorSeconds: processorSeconds, scratch: scratch,
      words: launcher.workerWords(scratch: scratch))
  }

  /// Judges a hello.
  func report(on hello: Hello, processorSeconds: Int) -> ConfinementReport {
    ConfinementReport(
      hello.proof, isolation: isolation,
      limits: [
        "processes": String(launcher.processes), "openFiles": String(limits.openFiles),
        "fileSize": String(limits.fileSize), "core": "0",
        "cpu": processorSeconds > 0 ? String(processorSeconds) : "unlimited",
      ])
  }
}

/// One thing that the start-up check found.
public struct Finding: Sendable, Codable, Equatable {
  /// What was looked at, in a word or two.
  public var name: String
  /// Whether it is as it should be.
  public var isGood: Bool
  /// What was found, in a sentence.
  public var sentence: String
  /// What to do about it, in a sentence.
  public var mend: String?

  /// A finding and what to do about it.
  public init(_ name: String, isGood: Bool, _ sentence: String, mend: String? = nil) {
    self.name = name
    self.isGood = isGood
    self.sentence = sentence
    self.mend = mend
  }
}

extension Isolation {
  /// What this isolation means for the people who run code.
  public var sentence: String {
    switch self {
    case .strict:
      "Code runs in a sandbox of its own: no files, no network, no other processes."
    case .reduced:
      "Code runs with reduced isolation: files and network are closed, other processes are visible."
    case .none:
      "Code runs without isolation: it can do whatever the server's user can."
    }
  }
}
