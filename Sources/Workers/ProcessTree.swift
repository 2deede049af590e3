import FoundationEssentials
import Glibc

/// What `/proc` tells about processes.
enum ProcessTree {
  /// A process that cannot be mistaken for a later one with the same number.
  struct Member: Sendable, Hashable {
    let id: pid_t
    let started: String
  }

  /// A process and everything below it, the process itself first.
  static func members(from root: pid_t) -> [Member] {
    var found: [Member] = []
    var seen: Set<pid_t> = []
    var open = [root]
    while let id = open.popLast() {
      guard seen.insert(id).inserted, let member = member(id) else { continue }
      found.append(member)
      open += children(of: id)
    }
    return found
  }

  /// The innermost process of a chain of launchers.
  ///
  /// That is the first child of the first child, and so on.
  static func innermost(from root: pid_t) -> pid_t {
    var id = root
    var depth = 0
    while depth < 16, let child = children(of: id).first {
      id = child
      depth += 1
    }
    return id
  }

  /// Whether a process is still there and more than an entry that nobody has reaped.
  static func exists(_ known: Member) -> Bool {
    member(known.id) == known
  }

  /// Kills every process of a list that is still the same one.
  static func kill(_ members: some Sequence<Member>) {
    for known in members where exists(known) {
      _ = Glibc.kill(known.id, SIGKILL)
    }
  }

  /// Kills the processes whose command line mentions a path, except this one.
  static func killAll(mentioning path: String) {
    for id in all() where id != getpid() {
      if commandLine(of: id).contains(path) { _ = Glibc.kill(id, SIGKILL) }
    }
  }

  /// Resident bytes of a process and everything below it; shared pages count for each.
  static func residentMemory(from root: pid_t) -> Int {
    let page = sysconf(Int32(_SC_PAGESIZE))
    return members(from: root).reduce(0) { sum, member in
      let fields = ProcFile.text("/proc/\(member.id)/statm").split(separator: " ")
      guard fields.count > 2, let resident = Int(fields[1]), let shared = Int(fields[2]) else {
        return sum
      }
      return sum + (resident - shared) * page
    }
  }

  /// How many threads and processes belong to a user.
  static func tasks(of user: uid_t) -> Int {
    all().reduce(0) { sum, id in
      var facts = stat()
      guard stat("/proc/\(id)", &facts) == 0, facts.st_uid == user else { return sum }
      return sum
        + max(
          1,
          (try? FileManager.default.contentsOfDirectory(
            atPath: "/proc/\(id)/task"))?.count ?? 1)
    }
  }

  static func all() -> [pid_t] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
  }

  static func commandLine(of id: pid_t) -> String {
    ProcFile.text("/proc/\(id)/cmdline")
  }

  private static func children(of id: pid_t) -> [pid_t] {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/task")) ?? []
    return tasks.flatMap { task in
      ProcFile.text("/proc/\(id)/task/\(task)/children").split(separator: " ").compactMap {
        pid_t($0)
      }
    }
  }

  private static func member(_ id: pid_t) -> Member? {
    // The name in parentheses may hold anything, so count from its end: state is field 3.
    guard
      let fields = ProcFile.text("/proc/\(id)/stat").split(separator: ")").last?.split(
        separator: " "),
      fields.count > 19, fields[0] != "Z"
    else { return nil }
    return Member(id: id, started: String(fields[19]))
  }
}
