/// Why a file is not a notebook that can be opened.
public enum FormatError: Error, Equatable, Sendable {
  case empty
  /// Text in another encoding than UTF-8.
  case encoding(String)
  /// Not JSON; the place counts lines and columns (in bytes) from 1.
  case notJSON(line: Int, column: Int, expected: String)
  /// Left by a merge that was not finished; the line counts from 1.
  case conflictMarkers(line: Int)
  /// The text form, broken at a line, which counts from 1.
  case notTextForm(line: Int, expected: String)
  /// JSON, but not a notebook.
  case notANotebook(String)
  /// Major version 3 or older.
  case oldVersion(String)
  /// Major version 5 or newer.
  case newVersion(String)
  /// Larger or deeper than ``Limits`` allows.
  case tooLarge(String)

  /// What is wrong and what to do next, for a person.
  public var sentence: String {
    switch self {
    case .empty: "The file is empty. Take an earlier copy of it."
    case .encoding(let name):
      "The file is \(name), and notebooks are UTF-8. Save it as UTF-8 in a text editor and import that."
    case .notJSON(let line, let column, let expected):
      "The file is not valid JSON: line \(line), column \(column) should have \(expected). "
        + "Open it in a text editor and mend that place, or take an earlier copy."
    case .conflictMarkers(let line):
      "The file holds the marks of a merge that was not finished (<<<<<<<, line \(line)). "
        + "Finish the merge, or take one side with `git checkout --ours FILE` or `--theirs`, and import that."
    case .notTextForm(let line, let expected):
      "The text of the notebook cannot be read: line \(line) should be \(expected). Mend that line."
    case .notANotebook(let reason):
      "The file is JSON but not a notebook: \(reason). Choose an .ipynb file."
    case .oldVersion(let version):
      "The file has notebook format \(version), which is older than 4. Convert it with "
        + "`jupyter nbconvert --to notebook --nbformat 4 FILE` and import what that writes."
    case .newVersion(let version):
      "The file has notebook format \(version), which a newer program wrote; only major version 4 is "
        + "known. Save it as version 4 there and import that."
    case .tooLarge(let reason): "The file is too large: \(reason). Split it into smaller notebooks."
    }
  }
}
