import ArgumentParser
import Server
import Workers

/// The options of every command that runs cells.
struct WorkshopOptions: ParsableArguments {
  @Option(help: "The worker program; by default the one beside this program.")
  var worker: String?

  @Option(help: "Words before the worker's command, such as \"srun --ntasks=1 -u\".")
  var launcher: String?

  @Flag(help: "Run cells even where the machine offers no isolation at all.")
  var allowNoIsolation = false

  var path: String { worker ?? Places.worker }

  var sandbox: Sandbox.Options {
    var options = Sandbox.Options()
    options.launcher = launcher?.split(separator: " ").map(String.init) ?? []
    options.allowsNone = allowNoIsolation
    return options
  }

  /// Opens the workshop, or ends the program with the reason.
  func open() async throws -> Workshop {
    do { return try await Workshop.open(worker: path, options: sandbox) } catch {
      Terminal.complain("\(error)")
      throw Ending.noSandbox
    }
  }
}
