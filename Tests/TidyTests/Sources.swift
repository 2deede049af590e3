import Foundation

/// A text file of the project.
struct SourceFile: CustomStringConvertible, Sendable {
  let path: String
  let text: String

  var description: String { path }

  /// The text with the contents of multi-line strings blanked: they may hold another language.
  var code: String {
    text.components(separatedBy: "\"\"\"").enumerated().map { index, part in
      index.isMultiple(of: 2) ? part : part.filter { $0 == "\n" }
    }.joined(separator: "\"\"\"")
  }

  /// The lines with their numbers from 1.
  var lines: [(number: Int, text: Substring)] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { ($0.offset + 1, $0.element) }
  }
}

/// The files of the project as they stand on disk.
enum Project {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func files(under folder: String, endingIn ending: String) -> [SourceFile] {
    let base = root.appending(path: folder)
    guard let walk = FileManager.default.enumerator(atPath: base.path) else { return [] }
    return walk.compactMap { $0 as? String }
      .filter { $0.hasSuffix(ending) && !$0.hasPrefix("vendor/") }.sorted()
      .compactMap { path in
        guard
          let text = try? String(contentsOf: base.appending(path: path), encoding: .utf8)
        else { return nil }
        return SourceFile(path: "\(folder)/\(path)", text: text)
      }
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }
}
