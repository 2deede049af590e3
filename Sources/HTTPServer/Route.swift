/// One row of the route table: who may call what, with how large a body, and what answers.
///
/// `Access` is whatever the user of the module decides by; `Caller` is what its policy found out
/// about who asks. Neither means anything to the server.
public struct Route<Access: Sendable, Caller: Sendable>: Sendable {
  /// Answers a request; what it throws goes through the policy's `answer(to:)`.
  public typealias Handler = @Sendable (Request, Caller) async throws -> Response

  public let method: Method
  public let pattern: String
  public let access: Access
  /// The most bytes a body may have.
  public let bodyLimit: Int
  let handler: Handler

  /// Makes a row; `pattern` is a path with `:name` for any one component and `*name` for the rest.
  public init(
    _ method: Method, _ pattern: String, _ access: Access, bodyLimit: Int = 0,
    _ handler: @escaping Handler
  ) {
    precondition(pattern.hasPrefix("/"), "a pattern starts with a slash: \(pattern)")
    (self.method, self.pattern, self.access) = (method, pattern, access)
    (self.bodyLimit, self.handler) = (bodyLimit, handler)
  }
}
