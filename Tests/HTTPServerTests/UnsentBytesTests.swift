import Testing

@testable import HTTPServer

@Suite struct `Unsent bytes` {
  @Test(arguments: [1, 2, 3, 7, 64, 10_000])
  func `come out as they went in, whatever the pieces`(piece: Int) {
    var unsent = UnsentBytes()
    var (expected, actual): ([UInt8], [UInt8]) = ([], [])
    var buffer = [UInt8](repeating: 0, count: piece)
    func take(_ unsent: inout UnsentBytes) -> Int {
      let count = buffer.withUnsafeMutableBytes { unsent.read(into: $0) }
      actual += buffer.prefix(count)
      return count
    }
    for length in 0..<200 {
      let chunk = (0..<length % 17).map { UInt8(truncatingIfNeeded: length &* 31 &+ $0) }
      unsent.append(chunk)
      expected += chunk
      if length % 3 == 0 { _ = take(&unsent) }
      #expect(unsent.count == expected.count - actual.count)
    }
    while take(&unsent) > 0 {}
    #expect(actual == expected)
    #expect(unsent.isEmpty)
  }

  @Test func `have room for anything when there are none`() {
    var unsent = UnsentBytes()
    #expect(unsent.hasRoom(for: [1, 2, 3], limit: 2))
    unsent.append([1])
    #expect(unsent.hasRoom(for: [2], limit: 2))
    #expect(!unsent.hasRoom(for: [2, 3], limit: 2))
  }
}
