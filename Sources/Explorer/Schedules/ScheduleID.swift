/// A schedule as a short text that replays it: `il1.` and a few letters, good for a link.
///
/// Most steps of most schedules follow one rule: the thread that runs keeps running, otherwise the lowest
/// choice is taken. Only the exceptions are written, each as how many steps after the one before it
/// and which of how many choices; a schedule with four of them has about 32 characters.
///
/// The bytes behind `il1.` are: the version of what steps mean, the model, the program's fingerprint
/// (8 bytes), the number of steps with what is wrong and whether the program ended, the start of the cycle plus one
/// (0 for none), the number of exceptions, the exceptions, and a checksum (2 bytes).
public struct ScheduleID: Hashable, Sendable {
  /// The version of what a step is.
  ///
  /// To be raised when the engine makes other steps of the same program.
  public static let semantics = 1
  static let prefix = "il1."

  /// A step that does not follow the rule.
  struct Exception: Hashable, Sendable {
    /// Steps that follow the rule since the exception before it.
    var gap: Int
    /// Which choice was made, in the order of ``Machine/enabled``.
    var index: Int
    /// How many there were.
    var count: Int
  }

  public let model: MemoryModel
  /// That of the program it was made from.
  public let fingerprint: UInt64
  /// The number of steps.
  public let length: Int
  /// From this step on the schedule repeats for ever.
  public let cycleStart: Int?
  /// What it is an example of, when its end does not say so: a data race, a livelock, starvation.
  public let fault: FailureKind?
  /// Whether the program ended, or failed, with the last step.
  let isComplete: Bool
  let exceptions: [Exception]

  /// The id of choices that were made in a program.
  ///
  /// - Precondition: each of them is enabled where it was made.
  public init(
    _ choices: [Choice], of program: Program, model: MemoryModel, cycleStart: Int? = nil,
    fault: FailureKind? = nil
  ) {
    self.model = model
    self.fingerprint = program.fingerprint
    self.length = choices.count
    self.cycleStart = cycleStart
    self.fault = fault?.code == 0 ? nil : fault
    let machine = Machine(program, model: model)
    var turn = Turn()
    var gap = 0
    var exceptions: [Exception] = []
    for choice in choices {
      let enabled = machine.enabled
      guard let index = enabled.firstIndex(of: choice) else {
        preconditionFailure("Choice \(choice.raw) is not enabled at step \(machine.depth).")
      }
      if index == turn.usual(of: enabled) {
        gap += 1
      } else {
        exceptions.append(Exception(gap: gap, index: index, count: enabled.count))
        gap = 0
      }
      machine.step(choice)
      turn.take(choice)
    }
    self.isComplete = machine.end != nil
    self.exceptions = exceptions
  }

  /// The text for a link.
  public var text: String {
    var bytes: [UInt8] = [UInt8(Self.semantics), model.code]
    bytes.append(word: fingerprint)
    bytes.append(varint: length << 3 | (fault?.code ?? 0) << 1 | (isComplete ? 1 : 0))
    bytes.append(varint: cycleStart.map { $0 + 1 } ?? 0)
    bytes.append(varint: exceptions.count)
    for exception in exceptions {
      bytes.append(varint: exception.gap)
      // One number for both: the pairs (index, count) in the order (0, 1), (0, 2), (1, 2), (0, 3), …
      bytes.append(varint: exception.count * (exception.count - 1) / 2 + exception.index)
    }
    let checksum = bytes.checksum
    bytes.append(UInt8(checksum & 255))
    bytes.append(UInt8(checksum >> 8))
    return Self.prefix + Base64URL.text(bytes)
  }

  /// Reads a text that ``text`` made.
  public init(_ text: String) throws(ScheduleIDError) {
    guard !text.isEmpty else { throw .empty }
    guard text.utf8.count <= Limits.idLength else { throw .tooLong }
    guard text.hasPrefix(Self.prefix) else { throw .unknownForm }
    let letters = text.dropFirst(Self.prefix.count)
    guard letters.utf8.allSatisfy(Base64URL.isLetter) else { throw .wrongLetter }
    guard let bytes = Base64URL.bytes(letters), let version = bytes.first else { throw .cutOff }
    guard version == Self.semantics else { throw .otherVersion(Int(version)) }
    var reader = ByteReader(bytes[1...])
    guard let content = Content(&reader), let low = reader.byte(), let high = reader.byte() else {
      throw .cutOff
    }
    guard reader.isAtEnd, bytes.dropLast(2).checksum == UInt16(low) | UInt16(high) << 8 else {
      throw .wrongChecksum
    }
    guard let parsed = Self(content) else { throw .nonsense }
    self = parsed
  }

