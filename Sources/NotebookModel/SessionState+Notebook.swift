extension SessionState {
  /// Puts the notebook into the bin and ends what it runs.
  mutating func delete(at: Timestamp) -> [Effect] {
    guard !notebook.isDeleted else { return [.answer(.done)] }
    notebook.isDeleted = true
    let ended = activeRuns.map(\.id)
    stopping.formUnion(ended)
    return [.append([.delete(at: at)]), .publish([.notebookDeleted])]
      + ended.map { .stop($0) } + [.answer(.done)]
  }

  /// Takes the notebook out of the bin.
  mutating func restore(at: Timestamp) -> [Effect] {
    guard notebook.isDeleted else { return [.answer(.done)] }
    notebook.isDeleted = false
    return [.append([.restore(at: at)]), .publish([.notebookRestored]), .answer(.done)]
  }
}
