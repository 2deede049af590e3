extension SessionState {
  /// Makes all changes of an edit, or none.
  mutating func edit(_ edit: Edit) throws(Refusal) -> [Effect] {
    guard !notebook.isDeleted else { throw .notebookDeleted }
    try check(key: edit.key)
    try check(edit.origin)
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
      records.append(.save(notebook, cells: draft.changedCells, by: edit.origin, at: edit.at))
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

  private func check(_ origin: Origin) throws(Refusal) {
    for key in [origin.author, origin.step, origin.takesBack] {
      if let key { try check(key: key) }
    }
    guard origin.name?.utf8.count ?? 0 <= ModelLimits.nameBytes else {
      throw .nameTooLong(limit: ModelLimits.nameBytes)
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
