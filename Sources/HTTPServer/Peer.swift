import Glibc

/// The address at the other end of a connection.
///
/// An IPv4 address is kept in its IPv6 form, so one machine is one value however it connected.
public struct Peer: Sendable, Hashable {
  let high: UInt64
  let low: UInt64
  public let port: UInt16

  private static let mapped: UInt64 = 0xffff_0000_0000

  init(v4 address: UInt32, port: UInt16) {
    (high, low, self.port) = (0, Self.mapped | UInt64(address), port)
  }

  init(high: UInt64, low: UInt64, port: UInt16) {
    (self.high, self.low, self.port) = (high, low, port)
  }

  /// Reads a socket address of either family.
  init(_ address: UnsafeRawPointer, family: Int32) {
    if family == AF_INET6 {
      let v6 = address.loadUnaligned(as: sockaddr_in6.self)
      let (high, low) = withUnsafeBytes(of: v6.sin6_addr) { bytes in
        (
          bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self).bigEndian,
          bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self).bigEndian
        )
      }
      self.init(high: high, low: low, port: v6.sin6_port.bigEndian)
    } else {
      let v4 = address.loadUnaligned(as: sockaddr_in.self)
      self.init(v4: v4.sin_addr.s_addr.bigEndian, port: v4.sin_port.bigEndian)
    }
  }

  /// A peer on this machine, for requests that no socket carried.
  public static let local = Peer(v4: 0x7f00_0001, port: 0)

  /// The address alone, the same for all connections of a machine.
  public var host: String {
    if high == 0, low >> 32 == 0xffff {
      return (0..<4).map { String(low >> (24 - 8 * UInt64($0)) & 0xff) }.joined(separator: ".")
    }
    let groups = [high, low].flatMap { word in
      (0..<4).map { word >> (48 - 16 * UInt64($0)) & 0xffff }
    }
    return groups.map { String($0, radix: 16) }.joined(separator: ":")
  }
}
