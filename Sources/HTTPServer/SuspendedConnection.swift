import CMicroHTTPD

/// A connection that waits for its answer or for more of it.
struct SuspendedConnection: @unchecked Sendable {
  // Unchecked: any thread may resume a suspended connection, and `resume` is all this offers.
  private let raw: OpaquePointer

  /// Suspends a connection; only right inside its own access or reader callback.
  init(suspending raw: OpaquePointer) {
    self.raw = raw
    MHD_suspend_connection(raw)
  }

  /// Lets the connection go on; call it once, under the lock that guards the suspension.
  func resume() { MHD_resume_connection(raw) }
}
