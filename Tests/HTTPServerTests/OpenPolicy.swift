import HTTPServer
import Synchronization

/// Lets everybody in, except where a route's access says no; the caller is the peer's address.
struct OpenPolicy: Policy {
  struct Forbidden: Error {}

  func screen(_ request: Request) throws {
    if request.headers["x-screened"] != nil { throw Forbidden() }
  }

  func admit(_ request: Request, to access: Bool) throws -> String {
    guard access else { throw Forbidden() }
    return request.peer.host
  }

  func answer(to error: any Error, for request: Request) -> Response {
    switch error {
    case Refusal.malformed: Response(status: 400, type: "text/plain", "malformed")
    case Refusal.unknownPath: Response(status: 404, type: "text/plain", "unknown")
    case Refusal.methodNotAllowed: Response(status: 405, type: "text/plain", "method")
    case Refusal.bodyTooLarge: Response(status: 413, type: "text/plain", "too large")
    case Refusal.stopping, Refusal.tooManyStreams: Response(status: 503, type: "text/plain", "busy")
    case is Forbidden: Response(status: 403, type: "text/plain", "forbidden")
    default: Response(status: 500, type: "text/plain", "\(error)")
    }
  }

  var commonHeaders: Headers { ["X-Common": "yes"] }
}

typealias TestRoute = Route<Bool, String>

/// Starts a daemon with these routes, gives it to `body`, and stops it whatever happens.
@discardableResult
func withDaemon<Result: Sendable>(
  _ routes: [TestRoute], limits: Limits = Limits(),
  _ body: (Daemon) async throws -> Result
) async throws -> Result {
  let daemon = try Daemon(port: 0, router: Router(routes, policy: OpenPolicy()), limits: limits)
  do {
    let result = try await body(daemon)
    await daemon.stop()
    return result
  } catch {
    await daemon.stop()
    throw error
  }
}

/// Opens once and stays open; those who come before wait.
final class Latch: Sendable {
  private struct State {
    var isOpen = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  var isOpen: Bool { state.withLock { $0.isOpen } }

  func open() {
    let waiters = state.withLock { state in
      state.isOpen = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  func wait() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiters.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }
}
