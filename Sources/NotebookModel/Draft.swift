/// A document while an edit is being made; thrown away when one of its changes is refused.
struct Draft {
  private(set) var notebook: Notebook
  private(set) var cells: [Cell]
  private(set) var events: [Event] = []
  private(set) var deleted: Set<CellID> = []
  let save: Save
  private let base: Int
  private let runs: [RunID: Run]
  private var changed: Set<CellID> = []

  init(of state: SessionState, base: Int, key: String) {
    notebook = state.notebook
    cells = state.cells
    runs = state.runs
    save = Save(revision: state.notebook.revision + 1, key: key)
    self.base = base
  }

  var changedCells: [Cell] {
    // A save nearly always changes one cell of many.
    changed.count == 1
      ? cells.first { changed.contains($0.id) }.map { [$0] } ?? []
      : cells.filter { changed.contains($0.id) }
  }

  mutating func make(_ change: Change) throws(Refusal) {
    switch change {
    case .setSource(let cell, let source): try setSource(of: cell, to: source)
    case .insertCell(let content, let after): try insert(content, after: after)
    case .deleteCell(let cell): try delete(cell)
    case .restoreCell(let cell): try restore(cell)
    case .moveCell(let cell, let after): try move(cell, after: after)
    case .setKind(let cell, let kind): try setKind(of: cell, to: kind)
    case .setTitle(let title): try setTitle(title)
    case .setTags(let tags): try setTags(tags)
    case .restart(let original): try restart(original)
    case .setContent(let content): try setContent(content)
    case .become(let title, let tags, let cells):
      try setTags(tags)
      try become(title, cells)
    }
  }

  // MARK: Changes

  private mutating func setSource(of cell: CellID, to source: String) throws(Refusal) {
    let index = try touch(cell)
    try checkLength(of: source, cell)
    // Compared as bytes: two texts that only look alike are different texts.
    guard !cells[index].source.utf8.elementsEqual(source.utf8) else { return }
    cells[index].content.source = source
    note(index)
    events.append(.cellChanged(cells[index], save))
  }

  private mutating func setKind(of cell: CellID, to kind: CellKind) throws(Refusal) {
    let index = try touch(cell)
    guard cells[index].kind != kind else { return }
    cells[index].content.kind = kind
    note(index)
    events.append(.cellChanged(cells[index], save))
  }

  private mutating func insert(_ content: CellContent, after: CellID?) throws(Refusal) {
    guard content.id.isValid else { throw .invalidCellID(content.id.rawValue) }
    guard index(of: content.id) == nil else { throw .cellExists(content.id) }
    guard cells.count < ModelLimits.cells else { throw .tooManyCells(limit: ModelLimits.cells) }
    try checkLength(of: content.source, content.id)
    let place = try place(after: after)
    let rank = makeRoom(at: place)
    cells.insert(Cell(content: content, revision: save.revision, rank: rank), at: place)
    note(place)
    events.append(.cellInserted(cells[place], run: nil, after: neighbour(before: place), save))
  }

  private mutating func delete(_ cell: CellID) throws(Refusal) {
    let index = try touch(cell)
    cells[index].isDeleted = true
    note(index)
    deleted.insert(cell)
    events.append(.cellDeleted(cell, after: neighbour(before: index), save))
  }

  private mutating func restore(_ cell: CellID) throws(Refusal) {
    guard let index = index(of: cell) else { throw .unknownCell(cell) }
    guard cells[index].isDeleted else { return }
    cells[index].isDeleted = false
    note(index)
    deleted.remove(cell)
    let run = cells[index].run.flatMap { runs[$0] }
    events.append(.cellInserted(cells[index], run: run, after: neighbour(before: index), save))
  }

  /// Moving does not touch what a cell says, so it conflicts with nobody's edit; the last move wins.
  private mutating func move(_ cell: CellID, after: CellID?) throws(Refusal) {
    guard let from = index(of: cell), !cells[from].isDeleted else { throw .unknownCell(cell) }
    guard after != cell, neighbour(before: from) != after else { return }
    var moved = cells.remove(at: from)
    let place: Int
    do { place = try self.place(after: after) } catch {
      cells.insert(moved, at: from)
      throw error
    }
    moved.rank = makeRoom(at: place)
    cells.insert(moved, at: place)
    changed.insert(cell)
    events.append(.cellMoved(cell, after: neighbour(before: place), save))
  }

