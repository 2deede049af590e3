import ArgumentParser

/// The command: a server for the browser, and the same runs without one.
@main
struct Interleave: AsyncParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "interleave",
    abstract: "A notebook for concurrency: run experiments on threads, locks and memory.",
    discussion: """
      Start the server and open the printed URL:
        interleave serve

      Or stay in the terminal:
        interleave call 'race.lostUpdate(threads: [2, 4])'
        interleave run Notebooks/00-welcome.ipynb
        interleave open notebook.ipynb
        interleave export notebook.ipynb --format text
        interleave experiments law.amdahl
        interleave explore program.txt
      """,
    version: version,
    subcommands: [
      Serve.self, URLCommand.self, Open.self, Import.self, Export.self, Run.self, Call.self,
      Explore.self, ReplayCommand.self,
      ExperimentsCommand.self, Doctor.self,
    ],
    defaultSubcommand: nil)
}

/// How commands end; the numbers above 63 are those of sysexits.h.
enum Ending {
  static let well = ExitCode(0)
  static let failed = ExitCode(1)
  static let undecided = ExitCode(2)
  static let inconclusive = ExitCode(3)
  static let badInput = ExitCode(64)
  static let noSandbox = ExitCode(69)
}
