import HTTPServer
import NotebookModel
import Storage

extension Resources {
  func search(_ request: Request, _ caller: Caller) async throws -> Response {
    guard let query = request.query("q") else { throw RequestError.missingQuery("q") }
    let words = query.split(whereSeparator: \.isWhitespace).map(String.init)
    guard (1...StoreLimits.searchWords).contains(words.count) else {
      throw RequestError.invalidQuery("q", expected: "1 to \(StoreLimits.searchWords) words")
    }
    let found = try await library.store.search(words)
    return try .json(["notebooks": found.map { FoundAnswer($0, words) }])
  }
}

/// A notebook that a search found, with its matches marked.
private struct FoundAnswer: Encodable {
  struct Passage: Encodable {
    var cell: String
    var place: Int
    var text: [Excerpt.Part]
  }

  var id: String
  var title: [Excerpt.Part]
  var tags: [[Excerpt.Part]]
  var updated: String
  var cells: Int
  var passages: [Passage]

  init(_ found: FoundNotebook, _ words: [String]) {
    (id, updated, cells) = (found.id.rawValue, found.updated.iso8601, found.cells)
    title = Excerpt.marked(found.title, words)
    tags = found.tags.map { Excerpt.marked($0, words) }
    passages = found.passages.map {
      Passage(cell: $0.cell.rawValue, place: $0.place, text: Excerpt.best(of: $0.text, words))
    }
  }
}
