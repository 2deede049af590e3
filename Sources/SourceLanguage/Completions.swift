/// Proposals for what could stand at a place.
public struct Completions: Hashable, Sendable {
  /// The most proposals for one place.
  package static var limit: Int { Limits.completions }

  /// The UTF-16 offset from which on a proposal replaces the text before the cursor.
  public var from: Int
  public var items: [Completion]

  public init(from: Int, items: [Completion]) {
    self.from = from
    self.items = items
  }
}

/// One proposal.
public struct Completion: Hashable, Sendable {
  /// What is proposed, so that an editor can choose a picture.
  public enum Kind: String, Hashable, Sendable {
    case experiment, parameter, `case`, value, unit, keyword
    case variable, object, thread, procedure, method
  }

  /// What the list shows, and what the typed text is compared with.
  public var label: String
  public var kind: Kind
  public var detail: String?
  /// What is put in.
  public var insert: String

  public init(label: String, kind: Kind, detail: String? = nil, insert: String? = nil) {
    self.label = label
    self.kind = kind
    self.detail = detail
    self.insert = insert ?? label
  }
}
