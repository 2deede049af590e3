import Foundation
import NotebookModel
import Storage
import TestSupport
import Testing

@Suite struct `Opening a database` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `finds what was there`() async throws {
    var store = try Store(in: folder)
    try store.create()
    try store.close()
    store = try Store(in: folder, epoch: "e2")
    #expect(try await store.state(of: notebook)?.cells.map(\.id) == [first, second])
    #expect(try await store.findings() == [])
  }

  @Test func `goes on with the event numbers after a clean end only`() throws {
    let epochs = try ["e1", "e2"].map { name in
      let store = try Store(in: folder, epoch: name)
      defer { try? store.close() }
      return store.epoch
    }
    #expect(epochs == ["e1", "e1"])
    // Nobody closes this one.
    _ = try Store(in: folder, epoch: "e3")
    #expect(try Store(in: folder, epoch: "e4").epoch == "e4")
  }

  @Test func `is refused while another server has it`() throws {
    let store = try Store(in: folder)
    let error = #expect(throws: StorageError.self) { try Store(in: folder) }
    #expect(error?.code == .inUse)
    #expect(error?.description.contains("another server") == true)
    try store.close()
  }

  @Test func `is possible again once the other server has ended`() throws {
    do { _ = try Store(in: folder) }
    #expect(throws: Never.self) { _ = try Store(in: folder) }
  }

  @Test func `leaves a file that is no database as it is`() throws {
    let path = folder.path("notebooks.db")
    let content = Data(repeating: UInt8(ascii: "x"), count: 10_000)
    try content.write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: StorageError.self) { try Store(in: folder) }
    #expect(error?.code == .damaged)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == content)
  }

  @Test func `finds damage in the middle of a file`() async throws {
    let store = try Store(in: folder)
    for number in 0..<200 { try store.create(.init("n\(number)")) }
    try store.close()
    let url = URL(fileURLWithPath: folder.path("notebooks.db"))
    var content = try Data(contentsOf: url)
    let middle = content.count / 2 / 4_096 * 4_096
    // One page may be a free one, which nobody would miss.
    let damage = 32 * 4_096
    content.replaceSubrange(
      middle..<(middle + damage), with: Data(repeating: 0xaa, count: damage))
    try content.write(to: url)
    let damaged = try Store(in: folder)
    do {
      #expect(try await damaged.findings() != [])
    } catch {
      #expect(error.code == .damaged)
    }
  }

  @Test func `needs a folder that is there`() {
    let error = #expect(throws: StorageError.self) {
      try Store(path: folder.path("missing/notebooks.db"), newEpoch: "e1")
    }
    #expect(error?.code == .inaccessible)
  }

  @Test func `works in memory too`() async throws {
    let store = try Store(inMemoryWithEpoch: "e1")
    try store.create()
    #expect(try await store.notebooks().map(\.id) == [notebook])
    #expect(try await store.snapshot(of: notebook)?.cells.count == 2)
  }

  @Test func `finds all that was committed when the server was killed in mid-run`() async throws {
    let store = try Store(in: folder)
    try store.create()
    try store.queueRun()
    try store.report((0..<50).map { text("line \($0)") })
    // What the disk holds at this moment is what a killed process leaves.
    let copy = try TemporaryFolder()
    for end in ["", "-wal"] {
      try FileManager.default.copyItem(
        atPath: folder.path("notebooks.db\(end)"), toPath: copy.path("notebooks.db\(end)"))
    }
    let revived = try Store(in: copy, epoch: "e2")
    #expect(revived.epoch == "e2")
    #expect(try await revived.events(of: one, from: 1, limit: 100).count == 50)
    #expect(try await revived.unfinishedNotebooks() == [notebook])
    #expect(try await revived.findings() == [])
  }

  @Test func `lets old notices go, but no line of a run`() async throws {
    var store = try Store(in: folder)
    try store.create()
    try store.queueRun()
    let notice = EventRow.notice(type: "t", json: Array("{}".utf8))
    _ = try store.commit([Group(notebook: notebook, events: [notice, notice])])
    try store.report([other("plan")])
    _ = try store.commit([Group(notebook: notebook, events: [notice, notice])])
    try store.close()
    for _ in 0..<2 {
      store = try Store(path: folder.path("notebooks.db"), newEpoch: "e2", keptNotices: 2)
      #expect(store.floor == 2)
      #expect(try await store.events(after: 0, of: [notebook]).events.map(\.sequence) == [3, 4, 5])
      try store.close()
    }
  }
}
