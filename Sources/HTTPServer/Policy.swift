/// What the user of the module decides about every request: who may pass, how errors look.
///
/// All of it runs before a body is read and on the thread that serves connections, so it must be
/// quick and must not wait.
public protocol Policy<Access, Caller>: Sendable {
  associatedtype Access: Sendable
  associatedtype Caller: Sendable

  /// Refuses, by throwing, what no route should even see.
  func screen(_ request: Request) throws

  /// Says who is calling, or throws when that caller may not.
  func admit(_ request: Request, to access: Access) throws -> Caller

  /// Turns any error, a `Refusal` of the server included, into an answer.
  func answer(to error: any Error, for request: Request) -> Response

  /// Fields that every answer gets unless it sets them itself.
  var commonHeaders: Headers { get }
}
