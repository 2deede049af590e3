import Glibc
import Synchronization

/// The claim of one server on one database, as a lock on a file beside it.
///
/// The kernel gives the lock back when the process ends, however it ends; the file stays.
final class FileLock: Sendable {
  private let descriptor: Mutex<Int32?>

  init(beside path: String) throws(StorageError) {
    let doing = "locking \(path)"
    let file = unsafe open(path + "-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw StorageError(.inaccessible, doing: doing, message: Self.message(errno))
    }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      Glibc.close(file)
      guard code == EWOULDBLOCK else {
        throw StorageError(.inaccessible, doing: doing, message: Self.message(code))
      }
      throw StorageError(
        .inUse, doing: doing, message: "another server uses this database; stop it first")
    }
    descriptor = Mutex(file)
  }

  deinit { release() }

  func release() {
    descriptor.withLock { file in
      if let file { Glibc.close(file) }
      file = nil
    }
  }

  private static func message(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
