/// One request, complete with its body.
public struct Request: Sendable {
  public let method: Method
  public let target: Target
  public let headers: Headers
  public let peer: Peer
  /// The whole body, never longer than the route's limit.
  public internal(set) var body: [UInt8]
  /// What the pattern's `:name` parts matched; a final `*name` holds the rest, joined by slashes.
  public internal(set) var parameters: [String: String] = [:]

  /// Makes a request by hand, for tests and for asking a router without a socket.
  public init(
    _ method: Method, _ target: Target, headers: Headers = [:], body: [UInt8] = [],
    peer: Peer = .local
  ) {
    (self.method, self.target, self.headers) = (method, target, headers)
    (self.body, self.peer) = (body, peer)
  }

  /// The first value of a query item.
  public func query(_ name: String) -> String? {
    target.query.first { $0.name == name }?.value
  }

  /// All values of a query item, in order.
  public func queries(_ name: String) -> [String] {
    target.query.filter { $0.name == name }.map(\.value)
  }

  /// The value of a cookie, when the peer sent exactly one of that name.
  ///
  /// Two cookies of one name mean that some other page of the host planted one; then none counts.
  public func cookie(_ name: String) -> String? {
    let values = headers.all("cookie").flatMap { $0.split(separator: ";") }.compactMap {
      pair -> Substring? in
      let pair = pair.drop { $0 == " " || $0 == "\t" }
      guard pair.hasPrefix(name), pair.dropFirst(name.count).first == "=" else { return nil }
      return pair.dropFirst(name.count + 1)
    }
    return values.count == 1 ? values.first.map(String.init) : nil
  }

  /// The media type of the body, lower case and without its parameters.
  public var contentType: String? {
    guard let value = headers["content-type"] else { return nil }
    return value.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
  }
}
