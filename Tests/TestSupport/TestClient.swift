import Dispatch
import Glibc

/// One raw connection to a local server, for tests that care about every byte.
///
/// Its reads block, so it lives on a thread of its own: the tasks of the server under test must
/// find the shared pool free, even where that has only one thread. Every wait ends after a minute.
public actor TestClient {
  /// An answer, read to its end.
  public struct Response: Sendable {
    public let status: Int
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    /// The first value of a header, whatever its case.
    public subscript(name: String) -> String? {
      headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// What went wrong with the connection itself.
  public enum Failure: Error, Equatable {
    case cannotConnect(Int32)
    /// The peer closed, or said nothing for a minute.
    case ended
    case notHTTP(String)
  }

  private let executor = ThreadExecutor()
  private let socket: Int32
  private var unread: [UInt8] = []
  private var isHead = false

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// Connects to 127.0.0.1; a small receive buffer makes this a slow reader soon.
  public init(port: UInt16, receiveBuffer: Int32? = nil) throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var time = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    if var size = receiveBuffer {
      setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else {
      let code = errno
      Glibc.close(socket)
      throw Failure.cannotConnect(code)
    }
    self.socket = socket
  }

  deinit { Glibc.close(socket) }

  /// Sends a whole request and reads the whole answer.
  @discardableResult
  public func request(
    _ method: String, _ path: String, headers: [(String, String)] = [], body: String = ""
  ) throws -> Response {
    try send(method, path, headers: headers, body: body)
    return try response()
  }

  /// Sends a whole request.
  public func send(
    _ method: String, _ path: String, headers: [(String, String)] = [], body: String = ""
  ) throws {
    var text = "\(method) \(path) HTTP/1.1\r\n"
    if !headers.contains(where: { $0.0.lowercased() == "host" }) { text += "Host: localhost\r\n" }
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    if !body.isEmpty { text += "Content-Length: \(body.utf8.count)\r\n" }
    isHead = method == "HEAD"
    try send(text + "\r\n" + body)
  }

  /// Sends text as it is.
  public func send(_ text: String) throws { try send(Array(text.utf8)) }

  /// Sends bytes as they are.
  public func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure.ended }
      sent += count
    }
  }

  /// Reads one answer with its body.
  public func response() throws -> Response {
    let head = try self.head()
    let partial = Response(status: head.status, headers: head.headers, body: [])
    if isHead || head.status == 204 || head.status == 304 { return partial }
    var body: [UInt8] = []
    if partial["transfer-encoding"] == "chunked" {
      while let chunk = try chunk() { body += chunk }
    } else if let length = partial["content-length"].flatMap({ Int($0) }) {
      body = try take(length)
    }
    return Response(status: head.status, headers: head.headers, body: body)
  }

  /// Reads the head of an answer and leaves its body, for event streams.
  public func head() throws -> Response {
    let status = try line()
    guard status.hasPrefix("HTTP/1.1 "), let code = Int(status.dropFirst(9).prefix(3)) else {
      throw Failure.notHTTP(status)
    }
    var headers: [(name: String, value: String)] = []
    while true {
      let field = try line()
      if field.isEmpty { break }
      let parts = field.split(separator: ":", maxSplits: 1)
      headers.append((String(parts[0]), parts.count > 1 ? String(parts[1].dropFirst()) : ""))
    }
    if code == 100 { return try head() }
    return Response(status: code, headers: headers, body: [])
  }

  /// Reads one chunk of a chunked body, nil at its end.
  public func chunk() throws -> [UInt8]? {
    guard let size = Int(try line(), radix: 16) else { throw Failure.notHTTP("chunk") }
    let bytes = try take(size)
    _ = try take(2)
    return size == 0 ? nil : bytes
  }

  /// Reads an event stream up to and with the first chunk that makes `condition` true of its text.
  public func events(until condition: (String) -> Bool) throws -> String {
    var text = ""
    while !condition(text) {
      guard let chunk = try chunk() else { throw Failure.ended }
      text += String(decoding: chunk, as: UTF8.self)
    }
    return text
  }

  /// Waits until the server has closed the connection and says how many bytes came before.
  public func waitForEnd() throws -> Int {
    var count = unread.count
    unread = []
    while true {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let got = recv(socket, &buffer, buffer.count, 0)
      if got == 0 || got < 0 && errno == ECONNRESET { return count }
      guard got > 0 else { throw Failure.ended }
      count += got
    }
  }

  /// Closes our side for good.
  public func close() { shutdown(socket, Int32(SHUT_RDWR)) }

  private func line() throws -> String {
    while true {
      if let end = unread.firstIndex(of: 0x0a) {
        let line = unread[..<end].filter { $0 != 0x0d }
        unread.removeSubrange(...end)
        return String(decoding: line, as: UTF8.self)
      }
      try fill()
    }
  }

  private func take(_ count: Int) throws -> [UInt8] {
    while unread.count < count { try fill() }
    defer { unread.removeFirst(count) }
    return Array(unread.prefix(count))
  }

  private func fill() throws {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(socket, &buffer, buffer.count, 0)
    guard count > 0 else { throw Failure.ended }
    unread += buffer.prefix(count)
  }
}

/// Runs an actor on a thread of its own, where it may block.
private final class ThreadExecutor: SerialExecutor {
  private let queue = DispatchQueue(label: "test client")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    unsafe UnownedSerialExecutor(ordinary: self)
  }
}
