import FoundationEssentials
import HTTPServer
import Logging
import NotebookModel
import Wire

/// What the functions behind the routes work with; each resource is an extension in its own file.
///
/// They translate between HTTP and the sessions and decide nothing themselves.
struct Resources: Sendable {
  let library: Library
  let lessons: Lessons
  let door: WorkshopDoor
  let policy: AccessPolicy
  let streams: StreamBudget
  let viewers = Viewers()
  let reach: Reach
  /// The page's files; nil when the folder was not found.
  let files: StaticFiles?
  /// Their folder, which also holds the parts of a page of its own.
  var folder: String?
  let version: String
  /// Whether browsers reach the server by https only.
  let isSecure: Bool
  let started = ContinuousClock.now
  let logger: Logger
}

/// Who reaches the server, for links.
struct Reach: Sendable {
  /// The origin that others use; nil when the server was not told.
  let origin: String?
  /// Whether only this computer does.
  let isLocal: Bool
}

/// What a file is that becomes a notebook, as its sender says.
enum ServerMedia {
  /// An `.ipynb` file, or the text form.
  static let notebook = "application/x-ipynb+json"
  static let python = "text/x-python"
}

extension Response {
  /// An answer of JSON that is encoded already.
  static func json(_ bytes: [UInt8], status: Int = 200) -> Response {
    Response(status: status, headers: ["Content-Type": "application/json"], body: bytes)
  }

  /// An answer of a message.
  static func json(_ message: some Encodable, status: Int = 200) throws -> Response {
    json(try WireCoding.encode(message), status: status)
  }
}

extension Request {
  /// The body as a message.
  func message<Message: Decodable>(_ type: Message.Type = Message.self) throws -> Message {
    try WireCoding.decode(type, from: body)
  }

  var notebook: NotebookID { NotebookID(parameters["notebook"] ?? "") }
  var run: RunID { RunID(parameters["run"] ?? "") }

  /// Yes (`1`) or no (`0`) from the query; nil when it says neither.
  func flag(_ name: String) throws(RequestError) -> Bool? {
    switch query(name) {
    case nil: nil
    case "0": false
    case "1": true
    default: throw .invalidQuery(name, expected: "0 or 1")
    }
  }

  /// A whole number from the query, not below 0.
  func number(_ name: String, default fallback: Int? = nil) throws(RequestError) -> Int {
    guard let text = query(name) else {
      guard let fallback else { throw .missingQuery(name) }
      return fallback
    }
    guard let number = Int(text), number >= 0 else {
      throw .invalidQuery(name, expected: "a whole number, 0 or more")
    }
    return number
  }
}
