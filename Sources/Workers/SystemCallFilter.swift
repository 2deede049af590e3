/// The program with which the kernel checks every system call of a worker.
///
/// A deny-list: cells fork, thread, map and talk over loopback as they like, while calls that reach
/// other processes, mounts, namespaces or rarely tested parts of the kernel are refused. It is
/// classic BPF, generated here, so that neither build nor machine needs a library for it.
public struct SystemCallFilter: Sendable, Equatable {
  /// One instruction of classic BPF.
  struct Instruction: Sendable, Equatable {
    var code: UInt16
    var whenTrue: UInt8 = 0
    var whenFalse: UInt8 = 0
    var value: UInt32
  }

  /// What the kernel does with a call.
  enum Verdict {
    static let allow: UInt32 = 0x7FFF_0000
    static let killProcess: UInt32 = 0x8000_0000
    static let notPermitted: UInt32 = 0x0005_0000 | 1
    static let notImplemented: UInt32 = 0x0005_0000 | 38
    static let noSuchFamily: UInt32 = 0x0005_0000 | 97
  }

  let instructions: [Instruction]

  /// The filter for a machine.
  ///
  /// Without a process namespace a worker must also stay in its process group, or a stop could not
  /// find its children.
  public init(architecture: Architecture = .current, keepsGroup: Bool = false) {
    var program = Builder()
    program.load(.architecture)
    program.refuse(unlessEqual: architecture.rawValue, with: Verdict.killProcess)
    program.load(.number)
    if architecture == .x86_64 {
      // The x32 numbers are a second way to every call, past the list below.
      program.refuse(from: 0x4000_0000, with: Verdict.killProcess)
    }
    for call in Self.refused + (keepsGroup ? Self.leavingGroup : []) {
      guard let number = call.number(on: architecture) else { continue }
      program.refuse(ifEqual: number, with: Verdict.notPermitted)
    }
    for call in Self.hidden {
      guard let number = call.number(on: architecture) else { continue }
      program.refuse(ifEqual: number, with: Verdict.notImplemented)
    }
    program.when(Self.clone.number(on: architecture)) { program in
      program.load(.firstArgument)
      program.refuse(ifAnyBit: Self.newNamespaces, with: Verdict.notPermitted)
    }
    program.when(Self.ioctl.number(on: architecture)) { program in
      // The kernel looks at the low 32 bits of the request only, and so does this.
      program.load(.secondArgument)
      for request in Self.typingIoctls {
        program.refuse(ifEqual: request, with: Verdict.notPermitted)
      }
    }
    program.when(Self.socket.number(on: architecture)) { program in
      program.load(.firstArgument)
      program.refuse(unlessOneOf: Self.socketFamilies, with: Verdict.noSuchFamily)
    }
    program.finish(Verdict.allow)
    instructions = program.instructions
  }

  /// All `CLONE_NEW…` flags.
  static let newNamespaces: UInt32 = 0x7E02_0000
  /// `TIOCSTI` and `TIOCLINUX` type into the terminal of whoever started the server.
  static let typingIoctls: [UInt32] = [0x5412, 0x541C]
  /// Unix, IPv4, IPv6 and netlink.
  ///
  /// A network namespace does not cut off vsock, for one.
  static let socketFamilies: [UInt32] = [1, 2, 10, 16]

  /// The program as the kernel and bubblewrap read it: 8 bytes an instruction in the machine's order.
  public var bytes: [UInt8] {
    instructions.flatMap { instruction in
      withUnsafeBytes(of: instruction.code) { Array($0) }
        + [instruction.whenTrue, instruction.whenFalse]
        + withUnsafeBytes(of: instruction.value) { Array($0) }
    }
  }
}

/// Appends instructions; every block falls through to the next one.
private struct Builder {
  var instructions: [SystemCallFilter.Instruction] = []

  /// Places in the `seccomp_data` that the kernel hands to the program.
  enum Field: UInt32 {
    case number = 0
    case architecture = 4
    case firstArgument = 16
    case secondArgument = 24
  }

  private enum Code {
    static let load: UInt16 = 0x20
    static let jumpIfEqual: UInt16 = 0x15
    static let jumpIfNotBelow: UInt16 = 0x35
    static let jumpIfAnyBit: UInt16 = 0x45
    static let finish: UInt16 = 0x06
  }

  mutating func load(_ field: Field) {
    add(Code.load, field.rawValue)
  }

  mutating func finish(_ verdict: UInt32) {
    add(Code.finish, verdict)
  }

  mutating func refuse(ifEqual value: UInt32, with verdict: UInt32) {
    add(Code.jumpIfEqual, value, whenFalse: 1)
    finish(verdict)
  }

  mutating func refuse(unlessEqual value: UInt32, with verdict: UInt32) {
    add(Code.jumpIfEqual, value, whenTrue: 1)
    finish(verdict)
  }

  mutating func refuse(from value: UInt32, with verdict: UInt32) {
    add(Code.jumpIfNotBelow, value, whenFalse: 1)
    finish(verdict)
  }

  mutating func refuse(ifAnyBit bits: UInt32, with verdict: UInt32) {
    add(Code.jumpIfAnyBit, bits, whenFalse: 1)
    finish(verdict)
  }

  mutating func refuse(unlessOneOf values: [UInt32], with verdict: UInt32) {
    for (index, value) in values.enumerated() {
      add(Code.jumpIfEqual, value, whenTrue: UInt8(values.count - index))
    }
    finish(verdict)
  }

  /// A block for one call; it ends the program, so that what follows still sees the call's number.
  mutating func when(_ call: UInt32?, _ body: (inout Builder) -> Void) {
    guard let call else { return }
    var block = Builder()
    body(&block)
    block.finish(SystemCallFilter.Verdict.allow)
    add(Code.jumpIfEqual, call, whenFalse: UInt8(block.instructions.count))
    instructions += block.instructions
  }

  private mutating func add(
    _ code: UInt16, _ value: UInt32, whenTrue: UInt8 = 0, whenFalse: UInt8 = 0
  ) {
    instructions.append(
      .init(code: code, whenTrue: whenTrue, whenFalse: whenFalse, value: value))
  }
}
