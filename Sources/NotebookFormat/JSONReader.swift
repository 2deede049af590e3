/// Reads JSON (RFC 8259) into a ``JSONValue``.
///
/// Also takes bare `NaN`, `Infinity` and `-Infinity`, which notebook files hold although JSON has no
/// word for them, and keeps them as number tokens.
struct JSONReader {
  private let bytes: [UInt8]
  private var index = 0

  /// Reads a whole document; nothing but white space may follow it.
  static func read(_ bytes: [UInt8]) throws(FormatError) -> JSONValue {
    guard bytes.count <= Limits.fileSize else {
      throw .tooLarge("it has \(bytes.count) bytes, \(Limits.fileSize) are allowed")
    }
    var reader = JSONReader(bytes: bytes)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.index == bytes.count else { throw reader.failure("the end of the file") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func value(depth: Int) throws(FormatError) -> JSONValue {
    guard depth <= Limits.depth else { throw .tooLarge("it is nested deeper than \(Limits.depth)") }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return try string()
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "N"): return try word("NaN", .number("NaN"))
    case UInt8(ascii: "I"): return try word("Infinity", .number("Infinity"))
    default: return try number()
    }
  }

  private mutating func object(depth: Int) throws(FormatError) -> JSONValue {
    index += 1
    var members: [JSONValue.Member] = []
    skipSpace()
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\""), case .string(let key) = try string() else {
        throw failure("a key in double quotes")
      }
      skipSpace()
      guard take(":") else { throw failure("a colon after the key") }
      members.append(JSONValue.Member(key, try value(depth: depth + 1)))
      skipSpace()
    } while take(",")
    guard take("}") else { throw failure("a comma or a closing brace") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(FormatError) -> JSONValue {
    index += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw failure("a comma or a closing bracket") }
    return .array(elements)
  }

  private mutating func string() throws(FormatError) -> JSONValue {
    let start = index + 1
    index = start
    var isPlain = true
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw failure("an escaped control character") }
      if byte == UInt8(ascii: "\\") {
        isPlain = false
        index += 1
        guard peek != nil else { break }
      }
      index += 1
    }
    guard peek != nil else { throw failure("a closing double quote") }
    let body = bytes[start..<index]
    index += 1
    guard let text = String(validating: body, as: UTF8.self) else {
      index = start
      throw failure("valid UTF-8 text")
    }
    return isPlain ? .string(text) : try unescaped(text, at: start)
  }

  /// Resolves the escapes of a string whose body is `text`.
  private func unescaped(_ text: String, at start: Int) throws(FormatError) -> JSONValue {
    let units = try units(text, at: start)
    guard let value = String(validating: units, as: UTF16.self) else { return .escapedString(text) }
    return .string(value)
  }

  /// The text of the body of a string, with a sign of replacement for every unpaired surrogate.
  static func repaired(body: String) -> String {
    let units = try? JSONReader(bytes: Array(body.utf8)).units(body, at: 0)
    return String(decoding: units ?? [], as: UTF16.self)
  }

  private func units(_ text: String, at start: Int) throws(FormatError) -> [UInt16] {
    var units: [UInt16] = []
    var source = text.utf16.makeIterator()
    while let unit = source.next() {
      guard unit == UInt8(ascii: "\\") else {
        units.append(unit)
        continue
      }
      guard let code = source.next(), let letter = UInt8(exactly: code) else {
        throw failure("a known escape", at: start)
      }
      switch letter {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(code)
      case UInt8(ascii: "b"): units.append(8)
      case UInt8(ascii: "f"): units.append(12)
      case UInt8(ascii: "n"): units.append(10)
      case UInt8(ascii: "r"): units.append(13)
      case UInt8(ascii: "t"): units.append(9)
      case UInt8(ascii: "u"):
        var value: UInt16 = 0
        for _ in 0..<4 {
          guard let unit = source.next(), let scalar = Unicode.Scalar(unit),
            let digit = Character(scalar).hexDigitValue, scalar.isASCII
          else { throw failure("four hexadecimal digits after \\u", at: start) }
          value = value << 4 | UInt16(digit)
        }
        units.append(value)
      default: throw failure("a known escape", at: start)
      }
    }
    return units
  }

  private mutating func number() throws(FormatError) -> JSONValue {
    let start = index
    _ = take("-")
    if peek == UInt8(ascii: "I") { return try word("Infinity", .number("-Infinity")) }
    guard take("0") || digits() else { throw failure("a value", at: start) }
    if take(".") {
      guard digits() else { throw failure("a digit after the decimal point") }
    }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard digits() else { throw failure("a digit in the exponent") }
    }
    return .number(String(decoding: bytes[start..<index], as: UTF8.self))
  }

  private mutating func digits() -> Bool {
    let start = index
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
    return index > start
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(FormatError) -> JSONValue {
    guard bytes[index...].starts(with: word.utf8) else { throw failure("a value") }
    index += word.utf8.count
    return value
  }

  private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      index += 1
    }
  }

  private func failure(_ expected: String, at place: Int? = nil) -> FormatError {
    let before = bytes[..<min(place ?? index, bytes.count)]
    let line = before.count { $0 == 0x0A } + 1
    let column = before.count - ((before.lastIndex(of: 0x0A) ?? -1) + 1) + 1
    return .notJSON(line: line, column: column, expected: expected)
  }
}
