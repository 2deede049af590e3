import Glibc

/// Which build this is, so that a server can tell whether what it knows is still true.
enum BuildIdentity {
  /// The linker's identity of this program, or a hash of its file where the linker gave none.
  static func read() -> String {
    let file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "unknown" }
    defer { close(file) }
    return note(file) ?? hash(file) ?? "unknown"
  }

  /// Finds `NT_GNU_BUILD_ID` by the program headers: a few small reads, whatever the program's size.
  private static func note(_ file: Int32) -> String? {
    guard let header = bytes(of: file, from: 0, count: 64),
      header.starts(with: [0x7F, 0x45, 0x4C, 0x46]),
      let table = bytes(
        of: file, from: header.number(at: 32, size: 8),
        count: header.number(at: 54, size: 2) * header.number(at: 56, size: 2))
    else { return nil }
    let size = header.number(at: 54, size: 2)
    for entry in stride(from: 0, to: table.count, by: max(size, 56)) where entry + 56 <= table.count
    {
      // 4 is PT_NOTE; offset and size in the file stand at 8 and 32.
      guard table.number(at: entry, size: 4) == 4,
        let notes = bytes(
          of: file, from: table.number(at: entry + 8, size: 8),
          count: min(table.number(at: entry + 32, size: 8), 65_536)),
        let identity = identity(in: notes)
      else { continue }
      return identity
    }
    return nil
  }

  private static func identity(in notes: [UInt8]) -> String? {
    var place = 0
    while place + 12 <= notes.count {
      let nameSize = notes.number(at: place, size: 4)
      let size = notes.number(at: place + 4, size: 4)
      let content = place + 12 + (nameSize + 3) / 4 * 4
      guard content + size <= notes.count else { return nil }
      // 3 is NT_GNU_BUILD_ID.
      if notes.number(at: place + 8, size: 4) == 3,
        notes[(place + 12)...].starts(with: "GNU\0".utf8)
      {
        return notes[content..<content + min(size, 16)].map(hexadecimal).joined()
      }
      place = content + (size + 3) / 4 * 4
    }
    return nil
  }

  /// FNV-1a over the whole file; takes some milliseconds.
  private static func hash(_ file: Int32) -> String? {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      guard count > 0 else { return count == 0 ? String(hash, radix: 16) : nil }
      for byte in buffer[..<count] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
  }

  private static func bytes(of file: Int32, from offset: Int, count: Int) -> [UInt8]? {
    guard count > 0 else { return nil }
    var buffer = [UInt8](repeating: 0, count: count)
    return pread(file, &buffer, count, offset) == count ? buffer : nil
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}

extension [UInt8] {
  /// A little-endian number; 0 beyond the end, and for numbers that no file offset can be.
  fileprivate func number(at place: Int, size: Int) -> Int {
    guard place >= 0, place + size <= count else { return 0 }
    let number = self[place..<place + size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(exactly: number) ?? 0
  }
}
