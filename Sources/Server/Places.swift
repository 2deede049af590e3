import FoundationEssentials
import Glibc

/// Where the parts of an installation are, found from the executable and never from the build.
public enum Places {
  /// The folder of the running program.
  public static var programs: String {
    let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "."
    return URL(filePath: path).deletingLastPathComponent().path
  }

  /// The worker beside the server.
  public static var worker: String { "\(programs)/interleave-worker" }

  /// The page's files: `Public` in the program's folder or in one above it.
  public static var page: String? {
    ancestors(of: programs).map { "\($0)/Public" }.first { exists("\($0)/index.html") }
  }

  /// The lessons that come with a page folder.
  public static func lessons(besidePage page: String) -> String {
    URL(filePath: page).deletingLastPathComponent().appending(path: "Notebooks").path
  }

  /// The database of this person, below `XDG_DATA_HOME` or `~/.local/share`.
  public static func database(environment: [String: String]) -> String {
    let home = environment["HOME"] ?? "."
    let data = environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    return "\(data ?? "\(home)/.local/share")/interleave/notebooks.sqlite"
  }

  private static func ancestors(of folder: String) -> [String] {
    var url = URL(filePath: folder)
    var list: [String] = []
    // The file system's own depth is the bound; the root is its own parent.
    while list.last != url.path {
      list.append(url.path)
      url = url.deletingLastPathComponent()
    }
    return list
  }

  private static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }
}
