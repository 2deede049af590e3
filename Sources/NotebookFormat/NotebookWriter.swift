import NotebookModel

extension NotebookFile {
  /// The notebook as a document of the format, with all long text in lines.
  ///
  /// `runs` holds those that cells show; other cells keep the outputs of the file they came from.
  func document(
    runs: [CellID: RecordedRun], hasOutputs: Bool, raisesMinor: Bool = false
  ) -> JSONValue {
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
    var minor = root["nbformat_minor"]?.integer ?? 0
    if raisesMinor, minor < 5 {
      minor = 5
      root["nbformat_minor"] = .number("5")
    }
    root["cells"] = .array(
      cells.map { cell in
        Self.document(of: cell, run: runs[cell.id], hasOutputs: hasOutputs, minor: minor)
      })
    return root
  }

  private static func document(
    of cell: CellContent, run: RecordedRun?, hasOutputs: Bool, minor: Int
  ) -> JSONValue {
    var value = (try? JSONValue(parsing: Array((cell.extra ?? "{}").utf8))) ?? .object([])
    if value["cell_type"] == nil || cell.kind != .raw {
      value["cell_type"] = .string(cell.kind.rawValue)
    }
    let isKnown = value["cell_type"]?.string == cell.kind.rawValue
    if minor >= 5 { value["id"] = .string(cell.id.rawValue) }
    if value["metadata"] == nil { value["metadata"] = .object([]) }
    if isKnown || !cell.source.isEmpty || value["source"] == nil {
      value["source"] = LongText.lines(cell.source)
    } else if value["source"] == .null {
      value["source"] = nil
    }
    // A code cell has no attachments, as far as the format is known; they wait for its becoming text.
    if cell.kind != .code || minor > 5, let attachments = cell.attachments {
      value["attachments"] = (try? JSONValue(parsing: Array(attachments.utf8)))
        .map(LongText.canonical(attachments:))
    }
    if cell.kind == .code {
      writeResults(of: run, hasOutputs: hasOutputs, to: &value)
    } else if isKnown {
      value["outputs"] = nil
      value["execution_count"] = nil
    }
    return value
  }

  private static func writeResults(
    of run: RecordedRun?, hasOutputs: Bool, to value: inout JSONValue
  ) {
    if let run, !run.isSilent {
      value["outputs"] = .array(run.outputs)
      var ours = value["metadata"]?["interleave"] ?? .object([])
      if ours.members == nil { ours = .object([]) }
      ours["run"] = run.record
      value["metadata"]?["interleave"] = ours
    } else {
      let outputs = value["outputs"]?.array ?? []
      value["outputs"] = .array(outputs.map(LongText.canonical(output:)))
    }
    if !hasOutputs {
      value["outputs"] = .array([])
      value["execution_count"] = .null
    }
    if value["execution_count"] == nil { value["execution_count"] = .null }
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
