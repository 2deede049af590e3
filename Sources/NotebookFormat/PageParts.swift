/// The script and styles that a page carries, as set-up makes them (`.ci/reader.sh`).
public struct PageParts: Sendable, Equatable {
  /// A library of the script; a page carries those that it needs.
  public enum Library: String, CaseIterable, Sendable {
    /// Markdown and the sanitiser.
    case text
    /// Series of samples.
    case plots
    /// Formulas, with styles of their own.
    case math
    /// Vega-Lite.
    case charts
  }

  public var script: [UInt8]
  public var styles: [UInt8]
  public var mathStyles: [UInt8]
  public var libraries: [Library: [UInt8]]

  public init(
    script: [UInt8], styles: [UInt8], mathStyles: [UInt8], libraries: [Library: [UInt8]]
  ) {
    self.script = script
    self.styles = styles
    self.mathStyles = mathStyles
    self.libraries = libraries
  }

  /// The files by name, from wherever they are kept.
  public init(reading file: (String) throws -> [UInt8]) rethrows {
    script = try file("reader.js")
    styles = try file("reader.css")
    mathStyles = try file("math.css")
    libraries = [:]
    for library in Library.allCases { libraries[library] = try file("\(library.rawValue).js") }
  }
}
