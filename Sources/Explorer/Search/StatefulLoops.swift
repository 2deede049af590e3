/// The loops of a thread's code that have a way out, and where it may have to wait.
///
/// A thread that goes round in a loop without a way out does what it is there for. One that has a way out
/// and never takes it, although everybody gets his turn, is stuck.
struct CodeLoops {
  /// Where a loop begins and where it ends: all jumps back lie in it.
  struct Loop: Hashable {
    var start: Int
    var end: Int

    func contains(_ position: Int) -> Bool { position >= start && position <= end }
  }

  /// Those with a way out, outer ones first.
  private(set) var loops: [Loop] = []

  init(_ code: ThreadCode) {
    for (position, instruction) in code.code.enumerated() {
      let isJump = instruction.opcode == .jump || instruction.opcode == .jumpIfZero
      guard isJump, instruction.immediate <= position else { continue }
      let loop = Loop(start: instruction.immediate, end: position)
      if Self.hasExit(loop, code.code), !loops.contains(loop) { loops.append(loop) }
    }
    loops.sort { ($0.start, -$0.end) < ($1.start, -$1.end) }
  }

  private static func hasExit(_ loop: Loop, _ code: [Instruction]) -> Bool {
    (loop.start...loop.end).contains { position in
      let instruction = code[position]
      switch instruction.opcode {
      case .jump: return !loop.contains(instruction.immediate)
      case .jumpIfZero:
        let leaves = !loop.contains(instruction.immediate) || position == loop.end
        return leaves && !isAlwaysTrue(instruction, before: position, code)
      case .end: return true
      default: return false
      }
    }
  }

  /// Whether a condition is a number that was put there just before: `while true`.
  private static func isAlwaysTrue(
    _ jump: Instruction, before position: Int, _ code: [Instruction]
  ) -> Bool {
    guard position > 0 else { return false }
    let before = code[position - 1]
    return before.opcode == .constant && before.target == jump.left && before.immediate != 0
  }
}
