extension SessionState {
  /// Makes all changes of an edit, or none.
  mutating func edit(_ edit: Edit) throws(Refusal) -> [Effect] {
    guard !notebook.isDeleted else { throw .notebookDeleted }
    try check(key: edit.key)
    if let answer = answers[edit.key] { return [.answer(answer)] }
    guard edit.changes.count <= ModelLimits.changesOfAnEdit else {
      throw .tooManyChanges(limit: ModelLimits.changesOfAnEdit)
    }
    var draft = Draft(of: self, base: edit.base, key: edit.key)
    for change in edit.changes { try draft.make(change) }

    var records: [Record] = []
    if !draft.events.isEmpty {
      notebook = draft.notebook
      notebook.revision = draft.save.revision
      cells = draft.cells
      records.append(.save(notebook, cells: draft.changedCells, at: edit.at))
    }
    let answer = Answer.revision(notebook.revision)
    records += answers.remember(answer, for: edit.key)
    return [.append(records), .publish(draft.events)] + stops(of: draft.deleted) + [.answer(answer)]
  }

  func check(key: String) throws(Refusal) {
    guard (1...ModelLimits.keyBytes).contains(key.utf8.count), !key.utf8.contains(0) else {
      throw .invalidKey
    }
  }

  /// What a deleted cell runs is stopped; its history stays.
  private mutating func stops(of deleted: Set<CellID>) -> [Effect] {
    guard !deleted.isEmpty else { return [] }
    let ended = activeRuns.filter { deleted.contains($0.cell) }.map(\.id)
    stopping.formUnion(ended)
    return ended.map { .stop($0) }
  }
}
