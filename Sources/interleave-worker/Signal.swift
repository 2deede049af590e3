import CLinux
import Glibc

/// A way for one thread to wake another: a pipe with one byte for each call.
///
/// Descriptors are plain numbers, so any thread may hold one, and no lock is held while waiting.
final class Signal: Sendable {
  private let readEnd: Int32
  private let writeEnd: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    guard interleave_pipe(&ends) == 0 else { exit(withReason: "make a pipe") }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  /// Sleeps until somebody notifies, or returns at once for a call that came before.
  func wait() {
    var byte: UInt8 = 0
    while read(readEnd, &byte, 1) < 0 && errno == EINTR {}
  }

  /// Lets `count` waits return.
  func notify(_ count: Int = 1) {
    let bytes = [UInt8](repeating: 0, count: count)
    while write(writeEnd, bytes, bytes.count) < 0 && errno == EINTR {}
  }
}

/// Ends the worker when the system gives it not even what it needs to speak.
func exit(withReason doing: String) -> Never {
  let reason = String(cString: strerror(errno))
  complain("The worker could not \(doing): \(reason).")
  _exit(71)
}

/// Writes one line to the standard error, where the server's log picks it up.
func complain(_ sentence: String) {
  let bytes = Array((sentence + "\n").utf8)
  _ = write(2, bytes, bytes.count)
}
