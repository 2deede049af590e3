import Foundation
import Testing

/// Compares a text with a file of `Tests/Fixtures/engine`, byte for byte.
///
/// With `INTERLEAVE_RECORD_FIXTURES=1` the files are written anew, to be read before they are
/// committed.
func expectGolden(
  _ name: String, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/engine/\(name)")
  if ProcessInfo.processInfo.environment["INTERLEAVE_RECORD_FIXTURES"] == "1" {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
  let golden = try String(contentsOf: file, encoding: .utf8)
  #expect(text == golden, "differs from \(name)", sourceLocation: sourceLocation)
}
