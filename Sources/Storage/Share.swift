public import NotebookModel

/// A link by which others read a notebook; its token is known only by its fingerprint.
public struct Share: Sendable, Equatable {
  public var id: String
  public var notebook: NotebookID
  /// The revision that it shows; nil follows the live notebook.
  public var revision: Int?
  /// The newest event when it was made: what happened before is not told by it.
  public var since: Int
  public var created: Timestamp
  /// Nil never expires.
  public var expires: Timestamp?
  public var revoked: Timestamp?
  /// Whether the notebook is in the bin, where no link shows it.
  public var isInBin: Bool

  public init(
    id: String, notebook: NotebookID, revision: Int? = nil, since: Int = 0, created: Timestamp,
    expires: Timestamp? = nil, revoked: Timestamp? = nil, isInBin: Bool = false
  ) {
    self.id = id
    self.notebook = notebook
    self.revision = revision
    self.since = since
    self.created = created
    self.expires = expires
    self.revoked = revoked
    self.isInBin = isInBin
  }

  /// Whether it opens the notebook at a time.
  public func isOpen(at now: Timestamp) -> Bool {
    revoked == nil && expires.map { now < $0 } ?? true
  }
}
