public import Workers

/// What a server is started with.
public struct Configuration: Sendable {
  /// The name or address to listen at; loopback unless somebody asks for more.
  public var host = "127.0.0.1"
  /// The port; 0 lets the system choose one.
  public var port: UInt16 = 9_797
  /// The database file, beside which its secrets stand in a file of their own.
  public var database: String
  /// The folder with the page's files; without it only the API answers.
  public var page: String?
  /// The folder with the lessons.
  public var lessons: String?
  /// The worker program.
  public var worker: String
  /// Where browsers reach the server when a proxy stands before it, such as `https://lab.example`.
  public var publicURL: String?
  /// How workers are started and isolated.
  public var sandbox = Sandbox.Options()
  /// Whether to make a new token, which ends every sign-in.
  public var renewsToken = false
  /// The most bytes of the database.
  public var dataLimit: Int?
  /// What the server says it is.
  public var version = "0.1.0"

  /// Makes a configuration with the usual values.
  public init(database: String, worker: String) {
    (self.database, self.worker) = (database, worker)
  }
}
