/// What a notebook is, without its cells.
public struct Notebook: Sendable, Equatable {
  public let id: NotebookID
  public var title: String
  /// Words by which the notebook is found, as ``normalised(tags:)`` leaves them.
  public var tags: [String]
  /// The lesson that this notebook is somebody's own copy of.
  public var lesson: String?
  /// The content hash of the lesson's original, to notice that a newer version exists.
  public var original: String?
  /// Everything in the notebook's file that the model does not know, as JSON text; never looked at.
  public var extra: String?
  /// Counts the saves; a cell's revision is that of the save which changed it last.
  public var revision: Int
  public var isDeleted: Bool

  public init(
    id: NotebookID, title: String, tags: [String] = [], lesson: String? = nil,
    original: String? = nil,
    extra: String? = nil, revision: Int = 1, isDeleted: Bool = false
  ) {
    self.id = id
    self.title = title
    self.tags = tags
    self.lesson = lesson
    self.original = original
    self.extra = extra
    self.revision = revision
    self.isDeleted = isDeleted
  }

  /// Tags without white space around them, each once whatever its case; empty ones go.
  public static func normalised(tags: [String]) -> [String] {
    var known: Set<String> = []
    return tags.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
      .filter { !$0.isEmpty && known.insert($0.lowercased()).inserted }
  }
}

/// What a cell is; the first line of a code cell says in which language.
public enum CellKind: String, Sendable, Equatable, CaseIterable {
  case markdown, code
  /// Neither shown as Markdown nor run; kept because notebook files may hold it.
  case raw
}

/// A cell as a file or lesson brings it.
public struct CellContent: Sendable, Equatable {
  public var id: CellID
  public var kind: CellKind
  public var source: String
  /// The pictures of a Markdown cell: file name → mime bundle, as JSON text.
  public var attachments: String?
  /// Everything in the cell of the file that the model does not know, as JSON text.
  public var extra: String?

  public init(
    id: CellID, kind: CellKind, source: String, attachments: String? = nil, extra: String? = nil
  ) {
    self.id = id
    self.kind = kind
    self.source = source
    self.attachments = attachments
    self.extra = extra
  }
}

/// A cell of a notebook.
///
/// A deleted cell stays, with its place and its runs, so that it can come back.
public struct Cell: Sendable, Equatable {
  public var content: CellContent
  public var revision: Int
  /// Where the cell stands: cells are shown by rising rank, and ranks leave gaps for others.
  public var rank: Int
  public var isDeleted: Bool
  /// The run whose results the cell shows.
  public var run: RunID?

  public init(
    content: CellContent, revision: Int, rank: Int, isDeleted: Bool = false, run: RunID? = nil
  ) {
    self.content = content
    self.revision = revision
    self.rank = rank
    self.isDeleted = isDeleted
    self.run = run
  }

  public var id: CellID { content.id }
  public var kind: CellKind { content.kind }
  public var source: String { content.source }
}

extension [Cell] {
  /// Makes the cells of a new notebook, in the order given.
  public init(contents: [CellContent], revision: Int) {
    self = contents.enumerated().map { index, content in
      Cell(content: content, revision: revision, rank: (index + 1) * Rank.step)
    }
  }
}
