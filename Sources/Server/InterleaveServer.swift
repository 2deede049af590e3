import FoundationEssentials
import Glibc
public import HTTPServer
public import Logging
public import NotebookFormat
public import NotebookModel
public import Storage
import Workers

/// Why a server could not start.
public enum ServerStartError: Error {
  case port(StartError)
  case secrets(SecretsError)
  case database(StorageError)
  case session(SessionError)
  /// The public address is not `http://host` or `https://host`, with a port at most.
  case publicURL(String)

  /// One clear line for whoever starts it.
  public var sentence: String {
    switch self {
    case .port(.portInUse(let host, let port)):
      "Something else listens at \(host):\(port). Stop it, or choose another --port."
    case .port(.notAllowed(let host, let port)):
      "This user may not listen at \(host):\(port). Choose a --port above 1023."
    case .port(.unknownHost(let host)):
      "This machine has no address \(host). Check --host."
    case .port(.system(let doing, let code)): "Could not \(doing) (error \(code))."
    case .secrets(let error): error.sentence
    case .database(let error): Self.sentence(error)
    case .session(let error): "The database could not be opened: \(error)."
    case .publicURL(let text):
      "\(text) is no public address. Use http://NAME or https://NAME, with a port if need be."
    }
  }

  private static func sentence(_ error: StorageError) -> String {
    switch error.code {
    case .inUse: "Another server uses this database. Stop it, or choose another --database."
    case .damaged: "The database is damaged and was left as it is. Run `interleave doctor`."
    case .full, .newer, .inaccessible, .other: "\(error)."
    }
  }
}

/// The whole server: it answers from the moment it exists, and runs cells once `run()` has found a
/// sandbox.
public final class InterleaveServer: Sendable {
  /// The port that it listens at.
  public let port: UInt16
  /// The address with the token, to be opened once in a browser.
  public let link: String
  private let configuration: Configuration
  private let library: Library
  private let conductor: RunConductor
  private let door: WorkshopDoor
  private let daemon: Daemon
  private let logger: Logger
  private let closing: AsyncStream<Void>
  private let closingIn: AsyncStream<Void>.Continuation