  /// What stands in the bytes, whether it makes sense or not.
  private struct Content {
    var model: UInt8
    var fingerprint: UInt64
    var length: Int
    var cycle: Int
    var exceptions: [(gap: Int, pair: Int)] = []

    /// `nil` when the bytes end before everything is said.
    init?(_ reader: inout ByteReader) {
      guard let model = reader.byte(), let fingerprint = reader.word(),
        let length = reader.varint(), let cycle = reader.varint(), let count = reader.varint()
      else { return nil }
      (self.model, self.fingerprint, self.length, self.cycle) = (model, fingerprint, length, cycle)
      for _ in 0..<count {
        guard let gap = reader.varint(), let pair = reader.varint() else { return nil }
        exceptions.append((gap, pair))
      }
    }
  }

  private init?(_ content: Content) {
    guard let model = MemoryModel(code: content.model) else { return nil }
    self.model = model
    fingerprint = content.fingerprint
    length = content.length >> 3
    fault = FailureKind.allCases.first { $0.code != 0 && $0.code == content.length >> 1 & 3 }
    isComplete = content.length & 1 == 1
    cycleStart = content.cycle == 0 ? nil : content.cycle - 1
    var exceptions: [Exception] = []
    for (gap, pair) in content.exceptions {
      guard let exception = Exception(gap: gap, pair: pair) else { return nil }
      exceptions.append(exception)
    }
    self.exceptions = exceptions
    let needed = exceptions.reduce(0) { $0 + $1.gap + 1 }
    guard length <= Limits.recordedSteps, needed <= length, content.cycle <= length else {
      return nil
    }
  }
}

extension ScheduleID.Exception {
  init?(gap: Int, pair: Int) {
    var count = 1
    var first = 0
    while first + count <= pair {
      first += count
      count += 1
      guard count <= Limits.choicesAtOnce else { return nil }
    }
    self.init(gap: gap, index: pair - first, count: count)
  }
}

extension MemoryModel {
  /// Its number in ids; never to be changed.
  fileprivate var code: UInt8 {
    switch self {
    case .sc: 0
    case .tso: 1
    case .pso: 2
    }
  }

  fileprivate init?(code: UInt8) {
    guard let model = Self.allCases.first(where: { $0.code == code }) else { return nil }
    self = model
  }
}

extension FailureKind {
  /// Its number in ids, never to be changed; 0 for those that the end of the schedule shows anyway.
  fileprivate var code: Int {
    switch self {
    case .dataRace: 1
    case .livelock: 2
    case .starvation: 3
    case .assertion, .error, .deadlock, .lostWakeup, .forbiddenOutcome, .lockNotReleased: 0
    }
  }
}

/// Whose turn it is: the thread that made the last step, flushes not counted, since they are steps of the memory.
///
/// Switches and preemptions are counted by it, and the rule that ids are short by is its rule.
struct Turn: Sendable {
  private(set) var thread: Int?

  /// What is done when nobody decides: the running thread goes on, otherwise the lowest choice.
  func usual(of enabled: [Choice]) -> Int {
    enabled.firstIndex { !$0.isFlush && $0.thread == thread } ?? 0
  }

  /// Whether it is somebody else's turn with this choice.
  func switches(with choice: Choice) -> Bool {
    guard let thread, !choice.isFlush else { return false }
    return choice.thread != thread
  }

  /// Whether this choice interrupts a thread that could have gone on.
  func preempts(with choice: Choice, enabled: [Choice]) -> Bool {
    switches(with: choice) && enabled.contains { !$0.isFlush && $0.thread == thread }
  }

  mutating func take(_ choice: Choice) {
    if !choice.isFlush { thread = choice.thread }
  }
}
