import Foundation

/// The programs that tests start: static ones where `make` has built them, else those of this build.
public enum Programs {
  /// The worker, or nothing where it was not built.
  public static var worker: String? {
    path(variable: "INTERLEAVE_WORKER", name: "interleave-worker")
  }

  /// The worker that attacks its sandbox, or nothing where it was not built.
  public static var hostileWorker: String? {
    path(variable: "INTERLEAVE_HOSTILE_WORKER", name: "interleave-hostile-worker")
  }

  /// The command line program, or nothing where it was not built.
  public static var interleave: String? {
    path(variable: "INTERLEAVE", name: "interleave")
  }

  /// Whether bubblewrap is installed.
  public static var hasBubblewrap: Bool {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/bwrap")
  }

  private static func path(variable: String, name: String) -> String? {
    if let named = ProcessInfo.processInfo.environment[variable] {
      return FileManager.default.isExecutableFile(atPath: named) ? named : nil
    }
    guard
      let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    else { return nil }
    let beside = URL(fileURLWithPath: own).deletingLastPathComponent()
      .appendingPathComponent(name).path
    return FileManager.default.isExecutableFile(atPath: beside) ? beside : nil
  }
}
