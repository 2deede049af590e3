/// What a request asks for: path components and query items, decoded once.
///
/// Decoding is strict. A component that is empty, `.` or `..`, or that hides a slash, a backslash,
/// a control character or broken UTF-8 behind its escapes, makes the whole target bad. What
/// decodes is never decoded again, so `%252e` is the harmless text `%2e`.
public struct Target: Sendable, Equatable {
  /// One `name=value` of a query.
  public struct Item: Sendable, Equatable {
    public let name: String
    public let value: String

    /// Makes an item of decoded text.
    public init(name: String, value: String) {
      (self.name, self.value) = (name, value)
    }
  }

  public let path: [String]
  public let query: [Item]

  /// The target `/` without a query.
  public static let root = Target(path: [], query: [])

  private init(path: [String], query: [Item]) {
    (self.path, self.query) = (path, query)
  }

  /// Decodes a raw path, and raw query items with `+` already read as a space.
  init?(path raw: String, query items: [(name: String, value: String)]) {
    guard raw.utf8.first == UInt8(ascii: "/") else { return nil }
    var components: [String] = []
    if raw.utf8.count > 1 {
      for part in raw.utf8.dropFirst().split(
        separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      {
        guard let component = Self.component(part) else { return nil }
        components.append(component)
      }
    }
    path = components
    var query: [Item] = []
    for item in items {
      guard let name = Self.text(item.name.utf8[...]), let value = Self.text(item.value.utf8[...])
      else { return nil }
      query.append(Item(name: name, value: value))
    }
    self.query = query
  }

  /// Reads a path with an optional query, as it stands in a request line.
  public init?(_ raw: String) {
    let parts = raw.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = parts.first else { return nil }
    let query = parts.count > 1 ? parts[1].split(separator: "&") : []
    self.init(
      path: String(path),
      query: query.map { item in
        let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let plain = sides.map { String($0.map { $0 == "+" ? " " : $0 }) }
        return (name: plain[0], value: plain.count > 1 ? plain[1] : "")
      })
  }

  private static func component(_ raw: Substring.UTF8View) -> String? {
    guard let text = text(raw), !text.isEmpty, text != ".", text != ".." else { return nil }
    let bad = text.utf8.contains { $0 < 0x20 || $0 == 0x7f || $0 == 0x2f || $0 == 0x5c }
    return bad ? nil : text
  }

  private static func text(_ raw: Substring.UTF8View) -> String? {
    guard raw.contains(UInt8(ascii: "%")) else { return String(raw) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(raw.count)
    var rest = raw
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst()?.hexValue, let low = rest.popFirst()?.hexValue
      else { return nil }
      let decoded = high << 4 | low
      guard decoded != 0 else { return nil }
      bytes.append(decoded)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

extension UInt8 {
  fileprivate var hexValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