  /// Opens the database and listens; nothing is printed, and no cell runs yet.
  public init(
    _ configuration: Configuration, logger: Logger = Logger(label: "interleave")
  ) async throws(ServerStartError) {
    let address = try PublicAddress(configuration)
    Self.raiseOpenFiles()
    var secrets = try Self.secrets(configuration, logger)
    let conductor = RunConductor()
    let library = try await Self.library(configuration, conductor)
    let lessons = Lessons(folder: configuration.lessons ?? "")
    for trouble in lessons.troubles { logger.warning("\(trouble)") }
    let policy = AccessPolicy(
      hosts: HostList(host: configuration.host, publicHost: address?.host),
      publicOrigin: address?.origin, secrets: secrets,
      cookieName: "interleave-\(configuration.port)", logger: logger)
    var limits = HTTPServer.Limits()
    limits.streamsPerKey = ServerLimits.streamsPerBrowser
    let door = WorkshopDoor()
    do throws(StartError) {
      let files = try configuration.page.map { page throws(StartError) in
        try StaticFiles(root: page, limits: limits)
      }
      let resources = Resources(
        library: library, lessons: lessons, door: door, policy: policy,
        streams: StreamBudget(limits: limits),
        reach: Reach(
          origin: address?.origin,
          isLocal: address == nil && HostList.isLoopback(configuration.host)),
        files: files, folder: configuration.page, version: configuration.version,
        isSecure: address?.isSecure ?? false, logger: logger)
      let router = Router(Routes.table(resources).map(\.route), policy: policy)
      daemon = try Daemon(
        host: configuration.host, port: configuration.port, router: router, limits: limits)
    } catch {
      try? await library.close()
      throw .port(error)
    }
    port = daemon.port
    let origin = address?.origin ?? Self.origin(configuration.host, daemon.port)
    do throws(SecretsError) {
      try secrets.remember(origin, database: configuration.database)
    } catch { logger.warning("\(error.sentence)") }
    link = secrets.link(origin)
    (self.configuration, self.library, self.conductor) = (configuration, library, conductor)
    (self.door, self.logger) = (door, logger)
    (closing, closingIn) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Works until ``close()`` or cancellation, then ends everything in order.
  ///
  /// - Throws: `StorageError` when the database could not be closed cleanly.
  public func run() async throws(StorageError) {
    await withTaskGroup { group in
      group.addTask { await self.daemon.run() }
      group.addTask { await self.work() }
      for await _ in closing {}
      if case .ready(let workshop) = door.phase { await workshop.close(conductor) }
      conductor.close()
      group.cancelAll()
    }
    await daemon.stop()
    try await library.close()
  }

  /// Makes a notebook of a file; nothing of it runs.
  public func add(_ file: NotebookFile) async throws(SessionError) -> NotebookID {
    try await library.add(file)
  }

  /// The address with the token that shows a notebook.
  public func link(to notebook: NotebookID) -> String { "\(link)&notebook=\(notebook)" }

  /// Lets ``run()`` end what runs and return.
  public func close() { closingIn.finish() }

  /// Finds a sandbox, takes up what the last server left behind, and runs cells.
  private func work() async {
    do throws(SessionError) { try await library.recover() } catch {
      guard !Task.isCancelled else { return }
      logger.error("what the last server left could not be taken up: \(error)")
    }
    do {
      let workshop = try await Workshop.open(
        worker: configuration.worker, options: configuration.sandbox)
      door.phase = .ready(workshop)
      logger.info("ready, isolation \(workshop.sandbox.isolation.rawValue)")
      await workshop.run(conductor)
    } catch {
      // The page need not know where the server's files are; the log may.
      let sentence =
        "Cells cannot run on this machine. `interleave doctor` says why and what to do."
      door.phase = .failed(sentence)
      if !Task.isCancelled { logger.error("cells cannot run on this machine: \(error)") }
      await conductor.refuseAll(because: sentence)
    }
  }

  // MARK: Parts of the start

  private static func secrets(
    _ configuration: Configuration, _ logger: Logger
  ) throws(ServerStartError) -> Secrets {
    do throws(SecretsError) {
      let folder = URL(filePath: configuration.database).deletingLastPathComponent().path
      try? FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      let (secrets, warning) = try Secrets.open(
        database: configuration.database, renew: configuration.renewsToken)
      if let warning { logger.warning("\(warning)") }
      return secrets
    } catch { throw .secrets(error) }
  }

  private static func library(
    _ configuration: Configuration, _ conductor: RunConductor
  ) async throws(ServerStartError) -> Library {
    do throws(StorageError) {
      let store = try Store(
        path: configuration.database, newEpoch: SessionEnvironment.system.newName())
      try store.limit(bytes: configuration.dataLimit)
      return try await Library(store: store, starter: conductor)
    } catch { throw .database(error) }
  }

  private static func origin(_ host: String, _ port: UInt16) -> String {
    let name = host == "0.0.0.0" || host == "::" ? "localhost" : host
    return name.contains(":") ? "http://[\(name)]:\(port)" : "http://\(name):\(port)"
  }

  /// Every connection and stream needs a descriptor, and the usual limit is 1,024.
  private static func raiseOpenFiles() {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard unsafe getrlimit(resource, &limit) == 0 else { return }
    limit.rlim_cur = min(limit.rlim_max, max(limit.rlim_cur, rlim_t(ServerLimits.openFiles)))
    _ = unsafe setrlimit(resource, &limit)
  }
}

/// Where browsers reach the server, when that is not where it listens.
private struct PublicAddress {
  let origin: String
  let host: String
  let isSecure: Bool

  init?(_ configuration: Configuration) throws(ServerStartError) {
    guard let text = configuration.publicURL else { return nil }
    let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
    let parts = trimmed.lowercased().split(separator: "://", maxSplits: 1)
    guard parts.count == 2, parts[0] == "http" || parts[0] == "https",
      let host = HostList.name(of: String(parts[1]))
    else { throw .publicURL(text) }
    (origin, self.host, isSecure) = (trimmed.lowercased(), host, parts[0] == "https")
  }
}
