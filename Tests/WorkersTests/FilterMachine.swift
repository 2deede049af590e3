@testable import Workers

/// Runs a filter program the way the kernel does, for one system call.
struct FilterMachine {
  /// What the kernel hands to a filter.
  struct Call {
    var number: UInt32
    var architecture: Architecture
    var arguments: [UInt64] = []

    /// The 64 bytes of `struct seccomp_data`.
    var bytes: [UInt8] {
      var bytes: [UInt8] = []
      func put(_ value: UInt64, _ count: Int) {
        for byte in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
      }
      put(UInt64(number), 4)
      put(UInt64(architecture.rawValue), 4)
      put(0x7FFF_1234_5678, 8)
      for index in 0..<6 { put(index < arguments.count ? arguments[index] : 0, 8) }
      return bytes
    }
  }

  enum Fault: Error {
    case unknownCode(UInt16)
    case fellOffTheEnd
    case readOutside(UInt32)
  }

  /// The program's answer, read from its bytes as they lie in the file.
  static func answer(_ program: [UInt8], _ call: Call) throws -> UInt32 {
    let data = call.bytes
    var accumulator: UInt32 = 0
    var place = 0
    while place * 8 < program.count {
      let bytes = program[(place * 8)..<(place * 8 + 8)].map { UInt32($0) }
      let code = UInt16(bytes[0] | bytes[1] << 8)
      let value = bytes[4] | bytes[5] << 8 | bytes[6] << 16 | bytes[7] << 24
      func jump(_ condition: Bool) { place += Int(condition ? bytes[2] : bytes[3]) }
      switch code {
      case 0x20:
        guard value % 4 == 0, Int(value) + 4 <= data.count else { throw Fault.readOutside(value) }
        accumulator = (0..<4).reduce(0) { $0 | UInt32(data[Int(value) + $1]) << (8 * UInt32($1)) }
      case 0x15: jump(accumulator == value)
      case 0x35: jump(accumulator >= value)
      case 0x45: jump(accumulator & value != 0)
      case 0x06: return value
      default: throw Fault.unknownCode(code)
      }
      place += 1
    }
    throw Fault.fellOffTheEnd
  }
}
