import Glibc

/// A file that is open for reading, and closes when nobody needs it any more.
public final class OpenFile: Sendable {
  let descriptor: Int32
  /// How many bytes of it are sent, from its beginning.
  public let size: Int

  /// Takes over a descriptor of a regular file.
  init(descriptor: Int32, size: Int) {
    (self.descriptor, self.size) = (descriptor, size)
  }

  deinit { close(descriptor) }

  /// A second descriptor of the same file, for whoever closes what it is given.
  func duplicate() -> Int32? {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    return copy >= 0 ? copy : nil
  }
}
