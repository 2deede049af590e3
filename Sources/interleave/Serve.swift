import ArgumentParser
import FoundationEssentials
import Logging
import Server

/// Where the database is.
struct DatabaseOption: ParsableArguments {
  @Option(help: "The database; by default below ~/.local/share/interleave.")
  var database: String?

  var path: String {
    database ?? Places.database(environment: ProcessInfo.processInfo.environment)
  }
}

/// What a server is started with.
struct ServeOptions: ParsableArguments {
  @Option(help: "The address to listen on. Anything but loopback opens the server to the network.")
  var host = "127.0.0.1"

  @Option(help: "The port; 0 lets the system choose one.")
  var port: UInt16 = 9797

  @OptionGroup var database: DatabaseOption

  @Option(name: .customLong("public"), help: "The folder with the page's files.")
  var page: String?

  @Option(help: "The folder with the lessons; by default Notebooks beside the page's folder.")
  var lessons: String?

  @Option(name: .customLong("public-url"), help: "The address by which browsers reach the server.")
  var publicURL: String?

  @Flag(help: "Change the token: old links and sign-ins end.")
  var newToken = false

  @Option(help: "Megabytes that the database may have.")
  var dataLimit: Int?

  @OptionGroup var workshop: WorkshopOptions

  private var configuration: Server.Configuration {
    let page = self.page ?? Places.page
    var configuration = Server.Configuration(database: database.path, worker: workshop.path)
    configuration.host = host
    configuration.port = port
    configuration.page = page
    configuration.lessons = lessons ?? page.map(Places.lessons)
    configuration.sandbox = workshop.sandbox
    configuration.publicURL = publicURL
    configuration.renewsToken = newToken
    configuration.dataLimit = dataLimit.map { $0 << 20 }
    configuration.version = Interleave.version
    return configuration
  }

  /// Starts the server, says what `greet` has to say, and works until somebody ends it.
  func serve(greet: (InterleaveServer) async throws -> Void) async throws {
    let folder = URL(filePath: database.path).deletingLastPathComponent()
    try? FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    let server: InterleaveServer
    do { server = try await InterleaveServer(configuration) } catch {
      Terminal.complain(error.sentence)
      throw Ending.failed
    }
    try await greet(server)
    let interruption = Task {
      await Interruption.wait()
      server.close()
    }
    defer { interruption.cancel() }
    do { try await server.run() } catch {
      Terminal.complain("The database could not be closed cleanly: \(error).")
      throw Ending.failed
    }
  }
}

/// Starts the server.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Starts the server and prints the link that opens it.",
    discussion: """
      The first and only line on standard output is the link with its token; log lines go to standard error.
      Ctrl-C stops it: what runs is ended, what waits goes on at the next start.
      """)

  @OptionGroup var options: ServeOptions

  func run() async throws {
    try await options.serve { Terminal.say($0.link) }
  }
}

/// Prints the link again.
struct URLCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "url", abstract: "Prints the link of the server that uses a database.")

  @OptionGroup var database: DatabaseOption

  func run() async throws {
    do {
      guard let link = try Secrets.link(database: database.path) else {
        Terminal.complain("No server has used \(database.path) yet. Start one: interleave serve")
        throw Ending.failed
      }
      Terminal.say(link)
    } catch let error as SecretsError {
      Terminal.complain(error.sentence)
      throw Ending.failed
    }
  }
}
