public import NotebookModel

/// The forms in which a notebook leaves, one case each.
///
/// A new form is a case here, its branch in ``NotebookFile/written(as:runs:options:)``, and a command
/// of the page's File menu.
public enum ExportFormat: String, Sendable, CaseIterable {
  /// The file of Jupyter; byte for byte the one that was imported, as long as nothing changed.
  case ipynb
  /// To be read: text, code and what the runs said, without ids and metadata.
  case markdown
  /// To be kept under version control: Markdown with fenced cells that imports back without loss.
  case text
  /// To be read by anybody, anywhere: a page of its own. It holds more than the file (``WebPage``).
  case html

  /// What the file is, for `Content-Type`.
  public var mediaType: String {
    switch self {
    case .ipynb: "application/x-ipynb+json"
    case .markdown, .text: "text/markdown; charset=utf-8"
    case .html: "text/html; charset=utf-8"
    }
  }

  /// How the file's name ends.
  public var fileEnding: String {
    switch self {
    case .ipynb: ".ipynb"
    case .markdown: ".md"
    case .text: ".nb.md"
    case .html: ".html"
    }
  }

  /// Whether results are written when nobody says so: they are noise in a difference of texts.
  var hasOutputs: Bool { self != .text }
}

/// What the person may choose about a file.
public struct ExportOptions: Sendable, Equatable {
  /// Whether results are written; nil leaves it to the form.
  public var outputs: Bool?
  /// Whether a file of a minor below 4.5 is raised to 4.5, with the ids of its cells; otherwise it is
  /// saved as it was.
  public var raisesMinor: Bool

  public init(outputs: Bool? = nil, raisesMinor: Bool = false) {
    (self.outputs, self.raisesMinor) = (outputs, raisesMinor)
  }
}

extension NotebookFile {
  /// The bytes of the file in a form that holds nothing else, which a page does.
  ///
  /// `runs` holds those that cells show; other cells keep the outputs of the file they came from.
  public func written(
    as format: ExportFormat, runs: [CellID: RecordedRun] = [:],
    options: ExportOptions = ExportOptions()
  ) -> [UInt8] {
    let hasOutputs = options.outputs ?? format.hasOutputs
    let document = document(
      runs: hasOutputs ? runs : [:], hasOutputs: hasOutputs, raisesMinor: options.raisesMinor)
    return switch format {
    case .ipynb: JSONWriter.canonical(document)
    case .markdown: Array(MarkdownWriter.text(of: document, title: title).utf8)
    case .text: Array(TextForm.text(of: self, document, hasOutputs: hasOutputs).utf8)
    case .html: preconditionFailure("A page is made by whoever has traces and schedules.")
    }
  }
}
