/// The header fields of a request or response, in order, with names that ignore case.
///
/// Control characters in a value are dropped, so no value can end its line and begin a new field.
public struct Headers: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// One field.
  public struct Field: Sendable, Equatable {
    public let name: String
    public let value: String
  }

  public private(set) var fields: [Field] = []

  /// Makes a list without fields.
  public init() {}

  public init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { add(name, value) }
  }

  /// Reads the first value of a name; writing replaces all of them.
  public subscript(name: String) -> String? {
    get { fields.first { $0.name.equalsIgnoringCase(name) }?.value }
    set {
      fields.removeAll { $0.name.equalsIgnoringCase(name) }
      if let newValue { add(name, newValue) }
    }
  }

  /// All values of a name, in order.
  public func all(_ name: String) -> [String] {
    fields.filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
  }

  /// Adds a field after those that are there.
  public mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value.withoutControlCharacters))
  }

  /// Adds those fields of `other` whose names are not there yet.
  public mutating func fill(from other: Headers) {
    for field in other.fields where self[field.name] == nil { fields.append(field) }
  }
}

extension String {
  /// Compares two names of the protocol, which are ASCII.
  func equalsIgnoringCase(_ other: String) -> Bool {
    let (ours, theirs) = (utf8, other.utf8)
    guard ours.count == theirs.count else { return false }
    return zip(ours, theirs).allSatisfy { $0 == $1 || $0.lowercased == $1.lowercased }
  }

  fileprivate var withoutControlCharacters: String {
    guard utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f }) else { return self }
    return String(decoding: utf8.filter { $0 >= 0x20 && $0 != 0x7f }, as: UTF8.self)
  }
}

extension UInt8 {
  fileprivate var lowercased: UInt8 { (0x41...0x5a).contains(self) ? self | 0x20 : self }
}
