import NotebookModel
import Server
import Storage
import Testing
import Wire

@Suite(.timeLimit(.minutes(2))) struct `The journal` {
  @Test func `keeps the order of everybody who writes, in one sequence`() async throws {
    let desk = try await Desk()
    let id = try await desk.session().id
    let hub = desk.library.hub
    let journal = Journal(store: desk.store, hub: hub)
    var reader = try await hub.subscribe(to: [id])
    try await withThrowingDiscardingTaskGroup { group in
      for writer in 0..<4 {
        group.addTask {
          for step in 0..<50 {
            let rows = (0..<(step % 4)).map { index in
              EventRow.notice(
                type: "t", json: Array("[\(writer),\(step * 4 + index)]".utf8))
            }
            let numbers = try await journal.commit(Group(notebook: id, events: rows)).get()
            #expect(numbers.count == rows.count)
          }
        }
      }
    }
    let total = 4 * (0..<50).reduce(0) { $0 + $1 % 4 }
    let events = try await reader.events(upTo: total)
    #expect(events.map(\.sequence) == Array(1...total))
    for writer in 0..<4 {
      let steps = try events.map { try $0.json }.filter { $0[0]?.integer == writer }
        .compactMap { $0[1]?.integer }
      #expect(steps == steps.sorted())
      #expect(steps.count == total / 4)
    }
  }
}
