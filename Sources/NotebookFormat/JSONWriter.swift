/// Writes a ``JSONValue`` as text.
public struct JSONWriter {
  private var bytes: [UInt8] = []
  private let isIndented: Bool

  /// The bytes that Jupyter writes: indent 1, keys sorted by code point, one line feed at the end.
  public static func canonical(_ value: JSONValue) -> [UInt8] {
    var writer = JSONWriter(isIndented: true)
    writer.write(value, depth: 0)
    writer.bytes.append(0x0A)
    return writer.bytes
  }

  /// One line without spaces, keys in the order they have.
  public static func compact(_ value: JSONValue) -> String {
    var writer = JSONWriter(isIndented: false)
    writer.write(value, depth: 0)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private init(isIndented: Bool) { self.isIndented = isIndented }

  private mutating func write(_ value: JSONValue, depth: Int) {
    switch value {
    case .null: put("null")
    case .bool(let value): put(value ? "true" : "false")
    case .number(let token): put(token)
    case .string(let text): write(text)
    case .escapedString(let body):
      put("\"")
      put(body)
      put("\"")
    case .array(let elements):
      list("[", "]", elements, depth) { writer, element in writer.write(element, depth: depth + 1) }
    case .object(let members):
      list("{", "}", isIndented ? Self.sorted(members) : members, depth) { writer, member in
        writer.write(member.key)
        writer.put(writer.isIndented ? ": " : ":")
        writer.write(member.value, depth: depth + 1)
      }
    }
  }

  private static func sorted(_ members: [JSONValue.Member]) -> [JSONValue.Member] {
    members.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
  }

  private mutating func list<Element>(
    _ open: String, _ close: String, _ elements: [Element], _ depth: Int,
    _ write: (inout JSONWriter, Element) -> Void
  ) {
    put(open)
    for (number, element) in elements.enumerated() {
      if number > 0 { put(",") }
      breakLine(depth + 1)
      write(&self, element)
    }
    if !elements.isEmpty { breakLine(depth) }
    put(close)
  }

  private mutating func breakLine(_ depth: Int) {
    guard isIndented else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: depth))
  }

  private mutating func write(_ text: String) {
    put("\"")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): put("\\\"")
      case UInt8(ascii: "\\"): put("\\\\")
      case 0x0A: put("\\n")
      case 0x0D: put("\\r")
      case 0x09: put("\\t")
      case 0x08: put("\\b")
      case 0x0C: put("\\f")
      case 0..<0x20:
        put("\\u00")
        bytes.append(Self.hexadecimal(byte >> 4))
        bytes.append(Self.hexadecimal(byte & 15))
      default: bytes.append(byte)
      }
    }
    put("\"")
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 {
    digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
  }

  private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
