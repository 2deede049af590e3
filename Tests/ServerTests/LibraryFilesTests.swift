import NotebookFormat
import NotebookModel
import TestSupport
import Testing

@testable import Server

@Suite struct `A library without a server` {
  @Test func `takes a file in and hands it back after it was closed and opened again`() async throws
  {
    let folder = try TemporaryFolder()
    let path = folder.path("deep/notebooks.sqlite")
    let cell = CellContent(id: CellID("a"), kind: .code, source: "x\u{0}\r\n")
    let file = NotebookFile(title: "T", cells: [cell], extra: NotebookFile.newExtra)
    let first = try await Library.open(database: path)
    let id = try await first.add(file)
    try await first.close()
    let second = try await Library.open(database: path)
    let (again, runs) = try await second.export(id)
    #expect(again.written(as: .ipynb) == file.written(as: .ipynb))
    #expect(runs.isEmpty)
    await #expect(throws: SessionError.self) { try await second.export(NotebookID("none")) }
    await #expect(throws: ServerStartError.self) { try await Library.open(database: path) }
    try await second.close()
  }
}
