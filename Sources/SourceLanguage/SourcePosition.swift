/// One place in a source.
///
/// `line` and `column` are for people: they start at 1, and a column is one character as a reader
/// counts them, however many code units it takes. `offset` is for editors: it starts at 0 and counts
/// UTF-16 code units.
public struct SourcePosition: Hashable, Sendable, Comparable {
  public var line: Int
  public var column: Int
  public var offset: Int

  public init(line: Int, column: Int, offset: Int) {
    self.line = line
    self.column = column
    self.offset = offset
  }

  public static func < (left: Self, right: Self) -> Bool { left.offset < right.offset }
}

/// A part of a source, from its first character up to the place after its last.
public struct SourceRange: Hashable, Sendable {
  public var from: SourcePosition
  public var to: SourcePosition

  public init(from: SourcePosition, to: SourcePosition) {
    self.from = from
    self.to = to
  }
}
