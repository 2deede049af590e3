import Glibc

/// Why the server could not begin to listen.
public enum StartError: Error, Sendable, Equatable {
  /// Something else listens at this address.
  case portInUse(host: String, port: UInt16)
  /// The system does not let this user listen there.
  case notAllowed(host: String, port: UInt16)
  case unknownHost(String)
  /// The system said no to one step, with this error number.
  case system(doing: String, code: Int32)
}

/// A bound and listening TCP socket.
struct ListeningSocket {
  let descriptor: Int32
  let port: UInt16

  /// Listens at a name or address; port 0 lets the system choose.
  init(host: String, port: UInt16) throws(StartError) {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &list) == 0, let list else {
      throw .unknownHost(host)
    }
    defer { freeaddrinfo(list) }
    // A name such as localhost has an address of each family; the older one is what tools expect.
    let addresses = Array(sequence(first: list) { $0.pointee.ai_next })
    guard
      let address = addresses.first(where: { $0.pointee.ai_family == AF_INET }) ?? addresses.first
    else { throw .unknownHost(host) }
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(address.pointee.ai_family, type, 0)
    guard descriptor >= 0 else { throw .system(doing: "make a socket", code: errno) }
    do throws(StartError) {
      try Self.bind(descriptor, to: address.pointee, host: host, port: port)
      self.port = try Self.port(of: descriptor)
      self.descriptor = descriptor
    } catch {
      close(descriptor)
      throw error
    }
  }

  private static func bind(
    _ descriptor: Int32, to address: addrinfo, host: String, port: UInt16
  ) throws(StartError) {
    var on: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, size)
    if Glibc.bind(descriptor, address.ai_addr, address.ai_addrlen) != 0
      || listen(descriptor, SOMAXCONN) != 0
    {
      switch errno {
      case EADDRINUSE: throw .portInUse(host: host, port: port)
      case EACCES, EPERM: throw .notAllowed(host: host, port: port)
      case EADDRNOTAVAIL: throw .unknownHost(host)
      case let code: throw .system(doing: "listen at \(host):\(port)", code: code)
      }
    }
  }

  private static func port(of descriptor: Int32) throws(StartError) -> UInt16 {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
    }
    guard result == 0 else { throw .system(doing: "read the port", code: errno) }
    // The port stands at the same place in the addresses of both families.
    return withUnsafePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee.sin_port.bigEndian }
    }
  }
}
