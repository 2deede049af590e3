// Writes one Swift file with the listing of every experiment: the lines between `// listing:begin`
// and `// listing:end` of its sources, without their common indentation.
//
// A listing has the name of its file up to a plus: what `Race.swift` and `Race+Live.swift` mark is
// the listing of `Race`, in this order.
//
// Usage: embed-listings OUTPUT SOURCE...
import Foundation

/// A marker that stands alone.
struct MarkerError: Error {
  var line: Int
  var message: String
}

/// Returns the marked parts of `source`, each dedented, with an empty line between them.
func listing(of source: String) throws -> [String] {
  var parts: [String] = []
  var lines: [Substring]?
  var beginning = 0
  for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
  {
    switch line.drop(while: { $0 == " " }) {
    case "// listing:begin":
      guard lines == nil else { throw MarkerError(line: index + 1, message: "begins twice") }
      (lines, beginning) = ([], index + 1)
    case "// listing:end":
      guard let part = lines else { throw MarkerError(line: index + 1, message: "ends nothing") }
      parts.append(dedented(part))
      lines = nil
    default: lines?.append(line)
    }
  }
  guard lines == nil else { throw MarkerError(line: beginning, message: "never ends") }
  return parts
}

/// Takes away the indentation that all lines have.
func dedented(_ lines: [Substring]) -> String {
  let indents = lines.filter { !$0.allSatisfy { $0 == " " } }.map { $0.prefix { $0 == " " }.count }
  let indent = indents.min() ?? 0
  return lines.map { $0.dropFirst(indent) }.joined(separator: "\n")
}

/// A literal that stands for exactly this text.
func literal(_ text: String) -> String {
  var pounds = "##"
  while text.contains("\"\"\"" + pounds) || text.contains("\\" + pounds) { pounds += "#" }
  return "\(pounds)\"\"\"\n\(text)\n\"\"\"\(pounds)"
}

let arguments = CommandLine.arguments.dropFirst()
guard let output = arguments.first else { exit(64) }

var parts: [String: [String]] = [:]
// A plus comes before a point, but `Race.swift` shall come before `Race+Live.swift`.
let stems = arguments.dropFirst().map { path in
  (stem: URL(filePath: path).deletingPathExtension().lastPathComponent, path: path)
}
for (stem, path) in stems.sorted(by: { $0.stem < $1.stem }) {
  do {
    let type = String(stem.prefix { $0 != "+" })
    let marked = try listing(of: String(contentsOfFile: path, encoding: .utf8))
    if !marked.isEmpty { parts[type, default: []] += marked }
  } catch let error as MarkerError {
    FileHandle.standardError.write(
      Data("\(path):\(error.line): error: the listing that stands here \(error.message)\n".utf8))
    exit(65)
  }
}
let entries = parts.sorted { $0.key < $1.key }.map { type, parts in
  "  \"\(type)\": \(literal(parts.joined(separator: "\n\n"))),"
}
let body = entries.isEmpty ? "[:]" : "[\n\(entries.joined(separator: "\n"))\n]"
let file = """
  /// The core of each experiment as it was compiled, by the name of its type.
  let listings: [String: String] = \(body)

  """
try file.write(toFile: output, atomically: true, encoding: .utf8)
