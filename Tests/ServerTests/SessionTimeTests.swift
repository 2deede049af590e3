import Foundation
import NotebookModel
import Server
import TestSupport
import Testing

@Suite struct `A moment on the wire` {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (1_709_164_800_000, "2024-02-29T00:00:00.000Z"),
    (-1, "1969-12-31T23:59:59.999Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
    (951_827_696_007, "2000-02-29T12:34:56.007Z"),
  ])
  func `is written in UTC`(milliseconds: Int, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
  }

  @Test func `is what the calendar says`() {
    let seed: UInt64 = 11
    var random = SplitMix(seed: seed)
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    for _ in 0..<1_000 {
      let milliseconds = Int.random(in: 0...7_000_000_000, using: &random) * 1_000 + 500
      let date = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
      #expect(
        Timestamp(milliseconds: milliseconds).iso8601 == date.formatted(style), "seed \(seed)")
    }
  }
}
