import Glibc

/// What goes to the person: results to standard output, everything else to standard error.
enum Terminal {
  static let isInteractive = isatty(STDERR_FILENO) == 1

  /// One line on standard error.
  static func complain(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// Replaces the progress line; nothing when nobody looks.
  static func progress(_ text: String) {
    guard isInteractive else { return }
    write("\r\u{1B}[2K\(text.prefix(100))", to: STDERR_FILENO)
  }

  /// Removes the progress line.
  static func clear() { if isInteractive { write("\r\u{1B}[2K", to: STDERR_FILENO) } }

  /// Prints a line of the result.
  static func say(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

  /// Writes a file to standard output, as it is.
  static func put(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

  private static func write(_ text: String, to descriptor: Int32) {
    write(Array(text.utf8), to: descriptor)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
