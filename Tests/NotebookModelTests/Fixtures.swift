import NotebookModel

let first = CellID("first")
let second = CellID("second")
let third = CellID("third")
let noon = Timestamp(milliseconds: 1_700_000_000_000)
let later = Timestamp(milliseconds: 1_700_000_060_000)

/// A notebook of three code cells at revision 1.
func threeCells(lesson: String? = nil) -> SessionState {
  let contents = [first, second, third].map {
    CellContent(id: $0, kind: .code, source: "law.amdahl() // \($0)")
  }
  return SessionState(
    notebook: Notebook(id: NotebookID("n1"), title: "Three", lesson: lesson),
    cells: [Cell](contents: contents, revision: 1))
}

extension SessionState {
  /// Makes changes as somebody who is up to date.
  mutating func change(
    _ changes: Change..., key: String = "k", base: Int? = nil
  ) throws -> [Effect] {
    try apply(
      .edit(Edit(base: base ?? notebook.revision, key: key, changes: changes, at: noon)))
  }

  var order: [CellID] { cells.filter { !$0.isDeleted }.map(\.id) }
  func cell(_ id: CellID) -> Cell? { cells.first { $0.id == id } }
}

extension [Effect] {
  var events: [Event] {
    flatMap { effect -> [Event] in
      if case .publish(let events) = effect { events } else { [] }
    }
  }

  var records: [Record] {
    flatMap { effect -> [Record] in
      if case .append(let records) = effect { records } else { [] }
    }
  }

  var answer: Answer? {
    for case .answer(let answer) in self { return answer }
    return nil
  }

  /// What is held until the commit, without the answer.
  var orders: [Effect] {
    filter { effect in
      switch effect {
      case .start, .stop: true
      default: false
      }
    }
  }
}
