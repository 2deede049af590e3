/// Who made an edit, and which step of theirs it belongs to.
public struct Origin: Sendable, Equatable {
  /// Names the person's browser, so that undo finds what is theirs; it is never shown.
  public var author: String?
  /// The display name that the person chose.
  public var name: String?
  /// What one press of undo takes back: all saves of the author with the same step.
  public var step: String?
  /// The step that this one takes back.
  public var takesBack: String?
  /// The revision that this edit brought back, whole or in part.
  public var restored: Int?

  public init(
    author: String? = nil, name: String? = nil, step: String? = nil, takesBack: String? = nil,
    restored: Int? = nil
  ) {
    self.author = author
    self.name = name
    self.step = step
    self.takesBack = takesBack
    self.restored = restored
  }
}
