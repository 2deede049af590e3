/// The path of a route: literal components, `:name` for any one, a final `*name` for the rest.
struct Pattern: Sendable, Equatable {
  private enum Part: Sendable, Equatable {
    case literal(String)
    case any(String)
    case rest(String)
  }

  private let parts: [Part]

  init(_ text: String) {
    parts = text.split(separator: "/").map { part in
      switch part.first {
      case ":": .any(String(part.dropFirst()))
      case "*": .rest(String(part.dropFirst()))
      default: .literal(String(part))
      }
    }
    precondition(
      !parts.dropLast().contains { if case .rest = $0 { true } else { false } },
      "only the last part of a pattern can be the rest: \(text)")
  }

  /// The path itself when nothing in it varies.
  var literal: [String]? {
    var path: [String] = []
    for part in parts {
      guard case .literal(let text) = part else { return nil }
      path.append(text)
    }
    return path
  }

  /// The values of the varying parts, or nil when the path is another one.
  func match(_ path: [String]) -> [String: String]? {
    var values: [String: String] = [:]
    for (index, part) in parts.enumerated() {
      guard index < path.count else { return nil }
      switch part {
      case .literal(let text): if path[index] != text { return nil }
      case .any(let name): values[name] = path[index]
      case .rest(let name):
        values[name] = path[index...].joined(separator: "/")
        return values
      }
    }
    return path.count == parts.count ? values : nil
  }
}
