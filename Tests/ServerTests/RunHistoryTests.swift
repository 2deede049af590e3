import Foundation
import HTTPServer
import NotebookModel
import Testing
import Wire

@testable import Server

@Suite(.timeLimit(.minutes(2))) struct `The list of earlier runs` {
  let edge: EdgeFixture
  let notebook: NotebookID

  init() async throws {
    edge = try await EdgeFixture()
    let cells = [CellContent(id: CellID("a"), kind: .code, source: "first text")]
    notebook = try await edge.resources.library.create(title: "T", cells: cells)
  }

  func list(_ query: String = "") async throws -> (status: Int, json: JSON) {
    let answer = try await edge.ask(
      .get, "/api/notebooks/\(notebook)/cells/a/runs\(query)", [("Authorization", edge.bearer)])
    return (answer.status, try WireCoding.decode(from: answer.text.utf8))
  }

  @Test func `goes on page by page and tells what became of each`() async throws {
    let session = try await edge.resources.library.session(notebook)
    for number in 1...5 {
      let id = try #require(try await session.run([CellID("a")]).first).id
      try await session.started(id)
      try await session.workerEvent(
        id, line: try line("verdict", id, ["claim": "c", "sentence": .string("Number \(number).")]))
      try await session.ended(id, number == 5 ? .failed : .done, reason: number == 5 ? "Bad." : nil)
    }
    let base = try await session.currentState().notebook.revision
    _ = try await session.edit(
      base: base, key: "k", changes: [.setSource(CellID("a"), "second text")])
    let first = try await list("?limit=2")
    let runs = first.json["runs"]?.array ?? []
    #expect(runs.map { $0["verdicts"]?[0]?["sentence"]?.text } == ["Number 5.", "Number 4."])
    #expect(runs.map { $0["phase"]?.text } == ["failed", "done"])
    #expect(runs[0]["reason"]?.text == "Bad." && runs[0]["isChanged"] == true)
    #expect(runs[0]["ended"]?.text?.hasSuffix("Z") == true)
    let next = try #require(first.json["next"]?.text)
    let second = try await list("?limit=2&before=\(next)")
    #expect(
      second.json["runs"]?.array.map { $0["verdicts"]?[0]?["sentence"]?.text }
        == ["Number 3.", "Number 2."])
    let last = try await list("?limit=2&before=\(try #require(second.json["next"]?.text))")
    #expect(last.json["runs"]?.array.count == 1 && last.json["next"] == .null)
  }

  @Test func `leads to runs that name their notebook`() async throws {
    let session = try await edge.resources.library.session(notebook)
    let id = try #require(try await session.run([CellID("a")]).first).id
    let answer = try await edge.ask(.get, "/api/runs/\(id)", [("Authorization", edge.bearer)])
    #expect(answer.status == 200 && answer.headers["x-notebook"] == notebook.rawValue)
  }

  @Test func `is empty before the first run, and not there for a cell that is not`() async throws {
    let empty = try await list()
    #expect(empty.status == 200 && empty.json["runs"]?.array.isEmpty == true)
    let answer = try await edge.ask(
      .get, "/api/notebooks/\(notebook)/cells/b/runs", [("Authorization", edge.bearer)])
    #expect(answer.status == 404 && answer.text.contains("no cell b"))
    #expect(try await list("?limit=x").status == 400)
  }
}
