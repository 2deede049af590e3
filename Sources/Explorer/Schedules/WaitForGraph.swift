/// Who waits for whom in one state: an arrow from each waiting thread to those that hold what it wants.
///
/// Threads in a circle of arrows can never go on.
public struct WaitForGraph: Sendable, Hashable {
  public struct Edge: Sendable, Hashable {
    public var waiter: Int
    public var holder: Int
    /// What is held; `nil` when it is the thread itself that is waited for, by a join.
    public var object: Int?
  }

  /// A thread that is blocked, with or without somebody who could be blamed.
  public struct Wait: Sendable, Hashable {
    public var thread: Int
    public var object: Int?
    /// As in: `waits for b, held by right`.
    public var text: String
  }

  public var waits: [Wait]
  public var edges: [Edge]
  /// The threads of a circle, each waiting for the next and the last for the first; empty without one.
  public var cycle: [Int]

  /// The graph of a state that was recorded.
  public init(_ state: Schedule.State, of program: Program) {
    waits = []
    edges = []
    cycle = []
    for (thread, standing) in state.threads.enumerated() where standing.status == .blocked {
      var object: Int?
      switch standing.waitsFor {
      case .object(let number):
        object = number
        edges += Self.holders(state.objects[number], except: thread).map {
          Edge(waiter: thread, holder: $0, object: number)
        }
      case .thread(let other): edges.append(Edge(waiter: thread, holder: other))
      case .condition, nil: break
      }
      waits.append(Wait(thread: thread, object: object, text: standing.next ?? "waits"))
    }
    cycle = Self.cycle(of: edges, threads: state.threads.count)
  }

  private static func holders(_ object: Schedule.ObjectState, except thread: Int) -> [Int] {
    ((object.owner.map { [$0] } ?? []) + object.readers).filter { $0 != thread }
  }

  /// Walks along the arrows, depth first; a thread whose arrows were all followed is never entered again.
  private static func cycle(of edges: [Edge], threads: Int) -> [Int] {
    var finished: Set<Int> = []
    for start in 0..<threads where !finished.contains(start) {
      var path = [start]
      var choices = [edges.filter { $0.waiter == start }[...]]
      while let top = choices.indices.last {
        guard let edge = choices[top].popFirst() else {
          finished.insert(path.removeLast())
          choices.removeLast()
          continue
        }
        if let index = path.firstIndex(of: edge.holder) { return Array(path[index...]) }
        guard !finished.contains(edge.holder) else { continue }
        path.append(edge.holder)
        choices.append(edges.filter { $0.waiter == edge.holder }[...])
      }
    }
    return []
  }

  /// As lines: each wait, then the circle.
  public func text(_ program: Program) -> String {
    func name(_ thread: Int) -> String { program.threads[thread].name }
    var lines = waits.map { "\(name($0.thread)) \($0.text)" }
    if let first = cycle.first {
      lines.append("circle: " + (cycle + [first]).map(name).joined(separator: " → "))
    }
    return lines.isEmpty ? "Nobody waits." : lines.joined(separator: "\n")
  }
}
