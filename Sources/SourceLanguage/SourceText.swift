/// A source as UTF-8, with the way from byte offsets to places for people and editors.
package struct SourceText: Sendable {
  package let bytes: [UInt8]
  /// Byte offsets at which lines start; a line ends with LF, CR or CR LF.
  private let lines: [Int]
  /// Column and UTF-16 offset of every byte, only where the source is not plain ASCII.
  private let table: [(column: Int32, offset: Int32)]

  package init(_ source: String) {
    bytes = Array(source.utf8)
    lines = SourceText.lineStarts(bytes)
    table = bytes.allSatisfy({ $0 < 0x80 }) ? [] : SourceText.table(source, size: bytes.count)
  }

  /// The place of a byte; the end of the source has one too.
  package func position(_ byte: Int) -> SourcePosition {
    let line = line(of: byte)
    if table.isEmpty {
      return SourcePosition(line: line + 1, column: byte - lines[line] + 1, offset: byte)
    }
    let entry = table[byte]
    return SourcePosition(
      line: line + 1, column: Int(entry.column), offset: Int(entry.offset))
  }

  package func range(_ bytes: Range<Int>) -> SourceRange {
    SourceRange(from: position(bytes.lowerBound), to: position(bytes.upperBound))
  }

  /// The byte at a UTF-16 offset; offsets beyond the ends or inside a character are moved into the
  /// source.
  package func byte(atOffset offset: Int) -> Int {
    let offset = max(0, offset)
    if table.isEmpty { return min(offset, bytes.count) }
    var (low, high) = (0, bytes.count)
    while low < high {
      let middle = (low + high + 1) / 2
      if Int(table[middle].offset) <= offset { low = middle } else { high = middle - 1 }
    }
    // Continuation bytes carry the offset of the scalar that they belong to.
    while low > 0, low < bytes.count, bytes[low] & 0xC0 == 0x80 { low -= 1 }
    return low
  }

  package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  private func line(of byte: Int) -> Int {
    var (low, high) = (0, lines.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lines[middle] <= byte { low = middle } else { high = middle }
    }
    return low
  }

  private static func lineStarts(_ bytes: [UInt8]) -> [Int] {
    var starts = [0]
    for (index, byte) in bytes.enumerated() where byte == 0x0A || byte == 0x0D {
      if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { continue }
      starts.append(index + 1)
    }
    return starts
  }

  private static func table(_ source: String, size: Int) -> [(column: Int32, offset: Int32)] {
    var table: [(column: Int32, offset: Int32)] = []
    table.reserveCapacity(size + 1)
    var (column, offset): (Int32, Int32) = (1, 0)
    for character in source {
      for scalar in character.unicodeScalars {
        table.append(
          contentsOf: repeatElement((column: column, offset: offset), count: UTF8.width(scalar)))
        offset += Int32(UTF16.width(scalar))
      }
      column = character == "\n" || character == "\r" || character == "\r\n" ? 1 : column + 1
    }
    table.append((column: column, offset: offset))
    return table
  }
}
