/// One event of an event stream, encoded so that nothing in it can forge another.
public struct ServerSentEvent: Sendable, Equatable {
  public var id: String?
  public var event: String?
  public var data: String
  public var retry: Duration?

  /// Makes an event; data of several lines stays one event.
  public init(id: String? = nil, event: String? = nil, data: String, retry: Duration? = nil) {
    (self.id, self.event, self.data, self.retry) = (id, event, data, retry)
  }

  /// The bytes of the event, with the blank line that ends it.
  public var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(data.utf8.count + 64)
    if let retry {
      let parts = retry.components
      let milliseconds = parts.seconds * 1_000 + parts.attoseconds / 1_000_000_000_000_000
      Self.append("retry", String(max(0, milliseconds)).utf8[...], to: &bytes)
    }
    if let id { Self.append("id", Self.oneLine(id), to: &bytes) }
    if let event { Self.append("event", Self.oneLine(event), to: &bytes) }
    var rest = data.utf8[...]
    while let end = rest.firstIndex(where: { $0 == 0x0a || $0 == 0x0d }) {
      Self.append("data", rest[..<end], to: &bytes)
      let isPair = rest[end] == 0x0d && rest[rest.index(after: end)...].first == 0x0a
      rest = rest[rest.index(end, offsetBy: isPair ? 2 : 1)...]
    }
    Self.append("data", rest, to: &bytes)
    bytes.append(0x0a)
    return bytes
  }

  /// A comment, which clients ignore and which proves that the peer is there.
  static let heartbeat: [UInt8] = Array(":\n\n".utf8)

  private static func append(
    _ name: String, _ value: Substring.UTF8View, to bytes: inout [UInt8]
  ) {
    bytes.append(contentsOf: name.utf8)
    bytes.append(contentsOf: [0x3a, 0x20])
    bytes.append(contentsOf: value)
    bytes.append(0x0a)
  }

  private static func oneLine(_ text: String) -> Substring.UTF8View {
    let breaks: Set<UInt8> = [0, 0x0a, 0x0d]
    guard text.utf8.contains(where: breaks.contains) else { return text[...].utf8 }
    return Substring(String(decoding: text.utf8.filter { !breaks.contains($0) }, as: UTF8.self))
      .utf8
  }
}