  private mutating func setTitle(_ title: String) throws(Refusal) {
    guard title.utf8.count <= ModelLimits.titleBytes else {
      throw .titleTooLong(limit: ModelLimits.titleBytes)
    }
    guard notebook.title != title else { return }
    notebook.title = title
    events.append(.notebookChanged(title: title, tags: notebook.tags, save))
  }

  private mutating func setTags(_ tags: [String]) throws(Refusal) {
    let tags = Notebook.normalised(tags: tags)
    guard tags.count <= ModelLimits.tags else { throw .tooManyTags(limit: ModelLimits.tags) }
    if let long = tags.first(where: { $0.utf8.count > ModelLimits.tagBytes }) {
      throw .tagTooLong(long, limit: ModelLimits.tagBytes)
    }
    guard notebook.tags != tags else { return }
    notebook.tags = tags
    events.append(.notebookChanged(title: notebook.title, tags: tags, save))
  }

  private mutating func restart(_ original: Original) throws(Refusal) {
    guard notebook.lesson != nil else { throw .notALesson }
    notebook.extra = original.extra
    notebook.original = original.hash
    try become(original.title, original.cells)
  }

  /// Nobody's edit is in the way: what stands there now stays in the history.
  private mutating func become(_ title: String, _ contents: [CellContent]) throws(Refusal) {
    try setTitle(title)
    let kept = Set(contents.map(\.id))
    for cell in cells where !cell.isDeleted && !kept.contains(cell.id) {
      let index = try live(cell.id)
      cells[index].isDeleted = true
      note(index)
      deleted.insert(cell.id)
      events.append(.cellDeleted(cell.id, after: neighbour(before: index), save))
    }
    var after: CellID?
    for content in contents {
      if index(of: content.id) == nil {
        try insert(content, after: after)
      } else {
        try setContent(content)
        try move(content.id, after: after)
      }
      after = content.id
    }
  }

  private mutating func setContent(_ content: CellContent) throws(Refusal) {
    try restore(content.id)
    let index = try live(content.id)
    let now = cells[index].content
    guard now != content || !now.source.utf8.elementsEqual(content.source.utf8) else { return }
    cells[index].content = content
    note(index)
    events.append(.cellChanged(cells[index], save))
  }

  // MARK: Parts

  private func index(of cell: CellID) -> Int? { cells.firstIndex { $0.id == cell } }

  private func live(_ cell: CellID) throws(Refusal) -> Int {
    guard let index = index(of: cell), !cells[index].isDeleted else { throw .unknownCell(cell) }
    return index
  }

  /// Finds a cell whose content is about to change, unless somebody else changed it meanwhile.
  private func touch(_ cell: CellID) throws(Refusal) -> Int {
    let index = try live(cell)
    let revision = cells[index].revision
    guard revision <= base || revision == save.revision else { throw .conflict([cells[index]]) }
    return index
  }

  private mutating func note(_ index: Int) {
    cells[index].revision = save.revision
    changed.insert(cells[index].id)
  }

  private func checkLength(of source: String, _ cell: CellID) throws(Refusal) {
    guard source.utf8.count <= ModelLimits.sourceBytes else {
      throw .sourceTooLong(cell, limit: ModelLimits.sourceBytes)
    }
  }

  /// The index at which a cell must be inserted to stand right behind another.
  private func place(after: CellID?) throws(Refusal) -> Int {
    guard let after else { return 0 }
    guard let index = index(of: after) else { throw .unknownCell(after) }
    return index + 1
  }

  /// The nearest cell before an index that is not deleted.
  private func neighbour(before index: Int) -> CellID? {
    cells[..<index].last { !$0.isDeleted }?.id
  }

  /// A free rank at an index; when neighbours leave no gap, every cell gets a new rank.
  private mutating func makeRoom(at place: Int) -> Int {
    func rank() -> Int? {
      Rank.between(
        place > 0 ? cells[place - 1].rank : nil, place < cells.count ? cells[place].rank : nil)
    }
    if let rank = rank() { return rank }
    for index in cells.indices {
      cells[index].rank = (index + 1) * Rank.step
      changed.insert(cells[index].id)
    }
    return rank() ?? 0
  }
}
