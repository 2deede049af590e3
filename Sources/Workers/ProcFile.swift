import SystemPackage

/// Reads files of `/proc` and `/sys`.
///
/// They claim to be empty and answer a page at a time; Foundation stops after the first one.
enum ProcFile {
  /// The whole text, or an empty one when the file is gone or closed.
  static func text(_ path: String, atMost limit: Int = 1 << 20) -> String {
    String(decoding: bytes(path, atMost: limit), as: UTF8.self)
  }

  private static func bytes(_ path: String, atMost limit: Int) -> [UInt8] {
    guard
      let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
    else { return [] }
    defer { try? file.close() }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while bytes.count < limit {
      let count = try? buffer.withUnsafeMutableBytes { try file.read(into: $0) }
      guard let count, count > 0 else { break }
      bytes += buffer[..<count]
    }
    return bytes
  }
}
