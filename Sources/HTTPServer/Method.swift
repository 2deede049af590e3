/// The method of a request; any word is one, the constants are those that routes use.
public struct Method: RawRepresentable, Sendable, Hashable {
  public let rawValue: String

  /// Takes the word as it stands in the request line.
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let get = Method(rawValue: "GET")
  public static let head = Method(rawValue: "HEAD")
  public static let post = Method(rawValue: "POST")
  public static let put = Method(rawValue: "PUT")
  public static let patch = Method(rawValue: "PATCH")
  public static let delete = Method(rawValue: "DELETE")

  /// The methods that a route can have; HEAD is answered by the GET route.
  public static let all: [Method] = [.get, .head, .post, .put, .patch, .delete]

  /// Says whether a request of this method may ask for a change.
  public var changes: Bool { self != .get && self != .head }
}
