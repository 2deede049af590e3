import Explorer
import Foundation
import Testing

@Suite struct `a schedule as text` {
  @Test func `is a table with a column for each thread`() throws {
    #expect(
      try recorded(lostUpdate, "0110").table(try compiled(lostUpdate)) == """
        step │ worker 1           │ worker 2
        ─────┼────────────────────┼───────────────────
        1    │ reads counter = 0  │
        ─────┼─ switch ───────────┼───────────────────
        2    │                    │ reads counter = 0
        3    │                    │ writes counter = 1
        4    │ writes counter = 1 │
        ─────┼────────────────────┼───────────────────
        counter is 1 at the end, so assert counter == 2 fails.

        """)
  }

  @Test func `says as lines what happens before what`() throws {
    let source = "mutex m\nthread a { with m { } }\nthread b { with m { } }"
    #expect(
      try recorded(source, "0011").order(try compiled(source))
        == "2 (a unlocks m) happens before 3 (b locks m)\n")
    #expect(
      try recorded(lostUpdate, "01").order(try compiled(lostUpdate))
        == "No step of one thread happens before a step of another.\n")
    #expect(
      try recorded(lostUpdate, "011").order(try compiled(lostUpdate))
        == "nothing orders 1 (worker 1 reads counter = 0) with 3 (worker 2 writes counter = 1): a data race\n"
    )
  }

  @Test func `has a graph of who waits for whom`() throws {
    let program = try compiled(crossedLocks)
    let state = try #require(try recorded(crossedLocks, "01").steps.last).state
    let graph = WaitForGraph(state, of: program)
    #expect(graph.cycle == [0, 1])
    #expect(graph.edges.map(\.holder) == [1, 0])
    #expect(graph.edges.map(\.object) == [1, 0])
    #expect(
      graph.text(program) == """
        left waits for b, held by right
        right waits for a, held by left
        circle: left → right → left
        """)
    let free = WaitForGraph(try recorded(crossedLocks, "0").initial, of: program)
    #expect(free.text(program) == "Nobody waits.")
  }

  @Test func `finds the circle and not those who only wait for it`() throws {
    let source = """
      mutex a, b, c
      thread zero { join one }
      thread one { a.lock(); b.lock(); b.unlock(); a.unlock() }
      thread two { b.lock(); c.lock(); c.unlock(); b.unlock() }
      thread three { c.lock(); a.lock(); a.unlock(); c.unlock() }
      """
    let state = try #require(try recorded(source, "123").steps.last).state
    let graph = WaitForGraph(state, of: try compiled(source))
    #expect(graph.cycle == [1, 2, 3])
    #expect(graph.waits.count == 4)
  }

  @Test func `is a Chrome trace with slices, arrows and what is held`() throws {
    let source = "mutex m\nthread a { with m { } }\nthread \u{62} { with m { } }"
    let text = try recorded(source, "0011").chromeTrace(try compiled(source))
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let events = try #require(json["traceEvents"] as? [[String: Any]])
    func all(_ phase: String) -> [[String: Any]] { events.filter { $0["ph"] as? String == phase } }
    #expect(all("X").compactMap { $0["ts"] as? Int } == [0, 1, 2, 3])
    #expect(all("X").compactMap { $0["tid"] as? Int } == [1, 1, 2, 2])
    #expect(all("b").compactMap { $0["ts"] as? Int } == [0, 2])
    #expect(all("e").compactMap { $0["ts"] as? Int } == [2, 4])
    #expect(all("s").compactMap { $0["ts"] as? Double } == [1.5])
    #expect(all("f").compactMap { $0["ts"] as? Double } == [2.5])
  }
}
