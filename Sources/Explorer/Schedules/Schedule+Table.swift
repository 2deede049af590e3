extension Schedule {
  /// The schedule as a table with a column for each thread, one line a step: for terminals, tests and mail.
  ///
  /// A line across says where the thread that runs was interrupted.
  public func table(_ program: Program) -> String {
    let first = "step"
    var rows = [[first] + program.threads.map(\.name)]
    for (index, step) in steps.enumerated() {
      var row = [String](repeating: "", count: program.threads.count + 1)
      row[0] = "\(index + 1)"
      row[step.thread + 1] = (step.kind == .flush ? "~ " : "") + step.text
      rows.append(row)
    }
    let widths = TextTable.widths(rows)
    var lines: [String] = []
    for (index, row) in rows.enumerated() {
      if index == 1 || index > 1 && steps[index - 1].preempts {
        lines.append(Self.rule(widths, index == 1 ? nil : " switch "))
      }
      lines.append(TextTable.line(row, widths, between: " │ "))
    }
    if let failure { lines += [Self.rule(widths, nil), Wording.sentence(failure.sentence)] }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func rule(_ widths: [Int], _ word: String?) -> String {
    let line = widths.map { String(repeating: "─", count: $0) }.joined(separator: "─┼─")
    guard let word, let first = widths.first else { return line }
    // Behind the column of numbers, where the eye is.
    return String(line.prefix(first + 3)) + word + String(line.dropFirst(first + 3 + word.count))
  }

  /// The arrows between threads as lines: what happens before what, and what nothing orders.
  public func order(_ program: Program) -> String {
    var lines: [String] = []
    for (index, step) in steps.enumerated() {
      lines += step.after.map { "\(told($0, program)) happens before \(told(index, program))" }
      lines += step.races.filter { $0 < index }.map {
        "nothing orders \(told($0, program)) with \(told(index, program)): a data race"
      }
    }
    return lines.isEmpty
      ? "No step of one thread happens before a step of another.\n"
      : lines.joined(separator: "\n") + "\n"
  }

  private func told(_ step: Int, _ program: Program) -> String {
    "\(step + 1) (\(program.threads[steps[step].thread].name) \(steps[step].text))"
  }
}
