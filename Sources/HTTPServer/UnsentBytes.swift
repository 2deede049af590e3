/// A queue of byte arrays that is read from the front in pieces.
///
/// It keeps the arrays themselves, so one event that goes to many streams is in memory once.
struct UnsentBytes {
  private var chunks: [[UInt8]] = []
  private var first = 0
  private var offset = 0
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  /// Says whether bytes fit below a limit; an empty queue takes anything.
  func hasRoom(for bytes: [UInt8], limit: Int) -> Bool {
    isEmpty || count + bytes.count <= limit
  }

  mutating func append(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    chunks.append(bytes)
    count += bytes.count
  }

  /// Moves as many bytes as fit into a buffer and says how many.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    var written = 0
    while written < buffer.count, count > 0 {
      let piece = min(chunks[first].count - offset, buffer.count - written)
      chunks[first].withUnsafeBytes { bytes in
        let source = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + piece])
        UnsafeMutableRawBufferPointer(rebasing: buffer[written...]).copyMemory(from: source)
      }
      (written, count, offset) = (written + piece, count - piece, offset + piece)
      if offset == chunks[first].count {
        chunks[first] = []
        (first, offset) = (first + 1, 0)
      }
    }
    if count == 0 {
      (chunks, first) = ([], 0)
    } else if first > 64, first > chunks.count / 2 {
      chunks.removeFirst(first)
      first = 0
    }
    return written
  }
}
