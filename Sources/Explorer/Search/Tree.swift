/// The tree of all interleavings with equal states folded together, so that it is small enough to look at.
///
/// Node 0 is the start. Each node says how many interleavings go on from there and how many of them fail.
public struct InterleavingTree: Sendable, Hashable {
  public struct Node: Sendable, Hashable {
    /// Interleavings from here to an end.
    public var total: UInt64
    public var failing: UInt64
    /// Ways from the start to here.
    public var paths: UInt64
    public var children: [Edge]

    public init(total: UInt64, failing: UInt64, paths: UInt64, children: [Edge] = []) {
      self.total = total
      self.failing = failing
      self.paths = paths
      self.children = children
    }
  }

  public struct Edge: Sendable, Hashable {
    public var choice: Choice
    /// What the step does, with who does it: `worker 1 reads counter`.
    public var text: String
    /// The line it comes from; 0 for none.
    public var line: Int
    public var node: Int

    public init(choice: Choice, text: String, line: Int, node: Int) {
      self.choice = choice
      self.text = text
      self.line = line
      self.node = node
    }
  }

  public var model: MemoryModel
  public var nodes: [Node]
  /// Whether it ends before the program does because there would be too many nodes.
  public var isCut: Bool

  public init(model: MemoryModel, nodes: [Node], isCut: Bool = false) {
    self.model = model
    self.nodes = nodes
    self.isCut = isCut
  }
}
