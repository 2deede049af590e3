import CLinux
import Glibc

/// A POSIX thread with a stack and a name of its own.
struct DedicatedThread: Sendable {
  private let handle: pthread_t

  /// Starts a thread that runs `body` once.
  ///
  /// - Throws: What `pthread_create` said.
  init(name: String, stack: Int, _ body: @escaping @Sendable () -> Void) throws(StartFailure) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, max(stack, 65_536))
    let work = Unmanaged.passRetained(Work(name: name, body: body))
    var handle = pthread_t()
    let error = pthread_create(&handle, &attributes, runWork, work.toOpaque())
    guard error == 0 else {
      work.release()
      throw StartFailure(reason: String(cString: strerror(error)))
    }
    self.handle = handle
  }

  /// Waits until the thread has left the system.
  func join() { pthread_join(handle, nil) }

  /// Lets the thread clean up after itself whenever it ends.
  func detach() { pthread_detach(handle) }

  struct StartFailure: Error {
    var reason: String
  }
}

private final class Work: Sendable {
  let name: String
  let body: @Sendable () -> Void

  init(name: String, body: @escaping @Sendable () -> Void) {
    self.name = name
    self.body = body
  }
}

private func runWork(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
  _ = interleave_name_thread(work.name)
  work.body()
  return nil
}
