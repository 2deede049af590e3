/// What somebody can take back and do again, told from the saves alone, so that it survives
/// everything that the saves survive.
///
/// A step that takes back another is itself taken back by doing that other again.
public struct UndoStack: Sendable, Equatable {
  /// Steps that stand, the latest last.
  public private(set) var done: [String] = []
  /// Steps that took others back and can be taken back in turn, the latest last.
  public private(set) var undone: [String] = []
  private var known: Set<String> = []

  /// Takes up the steps of one author, in the order of their saves.
  public init(_ steps: some Sequence<(step: String, takesBack: String?)>) {
    for (step, takesBack) in steps { add(step, takingBack: takesBack) }
  }

  /// Takes up one save.
  mutating func add(_ step: String, takingBack other: String?) {
    // Later saves of a step change nothing: it stands where it began.
    guard known.insert(step).inserted else { return }
    if let other, let place = done.lastIndex(of: other) {
      done.remove(at: place)
      undone.append(step)
    } else if let other, let place = undone.lastIndex(of: other) {
      undone.remove(at: place)
      done.append(step)
    } else {
      done.append(step)
      undone = []
    }
  }
}
