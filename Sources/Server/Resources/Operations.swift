import HTTPServer
import NotebookModel
import Wire

extension Resources {
  func applyOperations(_ request: Request, _ caller: Caller) async throws -> Response {
    let wish = try request.message(OperationsRequest.self)
    let session = try await library.session(request.notebook)
    var changes: [Change] = []
    for operation in wish.operations { changes.append(try await change(operation, in: session)) }
    let origin = Origin(
      author: wish.author, name: wish.name, step: wish.step, takesBack: wish.takesBack)
    let revision = try await session.edit(
      base: wish.base, key: wish.key, changes: changes, origin: origin)
    return try .json(OperationsAnswer(revision: revision))
  }

  private func change(_ operation: DocumentOperation, in session: Session) async throws -> Change {
    switch operation {
    case .setSource(let cell, let source): return .setSource(CellID(cell), source)
    case .insertCell(let cell, let kind, let source, let after):
      let content = CellContent(id: CellID(cell), kind: try Self.kind(kind), source: source)
      return .insertCell(content, after: after.map { CellID($0) })
    case .deleteCell(let cell): return .deleteCell(CellID(cell))
    case .restoreCell(let cell): return .restoreCell(CellID(cell))
    case .moveCell(let cell, let after):
      return .moveCell(CellID(cell), after: after.map { CellID($0) })
    case .setKind(let cell, let kind): return .setKind(CellID(cell), try Self.kind(kind))
    case .setTitle(let title): return .setTitle(title)
    case .setTags(let tags): return .setTags(tags)
    case .restart:
      let name = try await session.currentState().notebook.lesson
      guard let name else { throw NotebookModel.Refusal.notALesson }
      guard let lesson = lessons[name] else { throw RequestError.unknownLesson(name) }
      return .restart(lesson.original)
    }
  }

  private static func kind(_ text: String) throws(RequestError) -> CellKind {
    guard let kind = CellKind(rawValue: text) else { throw .unknownKind(text) }
    return kind
  }
}
