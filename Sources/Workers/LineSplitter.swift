import Glibc

/// Cuts a stream of bytes into lines at line feeds, whatever the buffers are cut at.
///
/// Only byte 10 ends a line: JSON text may hold U+2028 and friends raw. A line longer than
/// the limit is thrown away up to its end and counted, so a flood without line feeds costs no memory.
struct LineSplitter {
  let limit: Int
  private var partial: [UInt8] = []
  private var isSkipping = false
  /// How many lines were too long.
  private(set) var oversized = 0

  init(limit: Int) {
    self.limit = limit
  }

  /// Takes one buffer and returns the lines that it completes, without their ends.
  mutating func append(_ bytes: UnsafeRawBufferPointer) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var start = 0
    while start < bytes.count, let base = bytes.baseAddress {
      guard let found = memchr(base + start, 10, bytes.count - start) else {
        keep(bytes[start...])
        break
      }
      let end = UnsafeRawPointer(found) - base
      keep(bytes[start..<end])
      if isSkipping {
        isSkipping = false
      } else {
        if partial.last == 13 { partial.removeLast() }
        if !partial.isEmpty { lines.append(partial) }
      }
      partial = []
      start = end + 1
    }
    return lines
  }

  /// How many lines were too long since the last call.
  mutating func takeOversized() -> Int {
    defer { oversized = 0 }
    return oversized
  }

  /// What stands after the last line feed once the stream has ended: an unfinished line.
  mutating func finish() -> [UInt8] {
    defer { partial = [] }
    return partial
  }

  private mutating func keep(_ bytes: Slice<UnsafeRawBufferPointer>) {
    if isSkipping { return }
    if partial.count + bytes.count > limit {
      partial = []
      isSkipping = true
      oversized += 1
    } else {
      partial.append(contentsOf: bytes)
    }
  }
}
