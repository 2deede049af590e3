import Glibc

/// Who waits for whom: an arrow from each waiting thread to the one that holds what it wants.
///
/// Threads that wait for each other in a circle can never go on; their arrows are drawn bold.
public struct WaitPicture: Hashable, Sendable {
  /// One thread that waits for a resource that another one holds.
  public struct Edge: Hashable, Sendable {
    public var waiter: String
    public var resource: String
    public var holder: String

    public init(_ waiter: String, waitsFor resource: String, heldBy holder: String) {
      self.waiter = waiter
      self.resource = resource
      self.holder = holder
    }
  }

  public var title: String
  /// In the order around the circle.
  public var threads: [String]
  public var edges: [Edge]

  /// Threads that only stand in `edges` follow those of `threads`.
  public init(_ title: String, threads: [String] = [], edges: [Edge]) {
    self.title = title
    var seen: Set<String> = []
    self.threads = (threads + edges.flatMap { [$0.waiter, $0.holder] }).filter {
      seen.insert($0).inserted
    }
    self.edges = edges
  }

  /// The threads of a circle, each waiting for the next and the last for the first; empty when
  /// nobody waits in a circle.
  public var cycle: [String] {
    let next = Dictionary(grouping: edges, by: \.waiter).mapValues { $0.map(\.holder) }
    var finished: Set<String> = []
    for start in threads where !finished.contains(start) {
      var path = [start]
      var choices = [next[start] ?? []]
      while !path.isEmpty {
        guard let holder = choices[choices.count - 1].popLast() else {
          finished.insert(path.removeLast())
          choices.removeLast()
          continue
        }
        if let index = path.firstIndex(of: holder) { return Array(path[index...]) }
        guard !finished.contains(holder) else { continue }
        path.append(holder)
        choices.append(next[holder] ?? [])
      }
    }
    return []
  }

  /// What it shows, as a sentence.
  public var finding: String {
    let cycle = cycle
    guard let first = cycle.first else {
      return edges.isEmpty ? "Nobody waits." : "Nobody waits in a circle."
    }
    return "Deadlock: \(cycle.joined(separator: " waits for ")) waits for \(first)."
  }

  /// A picture and the same in words.
  public func output(named name: String) -> Output {
    let lines = edges.map { "\($0.waiter) waits for \($0.resource), held by \($0.holder)" }
    return Output(
      name: name, title: title, plain: ([title, finding] + lines).joined(separator: "\n"),
      [Representation("image/svg+xml", .string(svg))])
  }

  /// The graph with its threads on a circle.
  public var svg: String {
    let (width, top) = (640.0, 52.0)
    let radius = min(230, max(105, Double(threads.count) * 16))
    let centre = (x: width / 2, y: top + radius + 26)
    var svg = SVG(
      width: width, height: centre.y + radius + 34, title: title, description: finding,
      style: Self.style)
    svg.raw(Self.arrows)
    svg.label(12, 20, SVG.fitted(title, 600), class: "h")
    let size = threads.count > 16 ? 11.0 : 17.0
    var places: [String: (x: Double, y: Double)] = [:]
    for (index, thread) in threads.enumerated() {
      let angle = 2 * Double.pi * Double(index) / Double(max(1, threads.count)) - .pi / 2
      places[thread] = (centre.x + radius * cos(angle), centre.y + radius * sin(angle))
    }
    let cycle = cycle
    let circle = Set(zip(cycle, cycle.dropFirst() + cycle.prefix(1)).map { "\($0)\n\($1)" })
    for edge in edges {
      guard let from = places[edge.waiter], let to = places[edge.holder] else { continue }
      let isBold = circle.contains("\(edge.waiter)\n\(edge.holder)")
      draw(edge, from, to, size, isBold, &svg)
    }
    for (index, thread) in threads.enumerated() {
      guard let place = places[thread] else { continue }
      let n = SVG.number
      svg.raw("<circle class=\"n\" cx=\"\(n(place.x))\" cy=\"\(n(place.y))\" r=\"\(n(size))\"/>")
      let angle = 2 * Double.pi * Double(index) / Double(max(1, threads.count)) - .pi / 2
      let reach = size + 8
      let anchor = abs(cos(angle)) < 0.3 ? "middle" : cos(angle) > 0 ? "start" : "end"
      svg.label(
        place.x + reach * cos(angle), place.y + reach * sin(angle) + 4 + 4 * sin(angle), thread,
        anchor: anchor)
    }
    return svg.finished
  }

  private func draw(
    _ edge: Edge, _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), _ size: Double,
    _ isBold: Bool, _ svg: inout SVG
  ) {
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let length = (dx * dx + dy * dy).squareRoot()
    let n = SVG.number
    guard length > 1 else {
      // A thread that waits for itself: a loop above it.
      let foot = from.y - size
      svg.path(
        "M\(n(from.x - 7)) \(n(foot))C\(n(from.x - 34)) \(n(foot - 40)) "
          + "\(n(from.x + 34)) \(n(foot - 40)) \(n(from.x + 8)) \(n(foot - 4))",
        class: isBold ? "w wb" : "w")
      svg.label(from.x + 24, foot - 12, edge.resource, class: "t k")
      return
    }
    // A curve, so that two threads that wait for each other get two arrows.
    let bend = (x: (from.x + to.x) / 2 - dy * 0.12, y: (from.y + to.y) / 2 + dx * 0.12)
    func rim(_ place: (x: Double, y: Double), _ gap: Double) -> (x: Double, y: Double) {
      let (ax, ay) = (bend.x - place.x, bend.y - place.y)
      let reach = max(1, (ax * ax + ay * ay).squareRoot())
      return (place.x + ax / reach * gap, place.y + ay / reach * gap)
    }
    let (start, end) = (rim(from, size + 2), rim(to, size + 8))
    svg.path(
      "M\(n(start.x)) \(n(start.y))Q\(n(bend.x)) \(n(bend.y)) \(n(end.x)) \(n(end.y))",
      class: isBold ? "w wb" : "w")
    if threads.count <= 24 {
      let middle = (
        x: (start.x + 2 * bend.x + end.x) / 4, y: (start.y + 2 * bend.y + end.y) / 4
      )
      svg.label(middle.x, middle.y + 4, edge.resource, class: "t k", anchor: "middle")
    }
  }

  private static let style =
    ".ilv .n{fill:#2f7fc1;stroke:currentColor}"
    + ".ilv .w{fill:none;stroke:currentColor;stroke-width:1.2;stroke-dasharray:5 3;"
    + "marker-end:url(#ilv-arrow)}"
    + ".ilv .wb{stroke-width:2.6;stroke-dasharray:none}"
    + ".ilv .k{font-size:11px;paint-order:stroke;stroke:#fff;stroke-width:3px}"
    + "@media (prefers-color-scheme:dark){.ilv .k{stroke:#16191d}}"

  private static let arrows = """
    <defs><marker id="ilv-arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="8" \
    markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">\
    <path d="M0 0L8 4L0 8Z" fill="currentColor"/></marker></defs>
    """
}
