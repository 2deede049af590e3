import FoundationEssentials
import Glibc
import NotebookFormat
import Server

/// A server that runs on this machine, asked over its interface like by any other program.
struct RunningServer {
  /// What it answered.
  struct Answer {
    var status: Int
    var body: [UInt8]
  }

  /// The address that browsers use, such as `http://127.0.0.1:9797`.
  let origin: String
  private let token: String

  /// Finds the server that uses a database; nil when none answers.
  static func find(database: String) throws(SecretsError) -> RunningServer? {
    guard let link = try Secrets.link(database: database),
      let mark = link.firstRange(of: "/?token=")
    else { return nil }
    let server = RunningServer(
      origin: String(link[..<mark.lowerBound]), token: String(link[mark.upperBound...]))
    return server.ask("GET", "/api/status")?.status == 200 ? server : nil
  }

  /// The link that signs a browser in and shows a notebook.
  func link(to notebook: String) -> String { "\(origin)/?token=\(token)&notebook=\(notebook)" }

  /// Asks once and reads the whole answer; nil when nobody answers.
  func ask(
    _ method: String, _ path: String, type: String = "application/json", body: [UInt8] = []
  ) -> Answer? {
    guard let (host, port) = address, let socket = Connection(host: host, port: port) else {
      return nil
    }
    var request = """
      \(method) \(path) HTTP/1.0\r
      Host: \(origin.dropFirst("http://".count))\r
      Authorization: Bearer \(token)\r
      Connection: close\r\n
      """
    if method == "POST" {
      request += "Content-Type: \(type)\r\nContent-Length: \(body.count)\r\n"
    }
    guard socket.send(Array("\(request)\r\n".utf8) + body) else { return nil }
    let answer = socket.readAll(limit: CommandLimits.answer)
    let end = Array("\r\n\r\n".utf8)
    guard let blank = answer.indices.first(where: { answer[$0...].starts(with: end) }),
      let status = String(decoding: answer[..<blank], as: UTF8.self).split(separator: " ")
        .dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    return Answer(status: status, body: Array(answer[(blank + end.count)...]))
  }

  /// The host and the port of a plain address; nil for one that needs encryption.
  private var address: (host: String, port: String)? {
    guard origin.hasPrefix("http://") else { return nil }
    let name = origin.dropFirst("http://".count)
    guard let colon = name.lastIndex(of: ":"), !name.hasSuffix("]") else {
      return (Self.plain(name), "80")
    }
    return (Self.plain(name[..<colon]), String(name[name.index(after: colon)...]))
  }

  /// An address of version 6 without its brackets.
  private static func plain(_ name: Substring) -> String {
    name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : String(name)
  }
}

extension RunningServer.Answer {
  /// The sentence in which the server says why it refused.
  var complaint: String {
    (try? JSONValue(parsing: body))?["title"]?.string ?? "The server answered \(status)."
  }
}

/// A connection whose every wait ends.
private final class Connection {
  private let descriptor: Int32

  init?(host: String, port: String) {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, port, &hints, &list) == 0 else { return nil }
    defer { unsafe freeaddrinfo(list) }
    var next = unsafe list
    while let place = unsafe next {
      let info = unsafe place.pointee
      let kind = unsafe info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue)
      let candidate = unsafe socket(info.ai_family, kind, info.ai_protocol)
      if candidate >= 0 {
        var time = timeval(tv_sec: CommandLimits.patience, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(candidate, SOL_SOCKET, SO_RCVTIMEO, &time, size)
        unsafe setsockopt(candidate, SOL_SOCKET, SO_SNDTIMEO, &time, size)
        if unsafe connect(candidate, info.ai_addr, info.ai_addrlen) == 0 {
          descriptor = candidate
          return
        }
        Glibc.close(candidate)
      }
      unsafe next = info.ai_next
    }
    return nil
  }

  deinit { Glibc.close(descriptor) }

  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { buffer in
        unsafe Glibc.send(
          descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  func readAll(limit: Int) -> [UInt8] {
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while answer.count < limit {
      let count = unsafe buffer.withUnsafeMutableBytes { buffer in
        unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
      }
      guard count > 0 else { break }
      answer += buffer[..<count]
    }
    return answer
  }
}
