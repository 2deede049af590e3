import FoundationEssentials
import Glibc
import SystemPackage

/// The folder that workers are started from: the worker's binary, the launcher, the filter and a few
/// files for the worker's `/etc`.
///
/// Workers run as another user than the server where that is possible, so this folder lies outside
/// every home, is readable for all, and holds nothing else. Its name cannot be guessed and it is
/// made new, so nobody can prepare it. A lock on it tells a running server's folder from one that
/// a killed server left behind.
public struct RuntimeFolder: Sendable {
  /// Where the folder is.
  public let path: String
  private let lock: FileDescriptor

  /// Folder names start with this, the user's number and a dash.
  static let prefix = "interleave-"
  private static let filesOfEtc = [
    "passwd": """
    root:x:0:0:root:/root:/usr/sbin/nologin
    cell:x:65534:65534:cell:/tmp:/bin/sh

    """,
    "group": "root:x:0:\ncell:x:65534:\n",
    "hosts": "127.0.0.1 localhost cell\n::1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
  ]

  /// The worker's copy.
  var program: String { "\(path)/app/worker" }
  var programFolder: String { "\(path)/app" }
  var filter: String { "\(path)/filter" }
  var groupFilter: String { "\(path)/filter-group" }
  var etc: String { "\(path)/etc" }
  var script: String { "\(path)/launch.sh" }
  /// Holds one folder a worker where there is no private `/tmp`.
  var scratch: String { "\(path)/scratch" }

  /// Makes the folder below `parent` with a copy of the worker; removes what dead servers left there.
  public static func make(worker: String, below parent: String = "/tmp") throws -> RuntimeFolder {
    sweep(below: parent)
    var random = SystemRandomNumberGenerator()
    let name =
      String(random.next() as UInt64, radix: 36) + String(random.next() as UInt64, radix: 36)
    let path = "\(parent)/\(prefix)\(getuid())-\(name)"
    // Another server's sweep takes an unlocked folder for a dead one's, so it gets its name last.
    let unnamed = "\(parent)/.\(prefix)\(name)"
    guard mkdir(unnamed, 0o700) == 0 else {
      throw SandboxError(doing: "making the folder \(unnamed)", code: errno)
    }
    do {
      let folder = try RuntimeFolder(path: path, until: unnamed)
      try folder.fill(worker: worker)
      return folder
    } catch {
      try? FileManager.default.removeItem(atPath: unnamed)
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
  }

  private init(path: String, until unnamed: String) throws {
    self.path = path
    guard let lock = Self.openLock(in: unnamed), rename(unnamed, path) == 0 else {
      throw SandboxError(doing: "locking the folder \(unnamed)", code: errno)
    }
    self.lock = lock
  }

  private func fill(worker: String) throws {
    let files = FileManager.default
    for folder in [programFolder, etc] { try makeFolder(folder, mode: 0o755) }
    // Others may pass through, but only the owner of a scratch folder may look into it.
    try makeFolder(scratch, mode: 0o711)
    do {
      try files.copyItem(atPath: worker, toPath: program)
    } catch {
      throw SandboxError(doing: "copying the worker \(worker) to \(path)", code: errno)
    }
    guard chmod(program, 0o755) == 0 else {
      throw SandboxError(doing: "making \(program) executable", code: errno)
    }
    try write(SystemCallFilter().bytes, to: filter)
    try write(SystemCallFilter(keepsGroup: true).bytes, to: groupFilter)
    for (name, text) in Self.filesOfEtc { try write(Array(text.utf8), to: "\(etc)/\(name)") }
    guard chmod(path, 0o755) == 0 else {
      throw SandboxError(doing: "opening the folder \(path) for workers", code: errno)
    }
  }

  private func makeFolder(_ path: String, mode: mode_t) throws {
    guard mkdir(path, mode) == 0, chmod(path, mode) == 0 else {
      throw SandboxError(doing: "making the folder \(path)", code: errno)
    }
  }

  /// Writes a file that everybody may read, whatever the mask of the server's shell says.
  func write(
    _ bytes: [UInt8], to path: String, mode: FilePermissions = FilePermissions(rawValue: 0o644)
  )
    throws
  {
    do {
      let file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .truncate, .noFollow, .closeOnExec],
        permissions: mode)
      try file.closeAfter {
        _ = try file.writeAll(bytes)
      }
      _ = chmod(path, mode.rawValue)
    } catch let error as Errno {
      throw SandboxError(doing: "writing \(path)", code: error.rawValue)
    }
  }

  /// Removes the folder; call it once no worker runs any more.
  public func remove() {
    try? FileManager.default.removeItem(atPath: path)
    try? lock.close()
  }

  // MARK: What dead servers left

  private static func openLock(in path: String) -> FileDescriptor? {
    let file = try? FileDescriptor.open(
      FilePath("\(path)/lock"), .readWrite, options: [.create, .noFollow, .closeOnExec],
      permissions: [.ownerReadWrite])
    guard let file else { return nil }
    guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else {
      try? file.close()
      return nil
    }
    return file
  }

  /// Ends the processes and removes the folders of servers of this user that are gone.
  static func sweep(below parent: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names where name.hasPrefix("\(prefix)\(getuid())-") {
      let path = "\(parent)/\(name)"
      var facts = stat()
      guard lstat(path, &facts) == 0, facts.st_uid == getuid(),
        facts.st_mode & S_IFMT == S_IFDIR, let lock = openLock(in: path)
      else { continue }
      ProcessTree.killAll(mentioning: path + "/")
      try? FileManager.default.removeItem(atPath: path)
      try? lock.close()
    }
  }
}

/// The machine did not let the server set up what workers need.
public struct SandboxError: Error, Sendable, CustomStringConvertible {
  /// What the server was doing, and to what.
  public var doing: String
  /// What the system said, as an `errno` number, or nothing.
  public var code: Int32?
  /// What else is known.
  public var detail: String?

  init(doing: String, code: Int32? = nil, detail: String? = nil) {
    self.doing = doing
    self.code = code
    self.detail = detail
  }

  public var description: String {
    var text = "Failed while \(doing)"
    if let code { text += ": \(Errno(rawValue: code).description)" }
    if let detail { text += ": \(detail)" }
    return text + "."
  }
}
