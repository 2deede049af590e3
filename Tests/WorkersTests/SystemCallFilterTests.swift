import Testing

@testable import Workers

struct SystemCallFilterTests {
  typealias Verdict = SystemCallFilter.Verdict

  private func answer(
    _ number: UInt32?, _ architecture: Architecture, _ arguments: [UInt64] = [],
    from other: Architecture? = nil, keepsGroup: Bool = false
  ) throws -> UInt32 {
    let filter = SystemCallFilter(architecture: architecture, keepsGroup: keepsGroup)
    return try FilterMachine.answer(
      filter.bytes,
      .init(
        number: try #require(number), architecture: other ?? architecture, arguments: arguments))
  }

  @Test(arguments: Architecture.allCases)
  func `every call of the table is refused`(architecture: Architecture) throws {
    for call in SystemCallFilter.refused {
      guard let number = call.number(on: architecture) else { continue }
      #expect(try answer(number, architecture) == Verdict.notPermitted, "\(call.name)")
    }
    for call in SystemCallFilter.hidden {
      let number = call.number(on: architecture)
      #expect(try answer(number, architecture) == Verdict.notImplemented, "\(call.name)")
    }
  }

  @Test(arguments: Architecture.allCases)
  func `everything that is not in the table is allowed`(architecture: Architecture) throws {
    let special = [SystemCallFilter.clone, .init("", 0, 0)].compactMap {
      $0.number(on: architecture)
    }
    let named = Set(
      (SystemCallFilter.refused + SystemCallFilter.hidden).compactMap {
        $0.number(on: architecture)
      } + special
        + [SystemCallFilter.socket, SystemCallFilter.ioctl].compactMap {
          $0.number(on: architecture)
        })
    for number in UInt32(0)..<600 where !named.contains(number) {
      #expect(try answer(number, architecture) == Verdict.allow, "\(number)")
    }
  }

  @Test(arguments: Architecture.allCases)
  func `a new thread is allowed, a new namespace is not`(architecture: Architecture) throws {
    let number = SystemCallFilter.clone.number(on: architecture)
    let thread: UInt64 = 0x3D0F00
    #expect(try answer(number, architecture, [thread]) == Verdict.allow)
    #expect(try answer(number, architecture, [17]) == Verdict.allow)
    let namespaces: [UInt64] = [
      0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000,
    ]
    for flag in namespaces {
      #expect(try answer(number, architecture, [thread | flag]) == Verdict.notPermitted)
    }
  }

  @Test(arguments: Architecture.allCases)
  func `nobody types into the terminal, whatever stands in the upper half`(
    architecture: Architecture
  ) throws {
    let number = SystemCallFilter.ioctl.number(on: architecture)
    #expect(try answer(number, architecture, [0, 0x5401]) == Verdict.allow)
    for request: UInt64 in [0x5412, 0x541C, 0x1_0000_5412, 0xFFFF_FFFF_0000_541C] {
      #expect(try answer(number, architecture, [0, request]) == Verdict.notPermitted)
    }
  }

  @Test(arguments: Architecture.allCases)
  func `four families of sockets and no more`(architecture: Architecture) throws {
    let number = SystemCallFilter.socket.number(on: architecture)
    let allowed: Set<UInt64> = [1, 2, 10, 16]
    for family in UInt64(0)..<64 {
      let expected = allowed.contains(family) ? Verdict.allow : Verdict.noSuchFamily
      #expect(try answer(number, architecture, [family]) == expected, "\(family)")
    }
  }

  @Test func `calls of another machine and of the x32 numbering end the process`() throws {
    #expect(try answer(0, .x86_64, from: .aarch64) == Verdict.killProcess)
    #expect(try answer(0, .aarch64, from: .x86_64) == Verdict.killProcess)
    #expect(try answer(0x4000_0000 | 1, .x86_64) == Verdict.killProcess)
    #expect(try answer(0xFFFF_FFFF, .x86_64) == Verdict.killProcess)
  }

  @Test(arguments: Architecture.allCases)
  func `without a process namespace nobody leaves the group`(architecture: Architecture) throws {
    for call in SystemCallFilter.leavingGroup {
      let number = call.number(on: architecture)
      #expect(try answer(number, architecture) == Verdict.allow)
      #expect(try answer(number, architecture, keepsGroup: true) == Verdict.notPermitted)
    }
  }

  @Test func `a program stays below the kernel's limit of 4096 instructions`() {
    for architecture in Architecture.allCases {
      let filter = SystemCallFilter(architecture: architecture, keepsGroup: true)
      #expect(filter.instructions.count < 400)
      #expect(filter.bytes.count == filter.instructions.count * 8)
    }
  }
}
