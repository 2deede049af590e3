import CLinux
import Glibc

/// Starts a thread of its own that runs `body` and is never waited for.
func startThread(_ name: String, stack: Int, _ body: @escaping @Sendable () -> Void) {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  pthread_attr_setstacksize(&attributes, stack)
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  let work = Unmanaged.passRetained(Work(name: name, body: body))
  var thread = pthread_t()
  let error = pthread_create(&thread, &attributes, runWork, work.toOpaque())
  pthread_attr_destroy(&attributes)
  guard error == 0 else {
    errno = error
    exit(withReason: "start a thread")
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
