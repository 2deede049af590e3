import Foundation
import HTTPServer
import NotebookModel
import Storage
import TestSupport
import Testing

@testable import Server

/// A notebook behind the routes.
struct HistoryEdge {
  let edge: EdgeFixture
  let path: String
  private let keys = Counter()

  init(_ edge: EdgeFixture, title: String = "Mine") async throws {
    self.edge = edge
    let made = try await Self.ask(edge, .post, "/api/notebooks", #"{"title":"\#(title)"}"#)
    path = "/api/notebooks/\(try #require(made.object["id"] as? String))"
  }

  static func ask(
    _ edge: EdgeFixture, _ method: HTTPServer.Method, _ path: String, _ body: String = ""
  ) async throws -> (status: Int, object: [String: Any]) {
    let headers = [("Authorization", edge.bearer), ("Content-Type", "application/json")]
    let answer = try await edge.ask(method, path, headers, body: body)
    let object = try? JSONSerialization.jsonObject(with: Data(answer.text.utf8))
    return (answer.status, object as? [String: Any] ?? [:])
  }

  func ask(
    _ method: HTTPServer.Method, _ end: String, _ body: String = ""
  ) async throws -> (status: Int, object: [String: Any]) {
    try await Self.ask(edge, method, path + end, body)
  }

  /// Makes changes as somebody who is up to date.
  @discardableResult
  func edit(
    _ operations: String, by author: String = "ann", step: String = "s"
  ) async throws -> (status: Int, object: [String: Any]) {
    try await ask(
      .post, "/operations",
      #"""
      {"base":999,"key":"k\#(keys.next())","author":"\#(author)","name":"The \#(author)",
       "step":"\#(step)","operations":[\#(operations)]}
      """#)
  }

  func cells() async throws -> [[String: Any]] {
    try await ask(.get, "").object["cells"] as? [[String: Any]] ?? []
  }
}

@Suite(.timeLimit(.minutes(1))) struct `The history behind its addresses` {
  @Test func `says when, who and what, and hides whose browser it was`() async throws {
    let notebook = try await HistoryEdge(try await EdgeFixture())
    try await notebook.edit(#"{"type":"setSource","cell":"c1","source":"law.amdahl()"}"#)
    try await notebook.edit(#"{"type":"setTitle","title":"New"}"#, by: "bob")
    let answer = try await notebook.ask(.get, "/revisions?author=ann")
    let lines = try #require(answer.object["revisions"] as? [[String: Any]])
    #expect(lines.map { $0["number"] as? Int } == [3, 2, 1])
    #expect(lines.map { $0["name"] as? String } == ["The bob", "The ann", nil])
    #expect(lines.map { $0["own"] as? Bool } == [false, true, false])
    #expect(
      lines.map { $0["what"] as? String } == [
        "Renamed to “New”", "Edited “law.amdahl()”", "Created with 1 cell",
      ])
    #expect(answer.object["more"] as? Bool == false)
    #expect(lines.allSatisfy { $0["author"] == nil })
    let page = try await notebook.ask(.get, "/revisions?before=3&limit=1").object
    #expect((page["revisions"] as? [[String: Any]])?.map { $0["number"] as? Int } == [2])
    #expect(page["more"] as? Bool == true)
  }

  @Test func `gives back a notebook, and takes that back too`() async throws {
    let notebook = try await HistoryEdge(try await EdgeFixture())
    try await notebook.edit(#"{"type":"setSource","cell":"c1","source":"one"}"#, step: "a")
    try await notebook.edit(
      #"{"type":"insertCell","cell":"c2","kind":"markdown","source":"two"},"#
        + #"{"type":"setTitle","title":"Later"},{"type":"setTags","tags":["x"]}"#, step: "b")
    let old = try await notebook.ask(.get, "/revisions/2").object
    #expect(old["title"] as? String == "Mine")
    #expect(old["newest"] as? Int == 3)
    #expect((old["cells"] as? [[String: Any]])?.map { $0["source"] as? String } == ["one"])
    let body = #"{"revision":2,"key":"r","author":"ann","step":"c"}"#
    for _ in 0..<2 {
      let answer = try await notebook.ask(.post, "/restorations", body)
      #expect(answer.object["revision"] as? Int == 4)
    }
    #expect(try await notebook.cells().map { $0["source"] as? String } == ["one"])
    let steps = try await notebook.ask(.get, "/steps?author=ann").object
    let undo = try #require(steps["undo"] as? [String: Any])
    #expect(undo["step"] as? String == "c")
    #expect(undo["what"] as? String == "Restored revision 2")
    let headings = try #require(undo["headings"] as? [[String: [String: Any]]])
    #expect(headings.first?["before"]?["title"] as? String == "Later")
    #expect(headings.first?["before"]?["tags"] as? [String] == ["x"])
    #expect(steps["redo"] is NSNull)
    _ = try await notebook.ask(.post, "/restorations", #"{"revision":3,"key":"r2"}"#)
    #expect(try await notebook.cells().count == 2)
  }

  @Test func `gives one cell back, also a deleted one`() async throws {
    let notebook = try await HistoryEdge(try await EdgeFixture())
    try await notebook.edit(#"{"type":"setSource","cell":"c1","source":"one"}"#)
    try await notebook.edit(
      #"{"type":"setSource","cell":"c1","source":"two"},{"type":"deleteCell","cell":"c1"}"#)
    let body = #"{"revision":2,"cell":"c1","key":"r"}"#
    #expect(try await notebook.ask(.post, "/restorations", body).status == 200)
    #expect(try await notebook.cells().map { $0["source"] as? String } == ["one"])
    let lines = try await notebook.ask(.get, "/revisions?limit=1").object["revisions"]
    let what = (lines as? [[String: Any]])?.first?["what"] as? String
    #expect(what == "Brought back “one” of revision 2")
  }

  @Test(arguments: [
    ("GET", "/revisions/9", "", 404), ("GET", "/revisions/x", "", 404),
    ("GET", "/steps", "", 400), ("GET", "/revisions?before=x", "", 400),
    ("POST", "/restorations", #"{"revision":9}"#, 404),
    ("POST", "/restorations", #"{"revision":1,"cell":"none"}"#, 404),
    ("POST", "/restorations", #"{"revision":"1"}"#, 400),
  ])
  func `answers nonsense with a sentence`(
    method: String, end: String, body: String, status: Int
  ) async throws {
    let notebook = try await HistoryEdge(try await EdgeFixture())
    let answer = try await notebook.ask(method == "GET" ? .get : .post, end, body)
    #expect(answer.status == status)
    #expect((answer.object["title"] as? String)?.hasSuffix(".") == true)
  }

  @Test func `of a notebook that is not there is not an empty one`() async throws {
    let edge = try await EdgeFixture()
    for end in ["revisions", "revisions/1", "steps?author=a"] {
      let answer = try await HistoryEdge.ask(edge, .get, "/api/notebooks/none/\(end)")
      #expect(answer.status == 404)
    }
  }

  @Test func `refuses a name without end`() async throws {
    let notebook = try await HistoryEdge(try await EdgeFixture())
    let name = String(repeating: "x", count: 201)
    let answer = try await notebook.ask(
      .post, "/operations",
      #"{"base":1,"key":"k","name":"\#(name)","operations":[{"type":"setTitle","title":"T"}]}"#)
    #expect(answer.status == 422)
  }
}

@Suite(.timeLimit(.minutes(1))) struct `The list of notebooks` {
  @Test func `shows the bin apart, with times`() async throws {
    let edge = try await EdgeFixture()
    let notebook = try await HistoryEdge(edge)
    #expect(try await notebook.ask(.delete, "").status == 204)
    let bin = try await HistoryEdge.ask(edge, .get, "/api/bin").object
    let entries = try #require(bin["notebooks"] as? [[String: Any]])
    #expect(entries.map { $0["title"] as? String } == ["Mine"])
    #expect((entries.first?["deleted"] as? String)?.hasSuffix("Z") == true)
    #expect(try await notebook.ask(.post, "/restorations", "{}").status == 200)
    let empty = try await HistoryEdge.ask(edge, .get, "/api/bin").object["notebooks"] as? [Any]
    #expect(empty?.isEmpty == true)
  }

  @Test func `duplicates a notebook with its cells and tags`() async throws {
    let edge = try await EdgeFixture()
    let notebook = try await HistoryEdge(edge)
    try await notebook.edit(
      #"{"type":"setSource","cell":"c1","source":"one"},{"type":"setTags","tags":["x"]},"#
        + #"{"type":"insertCell","cell":"c2","kind":"code","source":""},"#
        + #"{"type":"deleteCell","cell":"c2"}"#)
    let id = notebook.path.split(separator: "/").last ?? ""
    let copy = try await HistoryEdge.ask(edge, .post, "/api/notebooks", #"{"copyOf":"\#(id)"}"#)
    #expect(copy.status == 201)
    #expect(copy.object["title"] as? String == "Copy of Mine")
    #expect(copy.object["tags"] as? [String] == ["x"])
    #expect(copy.object["id"] as? String != String(id))
    let cells = copy.object["cells"] as? [[String: Any]]
    #expect(cells?.map { $0["source"] as? String } == ["one"])
    _ = try await notebook.ask(.delete, "")
    let gone = try await HistoryEdge.ask(edge, .post, "/api/notebooks", #"{"copyOf":"\#(id)"}"#)
    #expect(gone.status == 410)
  }

  @Test func `finds notebooks by their words and marks these`() async throws {
    let edge = try await EdgeFixture()
    let notebook = try await HistoryEdge(edge, title: "Locks")
    try await notebook.edit(#"{"type":"setSource","cell":"c1","source":"a\nrw.variants()"}"#)
    let answer = try await HistoryEdge.ask(edge, .get, "/api/search?q=VARI%20lock").object
    let found = try #require((answer["notebooks"] as? [[String: Any]])?.first)
    let title = try #require(found["title"] as? [[String: Any]])
    #expect(title.map { $0["text"] as? String } == ["Lock", "s"])
    #expect(title.map { $0["match"] as? Bool } == [true, false])
    let passage = try #require((found["passages"] as? [[String: Any]])?.first)
    #expect(passage["cell"] as? String == "c1")
    let text = try #require(passage["text"] as? [[String: Any]])
    #expect(text.map { $0["text"] as? String } == ["rw.", "vari", "ants()"])
    #expect(try await HistoryEdge.ask(edge, .get, "/api/search?q=%20").status == 400)
    #expect(try await HistoryEdge.ask(edge, .get, "/api/search").status == 400)
  }
}

@Suite struct `An excerpt` {
  private func text(_ parts: [Excerpt.Part]) -> String {
    parts.map { $0.match ? "[\($0.text)]" : $0.text }.joined()
  }

  @Test func `is the line with most of the words`() {
    let source = "one\n  one two\ntwo"
    #expect(text(Excerpt.best(of: source, ["two", "one"])) == "[one] [two]")
  }

  @Test func `is cut around the first match of a long line`() {
    let line = String(repeating: "a", count: 500) + "X" + String(repeating: "b", count: 500)
    let shown = text(Excerpt.best(of: line, ["x"]))
    #expect(shown.hasPrefix("…a"))
    #expect(shown.hasSuffix("b…"))
    #expect(shown.contains("[X]"))
    #expect(shown.count == ServerLimits.excerpt + 4)
  }

  @Test(arguments: [("", [] as [String]), ("", ["x"]), ("abc", ["abcd"]), ("\n\n", ["a"])])
  func `of what does not match marks nothing`(source: String, words: [String]) {
    #expect(!text(Excerpt.best(of: source, words)).contains("["))
  }

  @Test func `keeps letters whose small form is longer`() {
    #expect(text(Excerpt.marked("İstanbul", ["stan"])) == "İ[stan]bul")
  }
}
