/// The names under which the server answers, so that a hostile name that points here is no use.
struct HostList: Sendable {
  private let names: Set<String>
  private let acceptsAddresses: Bool

  /// Allows loopback names, the host that the server listens at, and that of its public address.
  ///
  /// A server for every interface answers to any address, since an attacker can only bend names.
  init(host: String, publicHost: String?) {
    names = Set([host, publicHost].compactMap { $0 }.map { Self.plain($0[...]) })
    acceptsAddresses = host == "0.0.0.0" || host == "::"
  }

  /// Whether a `Host` field names this server; any port will do, for tunnels change it.
  func allows(_ field: String?) -> Bool {
    guard let field, let name = Self.name(of: field) else { return false }
    if name == "localhost" || names.contains(name) { return true }
    if let v4 = Self.address(name) { return v4.first == 127 || acceptsAddresses }
    guard field.utf8.first == UInt8(ascii: "[") else { return false }
    if name == "::1" { return true }
    let mapped = name.hasPrefix("::ffff:") ? Self.address(String(name.dropFirst(7))) : nil
    return mapped?.first == 127 || acceptsAddresses
  }

  /// Whether a name or address to listen at is one that only this computer reaches.
  static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "::1" || address(host)?.first == 127
  }

  /// The host of `host`, `host:port` or `[v6]:port`, lower case; nil when it is none of them.
  static func name(of field: String) -> String? {
    var rest = field[...]
    let name: Substring
    if rest.first == "[" {
      guard let end = rest.firstIndex(of: "]") else { return nil }
      name = rest[rest.index(after: rest.startIndex)..<end]
      rest = rest[rest.index(after: end)...]
      guard name.allSatisfy({ $0.isASCII && ($0.isHexDigit || $0 == ":" || $0 == ".") })
      else { return nil }
    } else {
      let end = rest.firstIndex(of: ":") ?? rest.endIndex
      name = rest[..<end]
      rest = rest[end...]
      guard
        name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") })
      else { return nil }
    }
    let port = rest.dropFirst()
    guard rest.isEmpty || port.count <= 5 && port.allSatisfy({ "0"..."9" ~= $0 }) && !port.isEmpty,
      rest.isEmpty || rest.first == ":"
    else { return nil }
    let plain = plain(name)
    return plain.isEmpty ? nil : plain
  }

  private static func plain(_ name: Substring) -> String {
    (name.hasSuffix(".") ? name.dropLast() : name).lowercased()
  }

  /// The four numbers of an IPv4 address in its one usual form.
  private static func address(_ name: String) -> [UInt8]? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      part.count <= 3 && (part.count == 1 || part.first != "0") ? UInt8(part) : nil
    }
    return parts.count == 4 && numbers.count == 4 ? numbers : nil
  }
}
