/// What the outside world must do now.
///
/// Everything but ``append(_:)`` is held until what it appends and publishes is committed.
public enum Effect: Sendable, Equatable {
  /// Write these in one transaction.
  case append([Record])
  /// Number these and write them in the same transaction, then show them to every subscriber.
  case publish([Event])
  case start(RunStart)
  case stop(RunID)
  /// Tell whoever asked.
  case answer(Answer)
}

/// A change of what is stored.
public enum Record: Sendable, Equatable {
  /// One save: the notebook's header and the cells that changed, also kept as a revision.
  case save(Notebook, cells: [Cell], by: Origin, at: Timestamp)
  /// A queued run, which becomes the current one of its cell.
  case queue(Run)
  /// A run whose phase, times or reason changed.
  case run(Run)
  case totals(RunID, RunTotals)
  case trace(RunID, number: Int, call: Int?, case: Int?, records: [UInt8])
  case key(String, Answer)
  case forgetKey(String)
  case delete(at: Timestamp)
  case restore(at: Timestamp)

  /// Whether losing it in a power cut would lose somebody's work.
  public var isDocument: Bool {
    switch self {
    case .save, .key, .queue, .delete, .restore: true
    case .run, .totals, .trace, .forgetKey: false
    }
  }
}

/// What an operation answers.
public enum Answer: Sendable, Equatable {
  case done
  case revision(Int)
  case runs([QueuedRun])
}

extension Answer: LosslessStringConvertible {
  /// The answer as words, to be stored with its key.
  public var description: String {
    switch self {
    case .done: "done"
    case .revision(let revision): "revision \(revision)"
    case .runs(let runs): "runs" + runs.map { " \($0.id) \($0.cell)" }.joined()
    }
  }

  public init?(_ description: String) {
    let words = description.split(separator: " ").map(String.init)
    switch words.first {
    case "done" where words.count == 1: self = .done
    case "revision" where words.count == 2:
      guard let revision = Int(words[1]) else { return nil }
      self = .revision(revision)
    case "runs" where words.count % 2 == 1:
      self = .runs(
        stride(from: 1, to: words.count, by: 2).map { index in
          QueuedRun(id: RunID(words[index]), cell: CellID(words[index + 1]))
        })
    default: return nil
    }
  }
}
