public import NotebookModel

extension NotebookFile {
  /// The bytes of the `.ipynb` file, as Jupyter would write them.
  ///
  /// `outputs` holds those of cells that ran here; other cells keep the outputs of the file.
  public func written(outputs: [CellID: [JSONValue]] = [:]) -> [UInt8] {
    var root = (try? JSONValue(parsing: Array(extra.utf8))) ?? Self.newRoot
    if root["nbformat"] == nil { root = Self.newRoot }
    let untold = Self.derivedTitle(metadata: root["metadata"], cells: cells)
    let known = untold ?? root[Self.nameKey]?.string
    root[Self.nameKey] = nil
    if known != title {
      var metadata = root["metadata"] ?? .object([])
      metadata["title"] = .string(title)
      root["metadata"] = metadata
    }
    let hasIDs = (root["nbformat_minor"]?.integer ?? 0) >= 5
    root["cells"] = .array(
      cells.map { cell in Self.written(cell, outputs: outputs[cell.id], hasID: hasIDs) })
    return JSONWriter.canonical(root)
  }

  private static func written(_ cell: CellContent, outputs: [JSONValue]?, hasID: Bool)
    -> JSONValue
  {
    var value = (try? JSONValue(parsing: Array((cell.extra ?? "{}").utf8))) ?? .object([])
    if value["cell_type"] == nil || cell.kind != .raw {
      value["cell_type"] = .string(cell.kind.rawValue)
    }
    if hasID { value["id"] = .string(cell.id.rawValue) }
    if value["metadata"] == nil { value["metadata"] = .object([]) }
    value["source"] = .array(splitLines(cell.source).map(JSONValue.string))
    if cell.kind == .code {
      if let outputs { value["outputs"] = .array(outputs) }
      if value["outputs"] == nil { value["outputs"] = .array([]) }
      if value["execution_count"] == nil { value["execution_count"] = .null }
    } else {
      if value["cell_type"]?.string == cell.kind.rawValue {
        value["outputs"] = nil
        value["execution_count"] = nil
      }
      if let attachments = cell.attachments {
        value["attachments"] = try? JSONValue(parsing: Array(attachments.utf8))
      }
    }
    return value
  }

  /// What a notebook that was made here carries, so that other programs know what it is.
  public static let newExtra = JSONWriter.compact(newRoot)

  private static let newRoot = JSONValue.object([
    .init(
      "metadata",
      .object([
        .init(
          "interleave",
          .object([
            .init(
              "about",
              .string(
                "Cells call experiments of Interleave, a notebook server for concurrency; "
                  + "run them with: interleave run FILE.ipynb"))
          ])),
        .init(
          "kernelspec",
          .object([
            .init("display_name", .string("Interleave")), .init("language", .string("interleave")),
            .init("name", .string("interleave")),
          ])),
        .init("language_info", .object([.init("name", .string("interleave"))])),
      ])),
    .init("nbformat", .number("4")),
    .init("nbformat_minor", .number("5")),
  ])
}

/// Splits text behind each line end, as the reference writer does; joining gives the text back.
func splitLines(_ text: String) -> [String] {
  var lines: [String] = []
  var line = String.UnicodeScalarView()
  var previous: Unicode.Scalar?
  for scalar in text.unicodeScalars {
    if let last = previous, isLineEnd(last), !(last == "\r" && scalar == "\n") {
      lines.append(String(line))
      line.removeAll(keepingCapacity: true)
    }
    line.append(scalar)
    previous = scalar
  }
  if !line.isEmpty { lines.append(String(line)) }
  return lines
}

private func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
  default: false
  }
}
