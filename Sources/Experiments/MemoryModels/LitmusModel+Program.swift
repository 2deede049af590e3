// listing:begin
extension LitmusTest {
  /// The test as a cell of the model language.
  func program(_ ordering: LitmusOrdering) -> String {
    let standard = ordering == .sequentiallyConsistent ? ".seqCst" : ".relaxed"
    let declared = variables.map { "\($0.rawValue) = 0" }.joined(separator: ", ")
    var lines = ["%%program", "// \(summary); \(ordering.summary)."]
    lines.append("atomic(\(standard)) \(declared)")
    for (number, accesses) in threads.enumerated() {
      lines += ["", "thread p\(number) {"] + statements(accesses, ordering).map { "  " + $0 }
      lines.append("}")
    }
    lines += ["", "outcome \(columns.joined(separator: ", "))"]
    let values = weak.map(String.init).joined(separator: ", ")
    lines.append("interesting (\(values)) \"no order of the steps gives this\"")
    return lines.joined(separator: "\n")
  }

  private func statements(_ accesses: [Access], _ ordering: LitmusOrdering) -> [String] {
    var lines: [String] = []
    var registers = 0
    for (place, access) in accesses.enumerated() {
      if place > 0, ordering == .sequentiallyConsistentFences { lines.append("fence(.seqCst)") }
      if place > 0, ordering == .acquireReleaseFences { lines.append("fence(.acquireRelease)") }
      let name = access.variable.rawValue
      switch access {
      case .store(_, let value):
        lines.append(
          ordering == .acquireRelease
            ? "\(name).store(\(value), .release)" : "\(name) = \(value)")
      case .load:
        lines.append(
          "let r\(registers) = "
            + (ordering == .acquireRelease ? "\(name).load(.acquire)" : name))
        registers += 1
      }
    }
    return lines
  }
}
// listing:end
