import HTTPServer
import NotebookModel
import Storage

extension Resources {
  /// The runs of a cell, the latest first; `before` goes on behind the last of the page before.
  func listRuns(_ request: Request, _ caller: Caller) async throws -> Response {
    let cell = CellID(request.parameters["cell"] ?? "")
    let state = try await library.session(request.notebook).currentState()
    guard state.cells.contains(where: { $0.id == cell }) else {
      throw NotebookModel.Refusal.unknownCell(cell)
    }
    let limit = min(
      max(1, try request.number("limit", default: ServerLimits.runsOfPage)), StoreLimits.runsOfPage)
    let before = request.query("before").map { RunID($0) }
    let runs = try await library.store.runs(
      of: cell, in: request.notebook, before: before, limit: limit)
    return .json(
      JSONText.object { text in
        text.key("runs")
        text.array { text in for run in runs { text.past(run) } }
        text.member("next", runs.count == limit ? runs.last?.run.id.rawValue : nil)
      })
  }
}

extension JSONText {
  fileprivate mutating func past(_ past: PastRun) {
    let run = past.run
    object { text in
      text.member("id", run.id.rawValue)
      text.member("phase", run.phase.rawValue)
      text.member("reason", run.reason)
      text.member("queued", run.queued.iso8601)
      text.member("started", run.started?.iso8601)
      text.member("ended", run.ended?.iso8601)
      text.key("isChanged")
      text.verbatim((past.isChanged ? "true" : "false").utf8)
      text.key("verdicts")
      text.array { text in for line in past.verdicts { text.verbatim(line) } }
      text.member("verdictCount", past.verdictCount)
      text.key("finished")
      if let line = past.finished { text.verbatim(line) } else { text.null() }
    }
  }
}
