import CallLanguage
import SourceLanguage
import TestSupport
import Testing

/// A long source that is shown by its beginning.
struct Shape: CustomTestStringConvertible {
  var source: String
  var testDescription: String { "\(source.prefix(30))… (\(source.utf8.count) bytes)" }
}

@Suite struct `Any source` {
  /// Another seed in every process; a failure prints the seed of its round.
  static let seeds = (0..<8).map { _ in UInt64.random(in: 0...UInt64.max) } + [1, 2]

  @Test(arguments: seeds) func `of rendered calls is read back as the same calls`(seed: UInt64) {
    var generator = SplitMix(seed: seed)
    for round in 0..<200 {
      let calls = (0...generator.number(below: 3)).map { _ in generator.call() }
      let source = calls.map(\.description).joined(separator: "\n")
      let (read, diagnostics) = Vocabulary.parse(source)
      guard read == calls, diagnostics.isEmpty else {
        Issue.record("seed \(seed), round \(round): \(source)\n\(diagnostics.map(\.message))")
        return
      }
      #expect(read.map(\.description) == calls.map(\.description))
    }
  }

  @Test(arguments: seeds) func `gets an answer whose places lie in the source`(seed: UInt64) {
    var generator = SplitMix(seed: seed)
    for round in 0..<150 {
      let source = round % 3 == 0 ? generator.bytes() : generator.mutated()
      let check = vocabulary.check(source)
      let size = source.utf16.count
      for diagnostic in check.diagnostics {
        let (from, to) = (diagnostic.range.from, diagnostic.range.to)
        guard from.offset <= to.offset, to.offset <= size, from.line >= 1, from.column >= 1,
          !diagnostic.message.isEmpty, !diagnostic.message.contains("\n")
        else {
          Issue.record("seed \(seed), round \(round): \(diagnostic) in \(source.debugDescription)")
          return
        }
      }
      #expect((check.plan == nil) == check.diagnostics.contains { $0.severity == .error })
      let offset = generator.number(below: size + 3) - 1
      let completions = vocabulary.completions(in: source, at: offset)
      #expect(completions.items.count <= Limits.completions)
      #expect(completions.from <= max(0, offset), "seed \(seed), round \(round)")
      if let hover = vocabulary.hover(in: source, at: offset) {
        #expect(hover.from <= hover.to && hover.to <= size)
      }
    }
  }

  @Test(
    arguments: [
      String(repeating: "[", count: 60_000),
      "law.amdahl(n: " + String(repeating: "[", count: 60_000),
      "law.amdahl(n: " + String(repeating: ".a(", count: 20_000),
      "law.amdahl(n: " + String(repeating: "[1", count: 30_000),
      "law.amdahl(n: [" + String(repeating: "1,", count: 30_000) + "])",
      "law.amdahl(n: [" + String(repeating: "1...65536,", count: 4_000) + "])",
      "law.amdahl(p: [" + String(repeating: "0...1 by 0.006,", count: 4_000) + "])",
      "law.amdahl(" + String(repeating: "q: 1,", count: 12_000) + ")",
      String(repeating: "law.amdah(p: 2)\n", count: 4_000),
      String(repeating: "a.", count: 30_000) + "b()",
      String(repeating: "é😀", count: 10_000),
      "law.amdahl(p: " + String(repeating: "9", count: 60_000) + ".s)",
      "law.amdahl(p: 1e" + String(repeating: "9", count: 60_000) + ")",
      String(repeating: "\"\\u{", count: 15_000),
      String(repeating: "law.amdahl(p: 1e-05...0.9e300 by 1e-300)\n", count: 1_000),
    ].map(Shape.init))
  func `of a hostile shape is answered in bounded time`(shape: Shape) {
    let source = shape.source
    let clock = ContinuousClock()
    let time = clock.measure {
      let check = vocabulary.check(source)
      #expect(!check.diagnostics.isEmpty)
      #expect(check.diagnostics.count <= Limits.diagnostics)
      _ = vocabulary.completions(in: source, at: source.utf16.count / 2)
      _ = vocabulary.hover(in: source, at: source.utf16.count / 2)
    }
    // The language worker has 200 ms for each answer; this is the debug build on a busy machine.
    #expect(time < .seconds(12))
  }
}
