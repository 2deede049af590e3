/// A JSON value that loses nothing: numbers stay the characters they were, keys keep their order.
///
/// A notebook file holds data of other programs. Pushing its numbers through `Double` would change
/// them, so a number is kept as its token, and an object as its members in file order.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// The characters of the number as they stand in the file.
  case number(String)
  case string(String)
  /// A string that holds an unpaired surrogate, which no `String` can: its escaped characters.
  case escapedString(String)
  case array([JSONValue])
  case object([Member])

  /// A key with its value.
  public struct Member: Sendable, Equatable {
    public var key: String
    public var value: JSONValue

    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }
}

extension JSONValue {
  /// The value of the last member with `key`, as JSON readers commonly take it.
  public subscript(key: String) -> JSONValue? {
    get {
      guard case .object(let members) = self else { return nil }
      return members.last { $0.key == key }?.value
    }
    set {
      guard case .object(var members) = self else { return }
      if let newValue {
        if let index = members.lastIndex(where: { $0.key == key }) {
          members[index].value = newValue
        } else {
          members.append(Member(key, newValue))
        }
      } else {
        members.removeAll { $0.key == key }
      }
      self = .object(members)
    }
  }

  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  public var array: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  public var members: [Member]? {
    if case .object(let value) = self { value } else { nil }
  }

  /// The number as an integer, when its token is one.
  public var integer: Int? {
    if case .number(let token) = self { Int(token) } else { nil }
  }

  /// A string, or a list of strings joined without separator: how the format stores long text.
  public var joinedText: String? {
    switch self {
    case .string(let value): return value
    case .array(let parts):
      var text = ""
      for part in parts {
        guard let piece = part.string else { return nil }
        text += piece
      }
      return text
    default: return nil
    }
  }
}

extension JSONValue {
  /// Reads a JSON text.
  public init(parsing bytes: [UInt8]) throws(FormatError) { self = try JSONReader.read(bytes) }
}
