/// Why a file is not a notebook that can be opened.
public enum FormatError: Error, Equatable, Sendable {
  /// Not JSON; the place counts lines and columns (in bytes) from 1.
  case notJSON(line: Int, column: Int, expected: String)
  /// JSON, but not a notebook.
  case notANotebook(String)
  /// A major version other than 4.
  case unsupportedVersion(String)
  /// Larger or deeper than ``Limits`` allows.
  case tooLarge(String)

  /// One sentence for a person, with what to do next.
  public var sentence: String {
    switch self {
    case .notJSON(let line, let column, let expected):
      "The file is not valid JSON: line \(line), column \(column) should have \(expected). "
        + "Open it in a text editor and mend that place, or take an earlier copy."
    case .notANotebook(let reason):
      "The file is JSON but not a notebook: \(reason). Choose an .ipynb file."
    case .unsupportedVersion(let version):
      "The file has notebook format \(version); only major version 4 can be opened. "
        + "Save it as version 4 with Jupyter and import that."
    case .tooLarge(let reason): "The file is too large: \(reason). Split it into smaller notebooks."
    }
  }
}
