extension Instruction {
  /// What an arithmetic instruction gives; `nil` for a division by zero.
  @inline(__always)
  public func result(_ left: Int, _ right: Int) -> Int? {
    switch opcode {
    case .constant: immediate
    case .move: left
    case .negate: 0 &- left
    case .not: left == 0 ? 1 : 0
    case .add: left &+ right
    case .subtract: left &- right
    case .multiply: left &* right
    case .divide: right == 0 ? nil : left.dividedReportingOverflow(by: right).partialValue
    case .remainder:
      right == 0 ? nil : left.remainderReportingOverflow(dividingBy: right).partialValue
    case .equal: left == right ? 1 : 0
    case .notEqual: left != right ? 1 : 0
    case .less: left < right ? 1 : 0
    case .lessOrEqual: left <= right ? 1 : 0
    default: 0
    }
  }
}
