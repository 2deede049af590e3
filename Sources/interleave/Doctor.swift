import ArgumentParser
import FoundationEssentials
import Glibc
import Server
import Storage
import Wire
import Workers

/// Says what this machine allows and what to mend.
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks isolation, the database and the page's files, and says what to mend.")

  @Option(help: "The database to check.")
  var database: String?

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: WorkshopOptions

  func run() async throws {
    var findings: [Finding] = []
    do {
      let sandbox = try await Sandbox.open(worker: options.path, options: options.sandbox)
      findings += sandbox.findings
      sandbox.close()
    } catch {
      findings.append(Finding("isolation", isGood: false, "\(error)"))
    }
    findings.append(page)
    findings.append(await databaseFinding())
    if json {
      Terminal.say(String(decoding: try WireCoding.encode(findings), as: UTF8.self))
    } else {
      for finding in findings {
        Terminal.say("\(finding.isGood ? "ok  " : "MEND")  \(finding.name): \(finding.sentence)")
        if !finding.isGood, let mend = finding.mend { Terminal.say("      \(mend)") }
      }
    }
    if findings.contains(where: { !$0.isGood }) { throw Ending.failed }
  }

  private var page: Finding {
    guard let folder = Places.page else {
      return Finding(
        "page", isGood: false, "No folder Public was found beside or above the program.",
        mend: "Name it with `interleave serve --public PATH`.")
    }
    guard unsafe access("\(folder)/vendor/ready.json", R_OK) == 0 else {
      return Finding(
        "page", isGood: false, "The page works without its editor and chart libraries.",
        mend: "Run `make run` once with a network connection; it installs them.")
    }
    return Finding("page", isGood: true, "The page's files and libraries are there.")
  }

  private func databaseFinding() async -> Finding {
    let path = database ?? Places.database(environment: ProcessInfo.processInfo.environment)
    guard unsafe access(path, F_OK) == 0 else {
      return Finding("database", isGood: true, "There is none yet at \(path); serve makes it.")
    }
    do {
      let store = try Store(path: path, newEpoch: SessionEnvironment.system.newName())
      let troubles = try await store.findings()
      try store.close()
      guard let first = troubles.first else {
        return Finding("database", isGood: true, "\(path) is sound.")
      }
      return Finding(
        "database", isGood: false, "\(path): \(first).",
        mend: "Copy the file and its -wal away, then export what can be read with sqlite3 .recover."
      )
    } catch  where error.code == .inUse {
      return Finding(
        "database", isGood: true, "A server is using \(path); stop it to have the file checked.")
    } catch {
      return Finding(
        "database", isGood: false, "\(error)",
        mend: "Stop the server that uses it, or restore the file from a copy.")
    }
  }
}
